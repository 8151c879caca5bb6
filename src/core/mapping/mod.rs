//! Snapshot → items, skips and issues; one file for each kind of object or fact.
//!
//! What holds for all of them:
//! - every fault is reported, in the declared order of the fields, and one answer names them all; a fatal one leaves no
//!   item;
//! - texts pass as they are, whatever their script; a blank one is null;
//! - a missing list is an empty one, a blank amount a missing one;
//! - what is left out on purpose has a skip with its reason (S10). What the run does not want is not skipped, unless
//!   nothing at all is wanted of the object.

pub(crate) mod address;
pub(crate) mod cart;
pub(crate) mod category;
pub(crate) mod contact;
pub(crate) mod fact;
pub(crate) mod gone;
pub(crate) mod line;
pub(crate) mod offer;
pub(crate) mod opt_in;
pub(crate) mod order;
pub(crate) mod order_event;
pub(crate) mod product;
pub(crate) mod refund;
pub(crate) mod revenue;
pub(crate) mod stock;
pub(crate) mod transaction;
pub(crate) mod withdrawal;

use crate::owner::consent::{self, Given};
use crate::read::issue::Issue;
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::id::Stamp;
use crate::value::time::Moment;
use crate::wire::item::{Item, Mode, Record};
use crate::wire::once::Shared;
use crate::wire::skip::{Skip, SkipReason};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::Serialize;

/// Items to send, in an order in which each follows what it refers to; what was left out; what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mapped {
    /// To send.
    pub items: Vec<Item>,
    /// Left out on purpose.
    pub skipped: Vec<Skip>,
    /// Faults, in the declared order of the fields.
    pub issues: Vec<Issue>,
}

impl Mapped {
    /// Notes that an object is left out on purpose.
    pub(crate) fn skip(&mut self, kind: &'static str, id: impl Into<String>, reason: SkipReason) {
        self.skipped.push(Skip {
            kind,
            id: id.into(),
            reason,
            text: reason.text().to_owned(),
        });
    }
}

/// What a run wants, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Part of the item ids.
    pub revision: Arc<String>,
    /// When the object was read.
    pub read_at: Shared<Moment>,
    /// Whether contacts are wanted.
    pub contacts: bool,
    /// Whether orders are wanted.
    pub orders: bool,
    /// Whether transactions are wanted.
    pub transactions: bool,
    /// Whether products are wanted.
    pub products: bool,
    /// Whether orders placed are told as events.
    pub order_received_trigger: bool,
    /// Whether payments received are told as events.
    pub payment_received_trigger: bool,
    /// Whether what is deleted in the store is deleted at the backend (S8).
    pub deletions: bool,
    /// What may go out about the shopper (E7).
    pub consent: Given,
}

impl Run {
    /// Reads a run. `revision` and `readAt` are needed; a kind that is not mentioned is not wanted.
    pub(crate) fn read(run: Box<snapshot::Run>, read: &mut Reader) -> Option<Self> {
        let revision = read.id("revision", run.revision, Need::Required);
        let read_at = read.moment_in_millis("readAt", run.read_at, Need::Required);
        let contacts = read.flag("contacts", run.contacts);
        let orders = read.flag("orders", run.orders);
        let transactions = read.flag("transactions", run.transactions);
        let products = read.flag("products", run.products);
        let order_received_trigger = read.flag("orderReceivedTrigger", run.order_received_trigger);
        let payment_received_trigger =
            read.flag("paymentReceivedTrigger", run.payment_received_trigger);
        let deletions = read.flag("deletions", run.deletions);
        let consent = consent::given(read, run.consent);
        Some(Self {
            revision: Arc::new(revision?),
            read_at: Shared::new(read_at?),
            contacts,
            orders,
            transactions,
            products,
            order_received_trigger,
            payment_received_trigger,
            deletions,
            consent,
        })
    }

    /// What the item ids of an object end in.
    pub(crate) fn stamp(&self, modified_at: Option<Moment>) -> Option<Stamp> {
        Some(Stamp {
            revision: Arc::clone(&self.revision),
            seconds: modified_at.map(Moment::seconds),
        })
    }

    /// The item of a record.
    pub(crate) fn item(
        &self,
        kind: &'static str,
        stamp: Option<Stamp>,
        mode: Mode,
        data: Record,
    ) -> Item {
        Item {
            kind,
            of: String::new(),
            stamp,
            mode,
            occurred_at: self.read_at.clone(),
            data,
        }
    }
}

/// The item of an event, which is applied once and has no revision.
pub(crate) fn event_item(of: String, occurred_at: Moment, data: Record) -> Item {
    Item {
        kind: "event",
        of,
        stamp: None,
        mode: Mode::Create,
        occurred_at: Shared::new(occurred_at),
        data,
    }
}
