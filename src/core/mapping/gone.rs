//! What was deleted in the store (S8).

use crate::mapping::{Mapped, Run, product};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::id;
use crate::wire::item::{Mode, Record};
use crate::wire::record::Deleted;
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;

/// Reads the call, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(call: snapshot::MapGone, reader: &mut Reader) -> Option<Mapped> {
    Mapped::of(call.run, call.snapshot, reader, map)
}

/// An object that is no longer in the store stays at the backend, unless the owner has switched deletion sync on; only a
/// product is marked unavailable (S6).
fn map(gone: Box<snapshot::Gone>, run: &Run, out: &mut Mapped) {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let kind = reader
        .text("type", gone.kind, Need::Required)
        .unwrap_or_default();
    let object = reader.id("id", gone.id, Need::Required).unwrap_or_default();
    let found = match kind.as_str() {
        "contact" => Some(("contact", run.contacts)),
        "product" => Some(("product", run.products)),
        "category" => Some(("category", run.products)),
        "order" => Some(("order", run.orders)),
        _ => None,
    };
    if found.is_none() && !kind.is_empty() {
        reader.report(
            "type",
            IssueCode::ChoiceInvalid,
            "This must be contact, product, category or order.",
            true,
        );
    }
    let is_fatal = reader.is_fatal();
    let Some((kind, is_wanted)) = found.filter(|_| !is_fatal) else {
        return;
    };
    if !is_wanted {
        out.skip(kind, object, SkipReason::SwitchedOff);
    } else if run.deletions {
        let object = match kind {
            "contact" => id::join("user", &object),
            _ => object,
        };
        let data = Record::Deleted(Deleted { id: object });
        out.items
            .push(run.item(kind, run.stamp(None), Mode::Delete, data));
    } else if kind == "product" {
        product::gone(object, run, out);
    } else {
        out.skip(kind, object, SkipReason::Deleted);
    }
}
