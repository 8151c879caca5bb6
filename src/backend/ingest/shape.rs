//! The shapes of the records, as the core writes them (`src/core/wire/record.rs`): every field has to be there, null only
//! where nothing may be known. Fields that no shape names are left alone, so that a newer plugin is understood.

use super::Object;
use super::field::{
    Agreement, Amount, Cents, Currency, Email, Exponent, Id, KeptId, Moment, OrderStatus,
    ProductKind, Provider, Source, StockStatus, SubType, Text, TransactionKind, Words,
};
use serde::Deserialize;

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($key:literal $field:ident: $kind:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[allow(dead_code, reason = "most fields are read only to be checked")]
        pub struct $name {
            // Reading through a function makes an absent field a fault even where null is fine.
            $(#[serde(rename = $key, deserialize_with = "Deserialize::deserialize")] pub $field: $kind,)+
        }
    };
}
pub(super) use shape;

shape! {
    /// A person.
    Contact {
        "id" id: KeptId,
        "kind" kind: Words,
        "email" email: Email,
        "firstName" first_name: Option<Text>,
        "lastName" last_name: Option<Text>,
        "phone" phone: Option<Text>,
        "company" company: Option<Text>,
        "locale" locale: Option<Text>,
        "marketing" marketing: Object<Marketing>,
        "billing" billing: Option<Object<Address>>,
        "shipping" shipping: Option<Object<Address>>,
        "createdAt" created_at: Option<Moment>,
        "revenue" revenue: Vec<Object<Revenue>>,
        "fingerprint" fingerprint: Option<Text>,
    }
}
shape! {
    /// What the store knows of a contact's consent to marketing (E7).
    Marketing {
        "email" email: Agreement,
        "at" at: Option<Moment>,
        "source" source: Option<Text>,
        "text" text: Option<Text>,
    }
}
shape! {
    /// What a contact has bought in one currency.
    Revenue {
        "currency" currency: Currency,
        "currencyExponent" currency_exponent: Exponent,
        "ordersCount" orders_count: Amount,
        "totalSpentCents" total_spent_cents: Cents,
        "ltvCents" ltv_cents: Cents,
        "aovCents" aov_cents: Cents,
    }
}
shape! {
    /// A postal address.
    Address {
        "firstName" first_name: Option<Text>,
        "lastName" last_name: Option<Text>,
        "company" company: Option<Text>,
        "address1" address1: Option<Text>,
        "address2" address2: Option<Text>,
        "city" city: Option<Text>,
        "state" state: Option<Text>,
        "postcode" postcode: Option<Text>,
        "country" country: Option<Text>,
        "phone" phone: Option<Text>,
    }
}
shape! {
    /// A product.
    Product {
        "provider" provider: Provider,
        "id" id: KeptId,
        "type" kind: ProductKind,
        "title" title: Words,
        "sku" sku: Option<Text>,
        "url" url: Option<Text>,
        "imageUrl" image_url: Option<Text>,
        "shortDescription" short_description: Option<Text>,
        "includeInOnlineStore" include_in_online_store: bool,
        "currency" currency: Currency,
        "currencyExponent" currency_exponent: Exponent,
        "priceCents" price_cents: Amount,
        "categoryIds" category_ids: Vec<Id>,
        "variants" variants: Vec<Object<Variant>>,
        "createdAt" created_at: Option<Moment>,
        "modifiedAt" modified_at: Option<Moment>,
        "fingerprint" fingerprint: Option<Text>,
    }
}
shape! {
    /// What is bought of a product.
    Variant {
        "id" id: Id,
        "parentId" parent_id: Id,
        "title" title: Text,
        "sku" sku: Option<Text>,
        "url" url: Option<Text>,
        "imageUrl" image_url: Option<Text>,
        "priceCents" price_cents: Amount,
        "regularPriceCents" regular_price_cents: Option<Amount>,
        "salePriceCents" sale_price_cents: Option<Amount>,
        "stockStatus" stock_status: StockStatus,
        "stockQuantity" stock_quantity: Option<Cents>,
        "attributes" attributes: Vec<Object<Attribute>>,
    }
}
shape! {
    /// What sets a variant apart.
    Attribute {
        "name" name: Text,
        "value" value: Text,
    }
}
shape! {
    /// A product that no longer qualifies.
    ProductUnavailable {
        "provider" provider: Provider,
        "id" id: KeptId,
        "includeInOnlineStore" include_in_online_store: bool,
        "reason" reason: Words,
    }
}
shape! {
    /// A product category.
    Category {
        "id" id: KeptId,
        "name" name: Words,
        "slug" slug: Option<Text>,
        "parentId" parent_id: Option<Id>,
        "url" url: Option<Text>,
    }
}
shape! {
    /// What was deleted in the store.
    Deleted {
        "id" id: KeptId,
    }
}
shape! {
    /// An order.
    Order {
        "id" id: KeptId,
        "number" number: Text,
        "source" source: Source,
        "subType" sub_type: SubType,
        "status" status: OrderStatus,
        "originalStatus" original_status: Option<Text>,
        "currency" currency: Option<Currency>,
        "currencyExponent" currency_exponent: Option<Exponent>,
        "pricesIncludeTax" prices_include_tax: bool,
        "createdVia" created_via: Option<Text>,
        "isRenewal" is_renewal: bool,
        "cartId" cart_id: Option<Id>,
        "contact" contact: Option<Object<OrderContact>>,
        "billingEmail" billing_email: Option<Email>,
        "billing" billing: Option<Object<Address>>,
        "shipping" shipping: Option<Object<Address>>,
        "placedAt" placed_at: Option<Moment>,
        "modifiedAt" modified_at: Option<Moment>,
        "paidAt" paid_at: Option<Moment>,
        "completedAt" completed_at: Option<Moment>,
        "lineItems" line_items: Vec<Object<LineItem>>,
        "subtotalCents" subtotal_cents: Option<Cents>,
        "discountCents" discount_cents: Option<Cents>,
        "shippingCents" shipping_cents: Option<Cents>,
        "feeCents" fee_cents: Option<Cents>,
        "taxCents" tax_cents: Option<Cents>,
        "totalCents" total_cents: Option<Cents>,
        "refundedCents" refunded_cents: Option<Amount>,
        "transactionIds" transaction_ids: Option<Vec<KeptId>>,
        "coupons" coupons: Vec<Text>,
        "paymentMethod" payment_method: Option<Text>,
        "paymentMethodTitle" payment_method_title: Option<Text>,
        "fingerprint" fingerprint: Option<Text>,
    }
}
shape! {
    /// The contact of an order.
    OrderContact {
        "id" id: Id,
        "email" email: Email,
    }
}
shape! {
    /// One product line.
    LineItem {
        "provider" provider: Provider,
        "providerProductId" provider_product_id: Id,
        "providerVariantId" provider_variant_id: Id,
        "title" title: Text,
        "quantity" quantity: Option<Cents>,
        "priceCents" price_cents: Option<Cents>,
        "id" id: Option<Id>,
        "sku" sku: Option<Text>,
        "quantityDecimal" quantity_decimal: Option<Text>,
        "subtotalCents" subtotal_cents: Option<Cents>,
        "discountCents" discount_cents: Option<Cents>,
        "taxCents" tax_cents: Option<Cents>,
        "totalCents" total_cents: Option<Cents>,
    }
}
shape! {
    /// Money that moved for an order.
    Transaction {
        "id" id: KeptId,
        "orderId" order_id: KeptId,
        "kind" kind: TransactionKind,
        "full" full: bool,
        "currency" currency: Option<Currency>,
        "currencyExponent" currency_exponent: Option<Exponent>,
        "amountCents" amount_cents: Option<Amount>,
        "paymentMethod" payment_method: Option<Text>,
        "paymentMethodTitle" payment_method_title: Option<Text>,
        "providerTransactionId" provider_transaction_id: Option<Text>,
        "reason" reason: Option<Text>,
        "movedAt" moved_at: Option<Moment>,
        "lineItems" line_items: Vec<Object<LineItem>>,
    }
}
