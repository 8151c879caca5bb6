//! Products and their variations (S6), with their categories (S7).

use crate::mapping::offer::Offered;
use crate::mapping::{Mapped, Run, category};
use crate::read::field::{Field, List};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::time::Moment;
use crate::wire::item::{Mode, Record};
use crate::wire::record::{Attribute, PROVIDER, Product, ProductUnavailable, Variant};
use crate::wire::skip::{Skip, SkipReason};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

pub(crate) const PUBLISHED: &str = "publish";

/// Reads the call, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(call: snapshot::MapProduct, reader: &mut Reader) -> Option<Mapped> {
    Mapped::of(call.run, call.snapshot, reader, map)
}

/// Maps a product: first its categories, then the product with its variants. One that does not qualify is skipped, and
/// marked unavailable at the backend if it is there. A variation that does not qualify or has a fault is left out by
/// itself. Where the shop's currency is not known, what the backend has of its products stays as it is.
fn map(product: Box<snapshot::Product>, run: &Run, out: &mut Mapped) {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let object = reader
        .id("id", product.id, Need::Required)
        .unwrap_or_default();
    let kind = reader
        .text("type", product.kind, Need::Expected)
        .unwrap_or_default();
    let status = reader
        .text("status", product.status, Need::Expected)
        .unwrap_or_default();
    let needs_password = reader.flag("needsPassword", product.needs_password);
    if reader.is_fatal() {
        return;
    }
    if !run.products {
        return out.skip("product", object, SkipReason::SwitchedOff);
    }
    let created_at = reader.moment("createdAt", product.created_at, Need::Optional);
    let modified_at = reader.moment("modifiedAt", product.modified_at, Need::Optional);
    let object = Object {
        id: object,
        modified_at,
    };
    // What needs a password is not for everybody.
    let status = if needs_password { "" } else { &status };
    let variable = match (status, kind.as_str()) {
        (PUBLISHED, "simple") => false,
        (PUBLISHED, "variable") => true,
        (PUBLISHED, "") => {
            let reason = SkipReason::ProductType;
            return unavailable(object, reason, reason.text().to_owned(), run, out);
        }
        (PUBLISHED, other) => {
            let mut text = "type ".to_owned();
            text.push_str(other);
            return unavailable(object, SkipReason::ProductType, text, run, out);
        }
        _ => {
            return unavailable(
                object,
                SkipReason::NotPublished,
                SkipReason::NotPublished.text().to_owned(),
                run,
                out,
            );
        }
    };
    let title = reader
        .text("name", product.name, Need::Optional)
        .unwrap_or_default();
    let sku = reader.text("sku", product.sku, Need::Optional);
    let url = reader.text("permalink", product.permalink, Need::Optional);
    let short_description = reader.text(
        "shortDescription",
        product.short_description,
        Need::Optional,
    );
    let Some(currency) = reader.currency("currency", product.currency, Need::Expected) else {
        return out.skip("product", object.id, SkipReason::NoCurrency);
    };
    let offer = if variable {
        Err(SkipReason::NoVariation)
    } else {
        let offered = Offered {
            price: product.price,
            regular_price: product.regular_price,
            sale_price: product.sale_price,
            manage_stock: product.manage_stock,
            stock_quantity: product.stock_quantity,
            stock_status: product.stock_status,
        };
        offered.read(&mut reader, currency.exponent)
    };
    let image_url = reader.text("imageUrl", product.image_url, Need::Optional);
    let list = reader.list("categories", product.categories, Need::Optional);
    let categories = category::of_product(&mut reader, list);
    let fingerprint = reader.text("fingerprint", product.fingerprint, Need::Optional);
    let mut skipped = Vec::new();
    let variants = match offer {
        Ok(offer) => {
            let (id, parent) = (object.id.clone(), &object.id);
            Ok([offer.variant(
                id,
                parent,
                title.clone(),
                sku.clone(),
                url.clone(),
                image_url.clone(),
            )]
            .into())
        }
        Err(SkipReason::NoVariation) => variations(
            &mut reader,
            product.variations,
            &object.id,
            currency.exponent,
            &mut skipped,
        ),
        Err(reason) => Err(reason),
    };
    if reader.is_fatal() {
        return;
    }
    out.skipped.append(&mut skipped);
    let variants = match variants {
        Ok(variants) => variants,
        Err(reason) => return unavailable(object, reason, reason.text().to_owned(), run, out),
    };
    let mut category_ids = Vec::with_capacity(categories.len());
    for category in categories {
        category_ids.push(category.id.clone());
        out.items.push(category::item(category, run, Mode::Upsert));
    }
    let record = Product {
        provider: PROVIDER,
        id: object.id.clone(),
        kind: if variable { "variable" } else { "simple" },
        title,
        sku,
        url,
        image_url,
        short_description,
        include_in_online_store: true,
        currency: currency.code,
        currency_exponent: currency.exponent,
        price_cents: variants
            .iter()
            .map(|variant| variant.price_cents)
            .min()
            .unwrap_or(0),
        category_ids,
        variants,
        created_at,
        modified_at: object.modified_at,
        fingerprint,
    };
    out.items.push(run.item(
        "product",
        run.stamp(object.modified_at),
        Mode::Upsert,
        Record::Product(Box::new(record)),
    ));
}

/// A product's id, and when it was last changed.
struct Object {
    id: String,
    modified_at: Option<Moment>,
}

/// A product that was deleted in the store, and that the backend keeps.
pub(crate) fn gone(id: String, run: &Run, out: &mut Mapped) {
    let object = Object {
        id,
        modified_at: None,
    };
    let reason = SkipReason::Deleted;
    unavailable(object, reason, reason.text().to_owned(), run, out);
}

/// Skips a product, and says so to the backend if that knows it (S6).
fn unavailable(object: Object, reason: SkipReason, text: String, run: &Run, out: &mut Mapped) {
    let record = ProductUnavailable {
        provider: PROVIDER,
        id: object.id.clone(),
        include_in_online_store: false,
        reason: text.clone(),
    };
    let stamp = run.stamp(object.modified_at);
    let data = Record::ProductUnavailable(Box::new(record));
    out.items
        .push(run.item("product_unavailable", stamp, Mode::Update, data));
    out.skipped.push(Skip {
        kind: "product",
        id: object.id,
        reason,
        text,
    });
}

/// The variations that qualify; none is the reason why the product does not. One without an id is left out, but where no
/// other one is left that fault, not S6, is why there is no record.
fn variations(
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
            .map(|variation| self::variation(&mut reader, variation, parent, exponent))
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

fn variation(
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
