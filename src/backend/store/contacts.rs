//! Contacts: one person is one e-mail address within a company.
//!
//! - A guest is made once and never updated (S2); so is a buyer that only an order asked for (S3).
//! - A registered user is found by the store's id for them, else takes over the contact with the same address.
//! - A user who changes their address to one that another contact has becomes that contact, too: the other one goes,
//!   unless it was brought up to date later than this news.

use crate::ingest::{Checked, Mode};
use rusqlite::{Connection as Db, OptionalExtension, params};

/// A contact that is there.
struct Known {
    email: String,
    occurred_at: String,
}

/// Applies a contact item.
pub fn apply(db: &Db, company_id: &str, store_id: i64, item: &Checked) -> rusqlite::Result<()> {
    let by_id = find_by_id(db, store_id, &item.object)?;
    let by_email = find_by_email(db, company_id, &item.email)?;
    match (item.mode, &by_id, &by_email) {
        (Mode::Create, None, None) | (Mode::Upsert, None, None) => {
            insert(db, company_id, store_id, item)
        }
        (Mode::Create | Mode::Delete, ..) | (Mode::Update, None, None) => Ok(()),
        (_, known_by_id, known_by_email) => {
            let newer = |known: &Option<Known>| {
                known
                    .as_ref()
                    .is_some_and(|known| known.occurred_at > item.occurred_at)
            };
            if newer(known_by_id) || newer(known_by_email) {
                return Ok(());
            }
            for known in [&by_id, &by_email].into_iter().flatten() {
                remove(db, company_id, &known.email)?;
            }
            insert(db, company_id, store_id, item)
        }
    }
}

/// Whether the contact of an item is here, under its id or its address.
pub fn is_there(
    db: &Db,
    company_id: &str,
    store_id: i64,
    item: &Checked,
) -> rusqlite::Result<bool> {
    Ok(find_by_email(db, company_id, &item.email)?.is_some()
        || find_by_id(db, store_id, &item.object)?.is_some())
}

fn find_by_id(db: &Db, store_id: i64, external_id: &str) -> rusqlite::Result<Option<Known>> {
    db.prepare_cached(
        "SELECT email, occurred_at FROM contacts WHERE store_id = ?1 AND external_id = ?2",
    )?
    .query_row(params![store_id, external_id], known)
    .optional()
}

fn find_by_email(db: &Db, company_id: &str, email: &str) -> rusqlite::Result<Option<Known>> {
    db.prepare_cached(
        "SELECT email, occurred_at FROM contacts WHERE company_id = ?1 AND email = ?2",
    )?
    .query_row([company_id, email], known)
    .optional()
}

fn known(row: &rusqlite::Row) -> rusqlite::Result<Known> {
    Ok(Known {
        email: row.get(0)?,
        occurred_at: row.get(1)?,
    })
}

fn remove(db: &Db, company_id: &str, email: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM contacts WHERE company_id = ?1 AND email = ?2")?
        .execute([company_id, email])?;
    Ok(())
}

fn insert(db: &Db, company_id: &str, store_id: i64, item: &Checked) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO contacts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            company_id,
            item.email,
            store_id,
            item.object,
            item.occurred_at,
            item.sorted_by,
            item.data
        ])?;
    Ok(())
}
