//! Changes of stock (E4): fact and stock → event.

use crate::mapping::fact::{Fact, is_before};
use crate::mapping::product::{PUBLISHED, TYPES};
use crate::mapping::{Mapped, offer, topic};
use crate::read::reader::{Need, Reader};
use crate::snapshot::{Stock, StockFact};
use crate::value::id;
use crate::wire::event::StockEvent;
use crate::wire::item::Record;
use crate::wire::record::PROVIDER;
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;

/// Reads the fact and the stock, and maps them. None where it cannot be answered at all.
///
/// Only products that can be at the backend are reported: published, simple or variable (S6).
pub(crate) fn answer(mut fact: StockFact, reader: &mut Reader) -> Option<Mapped> {
    let fact_of = Fact::read(fact.fields(), topic::STOCK_CHANGED, Need::Required, reader)?;
    let stock = reader.value("snapshot", fact.snapshot, "a map", Need::Required)?;
    let mut out = Mapped {
        issues: reader.take(),
        ..Mapped::default()
    };
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let Stock {
        id,
        parent_id,
        kind,
        status,
        parent_status,
        needs_password,
        manage_stock,
        stock_quantity,
        stock_status,
    } = *stock;
    let object = reader.id("id", id, Need::Required).unwrap_or_default();
    let parent = reader.id("parentId", parent_id, Need::Sound);
    let parent = parent.filter(|parent| !id::is_none(parent));
    let kind = reader.text("type", kind, Need::Expected);
    let status = reader.text("status", status, Need::Expected);
    // A variation is seen only where its product is.
    let need = if parent.is_some() {
        Need::Expected
    } else {
        Need::Optional
    };
    let parent_status = reader.text("parentStatus", parent_status, need);
    let needs_password = reader.flag("needsPassword", needs_password);
    let level = offer::stock(&mut reader, manage_stock, stock_quantity, stock_status);
    if reader.is_fatal() {
        return Some(out);
    }
    let of = fact_of.of(&object);
    let published = !needs_password
        && status.as_deref() == Some(PUBLISHED)
        && (parent.is_none() || parent_status.as_deref() == Some(PUBLISHED));
    let missed = is_before(fact_of.occurred_at, fact_of.since.products);
    let reason = if !fact_of.run.products || missed {
        SkipReason::SwitchedOff
    } else if fact_of.is_too_early(fact_of.occurred_at) {
        SkipReason::BeforeConnecting
    } else if !published {
        SkipReason::NotPublished
    } else if !kind.is_some_and(|kind| TYPES.contains(&kind.as_str())) {
        SkipReason::ProductType
    } else {
        let event = StockEvent {
            name: "ecommerce.stock_changed",
            provider: PROVIDER,
            parent_id: parent.unwrap_or_else(|| object.clone()),
            id: object,
            stock_status: level.status,
            stock_quantity: level.quantity,
        };
        let data = Record::StockEvent(Box::new(event));
        out.items.push(Fact::item(of, fact_of.occurred_at, data));
        return Some(out);
    };
    out.skip("event", of, reason);
    Some(out)
}
