//! What a customer has bought (S11).

use crate::mapping::order_status::is_draft;
use crate::read::field::{Field, List};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::MAX_INT;
use crate::value::decimal::rounded;
use crate::wire::record::Revenue;
use alloc::vec::Vec;

/// Sums up the rows for each currency. Orders count when they were paid, whatever became of their payment later, unless
/// they are drafts, cancelled, failed, trashed or fully refunded; partial refunds are taken off.
///
/// A fault in any row leaves out all revenue: a wrong sum is worse than none. A row whose currency is not known is in
/// nobody's sum.
pub(crate) fn read(reader: &mut Reader, field: Field<List<snapshot::RevenueRow>>) -> Vec<Revenue> {
    let mark = reader.mark();
    let mut sums: Vec<Revenue> = Vec::new();
    for (index, field) in reader
        .list("revenue", field, Need::Optional)
        .into_iter()
        .enumerate()
    {
        let mut reader = reader.element("revenue", index);
        if let Some(row) = reader
            .element_struct(field)
            .and_then(|row| one(&mut reader, row))
        {
            add(&mut sums, row);
        }
    }
    for sum in &mut sums {
        sum.ltv_cents = sum.total_spent_cents;
        sum.aov_cents = rounded(sum.total_spent_cents, sum.orders_count);
        if sum.orders_count > MAX_INT
            || sum.total_spent_cents.unsigned_abs() > MAX_INT.unsigned_abs()
        {
            reader.report(
                "revenue",
                IssueCode::AmountTooLarge,
                "These sums are larger than can be counted exactly.",
                true,
            );
        }
    }
    if reader.downgrade_since(mark) {
        Vec::new()
    } else {
        sums
    }
}

fn one(reader: &mut Reader, row: snapshot::RevenueRow) -> Option<Revenue> {
    let currency = reader.currency("currency", row.currency, Need::Expected)?;
    let status = reader.text("status", row.status, Need::Optional);
    let paid = reader.value("paid", row.paid, "true or false", Need::Required);
    let orders_count = reader.int("orders", row.orders, Need::Required);
    let total = reader
        .cents("total", row.total, currency.exponent, Need::Sound)
        .unwrap_or(0);
    let refunded = reader
        .cents("refunded", row.refunded, currency.exponent, Need::Sound)
        .unwrap_or(0);
    if orders_count.is_some_and(|count| count < 0) {
        reader.negative("orders", Need::Required);
    }
    if refunded < 0 {
        reader.negative("refunded", Need::Required);
    }
    let (paid, orders_count) = (paid?.0, orders_count?);
    let counts = counts(&status.unwrap_or_default());
    (paid && counts && orders_count > 0).then_some(Revenue {
        currency: currency.code,
        currency_exponent: currency.exponent,
        orders_count,
        total_spent_cents: total - refunded,
        ltv_cents: 0,
        aov_cents: 0,
    })
}

fn counts(status: &str) -> bool {
    !matches!(status, "cancelled" | "failed" | "refunded" | "trash") && !is_draft(status)
}

/// Adds a row to its currency, keeping the currencies sorted. Each addend lies within ±2^54 and a sum beyond ±2^53 is
/// refused, so stopping at the ends of i64 hides nothing.
fn add(sums: &mut Vec<Revenue>, row: Revenue) {
    match sums.binary_search_by(|sum| sum.currency.cmp(&row.currency)) {
        Ok(at) => {
            if let Some(sum) = sums.get_mut(at) {
                sum.orders_count = sum.orders_count.saturating_add(row.orders_count);
                sum.total_spent_cents = sum.total_spent_cents.saturating_add(row.total_spent_cents);
            }
        }
        Err(at) => sums.insert(at, row),
    }
}
