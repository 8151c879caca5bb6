//! Where a store's plugin runs (U1). A copy of a store's database has its token, too; that it is one shows where two
//! databases are at work: each lists the places it has run at, and a copy's list has the original's, but not the reverse.

use super::Result;
use super::installations::Bearer;
use crate::time::Millis;
use rusqlite::{Connection as Db, params};

/// So long ago a place was heard of that its database may have left it.
const ALIVE: Millis = 7 * 24 * 60 * 60 * 1000;

/// What a heartbeat says of it.
pub struct Site {
    /// Where it runs.
    pub here: String,
    /// Where else its database was at work, this place included.
    pub known: Vec<String>,
    /// The owner said that the store has moved here.
    pub moved: bool,
}

/// Whether another database holds the same token, and was there first. Where it came later, it is told when it is next
/// heard of.
pub fn is_copy(db: &Db, bearer: &Bearer, site: &Site, now: Millis) -> Result<bool> {
    let token = &bearer.token_hash;
    if site.moved {
        db.execute("DELETE FROM places WHERE token_hash = ?1", [token])?;
    }
    db.execute(
        "INSERT INTO places VALUES (?1, ?2, ?3, ?3, FALSE) ON CONFLICT DO UPDATE SET heard_at = ?3",
        params![token, site.here, now],
    )?;
    for place in site.known.iter().filter(|place| **place != site.here) {
        db.execute(
            "UPDATE places SET disowned = FALSE WHERE token_hash = ?1 AND place = ?2",
            params![token, place],
        )?;
    }
    let (since, mut is_copy): (Millis, bool) = db.query_row(
        "SELECT since, disowned FROM places WHERE token_hash = ?1 AND place = ?2",
        params![token, site.here],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let others: Vec<(String, Millis)> = db
        .prepare("SELECT place, since FROM places WHERE token_hash = ?1 AND heard_at > ?2")?
        .query_map(params![token, now - ALIVE], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (place, began) in others {
        if place == site.here || site.known.contains(&place) {
            continue;
        }
        if began < since {
            is_copy = true;
        } else {
            db.execute(
                "UPDATE places SET disowned = TRUE WHERE token_hash = ?1 AND place = ?2",
                params![token, place],
            )?;
        }
    }
    Ok(is_copy)
}
