//! What a store is asked to do: handed out with every heartbeat until the plugin says that it is done.

use super::Result;
use crate::clock::Millis;
use crate::secret;
use rusqlite::{Connection as Db, params};
use serde_json::{Map, Value};

/// Take over changed choices: `{"imports", "sync"}`.
pub const SETTINGS: &str = "settings";
/// Run a fresh sync of all types.
pub const SYNC: &str = "sync";

/// Asks a store to do something. A newer request of the same type takes the place of the older one.
pub fn ask(
    db: &Db,
    store_id: i64,
    kind: &str,
    body: &Map<String, Value>,
    now: Millis,
) -> Result<()> {
    db.execute(
        "DELETE FROM commands WHERE store_id = ?1 AND type = ?2",
        params![store_id, kind],
    )?;
    db.execute(
        "INSERT INTO commands VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            secret::id()?,
            store_id,
            kind,
            Value::Object(body.clone()).to_string(),
            now
        ],
    )?;
    Ok(())
}

/// What waits, oldest first, each as `{"id", "type", …}`.
pub fn waiting(db: &Db, store_id: i64) -> Result<Vec<Value>> {
    let found = db
        .prepare_cached(
            "SELECT id, type, body FROM commands WHERE store_id = ?1 ORDER BY created_at, id",
        )?
        .query_map([store_id], |row| {
            let mut command: Map<String, Value> =
                serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default();
            command.insert("id".to_owned(), row.get::<_, String>(0)?.into());
            command.insert("type".to_owned(), row.get::<_, String>(1)?.into());
            Ok(Value::Object(command))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Strikes out what the plugin has done.
pub fn handled(db: &Db, store_id: i64, ids: &[String]) -> Result<()> {
    let mut delete = db.prepare_cached("DELETE FROM commands WHERE store_id = ?1 AND id = ?2")?;
    for id in ids {
        delete.execute(params![store_id, id])?;
    }
    Ok(())
}
