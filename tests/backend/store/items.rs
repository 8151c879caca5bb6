//! Applies items: each id once, newest state wins, one transaction for all of a request.

use super::contacts;
use crate::items::{Checked, Kind, Mode};
use rusqlite::{Connection as Db, params};

/// What became of a sound item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Applied, or rightly left without effect.
    Accepted,
    /// Its id was applied before.
    Duplicate,
}

/// Applies one item of a store.
pub fn apply(
    db: &Db,
    company_id: &str,
    store_id: i64,
    item: &Checked,
) -> rusqlite::Result<Applied> {
    let is_new = db
        .prepare_cached("INSERT OR IGNORE INTO seen_items VALUES (?1, ?2)")?
        .execute(params![store_id, item.id])?;
    if is_new == 0 {
        return Ok(Applied::Duplicate);
    }
    match item.kind {
        Kind::Contact => contacts::apply(db, company_id, store_id, item)?,
        Kind::ProductUnavailable => withdraw(db, store_id, item)?,
        Kind::Product => save(db, store_id, "product", item)?,
        Kind::Category => save(db, store_id, "category", item)?,
        Kind::Order => save(db, store_id, "order", item)?,
        Kind::Transaction => save(db, store_id, "transaction", item)?,
        Kind::Event => save(db, store_id, "event", item)?,
    }
    Ok(Applied::Accepted)
}

/// Keeps a record unless a newer one is there.
fn save(db: &Db, store_id: i64, kind: &str, item: &Checked) -> rusqlite::Result<()> {
    let statement = match item.mode {
        Mode::Upsert => {
            "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6) ON CONFLICT DO UPDATE SET
             occurred_at = excluded.occurred_at, sorted_by = excluded.sorted_by, unavailable = NULL,
             data = excluded.data WHERE excluded.occurred_at >= occurred_at"
        }
        Mode::Create => "INSERT OR IGNORE INTO records VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6)",
        Mode::Update => {
            "UPDATE records SET occurred_at = ?4, sorted_by = ?5, unavailable = NULL, data = ?6
             WHERE store_id = ?1 AND kind = ?2 AND id = ?3 AND occurred_at <= ?4"
        }
    };
    db.prepare_cached(statement)?.execute(params![
        store_id,
        kind,
        item.object,
        item.occurred_at,
        item.sorted_by,
        item.data
    ])?;
    Ok(())
}

/// S6: marks a product as no longer available; what is known of it stays.
fn withdraw(db: &Db, store_id: i64, item: &Checked) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE records SET occurred_at = ?3, unavailable = ?4
         WHERE store_id = ?1 AND kind = 'product' AND id = ?2 AND occurred_at <= ?3",
    )?
    .execute(params![
        store_id,
        item.object,
        item.occurred_at,
        item.reason
    ])?;
    Ok(())
}
