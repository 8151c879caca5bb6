//! Money that moved for an order: its payment and its refunds (S5).

use crate::mapping::refund::Refund;
use crate::mapping::{Mapped, Run};
use crate::record::{Item, Mode, Record, Transaction};
use crate::skip::SkipReason;
use crate::value::id;
use crate::value::money::Currency;
use crate::value::time::Moment;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// What a transaction takes from its order.
pub(crate) struct Paid {
    pub(crate) order: String,
    pub(crate) stamp: String,
    pub(crate) currency: Currency,
    pub(crate) total_cents: i64,
    pub(crate) method: Option<String>,
    pub(crate) method_title: Option<String>,
}

/// The payment of an order that has a paid date: its whole total. Where the total is nothing, no money moved.
pub(crate) fn payment(
    paid: &Paid,
    paid_at: Moment,
    provider_id: Option<String>,
    run: &Run,
    out: &mut Mapped,
) {
    let object = id::join("payment", &paid.order);
    if paid.total_cents <= 0 {
        return out.skip("transaction", object, SkipReason::AmountZero);
    }
    out.items.push(item(
        paid,
        run,
        Transaction {
            kind: "payment",
            amount_cents: paid.total_cents,
            provider_transaction_id: provider_id,
            ..transaction(paid, object, paid_at)
        },
    ));
}

/// The refunds of an order, oldest first. The one that brings what was given back to the order's total is a full one, and
/// so is any that follows.
pub(crate) fn refunds(paid: &Paid, refunds: Vec<Refund>, run: &Run, out: &mut Mapped) {
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
        let object = id::join("refund", &refund);
        if amount_cents == 0 {
            out.skip("transaction", object, SkipReason::AmountZero);
            continue;
        }
        out.items.push(item(
            paid,
            run,
            Transaction {
                kind: "refund",
                full: given_back >= paid.total_cents,
                amount_cents,
                reason,
                line_items,
                ..transaction(paid, object, created_at)
            },
        ));
    }
}

/// What all transactions of an order share.
fn transaction(paid: &Paid, id: String, moved_at: Moment) -> Transaction {
    Transaction {
        id,
        order_id: paid.order.clone(),
        kind: "",
        full: false,
        currency: paid.currency.code.clone(),
        currency_exponent: paid.currency.exponent,
        amount_cents: 0,
        payment_method: paid.method.clone(),
        payment_method_title: paid.method_title.clone(),
        provider_transaction_id: None,
        reason: None,
        moved_at,
        line_items: Vec::new(),
    }
}

fn item(paid: &Paid, run: &Run, transaction: Transaction) -> Item {
    let object = transaction.id.clone();
    run.item(
        "transaction",
        &object,
        &paid.stamp,
        Mode::Upsert,
        Record::Transaction(Box::new(transaction)),
    )
}
