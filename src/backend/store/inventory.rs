//! Reconciliation: what is known of a store, in ranges of ids, by the core's rule (`src/core/backend/inventory.rs`).

use super::Result;
use crate::ingest::integer;
use rusqlite::{Connection as Db, Row, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use storewire_core::backend::inventory::Stated;

/// A range of ids as a store sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Range {
    /// The first id.
    #[serde(deserialize_with = "integer::signed")]
    pub from: i64,
    /// The last id.
    #[serde(deserialize_with = "integer::signed")]
    pub to: i64,
    /// How many objects.
    #[serde(deserialize_with = "integer::non_negative")]
    pub count: i64,
    /// The first 16 hexadecimal digits of SHA-256 over the lines of the objects.
    pub digest: String,
}

/// A range that is not the same here.
#[derive(Clone, Debug, Serialize)]
pub struct Differing {
    from: i64,
    to: i64,
    /// The lines of what is here, for the store to compare with its own.
    text: String,
}

/// The query for a type's objects: id, state, amount, last change and fingerprint, by rising id. None for a type that there is not.
pub fn rows_of(kind: &str) -> Option<&'static str> {
    match kind {
        "orders" => Some(
            "SELECT CAST(id AS INTEGER) AS number, coalesce(data->>'originalStatus', ''), coalesce(data->>'totalCents', 0),
             coalesce(unixepoch(data->>'modifiedAt'), 0), coalesce(data->>'fingerprint', '') FROM records
             WHERE store_id = ?1 AND kind = 'order' AND number BETWEEN ?2 AND ?3
             AND data->>'originalStatus' IS NOT 'trash' ORDER BY number",
        ),
        "products" => Some(
            "SELECT CAST(id AS INTEGER) AS number, 'publish', data->>'priceCents',
             coalesce(unixepoch(data->>'modifiedAt'), 0), coalesce(data->>'fingerprint', '') FROM records
             WHERE store_id = ?1 AND kind = 'product' AND number BETWEEN ?2 AND ?3
             AND unavailable IS NULL ORDER BY number",
        ),
        "contacts" => Some(
            "SELECT CAST(substr(external_id, 6) AS INTEGER) AS number, email, 0, 0, coalesce(data->>'fingerprint', '') FROM contacts
             WHERE store_id = ?1 AND external_id LIKE 'user:%' AND number BETWEEN ?2 AND ?3 ORDER BY number",
        ),
        _ => None,
    }
}

/// Which of some rising ranges differ. One pass over all, for there may be hundreds of ranges.
pub fn differing(db: &Db, sql: &str, store_id: i64, ranges: &[Range]) -> Result<Vec<Differing>> {
    let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
        return Ok(Vec::new());
    };
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(params![store_id, first.from, last.to], read)?;
    let mut rows = rows.peekable();
    let mut differing = Vec::new();
    for range in ranges {
        let (mut text, mut count) = (String::new(), 0);
        // An error is taken out here as well, to be returned.
        while let Some(row) = rows.next_if(|row| !matches!(row, Ok((id, ..)) if *id > range.to)) {
            let (id, state, amount_cents, modified_at, fingerprint) = row?;
            if id >= range.from {
                let line = Stated {
                    id,
                    state: &state,
                    amount_cents,
                    modified_at,
                    fingerprint: &fingerprint,
                };
                line.push_to(&mut text);
                count += 1;
            }
        }
        if count != range.count || digest(&text) != range.digest {
            differing.push(Differing {
                from: range.from,
                to: range.to,
                text,
            });
        }
    }
    Ok(differing)
}

fn read(row: &Row) -> rusqlite::Result<(i64, String, i64, i64, String)> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
    ))
}

fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
