//! Wire-out: records, the synced state of objects.
//!
//! Money is in whole minor units of `currency` (`…Cents`), with the currency's exponent beside it; moments are UTC,
//! ISO 8601 with milliseconds and `Z`; ids are texts. Every field is always there, null where nothing is known, so that
//! a host that cannot tell `{}` from `[]` never has to.

// A field that its name explains has no doc of its own.
#![allow(missing_docs)]

use crate::owner::consent::Marketing;
use crate::value::time::Moment;
use crate::wire::once::Shared;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::Serialize;

/// The provider of every product id that a WooCommerce store hands out.
pub(crate) const PROVIDER: &str = "woocommerce";

/// S8. What is left of an object that was deleted in the store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deleted {
    /// As in the object's own record.
    pub id: String,
}

/// A person. Phone and company are those of the billing address.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// `id` and `email`.
    pub who: Arc<OrderContact>,
    /// `registered` or `guest`.
    pub kind: &'static str,
    /// The account's; where it has none, that of the billing address is written.
    pub first_name: Option<String>,
    /// As [`Contact::first_name`].
    pub last_name: Option<String>,
    /// WordPress locale.
    pub locale: Option<String>,
    pub billing: Option<Shared<Address>>,
    pub shipping: Option<Shared<Address>>,
    /// E7: what the store knows of the consent to marketing. It subscribes nobody.
    pub marketing: Marketing,
    /// When the account was made; for a guest, when the first order was placed.
    pub created_at: Option<Shared<Moment>>,
    /// S11; empty for guests.
    pub revenue: Vec<Revenue>,
    /// See [`crate::backend::inventory`]; means nothing to anybody but the store.
    pub fingerprint: Option<String>,
}

/// S11. What a contact has bought in one currency; only currencies in which an order counts, sorted by code. Orders count
/// when they have a paid date and are not drafts, cancelled, failed, trashed or fully refunded.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Revenue {
    pub currency: String,
    pub currency_exponent: u32,
    /// Orders that count.
    pub orders_count: i64,
    /// Their totals less their refunds.
    pub total_spent_cents: i64,
    /// Lifetime value: the same sum, under the name that marketing tools use.
    pub ltv_cents: i64,
    /// `totalSpentCents / ordersCount`, rounded half away from zero.
    pub aov_cents: i64,
}

/// A postal address; blank parts are null.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postcode: Option<String>,
    pub country: Option<String>,
    pub phone: Option<String>,
}

/// A product that shoppers can buy or wait for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    pub provider: &'static str,
    pub id: String,
    /// `simple` or `variable`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: String,
    pub sku: Option<String>,
    pub url: Option<String>,
    pub image_url: Option<String>,
    /// As the store has it; may hold HTML.
    pub short_description: Option<String>,
    /// S6: always true here; `product_unavailable` says false.
    pub include_in_online_store: bool,
    pub currency: String,
    pub currency_exponent: u32,
    /// The lowest price among the variants.
    pub price_cents: i64,
    /// Ids of the categories it is in.
    pub category_ids: Vec<String>,
    /// At least one. A simple product is its own only variant, with the product's id.
    pub variants: Vec<Variant>,
    pub created_at: Option<Moment>,
    pub modified_at: Option<Moment>,
    /// See [`crate::backend::inventory`]; means nothing to anybody but the store.
    pub fingerprint: Option<String>,
}

/// What is bought: a variation, or a simple product itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    pub id: String,
    /// Id of the product.
    pub parent_id: String,
    pub title: String,
    pub sku: Option<String>,
    pub url: Option<String>,
    pub image_url: Option<String>,
    pub price_cents: i64,
    pub regular_price_cents: Option<i64>,
    pub sale_price_cents: Option<i64>,
    /// `in_stock`, `out_of_stock` or `on_backorder`.
    pub stock_status: &'static str,
    /// Whole units, rounded down; null where the store does not count.
    pub stock_quantity: Option<i64>,
    pub attributes: Vec<Attribute>,
}

/// What sets a variant apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribute {
    pub name: String,
    pub value: String,
}

/// S6. A product that does not qualify: the backend marks it unavailable if it knows it. Holds no more than that, for
/// the product may be private.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductUnavailable {
    pub provider: &'static str,
    pub id: String,
    pub include_in_online_store: bool,
    /// Why, in the words of the skip reason.
    pub reason: String,
}

/// A product category.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    pub id: String,
    pub name: String,
    pub slug: Option<String>,
    /// Null at the top.
    pub parent_id: Option<String>,
    pub url: Option<String>,
}

/// An order (S4).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its transactions' ids hold it, too.
    pub id: Arc<String>,
    pub number: String,
    /// Always `External`.
    pub source: &'static str,
    /// Always `WooCommerce`.
    pub sub_type: &'static str,
    /// `Completed`, `Cancelled` or `Pending`.
    pub status: &'static str,
    /// WooCommerce's own status, custom ones included; null where the order has none.
    pub original_status: Option<String>,
    /// Null where neither the order nor the shop has one; then no amount is known.
    pub currency: Option<String>,
    pub currency_exponent: Option<u32>,
    pub prices_include_tax: bool,
    pub created_via: Option<String>,
    pub is_renewal: bool,
    /// The cart that it came from, as in the cart's events (E3); null for a renewal, which came from none.
    pub cart_id: Option<String>,
    /// Who bought; null where the order has no e-mail address.
    pub contact: Option<Arc<OrderContact>>,
    /// Lower-case; of a registered buyer's order it may be another one than the account's.
    pub billing_email: Option<Arc<String>>,
    pub billing: Option<Shared<Address>>,
    pub shipping: Option<Shared<Address>>,
    /// The first date that is known of the order, where it does not say when it was placed.
    pub placed_at: Option<Shared<Moment>>,
    pub modified_at: Option<Moment>,
    pub paid_at: Option<Shared<Moment>>,
    pub completed_at: Option<Moment>,
    pub line_items: Vec<LineItem>,
    /// Lines before discounts, without tax. This and the other amounts are null where they are not known.
    pub subtotal_cents: Option<i64>,
    pub discount_cents: Option<i64>,
    pub shipping_cents: Option<i64>,
    pub fee_cents: Option<i64>,
    pub tax_cents: Option<i64>,
    pub total_cents: Option<i64>,
    /// All refunds, not negative.
    pub refunded_cents: Option<i64>,
    /// S5: all its transactions that there are; what the backend has of this order beyond these is gone. Null where this
    /// says nothing of them: they are not synced, the order is in the trash, or its refunds could not all be read.
    pub transaction_ids: Option<Vec<TransactionId>>,
    pub coupons: Vec<String>,
    pub payment_method: Option<String>,
    pub payment_method_title: Option<String>,
    /// See [`crate::backend::inventory`]; means nothing to anybody but the store.
    pub fingerprint: Option<String>,
}

/// Who a contact is: in orders, and in the contact's own record. Its `id` is `user:12` for a WordPress user,
/// `guest:ann@example.com` for a guest.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderContact {
    /// Id of the WordPress user.
    pub user: Option<String>,
    /// Lower-case e-mail address: what makes two contacts the same person.
    pub email: Arc<String>,
}

/// One product line. The first six fields are those of `ecommerce.order_placed` (E2).
#[derive(Clone, Debug, PartialEq)]
pub struct LineItem {
    /// `providerProductId`.
    pub product_id: String,
    /// `providerVariantId`; none for a simple product, where the product's own id is written.
    pub variation_id: Option<String>,
    pub title: String,
    /// Whole units, negative where goods came back; a fractional quantity is rounded half away from zero, at least to 1,
    /// and stands in full in `quantityDecimal`; 0 where the line has no quantity, such as money given back without goods.
    /// This, the id and the amounts are null where they are not known.
    pub quantity: Option<i64>,
    /// What the shopper saw for one unit: the line after discounts, with its tax where prices include tax, divided by
    /// the quantity, rounded half away from zero.
    pub price_cents: Option<i64>,
    pub id: Option<String>,
    pub sku: Option<String>,
    /// The quantity as the store has it, where it is not whole.
    pub quantity_decimal: Option<String>,
    pub subtotal_cents: Option<i64>,
    pub discount_cents: Option<i64>,
    pub tax_cents: Option<i64>,
    /// After discounts, without tax.
    pub total_cents: Option<i64>,
}

/// `payment:501` (by order) or `refund:629` (by refund).
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionId {
    /// Whether it is a refund.
    pub is_refund: bool,
    /// The order's or the refund's.
    pub object: Arc<String>,
}

/// Money that moved for an order (S5).
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The refund's id; a payment goes by its order.
    pub refund: Option<String>,
    /// `orderId`, `currency`, `currencyExponent`, `paymentMethod` and `paymentMethodTitle` are the order's.
    pub order: Arc<Order>,
    /// `payment` or `refund`.
    pub kind: &'static str,
    /// For a refund: whether all that was paid is now given back. False for payments.
    pub full: bool,
    /// Not negative, for refunds too; null where it is not known.
    pub amount_cents: Option<i64>,
    /// The payment provider's id; null for refunds.
    pub provider_transaction_id: Option<String>,
    /// Why a refund was made.
    pub reason: Option<String>,
    /// When the money moved; the order's last change, where a refund does not say it.
    pub moved_at: Option<Shared<Moment>>,
    /// What a refund was for; amounts not negative. Empty for payments and for refunds of a bare amount.
    pub line_items: Vec<LineItem>,
}
