//! The companies and people that every new backend starts with.

use super::Result;
use crate::connect::secret;
use rusqlite::{Connection, params};
use std::sync::OnceLock;

/// The password of every seeded account.
pub const PASSWORD: &str = "storewire";

const COMPANIES: [(&str, &str); 2] = [("acme-coffee", "Acme Coffee"), ("beta-tea", "Beta Tea")];
const MEMBERS: [(&str, &str, &str); 4] = [
    ("owner@acme.test", "acme-coffee", "owner"),
    ("admin@acme.test", "acme-coffee", "admin"),
    ("member@acme.test", "acme-coffee", "member"),
    ("owner@acme.test", "beta-tea", "owner"),
];

/// Makes what is missing.
pub fn plant(db: &Connection) -> Result<()> {
    db.execute(
        "INSERT OR IGNORE INTO meta VALUES ('key', ?1)",
        [secret::token()?],
    )?;
    for (id, name) in COMPANIES {
        db.execute(
            "INSERT OR IGNORE INTO companies VALUES (?1, ?2)",
            [id, name],
        )?;
    }
    for (email, company, role) in MEMBERS {
        db.execute(
            "INSERT OR IGNORE INTO users VALUES (?1, ?2)",
            [email, seeded_hash()?],
        )?;
        db.execute(
            "INSERT OR IGNORE INTO memberships VALUES (?1, ?2, ?3)",
            params![email, company, role],
        )?;
    }
    Ok(())
}

/// Forgets everything but accounts and sessions.
pub fn reset(db: &Connection) -> Result<()> {
    for table in [
        "waitlist",
        "withdrawals",
        "marketing",
        "reminders",
        "replenishment",
        "stock_levels",
        "triggers",
        "buyers",
        "commands",
        "seen_items",
        "records",
        "deleted",
        "contacts",
        "confirmed",
        "missed",
        "paused",
        "places",
        "installations",
        "connections",
        "drafts",
        "stores",
    ] {
        db.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}

/// One public password for all, so one hash will do, worked out once: it is slow by design.
fn seeded_hash() -> Result<&'static str> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let hash = secret::password_hash(PASSWORD, &secret::id()?);
    Ok(HASH.get_or_init(|| hash))
}
