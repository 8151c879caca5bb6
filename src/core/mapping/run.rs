//! What is wanted of the objects.

use crate::mapping::on_copy::OnCopy;
use crate::owner::consent::{self, Given};
use crate::owner::settings;
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::id::Stamp;
use crate::value::time::Moment;
use crate::wire::item::{Item, Mode, Record};
use crate::wire::once::Shared;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;

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
    /// When the store was a copy whose orders the owner leaves out (C10).
    pub on_copy: OnCopy,
}

impl Run {
    /// Reads a run. `revision` and `readAt` are needed; a kind that is not mentioned is not wanted.
    pub(crate) fn read(run: Box<snapshot::Run>, reader: &mut Reader) -> Option<Self> {
        let revision = reader.id("revision", run.revision, Need::Required);
        let read_at = reader.moment_in_millis("readAt", run.read_at, Need::Required);
        let contacts = reader.flag(settings::CONTACTS, run.contacts);
        let orders = reader.flag(settings::ORDERS, run.orders);
        let transactions = reader.flag(settings::TRANSACTIONS, run.transactions);
        let products = reader.flag(settings::PRODUCTS, run.products);
        let order_received_trigger =
            reader.flag(settings::ORDER_RECEIVED_TRIGGER, run.order_received_trigger);
        let payment_received_trigger = reader.flag(
            settings::PAYMENT_RECEIVED_TRIGGER,
            run.payment_received_trigger,
        );
        let deletions = reader.flag(settings::DELETIONS, run.deletions);
        let consent = consent::given(reader, run.consent);
        let on_copy = OnCopy::read(reader, run.on_copy);
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
            on_copy,
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
