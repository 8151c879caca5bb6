//! What comes of an object or a fact.

use crate::read::issue::Issue;
use crate::wire::item::Item;
use crate::wire::skip::{Skip, SkipReason};
use alloc::borrow::ToOwned;
use alloc::string::String;
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
