//! What happened to orders (E2, E3): fact and order → event.

use crate::mapping::evidence::Evidence;
use crate::mapping::fact::{Fact, kind};
use crate::mapping::order::{self, OrderHead, ReadOrder};
use crate::mapping::order_status::{TRASH, is_draft};
use crate::mapping::refund::Refund;
use crate::mapping::settling::{Settled, settled};
use crate::mapping::transaction::GivenBack;
use crate::mapping::{Mapped, Run, contact, topic};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::snapshot::OrderFact;
use crate::value::id;
use crate::value::time::Moment;
use crate::wire::event::{OrderEvent, RefundDetail};
use crate::wire::item::Record;
use crate::wire::record::Order;
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

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
            Self::Placed => (topic::ORDER_PLACED, "ecommerce.order_placed"),
            Self::Paid => (topic::PAYMENT_RECEIVED, "ecommerce.payment_received"),
            Self::Fulfilled => (topic::ORDER_FULFILLED, "ecommerce.order_fulfilled"),
            Self::Cancelled => (topic::ORDER_CANCELLED, "ecommerce.order_cancelled"),
            Self::Refunded => (topic::ORDER_REFUNDED, "ecommerce.order_refunded"),
        }
    }

    /// Whether the owner wants it told.
    fn is_wanted(self, run: &Run) -> bool {
        match self {
            Self::Placed => run.order_received_trigger,
            Self::Paid => run.payment_received_trigger,
            Self::Fulfilled | Self::Cancelled | Self::Refunded => run.orders,
        }
    }

    /// Since when, milliseconds since 1970 UTC.
    fn switched_on(self, fact: &Fact) -> i64 {
        match self {
            Self::Placed => fact.since.order_received_trigger,
            Self::Paid => fact.since.payment_received_trigger,
            Self::Fulfilled | Self::Cancelled | Self::Refunded => fact.since.orders,
        }
    }
}

/// Reads the fact and the order, and maps them. None where it cannot be answered at all.
pub(crate) fn answer(mut fact: OrderFact, reader: &mut Reader) -> Option<Mapped> {
    let fields = fact.fields();
    let kind = kind(reader, fact.fact, &KINDS)?;
    let (topic, name) = kind.topic_and_name();
    let key_need = match kind {
        Kind::Refunded => Need::Required,
        _ => Need::Sound,
    };
    let last_order = reader.int("lastOrder", fact.last_order, Need::Optional);
    let marked_since = reader.moment_in_millis("markedSince", fact.marked_since, Need::Optional);
    let derived = reader.flag("derived", fact.derived);
    let mut fact_of = Fact::read(fields, topic, key_need, reader)?;
    let order = reader.value("snapshot", fact.snapshot, "a map", Need::Required)?;
    if matches!(kind, Kind::Placed | Kind::Paid) {
        fact_of.key = None;
    }
    let mut out = Mapped {
        issues: reader.take(),
        ..Mapped::default()
    };
    let evidence = Evidence {
        last_order,
        marked_since,
        derived,
    };
    out.retry_at = map(order, kind, name, &fact_of, &evidence, &mut out);
    Some(out)
}

/// Maps an order: its contact, made once, then the event. An order without an e-mail address gives an event without a
/// contact.
fn map(
    mut order: Box<snapshot::Order>,
    kind: Kind,
    name: &'static str,
    fact: &Fact,
    evidence: &Evidence,
    out: &mut Mapped,
) -> Option<i64> {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let head = order::read_head(&mut reader, &mut order);
    if reader.is_fatal() {
        return None;
    }
    let key = head.key.clone().filter(|_| evidence.is_marked(&order));
    let of = of(fact, &head.object, key.as_deref(), None);
    if let Some(reason) = unwanted(kind, fact, &head) {
        out.skip("event", of, reason);
        return None;
    }
    let ReadOrder {
        record,
        nobody,
        refunds,
        ..
    } = order::read_rest(&mut reader, head, order);
    let refund = match kind {
        Kind::Refunded => find(refunds, fact, &record),
        _ => None,
    };
    let of = match &refund {
        Some(refund) => self::of(fact, &record.id, key.as_deref(), Some(refund.refunded_at)),
        None => of,
    };
    // An order without any date was placed when something was first heard of it.
    let placed_at = record.placed_at.as_deref().copied();
    let placed_at = placed_at.unwrap_or(fact.occurred_at);
    // What the store itself says of when it was. An order cancelled has no date for it: that somebody saw it counts; where
    // nobody did, that of the order stands in.
    let moment = match kind {
        Kind::Cancelled if !evidence.derived => Some(fact.occurred_at),
        Kind::Placed => Some(evidence.placed(placed_at, fact)),
        Kind::Cancelled => Some(placed_at),
        Kind::Paid => record.paid_at.as_deref().copied(),
        Kind::Fulfilled => Some(record.completed_at.unwrap_or(placed_at)),
        Kind::Refunded => refund.as_ref().map(|refund| refund.refunded_at),
    };
    let reason = match moment {
        None => SkipReason::Undone,
        Some(_) if evidence.is_import(&record.id, placed_at, fact) => SkipReason::BeforeConnecting,
        Some(moment)
            if let Some(reason) =
                fact.held_back(moment, kind.switched_on(fact), fact.since.person) =>
        {
            reason
        }
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
                out.items.push(Fact::item(
                    of,
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

/// What the event is of. The order's key marks it, for its number may be given out again after a backup was restored; a
/// refund's number may be so within the same order, so its moment marks it as well.
fn of(fact: &Fact, object: &str, key: Option<&str>, refunded_at: Option<Moment>) -> String {
    let mut moment = String::new();
    if let Some(refunded_at) = refunded_at {
        moment.push(':');
        id::push_int(&mut moment, refunded_at.seconds());
    }
    let mark = key.map(|key| id::mark(&[key, &moment]));
    fact.of_marked(object, mark.as_ref())
}

/// Why no event is wanted, as far as the order's head and the owner's choices say.
fn unwanted(kind: Kind, fact: &Fact, head: &OrderHead) -> Option<SkipReason> {
    let status = head.status();
    let run = &fact.run;
    if is_draft(status) {
        Some(SkipReason::Draft)
    } else if status == TRASH {
        Some(SkipReason::Trash)
    } else if !kind.is_wanted(run) {
        Some(SkipReason::SwitchedOff)
    } else if head.is_on_copy(run) {
        Some(SkipReason::OnCopy)
    } else if head.anonymized {
        Some(SkipReason::Anonymized)
    } else if !run.consent.person {
        Some(SkipReason::NoConsent)
    } else {
        None
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
