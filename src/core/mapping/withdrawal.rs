//! Withdrawals of requests for the waitlist (K4): fact → event.
//!
//! No switch and no consent holds one back: whoever withdraws is to be heard.

use crate::mapping::fact::Fact;
use crate::mapping::{Mapped, topic};
use crate::read::reader::{Need, Reader};
use crate::snapshot::WithdrawalFact;
use crate::value::id;
use crate::wire::event::WithdrawalEvent;
use crate::wire::item::Record;
use crate::wire::record::PROVIDER;
use alloc::boxed::Box;

/// Reads the fact, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(mut fact: WithdrawalFact, reader: &mut Reader) -> Option<Mapped> {
    let fact_of = Fact::read(
        fact.fields(),
        topic::BACK_IN_STOCK_WITHDRAWN,
        Need::Required,
        reader,
    )?;
    let request = reader.value("snapshot", fact.snapshot, "a map", Need::Required)?;
    let mut out = Mapped {
        issues: reader.take(),
        ..Mapped::default()
    };
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let product = reader.id("productId", request.product_id, Need::Required);
    let variation = reader.id("variationId", request.variation_id, Need::Sound);
    let email = reader.email("email", request.email, Need::Required);
    if reader.is_fatal() {
        return Some(out);
    }
    let (product, email) = (product?, email?);
    let variant = variation.filter(|variation| !id::is_none(variation));
    let variant = variant.unwrap_or_else(|| product.clone());
    let of = fact_of.of(&variant);
    let event = WithdrawalEvent {
        name: "ecommerce.back_in_stock_withdrawn",
        provider: PROVIDER,
        provider_product_id: product,
        provider_variant_id: variant,
        email,
        withdrawn_at: fact_of.occurred_at,
    };
    let data = Record::WithdrawalEvent(Box::new(event));
    out.items.push(Fact::item(of, fact_of.occurred_at, data));
    Some(out)
}
