//! The opt-in box (E7): who ticked it → event. It is the only thing that subscribes anybody, and it is told once.

use crate::mapping::fact::Fact;
use crate::mapping::{Mapped, contact, topic};
use crate::owner::consent::{Agreement, Marketing};
use crate::read::reader::{Need, Reader};
use crate::snapshot::OptInFact;
use crate::wire::event::OptInEvent;
use crate::wire::item::Record;
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;

/// Reads the fact, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(mut fact: OptInFact, reader: &mut Reader) -> Option<Mapped> {
    let fact_of = Fact::read(
        fact.fields(),
        topic::MARKETING_SUBSCRIBED,
        Need::Sound,
        reader,
    )?;
    let opt_in = reader.value("snapshot", fact.snapshot, "a map", Need::Required)?;
    let mut out = Mapped {
        issues: reader.take(),
        ..Mapped::default()
    };
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let object = reader
        .id("id", opt_in.id, Need::Required)
        .unwrap_or_default();
    let contact = contact::of_cart(&mut reader, opt_in.customer, opt_in.email);
    if reader.is_fatal() {
        return Some(out);
    }
    let of = fact_of.of(&object);
    let (since, at) = (&fact_of.since, fact_of.occurred_at);
    let held_back = fact_of.held_back(at, since.contacts, since.person);
    let reason = match (contact, held_back) {
        _ if !fact_of.run.contacts => SkipReason::SwitchedOff,
        (_, Some(reason)) => reason,
        _ if fact_of.run.on_copy.holds(at) => SkipReason::OnCopy,
        (None, _) => SkipReason::Anonymous,
        // It was withdrawn while it waited.
        _ if fact_of.run.consent.marketing.email != Agreement::Subscribed => SkipReason::NoConsent,
        (Some((contact, _)), _) => {
            let marketing = Marketing {
                at: Some(at),
                ..fact_of.run.consent.marketing
            };
            let event = OptInEvent {
                name: "ecommerce.marketing_subscribed",
                contact,
                marketing,
            };
            let data = Record::OptInEvent(Box::new(event));
            out.items.push(Fact::item(of, at, data));
            return Some(out);
        }
    };
    out.skip("event", of, reason);
    Some(out)
}
