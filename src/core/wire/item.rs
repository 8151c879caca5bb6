//! Wire-out: items, each of which holds one record or event.

// A field that its name explains has no doc of its own.
#![allow(missing_docs)]

use crate::value::id::Stamp;
use crate::value::time::Moment;
use crate::wire::event::{CartEvent, OptInEvent, OrderEvent, StockEvent, WithdrawalEvent};
use crate::wire::once::Shared;
use crate::wire::record::{
    Category, Contact, Deleted, Order, Product, ProductUnavailable, Transaction,
};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use serde::Serialize;

/// One record or event on the wire.
///
/// Its `id` is stable: the same on every retry, another one when the object is to be applied again. It is
/// `TYPE:OBJECT` and the stamp, such as `order:501:s7f3a:1764000000`.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What `data` is: `contact`, `product`, `product_unavailable`, `category`, `order`, `transaction` or `event`.
    pub kind: &'static str,
    /// What an event's id says after `event:`; a record's says which object it is of.
    pub of: String,
    /// Without a stamp it is applied once and for all, whatever the run: `contact:guest:ann@example.com` (S2).
    pub stamp: Option<Stamp>,
    /// How the backend applies it.
    pub mode: Mode,
    /// When the object was read from the store; for an event, when it happened.
    pub occurred_at: Shared<Moment>,
    /// The record or event.
    pub data: Record,
}

/// How the backend applies a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Make it or bring it up to date.
    Upsert,
    /// Make it only if it is not there yet: guests (S2), contacts that only an order asks for (S3), events.
    Create,
    /// Bring it up to date only if it is there: trashed orders (S4), products that stopped qualifying (S6).
    Update,
    /// Remove it, an order with its transactions: it was deleted in the store (S8).
    Delete,
}

/// The records, one for each kind of object, and the events (see [`crate::wire::event`]).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Record {
    Contact(Box<Contact>),
    Product(Box<Product>),
    ProductUnavailable(Box<ProductUnavailable>),
    Category(Box<Category>),
    /// Its transactions hold it, too.
    Order(Arc<Order>),
    Transaction(Box<Transaction>),
    OrderEvent(Box<OrderEvent>),
    CartEvent(Box<CartEvent>),
    StockEvent(Box<StockEvent>),
    OptInEvent(Box<OptInEvent>),
    WithdrawalEvent(Box<WithdrawalEvent>),
    Deleted(Deleted),
}
