//! Wire-out: events, which say that something happened at a time. An event is an item of type `event` and mode
//! `create`; its id is that of the fact and has no revision, so that it is applied once, however often it is recorded,
//! derived again or sent. `occurredAt` is when it happened, not when it was sent.
//!
//! | `data.name` | when | id, `event:` and | payload |
//! |---|---|---|---|
//! | `ecommerce.cart_started` | a shopper whose e-mail address is known has something in the cart; `occurredAt` is when the cart was begun (E1) | `cart_started:CART` | [`CartEvent`] |
//! | `ecommerce.cart_cleared` | the cart was emptied, not by its own order; or it went on as another one, for the shopper's address was corrected (E1) | `cart_cleared:CART` | [`CartEvent`] |
//! | `ecommerce.checkout_started` | the checkout's page was opened, or the Store API's checkout reached, with something in the cart (E1) | `checkout_started:CART` | [`CartEvent`] |
//! | `ecommerce.order_placed` | an order left draft, or was made beyond it: once for each order (E2) | `order_placed:ORDER:MARK` | [`OrderEvent`] |
//! | `ecommerce.payment_received` | the paid date was first set: once for each order (E3) | `payment_received:ORDER:MARK` | [`OrderEvent`] |
//! | `ecommerce.order_fulfilled` | the order was completed: once for each time (E3) | `order_fulfilled:ORDER:MARK:KEY` | [`OrderEvent`] |
//! | `ecommerce.order_cancelled` | the order was cancelled: once for each time (E3) | `order_cancelled:ORDER:MARK:KEY` | [`OrderEvent`] |
//! | `ecommerce.order_refunded` | money was given back: once for each refund (E3) | `order_refunded:ORDER:MARK:REFUND` | [`OrderEvent`] with its `refund` |
//! | `ecommerce.marketing_subscribed` | somebody ticked the opt-in box and ordered: once for each time (E7) | `marketing_subscribed:TICK` | [`OptInEvent`] |
//! | `ecommerce.back_in_stock_withdrawn` | somebody withdrew a request for the waitlist (K4) | `back_in_stock_withdrawn:VARIANT:KEY` | [`WithdrawalEvent`] |
//! | `ecommerce.stock_changed` | the stock of a product or variation is another (E4) | `stock_changed:PRODUCT:KEY` | [`StockEvent`] |
//!
//! MARK is a short hash of the order's key, with the moment of the refund where there is one: numbers are given out again
//! after a backup was restored, and a new order is not to be taken for one that was told already. It is left out where the
//! order has no key, and where the order was placed before this version came to the store.
//!
//! Sync, Sync Store and reconciliation give records only (E8): there is no event in the answers to those calls.
//!
//! Where a delivery holds several items, those that an event refers to come first: contact, category, product, order,
//! transaction, event.

// A field that its name explains has no doc of its own.
#![allow(missing_docs)]

use crate::owner::consent::Marketing;
use crate::value::time::Moment;
use crate::wire::record::{LineItem, OrderContact};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::Serialize;

/// What happened to an order. The fields up to `lineItems` are E2's.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderEvent {
    pub name: &'static str,
    pub order_id: Arc<String>,
    pub ordered_at: Moment,
    pub line_items: Vec<LineItem>,
    pub number: String,
    /// `Completed`, `Cancelled` or `Pending`, when the event was built; a workflow can branch on a pending payment (B3).
    pub status: &'static str,
    /// As in the order's record, null where it is not known; so are the currency and the amounts.
    pub original_status: Option<String>,
    pub currency: Option<String>,
    pub currency_exponent: Option<u32>,
    pub prices_include_tax: bool,
    /// Lines before discounts, without tax.
    pub subtotal_cents: Option<i64>,
    pub discount_cents: Option<i64>,
    pub shipping_cents: Option<i64>,
    pub fee_cents: Option<i64>,
    pub tax_cents: Option<i64>,
    pub total_cents: Option<i64>,
    pub coupons: Vec<String>,
    /// Whether this is the renewal of a subscription, not a first order.
    pub is_renewal: bool,
    pub created_via: Option<String>,
    pub payment_method: Option<String>,
    pub payment_method_title: Option<String>,
    pub paid_at: Option<Moment>,
    /// The cart that the order came from, so that nobody is reminded of it any more; as in the order's record.
    pub cart_id: Option<String>,
    /// Null where the order has no e-mail address.
    pub contact: Option<Arc<OrderContact>>,
    /// As in the order's record.
    pub billing_email: Option<Arc<String>>,
    /// What was given back; only in `ecommerce.order_refunded`.
    pub refund: Option<RefundDetail>,
}

/// One refund of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundDetail {
    pub id: String,
    /// Not negative; null where it is not known.
    pub amount_cents: Option<i64>,
    /// Whether all that was paid is now given back.
    pub full: bool,
    pub reason: Option<String>,
    pub refunded_at: Moment,
    /// What it was for; amounts not negative. Empty where only an amount was given back.
    pub line_items: Vec<LineItem>,
}

/// What happened to a cart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CartEvent {
    pub name: &'static str,
    pub cart_id: String,
    pub started_at: Moment,
    /// Empty once the cart is.
    pub line_items: Vec<LineItem>,
    /// Null where it is not known; so are the amounts.
    pub currency: Option<String>,
    pub currency_exponent: Option<u32>,
    pub prices_include_tax: bool,
    /// Lines before discounts, without tax.
    pub subtotal_cents: Option<i64>,
    pub discount_cents: Option<i64>,
    pub tax_cents: Option<i64>,
    /// What the lines cost after discounts, with tax; without shipping, which is not known yet.
    pub total_cents: Option<i64>,
    pub coupons: Vec<String>,
    /// Brings the cart back on the store's own cart page, until it expires (E6).
    pub recovery_url: Option<String>,
    pub contact: OrderContact,
}

/// Somebody subscribed, by an act of their own and not by a sync (E7).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptInEvent {
    pub name: &'static str,
    pub contact: OrderContact,
    /// As in the contact's record.
    pub marketing: Marketing,
}

/// Somebody no longer wants to be told when a product is back (K4), whatever they asked for until then.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WithdrawalEvent {
    pub name: &'static str,
    pub provider: &'static str,
    pub provider_product_id: String,
    /// As in the request: of a simple product, the product's own id.
    pub provider_variant_id: String,
    pub email: String,
    pub withdrawn_at: Moment,
}

/// How many there are of a product or variation (E4). `id` and `parent_id` keep the names that E4 gives them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StockEvent {
    pub name: &'static str,
    pub provider: &'static str,
    /// The variation; the product itself for a product.
    pub id: String,
    /// The product, always: a simple product is its own only variant.
    #[serde(rename = "parent_id")]
    pub parent_id: String,
    /// `in_stock`, `out_of_stock` or `on_backorder`.
    pub stock_status: &'static str,
    /// Whole units, rounded down; null where the store does not count.
    pub stock_quantity: Option<i64>,
}
