//! Who bought what: a person's orders, from the order records.

use super::Result;
use crate::ingest::Checked;
use crate::rules::order::Order;
use rusqlite::{Connection as Db, OptionalExtension, params};

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
