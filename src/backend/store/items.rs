//! Applies items: each id once, newest state wins, one transaction for all of a request.

use super::contacts;
use crate::ingest::{Checked, Kind, Mode};
use rusqlite::{Connection as Db, params};

/// What became of a sound item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Applied, or rightly left without effect.
    Accepted,
    /// Its id was applied before.
    Duplicate,
}

/// Whether there was no use for an item that was applied, now or before: the object is not here. A deletion has done what
/// it is for, whether it was here or not.
pub fn is_unused(
    db: &Db,
    company_id: &str,
    store_id: i64,
    item: &Checked,
) -> rusqlite::Result<bool> {
    if item.mode == Mode::Delete {
        return Ok(false);
    }
    if item.kind == Kind::Contact {
        return Ok(!contacts::is_there(db, company_id, store_id, item)?);
    }
    let is_there = db
        .prepare_cached("SELECT 1 FROM records WHERE store_id = ?1 AND kind = ?2 AND id = ?3")?
        .exists(params![store_id, word(item.kind), item.object])?;
    Ok(!is_there)
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
    if item.mode == Mode::Delete {
        delete(db, store_id, item)?;
        return Ok(Applied::Accepted);
    }
    if was_deleted_since(db, store_id, item)? {
        return Ok(Applied::Accepted);
    }
    match item.kind {
        Kind::Contact => contacts::apply(db, company_id, store_id, item)?,
        Kind::ProductUnavailable => withdraw(db, store_id, item)?,
        Kind::Transaction if was_undone_since(db, store_id, item)? => {}
        Kind::Order => {
            save(db, store_id, word(item.kind), item)?;
            drop_unnamed(db, store_id, item)?;
        }
        kind => save(db, store_id, word(kind), item)?,
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
        Mode::Delete => return Ok(()),
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

/// S8: removes an object that was deleted in the store, an order with its transactions, unless there are newer news of it.
/// That it was deleted is remembered, for older news may still be on their way.
fn delete(db: &Db, store_id: i64, item: &Checked) -> rusqlite::Result<()> {
    let kind = word(item.kind);
    db.prepare_cached(
        "INSERT INTO deleted VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET occurred_at = max(occurred_at, excluded.occurred_at)",
    )?
    .execute(params![store_id, kind, item.object, item.occurred_at])?;
    let of_object = params![store_id, kind, item.object, item.occurred_at];
    if item.kind == Kind::Contact {
        db.prepare_cached(
            "DELETE FROM contacts WHERE store_id = ?1 AND 'contact' = ?2 AND external_id = ?3 AND occurred_at <= ?4",
        )?
        .execute(of_object)?;
        return Ok(());
    }
    db.prepare_cached(
        "DELETE FROM records WHERE store_id = ?1 AND kind = ?2 AND id = ?3 AND occurred_at <= ?4",
    )?
    .execute(of_object)?;
    if item.kind == Kind::Order {
        db.prepare_cached(
            "DELETE FROM records WHERE store_id = ?1 AND kind = 'transaction' AND data->>'orderId' = ?2 AND occurred_at <= ?3",
        )?
        .execute(params![store_id, item.object, item.occurred_at])?;
    }
    Ok(())
}

/// Whether an object, or a transaction's order, was deleted after this news of it was read.
fn was_deleted_since(db: &Db, store_id: i64, item: &Checked) -> rusqlite::Result<bool> {
    let (kind, object) = match item.kind {
        Kind::Transaction => ("order", &item.order),
        kind => (word(kind), &item.object),
    };
    db.prepare_cached(
        "SELECT 1 FROM deleted WHERE store_id = ?1 AND kind = ?2 AND id = ?3 AND occurred_at >= ?4",
    )?
    .exists(params![store_id, kind, object, item.occurred_at])
}

/// S5: removes the transactions that an order no longer names, unless there are newer news of them.
fn drop_unnamed(db: &Db, store_id: i64, order: &Checked) -> rusqlite::Result<()> {
    db.prepare_cached(
        "DELETE FROM records WHERE store_id = ?1 AND kind = 'transaction' AND data->>'orderId' = ?2 AND occurred_at <= ?3
         AND json_type(?4, '$.transactionIds') = 'array'
         AND id NOT IN (SELECT value FROM json_each(?4, '$.transactionIds'))",
    )?
    .execute(params![
        store_id,
        order.object,
        order.occurred_at,
        order.data
    ])?;
    Ok(())
}

/// Whether the order of a transaction was read later than this news of it, and does not name it.
fn was_undone_since(db: &Db, store_id: i64, item: &Checked) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT 1 FROM records WHERE store_id = ?1 AND kind = 'order' AND id = ?2 AND occurred_at > ?3
         AND json_type(data, '$.transactionIds') = 'array'
         AND ?4 NOT IN (SELECT value FROM json_each(data, '$.transactionIds'))",
    )?
    .exists(params![
        store_id,
        item.order,
        item.occurred_at,
        item.object
    ])
}

/// A kind as the database has it.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "contact",
        Kind::Product | Kind::ProductUnavailable => "product",
        Kind::Category => "category",
        Kind::Order => "order",
        Kind::Transaction => "transaction",
        Kind::Event => "event",
    }
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
