//! Who may be written to (E7). The rules are in [`crate::rules::marketing`].

use super::Result;
use crate::rules::marketing::{Standing, Word};
use crate::time::Millis;
use rusqlite::{Connection as Db, OptionalExtension, params};
use serde_json::Value;

/// Takes what a contact's record says of the consent to marketing.
pub fn record(db: &Db, store_id: i64, email: &str, contact: &str, at: Millis) -> Result<()> {
    const WITHDRAWN: &str = "unsubscribed";
    // Few have, and reading all of the others takes its time.
    if !contact.contains(WITHDRAWN) {
        return Ok(());
    }
    let contact: Value = serde_json::from_str(contact).unwrap_or_default();
    match contact.pointer("/marketing/email").and_then(Value::as_str) {
        Some(WITHDRAWN) => hear(db, store_id, email, Word::Withdrawn(at), &Value::Null),
        _ => Ok(()),
    }
}

/// Whether somebody may be written to, by a word of which moment; none where nobody ever said anything.
pub fn of(db: &Db, company_id: &str, email: &str) -> Result<Option<(bool, Millis)>> {
    let found = db
        .prepare_cached(
            "SELECT subscribed, at FROM marketing WHERE company_id = ?1 AND email = ?2",
        )?
        .query_row([company_id, email], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Takes that somebody subscribed.
pub fn subscribed(db: &Db, store_id: i64, event: &Value, at: Millis) -> Result<()> {
    let contact = event.pointer("/contact/email").and_then(Value::as_str);
    let email = contact.unwrap_or_default();
    let marketing = event.get("marketing").unwrap_or(&Value::Null);
    hear(db, store_id, email, Word::Subscribed(at), marketing)
}

fn hear(db: &Db, store_id: i64, email: &str, word: Word, marketing: &Value) -> Result<()> {
    let company_id: String = db
        .prepare_cached("SELECT company_id FROM stores WHERE id = ?1")?
        .query_row([store_id], |row| row.get(0))?;
    let known = of(db, &company_id, email)?;
    let known = known.map(|(subscribed, at)| Standing { subscribed, at });
    let Some(standing) = Standing::after(known, word) else {
        return Ok(());
    };
    db.prepare_cached("INSERT OR REPLACE INTO marketing VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            company_id,
            email,
            standing.subscribed,
            standing.at,
            marketing.get("source").and_then(Value::as_str),
            marketing.get("text").and_then(Value::as_str)
        ])?;
    Ok(())
}
