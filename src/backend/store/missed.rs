//! What a store missed while a switch was off (C7): types whose sync was switched on and that were not synced as a whole
//! since. Both sides may switch, and both offer to catch up; where they differ, the store's next heartbeat has the last word.

use super::Result;
use crate::connect::choices::Toggles;
use rusqlite::{Connection as Db, params};

/// What can be synced: key and label, in the order in which people see them.
pub const TYPES: [(&str, &str); 4] = [
    ("contacts", "Contacts"),
    ("products", "Products"),
    ("orders", "Orders"),
    ("transactions", "Transactions"),
];

/// The label of a type; none where there is no such type.
pub fn label(kind: &str) -> Option<&'static str> {
    TYPES
        .iter()
        .find(|(key, _)| *key == kind)
        .map(|(_, label)| *label)
}

/// Switches were changed here: what was switched on was missed, and what is off is not offered.
pub fn switched(db: &Db, store_id: i64, before: &Toggles, after: &Toggles) -> Result<()> {
    for ((key, _, was_on), (_, _, is_on)) in before.each().into_iter().zip(after.each()) {
        if label(key).is_some() && is_on && !was_on {
            db.execute(
                "INSERT OR IGNORE INTO missed VALUES (?1, ?2)",
                params![store_id, key],
            )?;
        } else if !is_on {
            done(db, store_id, &[key])?;
        }
    }
    Ok(())
}

/// The store says what it missed.
pub fn replace(db: &Db, store_id: i64, kinds: &[String]) -> Result<()> {
    db.execute("DELETE FROM missed WHERE store_id = ?1", [store_id])?;
    for kind in kinds.iter().filter(|kind| label(kind).is_some()) {
        db.execute(
            "INSERT OR IGNORE INTO missed VALUES (?1, ?2)",
            params![store_id, kind],
        )?;
    }
    Ok(())
}

/// Types are synced as a whole now.
pub fn done(db: &Db, store_id: i64, kinds: &[&str]) -> Result<()> {
    for kind in kinds {
        db.execute(
            "DELETE FROM missed WHERE store_id = ?1 AND type = ?2",
            params![store_id, kind],
        )?;
    }
    Ok(())
}

/// What a store missed, in the order of [`TYPES`].
pub fn of(db: &Db, store_id: i64) -> Result<Vec<&'static str>> {
    let found = db
        .prepare_cached("SELECT type FROM missed WHERE store_id = ?1")?
        .query_map([store_id], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let keys = TYPES.into_iter().map(|(key, _)| key);
    Ok(keys
        .filter(|key| found.iter().any(|one| one == key))
        .collect())
}
