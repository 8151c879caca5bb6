//! What comes of an object or a fact.

use crate::mapping::Run;
use crate::read::field::Field;
use crate::read::issue::Issue;
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::visitor::Limit;
use crate::wire::item::Item;
use crate::wire::skip::{Skip, SkipReason};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// Items to send, in an order in which each follows what it refers to; what was left out; what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mapped {
    /// To send.
    pub items: Vec<Item>,
    /// Left out on purpose.
    pub skipped: Vec<Skip>,
    /// Faults, in the declared order of the fields; without a fatal one the object or fact is done with.
    pub issues: Vec<Issue>,
    /// Of a fact whose order is not complete yet, and which is not done with: ask again at this moment, milliseconds since
    /// 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<i64>,
    /// Of a visitor's cart that is to be sent: what is to be counted before (E1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
}

impl Mapped {
    /// Reads what is wanted of an object, and maps it.
    pub(crate) fn of<T>(
        run: Field<Box<snapshot::Run>>,
        object: Field<Box<T>>,
        reader: &mut Reader,
        map: impl FnOnce(Box<T>, &Run, &mut Self),
    ) -> Option<Self> {
        let run = reader.value("run", run, "a map", Need::Required);
        let run = run.and_then(|run| Run::read(run, &mut reader.within("run")));
        let object = reader.value("snapshot", object, "a map", Need::Required);
        let (run, object) = (run?, object?);
        let mut mapped = Self {
            issues: reader.take(),
            ..Self::default()
        };
        map(object, &run, &mut mapped);
        Some(mapped)
    }

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
