//! Refunds, as an order holds them.

use crate::mapping::line;
use crate::read::field::{Field, List, Text};
use crate::read::reader::{Need, Reader};
use crate::read::scalars::is_missing;
use crate::snapshot;
use crate::value::time::Moment;
use crate::wire::record::LineItem;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A refund, read. Its amount counts for the order, whether or not a transaction can be made of it.
pub(crate) struct Refund {
    /// Not negative; none where it is not known.
    pub(crate) amount_cents: Option<i64>,
    pub(crate) reason: Option<String>,
    /// None where it has no id; then no transaction can be made of it.
    pub(crate) id: Option<String>,
    pub(crate) refunded_at: Option<Moment>,
    pub(crate) line_items: Vec<LineItem>,
}

/// Reads the refunds. What is wrong about one leaves its order as it is (S13).
pub(crate) fn all(
    reader: &mut Reader,
    field: Field<List<Box<snapshot::Refund>>>,
    exponent: Option<u32>,
    prices_include_tax: bool,
) -> Vec<Refund> {
    let list = reader.list("refunds", field, Need::Optional);
    let mut refunds = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut reader = reader.element("refunds", index);
        if let Some(refund) = reader.element_if_sound(field) {
            refunds.push(one(&mut reader, refund, exponent, prices_include_tax));
        }
    }
    refunds
}

fn one(
    reader: &mut Reader,
    refund: Box<snapshot::Refund>,
    exponent: Option<u32>,
    prices_include_tax: bool,
) -> Refund {
    let id = reader.id("id", refund.id, Need::Expected);
    let amount_cents = amount(reader, &refund.amount, &refund.total, exponent);
    let reason = reader.text("reason", refund.reason, Need::Optional);
    let refunded_at = reader.moment("createdAt", refund.created_at, Need::Expected);
    let list = reader.list("items", refund.items, Need::Optional);
    let line_items = line::all(reader, list, exponent, prices_include_tax, true);
    Refund {
        amount_cents,
        reason,
        id,
        refunded_at,
        line_items,
    }
}

/// What was given back. Importers write it with the sign that the refund's total has, or the total alone.
fn amount(
    reader: &mut Reader,
    amount: &Field<Text>,
    total: &Field<Text>,
    exponent: Option<u32>,
) -> Option<i64> {
    let cents = if is_missing(amount) {
        reader.amount("total", total, exponent)?
    } else {
        let cents = reader.amount("amount", amount, exponent)?;
        if cents < 0 {
            reader.negative("amount", Need::Optional);
        }
        cents
    };
    Some(cents.abs())
}
