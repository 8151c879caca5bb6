//! Money that moved for an order: its payment and its refunds (S5).

use crate::mapping::refund::Refund;
use crate::mapping::{Mapped, Run};
use crate::record::{Item, Mode, Order, Record, Transaction};
use crate::shared::Shared;
use crate::skip::SkipReason;
use crate::value::id;
use crate::value::time::Moment;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The payment of an order that has a paid date: its whole total. Where the total is nothing, no money moved.
pub(crate) fn payment(
    order: &Arc<Order>,
    provider_id: Option<String>,
    stamp: &str,
    run: &Run,
    out: &mut Mapped,
) {
    let Some(paid_at) = order.paid_at.clone() else {
        return;
    };
    let id = id::join("payment", &order.id);
    if order.total_cents <= 0 {
        return out.skip("transaction", id, SkipReason::AmountZero);
    }
    let payment = Transaction {
        kind: "payment",
        amount_cents: order.total_cents,
        provider_transaction_id: provider_id,
        ..transaction(order, id, paid_at)
    };
    out.items.push(item(payment, stamp, run));
}

/// The refunds of an order, oldest first. The one that brings what was given back to the order's total is a full one,
/// and so is any that follows.
pub(crate) fn refunds(
    order: &Arc<Order>,
    refunds: Vec<Refund>,
    stamp: &str,
    run: &Run,
    out: &mut Mapped,
) {
    let mut given_back = 0;
    for Refund {
        amount_cents,
        reason,
        made,
    } in refunds
    {
        given_back += amount_cents;
        let Some((refund, created_at, line_items)) = made else {
            continue;
        };
        let id = id::join("refund", &refund);
        if amount_cents == 0 {
            out.skip("transaction", id, SkipReason::AmountZero);
            continue;
        }
        let refund = Transaction {
            kind: "refund",
            full: given_back >= order.total_cents,
            amount_cents,
            reason,
            line_items,
            ..transaction(order, id, Shared::new(created_at))
        };
        out.items.push(item(refund, stamp, run));
    }
}

/// What all transactions of an order share.
fn transaction(order: &Arc<Order>, id: String, moved_at: Shared<Moment>) -> Transaction {
    Transaction {
        id,
        order: Arc::clone(order),
        kind: "",
        full: false,
        amount_cents: 0,
        provider_transaction_id: None,
        reason: None,
        moved_at,
        line_items: Vec::new(),
    }
}

fn item(transaction: Transaction, stamp: &str, run: &Run) -> Item {
    let id = id::item("transaction", &transaction.id, stamp);
    run.item(
        "transaction",
        id,
        Mode::Upsert,
        Record::Transaction(Box::new(transaction)),
    )
}
