//! Variations of a product (S6).

use crate::mapping::offer::Offered;
use crate::mapping::product::PUBLISHED;
use crate::read::field::{Field, List};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::wire::record::{Attribute, Variant};
use crate::wire::skip::{Skip, SkipReason};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The variations that qualify; none is the reason why the product does not. One without an id is left out, but where no
/// other one is left that fault, not S6, is why there is no record.
pub(crate) fn all(
    reader: &mut Reader,
    field: Field<List<Box<snapshot::Variation>>>,
    parent: &str,
    exponent: u32,
    skipped: &mut Vec<Skip>,
) -> Result<Vec<Variant>, SkipReason> {
    let start = reader.mark();
    let list = reader.list("variations", field, Need::Sound);
    let mut variants = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut reader = reader.element("variations", index);
        let mark = reader.mark();
        match reader
            .element_struct(field)
            .map(|variation| one(&mut reader, variation, parent, exponent))
        {
            _ if reader.is_fatal_since(mark) => {}
            Some(Ok(variant)) => variants.push(variant),
            Some(Err(skip)) => skipped.push(skip),
            None => {}
        }
    }
    if variants.is_empty() {
        return Err(SkipReason::NoVariation);
    }
    reader.downgrade_since(start);
    Ok(variants)
}

fn one(
    reader: &mut Reader,
    variation: Box<snapshot::Variation>,
    parent: &str,
    exponent: u32,
) -> Result<Variant, Skip> {
    let id = reader
        .id("id", variation.id, Need::Required)
        .unwrap_or_default();
    let status = reader
        .text("status", variation.status, Need::Expected)
        .unwrap_or_default();
    let skip = |id, reason: SkipReason| Skip {
        kind: "variation",
        id,
        reason,
        text: reason.text().to_owned(),
    };
    if status != PUBLISHED {
        return Err(skip(id, SkipReason::NotPublished));
    }
    let title = reader
        .text("name", variation.name, Need::Optional)
        .unwrap_or_default();
    let sku = reader.text("sku", variation.sku, Need::Optional);
    let url = reader.text("permalink", variation.permalink, Need::Optional);
    let offered = Offered {
        price: variation.price,
        regular_price: variation.regular_price,
        sale_price: variation.sale_price,
        manage_stock: variation.manage_stock,
        stock_quantity: variation.stock_quantity,
        stock_status: variation.stock_status,
    };
    let offer = match offered.read(reader, exponent) {
        Ok(offer) => offer,
        Err(reason) => return Err(skip(id, reason)),
    };
    let image_url = reader.text("imageUrl", variation.image_url, Need::Optional);
    let attributes = attributes(reader, variation.attributes);
    Ok(Variant {
        attributes,
        ..offer.variant(id, parent, title, sku, url, image_url)
    })
}

/// What sets a variation apart. An attribute without a name says nothing and is left out.
fn attributes(reader: &mut Reader, field: Field<List<snapshot::Attribute>>) -> Vec<Attribute> {
    let list = reader.list("attributes", field, Need::Optional);
    let mut attributes = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut reader = reader.element("attributes", index);
        let mark = reader.mark();
        if let Some(attribute) = reader.element_struct(field) {
            let name = reader.text("name", attribute.name, Need::Required);
            let value = reader
                .text("value", attribute.value, Need::Optional)
                .unwrap_or_default();
            attributes.extend(name.map(|name| Attribute { name, value }));
        }
        reader.downgrade_since(mark);
    }
    attributes
}
