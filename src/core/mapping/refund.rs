//! Refunds, as an order holds them.

use crate::field::{Field, List};
use crate::mapping::line;
use crate::reader::{Need, Reader};
use crate::record::LineItem;
use crate::snapshot;
use crate::value::time::Moment;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A refund, read. Its amount counts for the order, whether or not a transaction can be made of it.
pub(crate) struct Refund {
    pub(crate) amount_cents: i64,
    pub(crate) reason: Option<String>,
    /// Id, date and lines; none where one of them has a fault.
    pub(crate) made: Option<(String, Moment, Vec<LineItem>)>,
}

/// Reads the refunds. A wrong amount forbids the order's record; any other fault leaves out the refund's transaction.
pub(crate) fn all(
    read: &mut Reader,
    field: Field<List<Box<snapshot::Refund>>>,
    exponent: u32,
    prices_include_tax: bool,
) -> Vec<Refund> {
    let list = read.list("refunds", field, Need::Sound);
    let mut refunds = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut read = read.element("refunds", index);
        if let Some(refund) = read.own(field) {
            refunds.extend(one(&mut read, refund, exponent, prices_include_tax));
        }
    }
    refunds
}

fn one(
    read: &mut Reader,
    refund: Box<snapshot::Refund>,
    exponent: u32,
    prices_include_tax: bool,
) -> Option<Refund> {
    let mark = read.mark();
    let id = read.id("id", refund.id, Need::Required);
    read.contain(mark);
    let amount_cents = read.cents("amount", refund.amount, exponent, Need::Required);
    if amount_cents.is_some_and(|amount| amount < 0) {
        read.negative("amount", Need::Required);
    }
    let mark = read.mark();
    let reason = read.text("reason", refund.reason, Need::Optional);
    let created_at = read.moment("createdAt", refund.created_at, Need::Required);
    let list = read.list("items", refund.items, Need::Sound);
    let lines = line::all(read, list, exponent, prices_include_tax, true);
    let faulty = read.contain(mark);
    let made = id
        .zip(created_at)
        .filter(|_| !faulty)
        .map(|(id, created_at)| (id, created_at, lines));
    Some(Refund {
        amount_cents: amount_cents?,
        reason,
        made,
    })
}
