//! Connected stores and the tokens of their installations (C3, C8).

use super::connections::{Connection, choices, json};
use super::{Result, accounts};
use crate::connect::choices::Choices;
use crate::connect::secret;
use crate::time::Millis;
use rusqlite::{Connection as Db, OptionalExtension, Row, params};
use serde_json::{Map, Value};

/// A store that is or was connected to a company.
#[derive(Clone, Debug)]
pub struct Store {
    /// Row id.
    pub id: i64,
    /// The company.
    pub company_id: String,
    /// Normalized URL; `(moved)` where another store took its place.
    pub url: String,
    /// Name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// As WordPress names it.
    pub timezone: String,
    /// JSON.
    pub versions: String,
    /// What is imported and kept in sync.
    pub choices: Choices,
    /// JSON of the last heartbeat.
    pub health: Option<String>,
    /// C8: whether the plugin is deactivated.
    pub paused: bool,
    /// Whether an installation holds a good token.
    pub connected: bool,
    /// When it was last heard of.
    pub last_seen_at: Option<Millis>,
}

/// Who a token belongs to.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Hash of the token.
    pub token_hash: String,
    /// The store.
    pub store_id: i64,
    /// The store's company.
    pub company_id: String,
    /// Whether the token was revoked.
    pub revoked: bool,
    /// When it was first used.
    pub first_used_at: Option<Millis>,
}

/// What the plugin receives for verifier and code.
pub struct Issued {
    /// The token, in clear for the only time.
    pub token: String,
    /// The signing secret.
    pub signing_secret: String,
    /// Company id and name.
    pub company: (String, String),
}

/// Makes the installation of an approved attempt, or finds the one made before.
///
/// The token is derived from what only the plugin holds (verifier and code) and the server's key: so the same question
/// gives the same token, and yet only its hash is stored.
pub fn issue(
    db: &Db,
    connection: &Connection,
    verifier: &str,
    code: &str,
    now: Millis,
) -> Result<Issued> {
    let token = secret::derive(
        &accounts::key(db)?,
        &["installation", &connection.id, verifier, code],
    );
    let announced = &connection.announced;
    let company_id = connection.company_id.clone().unwrap_or_default();
    let company_name = db.query_row(
        "SELECT name FROM companies WHERE id = ?1",
        [&company_id],
        |row| row.get(0),
    )?;
    let store_id: i64 = db.query_row(
        "INSERT INTO stores (company_id, url, name, currency, timezone, versions, commands_url, choices)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (company_id, url) DO UPDATE SET name = excluded.name, currency = excluded.currency,
         timezone = excluded.timezone, versions = excluded.versions, commands_url = excluded.commands_url,
         choices = excluded.choices RETURNING id",
        params![
            company_id,
            announced.store_url,
            announced.store_name,
            announced.currency,
            announced.timezone,
            announced.versions,
            announced.commands_url,
            json(&connection.choices)
        ],
        |row| row.get(0),
    )?;
    // A new connection imports what its owner chose.
    db.execute("DELETE FROM missed WHERE store_id = ?1", [store_id])?;
    db.execute(
        "INSERT OR IGNORE INTO installations (token_hash, connection_id, store_id, signing_secret, approved_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![secret::hash(&token), connection.id, store_id, secret::signing_secret()?, now],
    )?;
    let signing_secret = db.query_row(
        "SELECT signing_secret FROM installations WHERE connection_id = ?1",
        [&connection.id],
        |row| row.get(0),
    )?;
    Ok(Issued {
        token,
        signing_secret,
        company: (company_id, company_name),
    })
}

/// Who a token belongs to, if anybody.
pub fn bearer(db: &Db, token: &str) -> Result<Option<Bearer>> {
    let found = db
        .prepare_cached(
            "SELECT token_hash, store_id, company_id, revoked_at IS NOT NULL, first_used_at
             FROM installations JOIN stores ON id = store_id WHERE token_hash = ?1",
        )?
        .query_row([secret::hash(token)], |row| {
            Ok(Bearer {
                token_hash: row.get(0)?,
                store_id: row.get(1)?,
                company_id: row.get(2)?,
                revoked: row.get(3)?,
                first_used_at: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// Notes that a store was heard of. The first use of a token ends every older one of the same store.
pub fn seen(db: &Db, bearer: &Bearer, now: Millis) -> Result<()> {
    if bearer.first_used_at.is_none() {
        db.execute(
            "UPDATE installations SET revoked_at = ?3 WHERE store_id = ?1 AND token_hash <> ?2 AND revoked_at IS NULL",
            params![bearer.store_id, bearer.token_hash, now],
        )?;
    }
    db.prepare_cached(
        "UPDATE installations SET last_seen_at = ?2, first_used_at = coalesce(first_used_at, ?2) WHERE token_hash = ?1",
    )?
    .execute(params![bearer.token_hash, now])?;
    Ok(())
}

/// B4: the store is where it says, unless another company's confirmed store is there, too. True where that is in doubt.
pub fn is_in_doubt(db: &Db, bearer: &Bearer) -> Result<bool> {
    let is_confirmed = db
        .prepare_cached("SELECT 1 FROM confirmed WHERE token_hash = ?1")?
        .exists([&bearer.token_hash])?;
    if is_confirmed {
        return Ok(false);
    }
    let is_taken = db
        .prepare_cached(&format!("SELECT 1 {RIVALS}"))?
        .exists(params![bearer.store_id, bearer.company_id])?;
    if !is_taken {
        db.prepare_cached("INSERT INTO confirmed VALUES (?1)")?
            .execute([&bearer.token_hash])?;
    }
    Ok(is_taken)
}

/// B4: the store answered a ping at its address. Whoever else was there has to show it anew.
pub fn confirm(db: &Db, bearer: &Bearer) -> Result<()> {
    db.execute(
        &format!("DELETE FROM confirmed WHERE token_hash IN (SELECT token_hash {RIVALS})"),
        params![bearer.store_id, bearer.company_id],
    )?;
    db.execute(
        "INSERT OR IGNORE INTO confirmed VALUES (?1)",
        [&bearer.token_hash],
    )?;
    Ok(())
}

/// Installations of other companies at the address of a store (?1) of a company (?2), good and confirmed.
const RIVALS: &str =
    "FROM installations JOIN confirmed USING (token_hash) JOIN stores ON id = store_id
    WHERE revoked_at IS NULL AND company_id <> ?2 AND url = (SELECT url FROM stores WHERE id = ?1)";

/// C8: ends one token, and what the store was asked to do if it was the last one.
pub fn revoke(db: &Db, bearer: &Bearer, now: Millis) -> Result<()> {
    db.execute(
        "UPDATE installations SET revoked_at = ?2 WHERE token_hash = ?1",
        params![bearer.token_hash, now],
    )?;
    db.execute(
        "DELETE FROM commands WHERE store_id = ?1
         AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.store_id = ?1 AND i.revoked_at IS NULL)",
        [bearer.store_id],
    )?;
    Ok(())
}

/// C8: ends every token of a store, and what it was still asked to do.
pub fn disconnect(db: &Db, store_id: i64, now: Millis) -> Result<()> {
    db.execute(
        "UPDATE installations SET revoked_at = ?2 WHERE store_id = ?1 AND revoked_at IS NULL",
        params![store_id, now],
    )?;
    db.execute("DELETE FROM commands WHERE store_id = ?1", [store_id])?;
    Ok(())
}

/// Keeps what a heartbeat said; the versions in it replace those told while connecting.
pub fn save_health(
    db: &Db,
    store_id: i64,
    mut health: Map<String, Value>,
    paused: bool,
) -> Result<()> {
    let versions = health
        .remove("versions")
        .filter(Value::is_object)
        .map(|versions| versions.to_string());
    db.execute(
        "UPDATE stores SET health = ?2, versions = coalesce(?3, versions) WHERE id = ?1",
        params![store_id, Value::Object(health).to_string(), versions],
    )?;
    db.execute(
        match paused {
            true => "INSERT OR IGNORE INTO paused VALUES (?1)",
            false => "DELETE FROM paused WHERE store_id = ?1",
        },
        [store_id],
    )?;
    Ok(())
}

/// Changes what is imported and kept in sync.
pub fn save_choices(db: &Db, store_id: i64, chosen: &Choices) -> Result<()> {
    db.execute(
        "UPDATE stores SET choices = ?2 WHERE id = ?1",
        params![store_id, json(chosen)],
    )?;
    Ok(())
}

/// A company's stores.
pub fn stores(db: &Db, company_id: &str) -> Result<Vec<Store>> {
    let found = db
        .prepare_cached(&format!(
            "{SELECT} WHERE company_id = ?1 GROUP BY s.id ORDER BY url"
        ))?
        .query_map([company_id], read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// One of a company's stores.
pub fn store(db: &Db, company_id: &str, id: i64) -> Result<Option<Store>> {
    let found = db
        .prepare_cached(&format!(
            "{SELECT} WHERE company_id = ?1 AND s.id = ?2 GROUP BY s.id"
        ))?
        .query_row(params![company_id, id], read)
        .optional()?;
    Ok(found)
}

/// Where a store is, if it is anywhere.
pub fn home(db: &Db, id: i64) -> Result<Option<String>> {
    Ok(
        db.query_row("SELECT url FROM stores WHERE id = ?1", [id], |row| {
            row.get(0)
        })?,
    )
}

/// A connected store, as shoppers see it.
#[derive(Clone, Debug)]
pub struct Storefront {
    /// Row id.
    pub id: i64,
    /// The company.
    pub company_id: String,
    /// Normalized URL.
    pub url: String,
    /// When it was last heard of.
    pub last_seen_at: Millis,
}

/// All stores that are connected, of every company, where it is beyond doubt that they are where they say.
pub fn storefronts(db: &Db) -> Result<Vec<Storefront>> {
    let found = db
        .prepare_cached(
            "SELECT s.id, company_id, url, max(coalesce(last_seen_at, 0)) FROM stores s JOIN installations ON store_id = s.id
             JOIN confirmed USING (token_hash)
             WHERE url IS NOT NULL AND revoked_at IS NULL AND first_used_at IS NOT NULL GROUP BY s.id",
        )?
        .query_map([], |row| {
            Ok(Storefront {
                id: row.get(0)?,
                company_id: row.get(1)?,
                url: row.get(2)?,
                last_seen_at: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// C10: the store is at another address now, or takes commands at another one. Where another store of the company was
/// there before, that one is there no longer.
pub fn move_to(db: &Db, bearer: &Bearer, url: &str, commands_url: &str) -> Result<()> {
    let (id, company_id) = (bearer.store_id, &bearer.company_id);
    db.execute(
        "DELETE FROM confirmed WHERE token_hash = ?1 AND NOT EXISTS (SELECT 1 FROM stores WHERE id = ?2 AND url = ?3)",
        params![bearer.token_hash, id, url],
    )?;
    db.execute(
        "UPDATE stores SET url = NULL WHERE company_id = ?1 AND url = ?2 AND id <> ?3",
        params![company_id, url, id],
    )?;
    db.execute(
        "UPDATE stores SET url = ?2, commands_url = ?3 WHERE id = ?1",
        params![id, url, commands_url],
    )?;
    Ok(())
}

const SELECT: &str = "SELECT s.id, company_id, coalesce(url, '(moved)'), name, currency, timezone, versions, choices, health,
    EXISTS (SELECT 1 FROM paused WHERE paused.store_id = s.id),
    max(i.token_hash IS NOT NULL AND revoked_at IS NULL AND first_used_at IS NOT NULL), max(last_seen_at)
    FROM stores s LEFT JOIN installations i ON store_id = s.id";

fn read(row: &Row) -> rusqlite::Result<Store> {
    Ok(Store {
        id: row.get(0)?,
        company_id: row.get(1)?,
        url: row.get(2)?,
        name: row.get(3)?,
        currency: row.get(4)?,
        timezone: row.get(5)?,
        versions: row.get(6)?,
        choices: choices(row, 7)?,
        health: row.get(8)?,
        paused: row.get(9)?,
        connected: row.get(10)?,
        last_seen_at: row.get(11)?,
    })
}
