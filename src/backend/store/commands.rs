//! What a store is asked to do: told at once where it can be reached (see [`crate::commands`]), else handed out with every
//! heartbeat until the plugin says that it is done.

use super::Result;
use crate::commands::command::{self, RECONNECT, Receiver, SYNC};
use crate::connect::attempt::LIFETIME;
use crate::connect::secret;
use crate::time::Millis;
use rusqlite::{Connection as Db, OptionalExtension, params};
use serde_json::{Map, Value};

/// Asks a store to do something; gives the command as it is handed out. A newer one of the same type takes the place of
/// the older one; of a sync, only where it asks for the same, for a store adds up what it is asked to send (S9).
pub fn ask(
    db: &Db,
    store_id: i64,
    kind: &str,
    body: Map<String, Value>,
    now: Millis,
) -> Result<Value> {
    let id = secret::id()?;
    let text = Value::Object(body.clone()).to_string();
    db.execute(
        "DELETE FROM commands WHERE store_id = ?1 AND type = ?2 AND (type <> ?3 OR body = ?4)",
        params![store_id, kind, SYNC, text],
    )?;
    db.execute(
        "INSERT INTO commands VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, store_id, kind, text, now],
    )?;
    Ok(command::build(&id, kind, body))
}

/// Where a store takes commands: with the secret of the installation in use, else of the last one.
pub fn receiver(db: &Db, store_id: i64) -> Result<Option<Receiver>> {
    let found = db
        .prepare_cached(
            "SELECT commands_url, signing_secret FROM stores JOIN installations ON store_id = id WHERE id = ?1
             ORDER BY revoked_at IS NOT NULL, first_used_at IS NULL, approved_at DESC LIMIT 1",
        )?
        .query_row([store_id], |row| {
            Ok(Receiver {
                url: row.get(0)?,
                secret: row.get(1)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// What waits, oldest first, each as `{"id", "type", …}`. A draft ends after a while, and with it what was asked of it.
pub fn waiting(db: &Db, store_id: i64, now: Millis) -> Result<Vec<Value>> {
    let found = db
        .prepare_cached(
            "SELECT id, type, body FROM commands WHERE store_id = ?1 AND (type <> ?2 OR created_at > ?3)
             ORDER BY created_at, id",
        )?
        .query_map(params![store_id, RECONNECT, now - LIFETIME], |row| {
            let body = serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default();
            let (id, kind): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(command::build(&id, &kind, body))
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
