//! The workflow log (B3): which trigger fired for whom, and whether the sequence that it started still runs.

use super::Result;
use crate::time::Millis;
use rusqlite::{Connection as Db, params};
use serde_json::Value;

/// An order came in: the "Order Submitted" trigger.
pub const ORDER_PLACED: &str = "ecommerce.order_placed";
/// An order was paid: the "Payment Received" trigger.
pub const PAYMENT_RECEIVED: &str = "ecommerce.payment_received";
/// A product that somebody waits for is back (K3).
pub const BACK_IN_STOCK: &str = "ecommerce.back_in_stock";
/// It sold out again after they were told (K3).
pub const OUT_OF_STOCK: &str = "ecommerce.back_in_stock_out_of_stock";
/// What somebody bought runs out (B5).
pub const REPLENISHMENT_DUE: &str = "ecommerce.replenishment_due";

/// Notes that a trigger fired; gives its id.
pub fn fire(
    db: &Db,
    store_id: i64,
    name: &str,
    email: &str,
    now: Millis,
    data: &Value,
) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO triggers (store_id, name, email, fired_at, data) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![store_id, name, email, now, data.to_string()])?;
    Ok(db.last_insert_rowid())
}

/// Stops the sequence that a trigger started, where there is one that still runs.
pub fn stop(db: &Db, id: Option<i64>, why: &str) -> Result<()> {
    db.prepare_cached("UPDATE triggers SET stopped = ?2 WHERE id = ?1 AND stopped IS NULL")?
        .execute(params![id, why])?;
    Ok(())
}
