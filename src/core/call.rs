//! The only door: [`answer`].
//!
//! A call is a struct with one field set, `{"order": {…}}`; an answer is one tagged value, `{"mapped": {…}}`. Errors
//! are answers too.

use crate::delivery::{self, Verdict};
use crate::field::{Field, Flag, Int, List, Text, snapshot};
use crate::issue::Issue;
use crate::mapping;
use crate::record::Item;
use crate::settings::{self, Settings};
use crate::skip::Skip;
use crate::snapshot::{Category, Customer, Order, Product, Response, Run};
use crate::value::url;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

snapshot! {
    /// What a host asks. The first field that is set, in this order, is answered.
    Call {
        /// Map a user.
        contact / "contact": MapContact,
        /// Map a product, its variations and its categories.
        product / "product": MapProduct,
        /// Map a category that changed.
        category / "category": MapCategory,
        /// Map an order, its buyer, its payment and its refunds.
        order / "order": MapOrder,
        /// Check and normalize a store URL (C5).
        store_url / "storeUrl": StoreUrl,
        /// Read the owner's choices (C6, C7), filling in defaults.
        settings / "settings": settings::Choices,
        /// Judge the backend's reply to a delivery.
        delivery / "delivery": Delivery,
        /// Judge the backend's reply while connecting, and to a heartbeat or a disconnect.
        reply / "reply": Reply,
    }
}

snapshot! {
    /// A user and the run it is read for.
    MapContact { snapshot / "snapshot": Customer, run / "run": Run, }
}
snapshot! {
    /// A product and the run it is read for.
    MapProduct { snapshot / "snapshot": Product, run / "run": Run, }
}
snapshot! {
    /// A category and the run it is read for.
    MapCategory { snapshot / "snapshot": Category, run / "run": Run, }
}
snapshot! {
    /// An order and the run it is read for.
    MapOrder { snapshot / "snapshot": Order, run / "run": Run, }
}
snapshot! {
    /// A store URL as somebody typed it.
    StoreUrl { text / "text": Text, }
}
snapshot! {
    /// A request that sent items, and what came of it.
    Delivery {
        /// Ids of the items sent, in order.
        sent / "sent": List<Text>,
        /// What came back.
        response / "response": Response,
        /// How many deliveries in a row have failed before this one.
        failures / "failures": Int,
        /// Now, milliseconds since 1970 UTC.
        now / "now": Int,
        /// A random number from 0 to 999, for jitter.
        jitter / "jitter": Int,
    }
}
snapshot! {
    /// A request of the connection's life, and what came of it.
    Reply {
        /// `connect`, `poll`, `token`, `heartbeat` or `disconnect`.
        step / "step": Text,
        /// What came back.
        response / "response": Response,
        /// `state` of the body, for `poll`: `pending`, `approved`, `denied` or `expired`.
        state / "state": Text,
        /// Whether the body holds all that the step needs.
        complete / "complete": Flag,
    }
}

/// What the core says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// Of `contact`, `product`, `category` and `order`.
    Mapped(Mapped),
    /// Of `storeUrl`.
    StoreUrl(url::StoreUrl),
    /// Of `settings`.
    Settings(Settings),
    /// Of `delivery`.
    Verdict(Verdict),
    /// Of `reply`.
    Outcome(delivery::Outcome),
    /// The call could not be answered at all.
    Refused(Refused),
}

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

/// Why a call could not be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refused {
    /// At least one, all fatal.
    pub issues: Vec<Issue>,
}
