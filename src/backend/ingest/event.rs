//! Events: what each name has to tell, as the core writes it (`src/core/wire/event.rs`).

use super::check::read;
use super::field::{
    Amount, Cents, Currency, Email, Exponent, Id, Moment, OrderStatus, Provider, StockStatus, Text,
    Words,
};
use super::shape::{LineItem, Marketing, OrderContact, shape};
use super::{Mode, Object};
use serde::Deserialize;

shape! {
    /// What every event has.
    Named {
        "name" name: Words,
    }
}
shape! {
    /// What happened to an order (E2, E3).
    OrderEvent {
        "orderId" order_id: Id,
        "orderedAt" ordered_at: Moment,
        "lineItems" line_items: Vec<Object<LineItem>>,
        "number" number: Text,
        "status" status: OrderStatus,
        "originalStatus" original_status: Option<Text>,
        "currency" currency: Option<Currency>,
        "currencyExponent" currency_exponent: Option<Exponent>,
        "pricesIncludeTax" prices_include_tax: bool,
        "subtotalCents" subtotal_cents: Option<Cents>,
        "discountCents" discount_cents: Option<Cents>,
        "shippingCents" shipping_cents: Option<Cents>,
        "feeCents" fee_cents: Option<Cents>,
        "taxCents" tax_cents: Option<Cents>,
        "totalCents" total_cents: Option<Cents>,
        "coupons" coupons: Vec<Text>,
        "isRenewal" is_renewal: bool,
        "createdVia" created_via: Option<Text>,
        "paymentMethod" payment_method: Option<Text>,
        "paymentMethodTitle" payment_method_title: Option<Text>,
        "paidAt" paid_at: Option<Moment>,
        "cartId" cart_id: Option<Id>,
        "contact" contact: Option<Object<OrderContact>>,
        "billingEmail" billing_email: Option<Email>,
        "refund" refund: Option<Object<Refund>>,
    }
}
shape! {
    /// What was given back.
    Refund {
        "id" id: Id,
        "amountCents" amount_cents: Option<Amount>,
        "full" full: bool,
        "reason" reason: Option<Text>,
        "refundedAt" refunded_at: Moment,
        "lineItems" line_items: Vec<Object<LineItem>>,
    }
}
shape! {
    /// What happened to a cart (E1).
    CartEvent {
        "cartId" cart_id: Id,
        "startedAt" started_at: Moment,
        "lineItems" line_items: Vec<Object<LineItem>>,
        "currency" currency: Option<Currency>,
        "currencyExponent" currency_exponent: Option<Exponent>,
        "pricesIncludeTax" prices_include_tax: bool,
        "subtotalCents" subtotal_cents: Option<Cents>,
        "discountCents" discount_cents: Option<Cents>,
        "taxCents" tax_cents: Option<Cents>,
        "totalCents" total_cents: Option<Cents>,
        "coupons" coupons: Vec<Text>,
        "recoveryUrl" recovery_url: Option<Text>,
        "contact" contact: Object<OrderContact>,
    }
}
shape! {
    /// How many there are of a product or variation (E4).
    StockEvent {
        "provider" provider: Provider,
        "id" id: Id,
        "parent_id" parent_id: Id,
        "stockStatus" stock_status: StockStatus,
        "stockQuantity" stock_quantity: Option<Cents>,
    }
}

shape! {
    /// Somebody subscribed by an act of their own (E7).
    OptInEvent {
        "contact" contact: Object<OrderContact>,
        "marketing" marketing: Object<Marketing>,
    }
}
shape! {
    /// Somebody no longer wants to be told when a product is back (K4).
    WithdrawalEvent {
        "provider" provider: Provider,
        "providerProductId" provider_product_id: Id,
        "providerVariantId" provider_variant_id: Id,
        "email" email: Email,
        "withdrawnAt" withdrawn_at: Moment,
    }
}

/// Checks an event by what its name asks for.
pub fn event(data: &str, mode: Mode) -> Result<(), String> {
    let Named { name } = read(data, "data")?;
    match name.0.as_str() {
        "ecommerce.cart_started" | "ecommerce.cart_cleared" | "ecommerce.checkout_started" => {
            read::<CartEvent>(data, "data").map(drop)?;
        }
        "ecommerce.order_placed"
        | "ecommerce.payment_received"
        | "ecommerce.order_fulfilled"
        | "ecommerce.order_cancelled"
        | "ecommerce.order_refunded" => {
            let order: OrderEvent = read(data, "data")?;
            let is_refund = name.0 == "ecommerce.order_refunded";
            if order.refund.is_some() != is_refund {
                return Err(
                    "data.refund: `ecommerce.order_refunded` says what was given back, and no other event does"
                        .to_owned(),
                );
            }
        }
        "ecommerce.stock_changed" => read::<StockEvent>(data, "data").map(drop)?,
        "ecommerce.marketing_subscribed" => read::<OptInEvent>(data, "data").map(drop)?,
        "ecommerce.back_in_stock_withdrawn" => read::<WithdrawalEvent>(data, "data").map(drop)?,
        other => {
            return Err(format!(
                "data.name: `{other}` is not an event that this backend knows"
            ));
        }
    }
    match mode {
        Mode::Create => Ok(()),
        _ => Err("mode: what happened is told once, so the mode has to be `create`".to_owned()),
    }
}
