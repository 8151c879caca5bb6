//! Product lines of orders and refunds.

use crate::field::{Field, Text};
use crate::reader::{Need, Reader};
use crate::record::LineItem;
use crate::snapshot;
use crate::value::id;
use crate::value::money::{self, Decimal};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The provider of every product id that a WooCommerce store hands out.
pub(crate) const PROVIDER: &str = "woocommerce";

/// Reads the lines in a field called `items`. `negated` is for refunds, where WooCommerce keeps quantity and amounts
/// below zero; on the wire they are not.
///
/// A line whose amounts or quantity are wrong forbids the record, for its sums would be wrong; a blank title, an unknown
/// product or SKU does not.
pub(crate) fn all(
    read: &mut Reader,
    list: Vec<Field<Box<snapshot::LineItem>>>,
    exponent: u32,
    prices_include_tax: bool,
    negated: bool,
) -> Vec<LineItem> {
    let mut lines = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut read = read.element("items", index);
        if let Some(line) = read.own(field)
            && let Some(line) = one(&mut read, line, exponent, prices_include_tax, negated)
        {
            lines.push(line);
        }
    }
    lines
}

/// A product that WooCommerce no longer knows has the id "0". A subtotal that is missing is the total; a tax that is
/// missing is none.
fn one(
    read: &mut Reader,
    line: Box<snapshot::LineItem>,
    exponent: u32,
    prices_include_tax: bool,
    negated: bool,
) -> Option<LineItem> {
    let line_id = read.id("id", line.id, Need::Required);
    let product = read
        .id("productId", line.product_id, Need::Optional)
        .unwrap_or_else(|| String::from("0"));
    let variation = read.id("variationId", line.variation_id, Need::Optional);
    let title = read
        .text("name", line.name, Need::Optional)
        .unwrap_or_default();
    let sku = read.text("sku", line.sku, Need::Optional);
    let amount = |decimal: Decimal| if negated { decimal.abs() } else { decimal };

    let quantity = read
        .decimal("quantity", &line.quantity, Need::Required)
        .map_or(Decimal::ONE, amount);
    if quantity.is_negative() {
        read.negative("quantity", Need::Sound);
    }
    let units = read
        .sound("quantity", quantity.minor(0), Need::Sound)
        .unwrap_or_default();

    let subtotal = read
        .decimal("subtotal", &line.subtotal, Need::Sound)
        .map(amount);
    let total = read
        .decimal("total", &line.total, Need::Required)
        .map_or(Decimal::ZERO, amount);
    let tax = read
        .decimal("totalTax", &line.total_tax, Need::Sound)
        .map_or(Decimal::ZERO, amount);

    let subtotal_cents = read.sound(
        "subtotal",
        subtotal.unwrap_or(total).minor(exponent),
        Need::Sound,
    );
    let total_cents = read.sound("total", total.minor(exponent), Need::Sound);
    let tax_cents = read.sound("totalTax", tax.minor(exponent), Need::Sound);
    let seen_tax = if prices_include_tax {
        tax
    } else {
        Decimal::ZERO
    };
    let price_cents = read.sound(
        "total",
        money::unit_price(total, seen_tax, quantity, exponent),
        Need::Sound,
    );

    let (subtotal_cents, total_cents) = (subtotal_cents?, total_cents?);
    let discount_cents = read.sum("subtotal", [subtotal_cents - total_cents].into_iter());
    Some(LineItem {
        product_id: product,
        variation_id: variation.filter(|id| !id::is_none(id)),
        title,
        quantity: if quantity.is_zero() { 0 } else { units.max(1) },
        price_cents: price_cents?,
        id: line_id?,
        sku,
        quantity_decimal: match &line.quantity {
            Field::Value(Text(text)) if !quantity.is_whole() => Some(plain(text)),
            _ => None,
        },
        subtotal_cents,
        discount_cents,
        tax_cents: tax_cents?,
        total_cents,
    })
}

/// A quantity as the store has it, without blanks and sign.
fn plain(quantity: &str) -> String {
    String::from(quantity.trim_ascii().trim_start_matches(['-', '+']))
}
