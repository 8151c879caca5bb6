//! What a product or variation costs, and how many there are.

use crate::read::field::{Field, Flag, Text};
use crate::read::reader::{Need, Reader};
use crate::wire::record::Variant;
use crate::wire::skip::SkipReason;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The fields that a simple product and a variation have in common, not read yet.
pub(crate) struct Offered {
    pub(crate) price: Field<Text>,
    pub(crate) regular_price: Field<Text>,
    pub(crate) sale_price: Field<Text>,
    pub(crate) manage_stock: Field<Flag>,
    pub(crate) stock_quantity: Field<Text>,
    pub(crate) stock_status: Field<Text>,
}

/// The same, read.
pub(crate) struct Offer {
    price_cents: i64,
    regular_price_cents: Option<i64>,
    sale_price_cents: Option<i64>,
    stock: Stock,
}

/// How many there are.
pub(crate) struct Stock {
    /// `in_stock`, `out_of_stock` or `on_backorder`.
    pub(crate) status: &'static str,
    /// Whole units, rounded down; none where the store does not count.
    pub(crate) quantity: Option<i64>,
}

impl Offered {
    /// Reads an offer, or says why it does not qualify (S6): a blank price is none, and one that rounds to nothing is
    /// zero. Out of stock qualifies. A price that cannot be read is none; a wrong regular or sale price is left out.
    pub(crate) fn read(self, reader: &mut Reader, exponent: u32) -> Result<Offer, SkipReason> {
        let price_cents = reader.cents("price", self.price, exponent, Need::Optional);
        let regular_price_cents = price(reader, "regularPrice", self.regular_price, exponent);
        let sale_price_cents = price(reader, "salePrice", self.sale_price, exponent);
        let stock = stock(
            reader,
            self.manage_stock,
            self.stock_quantity,
            self.stock_status,
        );
        match price_cents {
            None => Err(SkipReason::NoPrice),
            Some(0) => Err(SkipReason::PriceZero),
            Some(price) if price < 0 => Err(SkipReason::PriceNegative),
            Some(price_cents) => Ok(Offer {
                price_cents,
                regular_price_cents,
                sale_price_cents,
                stock,
            }),
        }
    }
}

impl Offer {
    /// The variant on this offer.
    pub(crate) fn variant(
        self,
        id: String,
        parent: &str,
        title: String,
        sku: Option<String>,
        url: Option<String>,
        image_url: Option<String>,
    ) -> Variant {
        Variant {
            id,
            parent_id: parent.to_owned(),
            title,
            sku,
            url,
            image_url,
            price_cents: self.price_cents,
            regular_price_cents: self.regular_price_cents,
            sale_price_cents: self.sale_price_cents,
            stock_status: self.stock.status,
            stock_quantity: self.stock.quantity,
            attributes: Vec::new(),
        }
    }
}

fn price(
    reader: &mut Reader,
    name: &'static str,
    field: Field<Text>,
    exponent: u32,
) -> Option<i64> {
    let cents = reader.cents(name, field, exponent, Need::Optional)?;
    if cents < 0 {
        reader.negative(name, Need::Optional);
        return None;
    }
    Some(cents)
}

/// Reads what the store says of its stock.
pub(crate) fn stock(
    reader: &mut Reader,
    manage: Field<Flag>,
    quantity: Field<Text>,
    status: Field<Text>,
) -> Stock {
    let counted = reader.flag("manageStock", manage);
    let quantity = reader.decimal("stockQuantity", &quantity, Need::Optional);
    let quantity = quantity
        .and_then(|quantity| reader.sound("stockQuantity", quantity.floor(), Need::Optional));
    let status = reader
        .text("stockStatus", status, Need::Optional)
        .unwrap_or_default();
    Stock {
        status: stock_status(&status),
        quantity: quantity.filter(|_| counted),
    }
}

/// Whatever is neither sold out nor on backorder can be bought: that is WooCommerce's own rule for statuses that plugins
/// add.
fn stock_status(status: &str) -> &'static str {
    match status {
        "outofstock" => "out_of_stock",
        "onbackorder" => "on_backorder",
        _ => "in_stock",
    }
}
