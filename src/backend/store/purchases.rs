//! Who bought what: a person's orders, from the order records.

use super::Result;
use crate::ingest::Checked;
use crate::time::{Millis, millis};
use rusqlite::{Connection as Db, OptionalExtension, params};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What of an order matters here; its shape was checked when it came.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its id.
    pub id: String,
    /// What the store calls it.
    pub number: String,
    /// `Completed`, `Cancelled` or `Pending`.
    pub status: String,
    /// WooCommerce's own word.
    pub original_status: Option<String>,
    /// When it was placed.
    pub placed_at: Option<String>,
    /// When it was paid.
    pub paid_at: Option<String>,
    /// ISO 4217, or what the shop made up.
    pub currency: Option<String>,
    /// How many decimals that has.
    pub currency_exponent: Option<u32>,
    /// What it cost.
    pub total_cents: Option<i64>,
    /// What was given back of that.
    pub refunded_cents: Option<i64>,
    /// Its product lines.
    pub line_items: Vec<Line>,
    contact: Option<Contact>,
}

/// A product line.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The product.
    pub provider_product_id: String,
    /// The variation, or the product itself.
    pub provider_variant_id: String,
    /// As it was sold.
    pub title: String,
    /// Units; negative where they came back.
    pub quantity: Option<i64>,
}

impl Line {
    /// Units; 0 where nobody knows.
    pub fn units(&self) -> i64 {
        self.quantity.unwrap_or_default()
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Contact {
    email: String,
}

impl Order {
    /// Reads a record.
    pub fn read(data: &str) -> Option<Self> {
        serde_json::from_str(data).ok()
    }

    /// Who bought; empty where nobody knows.
    pub fn email(&self) -> &str {
        self.contact.as_ref().map_or("", |contact| &contact.email)
    }

    /// When it was placed.
    pub fn placed(&self) -> Millis {
        self.placed_at
            .as_deref()
            .and_then(millis)
            .unwrap_or_default()
    }

    /// Whether it is a purchase: not cancelled, and not all given back.
    pub fn stands(&self) -> bool {
        self.status != "Cancelled" && self.original_status.as_deref() != Some("refunded")
    }

    /// Ids of what whoever bought it waits for no longer: each variant, and the product for those who wait for any.
    pub fn wanted(&self) -> BTreeSet<&String> {
        // Who brings something back has not bought it.
        let lines = self.line_items.iter().filter(|line| line.units() >= 0);
        lines
            .flat_map(|line| [&line.provider_variant_id, &line.provider_product_id])
            .collect()
    }

    /// The lines of a product, or only those of one variant of it; lines without units are none.
    pub fn lines<'a>(
        &'a self,
        product_id: &'a str,
        variant_id: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Line> {
        self.line_items.iter().filter(move |line| {
            line.units() > 0
                && line.provider_product_id == product_id
                && variant_id.is_none_or(|variant| line.provider_variant_id == variant)
        })
    }
}

/// Notes who bought with an order that came in; gives everybody whose orders changed by that.
pub fn note(db: &Db, store_id: i64, order: &Checked) -> Result<Vec<String>> {
    let before: Option<String> = db
        .prepare_cached("SELECT email FROM buyers WHERE store_id = ?1 AND order_id = ?2")?
        .query_row(params![store_id, order.object], |row| row.get(0))
        .optional()?;
    // What came is not what is kept where newer news were here.
    let is_kept = db
        .prepare_cached(
            "SELECT 1 FROM records WHERE store_id = ?1 AND kind = 'order' AND id = ?2 AND occurred_at = ?3",
        )?
        .exists(params![store_id, order.object, order.occurred_at])?;
    if is_kept {
        db.prepare_cached("INSERT OR REPLACE INTO buyers VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![
                store_id,
                order.object,
                order.email,
                order.sorted_by
            ])?;
    }
    let after = is_kept.then(|| order.email.clone());
    Ok([before, after]
        .into_iter()
        .flatten()
        .filter(|email| !email.is_empty())
        .collect())
}

/// One order.
pub fn order(db: &Db, store_id: i64, order_id: &str) -> Result<Option<Order>> {
    let data: Option<String> = db
        .prepare_cached(
            "SELECT data FROM records WHERE store_id = ?1 AND kind = 'order' AND id = ?2",
        )?
        .query_row(params![store_id, order_id], |row| row.get(0))
        .optional()?;
    Ok(data.and_then(|data| Order::read(&data)))
}

/// A person's orders in a store, the latest first.
pub fn orders(db: &Db, store_id: i64, email: &str) -> Result<Vec<Order>> {
    let found: Vec<String> = db
        .prepare_cached(
            "SELECT r.data FROM buyers b JOIN records r
             ON r.store_id = b.store_id AND r.kind = 'order' AND r.id = b.order_id
             WHERE b.store_id = ?1 AND b.email = ?2 ORDER BY b.placed_at DESC, b.order_id DESC",
        )?
        .query_map(params![store_id, email], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found.iter().filter_map(|data| Order::read(data)).collect())
}

/// Everybody who bought a product in orders placed at or after a moment of the wire.
pub fn buyers_of(db: &Db, store_id: i64, product_id: &str, since: &str) -> Result<Vec<String>> {
    let found = db
        .prepare_cached(
            "SELECT DISTINCT b.email FROM records r JOIN buyers b
             ON b.store_id = r.store_id AND b.order_id = r.id
             WHERE r.store_id = ?1 AND r.kind = 'order' AND r.sorted_by >= ?3 AND EXISTS
             (SELECT 1 FROM json_each(r.data, '$.lineItems') WHERE value->>'providerProductId' = ?2)",
        )?
        .query_map(params![store_id, product_id, since], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}
