//! Items as they come over the wire: what is accepted, and how a fault is told.

mod check;
mod event;
mod field;
pub mod integer;
mod object;
mod shape;

pub use check::check;
pub use field::{is_currency, is_id, is_moment};
pub use object::Object;

/// What an item's `data` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Contact,
    /// A product with its variants.
    Product,
    /// A product that no longer qualifies (S6).
    ProductUnavailable,
    /// A product category.
    Category,
    /// An order.
    Order,
    /// A payment or refund.
    Transaction,
    /// Something that happened.
    Event,
}

/// How an item is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Make it or bring it up to date.
    Upsert,
    /// Make it only where it is not there.
    Create,
    /// Bring it up to date only where it is there.
    Update,
    /// Remove it (S8).
    Delete,
}

/// An item without fault.
#[derive(Debug)]
pub struct Checked<'a> {
    /// Its id: the same on every retry.
    pub id: String,
    /// What it holds.
    pub kind: Kind,
    /// How it is applied.
    pub mode: Mode,
    /// When it was read from the store, or when an event happened; a fixed format, so texts compare as moments do.
    pub occurred_at: String,
    /// Id of the object; of an event, that of the item.
    pub object: String,
    /// Id of a transaction's order; empty for others.
    pub order: String,
    /// E-mail address of a contact, or of an order's; empty for others.
    pub email: String,
    /// What lists are sorted by; empty where nothing is known.
    pub sorted_by: String,
    /// Why a product is unavailable.
    pub reason: Option<String>,
    /// The record or event as it came.
    pub data: &'a str,
}

/// An item with faults.
#[derive(Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its id, where it could be read.
    pub id: String,
    /// What is wrong, in plain words.
    pub issues: Vec<String>,
}
