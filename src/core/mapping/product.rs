//! Products and their variations (S6), with their categories (S7).

use crate::mapping::offer::{Offer, Offered};
use crate::mapping::{Mapped, Run, category, variation};
use crate::read::field::{Field, List};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::time::Moment;
use crate::wire::item::{Mode, Record};
use crate::wire::record::{Category, PROVIDER, Product, ProductUnavailable, Variant};
use crate::wire::skip::{Skip, SkipReason};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

pub(crate) const PUBLISHED: &str = "publish";

const SIMPLE: &str = "simple";
const VARIABLE: &str = "variable";

/// Types of products that can be sent (S6), and be waited for (K2).
pub(crate) const TYPES: [&str; 2] = [SIMPLE, VARIABLE];

/// Reads the call, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(call: snapshot::MapProduct, reader: &mut Reader) -> Option<Mapped> {
    Mapped::of(call.run, call.snapshot, reader, map)
}

/// Maps a product: first its categories, then the product with its variants. One that does not qualify is skipped, and
/// marked unavailable at the backend if it is there. A variation that does not qualify or has a fault is left out by
/// itself. Where the shop's currency is not known, what the backend has of its products stays as it is.
fn map(mut product: Box<snapshot::Product>, run: &Run, out: &mut Mapped) {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let id = reader.id("id", mem::take(&mut product.id), Need::Required);
    let kind = reader.text("type", mem::take(&mut product.kind), Need::Expected);
    let status = reader.text("status", mem::take(&mut product.status), Need::Expected);
    let needs_password = reader.flag("needsPassword", product.needs_password.clone());
    let Some(id) = id else { return };
    if !run.products {
        return out.skip("product", id, SkipReason::SwitchedOff);
    }
    let created_at = reader.moment("createdAt", product.created_at.clone(), Need::Optional);
    let modified_at = reader.moment("modifiedAt", product.modified_at.clone(), Need::Optional);
    let object = Object { id, modified_at };
    // What needs a password is not for everybody.
    let is_published = !needs_password && status.as_deref() == Some(PUBLISHED);
    let is_variable = match qualify(is_published, kind.as_deref()) {
        Ok(is_variable) => is_variable,
        Err(unqualified) => return unavailable(object, unqualified, run, out),
    };
    let read = read(&mut reader, product, &object, is_variable, created_at);
    let Some((mut record, source, categories)) = read else {
        return out.skip("product", object.id, SkipReason::NoCurrency);
    };
    let mut skipped = Vec::new();
    let variants = variants(&mut reader, &record, source, &mut skipped);
    if reader.is_fatal() {
        return;
    }
    out.skipped.append(&mut skipped);
    record.variants = match variants {
        Ok(variants) => variants,
        Err(reason) => return unavailable(object, reason.into(), run, out),
    };
    let prices = record.variants.iter().map(|variant| variant.price_cents);
    record.price_cents = prices.min().unwrap_or(0);
    for category in categories {
        record.category_ids.push(category.id.clone());
        out.items.push(category::item(category, run, Mode::Upsert));
    }
    let stamp = run.stamp(modified_at);
    let data = Record::Product(record);
    out.items
        .push(run.item("product", stamp, Mode::Upsert, data));
}

/// Whether a product is variable, or why it does not qualify (S6).
fn qualify(is_published: bool, kind: Option<&str>) -> Result<bool, Unqualified> {
    match kind {
        _ if !is_published => Err(SkipReason::NotPublished.into()),
        Some(SIMPLE) => Ok(false),
        Some(VARIABLE) => Ok(true),
        None => Err(SkipReason::ProductType.into()),
        Some(other) => {
            let mut text = "type ".to_owned();
            text.push_str(other);
            let reason = SkipReason::ProductType;
            Err(Unqualified { reason, text })
        }
    }
}

/// What can be bought of a product.
enum Source {
    /// The product itself, unless its offer does not qualify.
    Itself(Result<Offer, SkipReason>),
    /// Its variations, not read yet.
    Variations(Field<List<Box<snapshot::Variation>>>),
}

/// Reads a product: its record, still without variants and categories, and these. None where the shop's currency is not
/// known.
fn read(
    reader: &mut Reader,
    product: Box<snapshot::Product>,
    object: &Object,
    is_variable: bool,
    created_at: Option<Moment>,
) -> Option<(Box<Product>, Source, Vec<Category>)> {
    let title = reader.text("name", product.name, Need::Optional);
    let sku = reader.text("sku", product.sku, Need::Optional);
    let url = reader.text("permalink", product.permalink, Need::Optional);
    let description = product.short_description;
    let short_description = reader.text("shortDescription", description, Need::Optional);
    let currency = reader.currency("currency", product.currency, Need::Expected)?;
    let source = if is_variable {
        Source::Variations(product.variations)
    } else {
        let offered = Offered {
            price: product.price,
            regular_price: product.regular_price,
            sale_price: product.sale_price,
            manage_stock: product.manage_stock,
            stock_quantity: product.stock_quantity,
            stock_status: product.stock_status,
        };
        Source::Itself(offered.read(reader, currency.exponent))
    };
    let image_url = reader.text("imageUrl", product.image_url, Need::Optional);
    let list = reader.list("categories", product.categories, Need::Optional);
    let categories = category::of_product(reader, list);
    let fingerprint = reader.text("fingerprint", product.fingerprint, Need::Optional);
    let record = Product {
        provider: PROVIDER,
        id: object.id.clone(),
        kind: if is_variable { VARIABLE } else { SIMPLE },
        title: title.unwrap_or_default(),
        sku,
        url,
        image_url,
        short_description,
        include_in_online_store: true,
        currency: currency.code,
        currency_exponent: currency.exponent,
        price_cents: 0,
        category_ids: Vec::with_capacity(categories.len()),
        variants: Vec::new(),
        created_at,
        modified_at: object.modified_at,
        fingerprint,
    };
    Some((Box::new(record), source, categories))
}

/// What of a product can be bought; none is the reason why it does not qualify.
fn variants(
    reader: &mut Reader,
    product: &Product,
    source: Source,
    skipped: &mut Vec<Skip>,
) -> Result<Vec<Variant>, SkipReason> {
    match source {
        Source::Itself(offer) => Ok([offer?.variant(
            product.id.clone(),
            &product.id,
            product.title.clone(),
            product.sku.clone(),
            product.url.clone(),
            product.image_url.clone(),
        )]
        .into()),
        Source::Variations(list) => {
            let exponent = product.currency_exponent;
            variation::all(reader, list, &product.id, exponent, skipped)
        }
    }
}

/// A product's id, and when it was last changed.
struct Object {
    id: String,
    modified_at: Option<Moment>,
}

/// Why a product does not qualify, and the same in words.
struct Unqualified {
    reason: SkipReason,
    text: String,
}

impl From<SkipReason> for Unqualified {
    fn from(reason: SkipReason) -> Self {
        Self {
            reason,
            text: reason.text().to_owned(),
        }
    }
}

/// A product that was deleted in the store, and that the backend keeps.
pub(crate) fn gone(id: String, run: &Run, out: &mut Mapped) {
    let object = Object {
        id,
        modified_at: None,
    };
    unavailable(object, SkipReason::Deleted.into(), run, out);
}

/// Skips a product, and says so to the backend if that knows it (S6).
fn unavailable(object: Object, unqualified: Unqualified, run: &Run, out: &mut Mapped) {
    let record = ProductUnavailable {
        provider: PROVIDER,
        id: object.id.clone(),
        include_in_online_store: false,
        reason: unqualified.text.clone(),
    };
    let stamp = run.stamp(object.modified_at);
    let data = Record::ProductUnavailable(Box::new(record));
    out.items
        .push(run.item("product_unavailable", stamp, Mode::Update, data));
    out.skipped.push(Skip {
        kind: "product",
        id: object.id,
        reason: unqualified.reason,
        text: unqualified.text,
    });
}
