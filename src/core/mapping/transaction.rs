//! Money that moved for an order: its payment and its refunds (S5).

use crate::mapping::refund::Refund;
use crate::mapping::{Mapped, Run};
use crate::value::id::{self, Stamp};
use crate::value::time::Moment;
use crate::wire::item::{Item, Mode, Record};
use crate::wire::once::Shared;
use crate::wire::record::{Order, Transaction, TransactionId};
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

const PAYMENT: &str = "payment";
const REFUND: &str = "refund";

/// The ids of an order's transactions: of all that [`payment`] and [`refunds`] make. None where one is not known.
pub(crate) fn ids(order: &Order, refunds: &[Refund]) -> Option<Vec<TransactionId>> {
    let paid = order.paid_at.is_some() && !moves_nothing(order);
    let mut ids = Vec::with_capacity(usize::from(paid) + refunds.len());
    if paid {
        ids.push(TransactionId {
            is_refund: false,
            object: Arc::clone(&order.id),
        });
    }
    for refund in refunds {
        let object = refund.id.as_ref()?;
        if refund.amount_cents != Some(0) {
            ids.push(TransactionId {
                is_refund: true,
                object: Arc::new(object.clone()),
            });
        }
    }
    Some(ids)
}

/// Whether nothing was to be paid.
fn moves_nothing(order: &Order) -> bool {
    order.total_cents.is_some_and(|total| total <= 0)
}

/// The payment of an order that has a paid date: its whole total. Where the total is nothing, no money moved; where it is
/// not known, some did.
pub(crate) fn payment(
    order: &Arc<Order>,
    provider_id: Option<String>,
    stamp: &Option<Stamp>,
    run: &Run,
    out: &mut Mapped,
) {
    let Some(paid_at) = order.paid_at.clone() else {
        return;
    };
    if moves_nothing(order) {
        let id = id::join(PAYMENT, &order.id);
        return out.skip("transaction", id, SkipReason::AmountZero);
    }
    let payment = Transaction {
        kind: PAYMENT,
        amount_cents: order.total_cents,
        provider_transaction_id: provider_id,
        ..transaction(order, Some(paid_at))
    };
    out.items.push(item(payment, stamp, run));
}

/// The refunds of an order, oldest first. The one that brings what was given back to the order's total is a full one,
/// and so is any that follows.
pub(crate) fn refunds(
    order: &Arc<Order>,
    refunds: Vec<Refund>,
    stamp: &Option<Stamp>,
    run: &Run,
    out: &mut Mapped,
) {
    let mut given_back = GivenBack::default();
    for refund in refunds {
        let full = given_back.is_all(&refund, order);
        let Some(id) = refund.id else {
            continue;
        };
        if refund.amount_cents == Some(0) {
            out.skip("transaction", id::join(REFUND, &id), SkipReason::AmountZero);
            continue;
        }
        let moved_at = refund
            .refunded_at
            .or(order.modified_at)
            .map(Shared::new)
            .or_else(|| order.placed_at.clone());
        let refund = Transaction {
            kind: REFUND,
            refund: Some(id),
            full,
            amount_cents: refund.amount_cents,
            reason: refund.reason,
            line_items: refund.line_items,
            ..transaction(order, moved_at)
        };
        out.items.push(item(refund, stamp, run));
    }
}

/// What the refunds of an order come to, one after the other.
#[derive(Default)]
pub(crate) struct GivenBack(i64);

impl GivenBack {
    /// Adds a refund, and says whether all that was paid is now given back.
    pub(crate) fn is_all(&mut self, refund: &Refund, order: &Order) -> bool {
        self.0 = self.0.saturating_add(refund.amount_cents.unwrap_or(0));
        order.total_cents.is_some_and(|total| self.0 >= total)
    }
}

/// What all transactions of an order share.
fn transaction(order: &Arc<Order>, moved_at: Option<Shared<Moment>>) -> Transaction {
    Transaction {
        refund: None,
        order: Arc::clone(order),
        kind: "",
        full: false,
        amount_cents: None,
        provider_transaction_id: None,
        reason: None,
        moved_at,
        line_items: Vec::new(),
    }
}

fn item(transaction: Transaction, stamp: &Option<Stamp>, run: &Run) -> Item {
    run.item(
        "transaction",
        stamp.clone(),
        Mode::Upsert,
        Record::Transaction(Box::new(transaction)),
    )
}
