//! What happened to orders (E2, E3): fact and order → event.

use crate::event::{OrderEvent, RefundDetail};
use crate::fact::{Common, Fact, OrderFact, kind};
use crate::mapping::order::{self, Head, Whole};
use crate::mapping::refund::Refund;
use crate::mapping::transaction::GivenBack;
use crate::mapping::{Mapped, contact, event_item};
use crate::reader::{Need, Reader};
use crate::record::{LineItem, Order, Record};
use crate::skip::SkipReason;
use crate::snapshot;
use crate::value::time::Moment;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// How long an order without lines may still get some, in seconds: a day. An order made in code starts empty.
const EMPTY_UNTIL: i64 = 86_400;
/// How long lines that cost something may have a total of nothing, in seconds: it is set last. After that it is taken to
/// be meant, as where a gift card pays for all.
const UNPRICED_UNTIL: i64 = 60;
/// The shortest and the longest time before an incomplete order is looked at again, in seconds; between them, as long as
/// it has waited already.
const AGAIN: (i64, i64) = (10, 3600);

/// What can happen to an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Placed,
    Paid,
    Fulfilled,
    Cancelled,
    Refunded,
}

const KINDS: [(&str, Kind); 5] = [
    ("placed", Kind::Placed),
    ("paid", Kind::Paid),
    ("fulfilled", Kind::Fulfilled),
    ("cancelled", Kind::Cancelled),
    ("refunded", Kind::Refunded),
];

impl Kind {
    fn topic_and_name(self) -> (&'static str, &'static str) {
        match self {
            Self::Placed => ("order_placed", "ecommerce.order_placed"),
            Self::Paid => ("payment_received", "ecommerce.payment_received"),
            Self::Fulfilled => ("order_fulfilled", "ecommerce.order_fulfilled"),
            Self::Cancelled => ("order_cancelled", "ecommerce.order_cancelled"),
            Self::Refunded => ("order_refunded", "ecommerce.order_refunded"),
        }
    }
}

/// Reads the fact and the order, and maps them; the second value is when to ask again, where the order is not complete.
/// None where it cannot be answered at all.
pub(crate) fn answer(fact: OrderFact, read: &mut Reader) -> Option<(Mapped, Option<i64>)> {
    let kind = kind(read, fact.fact, &KINDS)?;
    let (topic, name) = kind.topic_and_name();
    let common = Common {
        key: fact.key,
        key_needed: kind == Kind::Refunded,
        occurred_at: fact.occurred_at,
        connected_at: fact.connected_at,
        run: fact.run,
    };
    let mut fact_of = common.read(topic, read)?;
    let order = read.value("snapshot", fact.snapshot, "a map", Need::Required)?;
    if matches!(kind, Kind::Placed | Kind::Paid) {
        fact_of.key = None;
    }
    let mut out = Mapped {
        issues: read.take(),
        ..Mapped::default()
    };
    let retry_at = map(order, kind, name, &fact_of, &mut out);
    Some((out, retry_at))
}

/// Maps an order: its contact, made once, then the event. An order without an e-mail address gives an event without a
/// contact.
fn map(
    mut order: Box<snapshot::Order>,
    kind: Kind,
    name: &'static str,
    fact: &Fact,
    out: &mut Mapped,
) -> Option<i64> {
    let mut read = Reader::new("snapshot", &mut out.issues);
    let head = order::head(&mut read, &mut order);
    if read.is_fatal() {
        return None;
    }
    let of = fact.of(&head.object);
    if let Some(reason) = unwanted(kind, fact, &head) {
        out.skip("event", of, reason);
        return None;
    }
    let Whole {
        record,
        nobody,
        refunds,
        ..
    } = order::whole(&mut read, head, order);
    let refund = match kind {
        Kind::Refunded => find(refunds, fact, &record),
        _ => None,
    };
    // An order without any date was placed when something was first heard of it.
    let placed_at = record.placed_at.as_deref().copied();
    let placed_at = placed_at.unwrap_or(fact.occurred_at);
    // What the store itself says of when it was; an order cancelled has no date for it, so that of the order stands in.
    let moment = match kind {
        Kind::Placed | Kind::Cancelled => Some(placed_at),
        Kind::Paid => record.paid_at.as_deref().copied(),
        Kind::Fulfilled => Some(record.completed_at.unwrap_or(placed_at)),
        Kind::Refunded => refund.as_ref().map(|refund| refund.refunded_at),
    };
    let reason = match moment {
        None => SkipReason::Undone,
        Some(moment) if fact.is_too_early(moment) => SkipReason::BeforeConnecting,
        Some(_)
            if refund
                .as_ref()
                .is_some_and(|refund| refund.amount_cents == Some(0)) =>
        {
            SkipReason::AmountZero
        }
        Some(_) => match settled(&record, fact) {
            Settled::Yes if kind == Kind::Paid && record.total_cents == Some(0) => {
                SkipReason::AmountZero
            }
            Settled::Yes => {
                out.items.extend(contact::item_once(&record, &fact.run));
                if let Some(nobody) = nobody {
                    out.skip("contact", nobody, SkipReason::NoEmail);
                }
                let event = event(Arc::unwrap_or_clone(record), name, placed_at, refund);
                out.items.push(event_item(
                    &of,
                    fact.occurred_at,
                    Record::OrderEvent(Box::new(event)),
                ));
                return None;
            }
            Settled::Never => SkipReason::NoItems,
            Settled::NotYet(again) => {
                out.skip("event", of, SkipReason::NotSettled);
                return Some(again);
            }
        },
    };
    out.skip("event", of, reason);
    None
}

/// Why no event is wanted, as far as the order's status and the owner's choices say.
fn unwanted(kind: Kind, fact: &Fact, head: &Head) -> Option<SkipReason> {
    let status = head.status();
    let run = &fact.run;
    let wanted = match kind {
        Kind::Placed => run.order_received_trigger,
        Kind::Paid => run.payment_received_trigger,
        Kind::Fulfilled | Kind::Cancelled | Kind::Refunded => run.orders,
    };
    if order::is_draft(status) {
        Some(SkipReason::Draft)
    } else if status == order::TRASH {
        Some(SkipReason::Trash)
    } else if !wanted {
        Some(SkipReason::SwitchedOff)
    } else if head.anonymized {
        Some(SkipReason::Anonymized)
    } else if !run.consent.events {
        Some(SkipReason::NoConsent)
    } else {
        None
    }
}

/// Whether an order is complete.
enum Settled {
    Yes,
    /// Ask again at this moment, milliseconds since 1970 UTC.
    NotYet(i64),
    Never,
}

fn settled(order: &Order, fact: &Fact) -> Settled {
    let free = order.total_cents == Some(0);
    let empty = order.line_items.is_empty() && free;
    let costs = |line: &LineItem| line.total_cents.is_some_and(|total| total != 0);
    let unpriced = free && order.line_items.iter().any(costs);
    let now = fact.run.read_at.seconds();
    // The clock may have been put back since.
    let age = (now - fact.occurred_at.seconds()).max(0);
    if (empty && age < EMPTY_UNTIL) || (unpriced && age < UNPRICED_UNTIL) {
        Settled::NotYet((now + age.clamp(AGAIN.0, AGAIN.1)) * 1000)
    } else if empty {
        Settled::Never
    } else {
        Settled::Yes
    }
}

/// The refund of the fact; none where it is no longer there.
fn find(refunds: Vec<Refund>, fact: &Fact, order: &Order) -> Option<RefundDetail> {
    let mut given_back = GivenBack::default();
    for refund in refunds {
        let full = given_back.is_all(&refund, order);
        if refund.id.is_some() && refund.id == fact.key {
            return Some(RefundDetail {
                id: refund.id?,
                amount_cents: refund.amount_cents,
                full,
                reason: refund.reason,
                refunded_at: refund.refunded_at.unwrap_or(fact.occurred_at),
                line_items: refund.line_items,
            });
        }
    }
    None
}

fn event(
    order: Order,
    name: &'static str,
    ordered_at: Moment,
    refund: Option<RefundDetail>,
) -> OrderEvent {
    OrderEvent {
        name,
        order_id: order.id,
        ordered_at,
        line_items: order.line_items,
        number: order.number,
        status: order.status,
        original_status: order.original_status,
        currency: order.currency,
        currency_exponent: order.currency_exponent,
        prices_include_tax: order.prices_include_tax,
        subtotal_cents: order.subtotal_cents,
        discount_cents: order.discount_cents,
        shipping_cents: order.shipping_cents,
        fee_cents: order.fee_cents,
        tax_cents: order.tax_cents,
        total_cents: order.total_cents,
        coupons: order.coupons,
        is_renewal: order.is_renewal,
        created_via: order.created_via,
        payment_method: order.payment_method,
        payment_method_title: order.payment_method_title,
        paid_at: order.paid_at.as_deref().copied(),
        cart_id: order.cart_id,
        contact: order.contact,
        billing_email: order.billing_email,
        refund,
    }
}
