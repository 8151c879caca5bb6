//! What is known of a product or variant that somebody bought or waits for.

use super::Result;
use rusqlite::{Connection as Db, OptionalExtension, params};
use serde_json::Value;

/// What to show of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Goods {
    /// The product's title.
    pub title: Option<String>,
    /// Its page: the variant's where that has one of its own.
    pub url: Option<String>,
    /// Its picture: the variant's where that has one of its own.
    pub image_url: Option<String>,
}

/// Looks a variant up; nothing is known of a product that was never synced.
pub fn find(db: &Db, store_id: i64, product_id: &str, variant_id: &str) -> Result<Goods> {
    let data: Option<String> = db
        .prepare_cached(
            "SELECT data FROM records WHERE store_id = ?1 AND kind = 'product' AND id = ?2",
        )?
        .query_row(params![store_id, product_id], |row| row.get(0))
        .optional()?;
    let Some(data) = data else {
        return Ok(Goods::default());
    };
    let product: Value = serde_json::from_str(&data).unwrap_or_default();
    let variants = product.get("variants").and_then(Value::as_array);
    let variant = variants
        .into_iter()
        .flatten()
        .find(|variant| variant.get("id").and_then(Value::as_str) == Some(variant_id));
    let text = |of: Option<&Value>, key: &str| {
        let text = of?.get(key)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    let either = |key: &str| text(variant, key).or_else(|| text(Some(&product), key));
    Ok(Goods {
        title: text(Some(&product), "title"),
        url: either("url"),
        image_url: either("imageUrl"),
    })
}
