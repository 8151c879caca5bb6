//! Product lines of orders and refunds.

use crate::read::field::{Field, Text};
use crate::read::reader::{Need, Reader};
use crate::read::scalars::is_missing;
use crate::snapshot;
use crate::value::decimal::Decimal;
use crate::value::id;
use crate::value::money::{self};
use crate::wire::record::LineItem;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// Reads the lines in a field called `items`. `negated` is for refunds, where WooCommerce keeps quantity and amounts
/// below zero; on the wire they are not.
///
/// An element that is no line at all is left out and reported; so is, by itself, what is wrong about a line (S13).
pub(crate) fn all(
    reader: &mut Reader,
    list: Vec<Field<Box<snapshot::LineItem>>>,
    exponent: Option<u32>,
    prices_include_tax: bool,
    negated: bool,
) -> Vec<LineItem> {
    let mut lines = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut reader = reader.element("items", index);
        if let Some(line) = reader.element_if_sound(field) {
            lines.push(one(
                &mut reader,
                line,
                exponent,
                prices_include_tax,
                negated,
            ));
        }
    }
    lines
}

/// A product that WooCommerce no longer knows has the id "0". A subtotal that is missing is the total; a quantity or
/// another amount that is missing is 0.
fn one(
    reader: &mut Reader,
    line: Box<snapshot::LineItem>,
    exponent: Option<u32>,
    prices_include_tax: bool,
    negated: bool,
) -> LineItem {
    let line_id = reader.id("id", line.id, Need::Expected);
    let product = reader
        .id("productId", line.product_id, Need::Optional)
        .unwrap_or_else(|| String::from("0"));
    let variation = reader.id("variationId", line.variation_id, Need::Optional);
    let title = reader
        .text("name", line.name, Need::Optional)
        .unwrap_or_default();
    let sku = reader.text("sku", line.sku, Need::Optional);
    let signed = |decimal: Decimal| if negated { decimal.abs() } else { decimal };

    let quantity = reader.number("quantity", &line.quantity).map(signed);
    let units = reader.whole("quantity", quantity);
    let has_subtotal = !is_missing(&line.subtotal);
    let subtotal = reader.number("subtotal", &line.subtotal).map(signed);
    let total = reader.number("total", &line.total).map(signed);
    let tax = reader.number("totalTax", &line.total_tax).map(signed);
    let subtotal = if has_subtotal { subtotal } else { total };

    let subtotal_cents = reader.cents_of("subtotal", subtotal, exponent);
    let total_cents = reader.cents_of("total", total, exponent);
    let tax_cents = reader.cents_of("totalTax", tax, exponent);
    let price_cents = match (total, tax, quantity, exponent) {
        (Some(total), Some(tax), Some(quantity), Some(exponent)) if total_cents.is_some() => {
            let seen_tax = if prices_include_tax {
                tax
            } else {
                Decimal::ZERO
            };
            let price = money::unit_price(total, seen_tax, quantity, exponent);
            reader.sound("total", price, Need::Optional)
        }
        _ => None,
    };
    let discount = subtotal_cents.zip(total_cents);
    let discount_cents = reader.total(
        "subtotal",
        [discount.map(|(subtotal, total)| subtotal - total)].into_iter(),
    );
    LineItem {
        product_id: product,
        variation_id: variation.filter(|id| !id::is_none(id)),
        title,
        quantity: quantity.zip(units).map(|(quantity, units)| {
            if quantity.is_zero() {
                0
            } else if quantity.is_negative() {
                units.min(-1)
            } else {
                units.max(1)
            }
        }),
        price_cents,
        id: line_id,
        sku,
        quantity_decimal: match (&line.quantity, quantity) {
            (Field::Value(Text(text)), Some(quantity)) if !quantity.is_whole() => {
                Some(plain(text, negated))
            }
            _ => None,
        },
        subtotal_cents,
        discount_cents,
        tax_cents,
        total_cents,
    }
}

/// A quantity as the store has it, without blanks, a plus, and in a refund the minus.
fn plain(quantity: &str, negated: bool) -> String {
    let signs: &[char] = if negated { &['-', '+'] } else { &['+'] };
    String::from(quantity.trim_ascii().trim_start_matches(signs))
}
