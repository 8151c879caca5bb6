//! Attempts to connect, and drafts of them that began at the backend.

use super::Result;
use crate::connect::attempt::{Expected, LIFETIME, Progress, TokenUse};
use crate::connect::choices::Choices;
use crate::connect::secret;
use crate::time::Millis;
use rusqlite::{Connection as Db, OptionalExtension, Row, params};

/// What the plugin said about its store.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// Normalized (C5).
    pub store_url: String,
    /// The store's name.
    pub store_name: String,
    /// ISO 4217.
    pub currency: String,
    /// As WordPress names it.
    pub timezone: String,
    /// Versions of plugin, WordPress, WooCommerce and PHP, JSON.
    pub versions: String,
    /// Where the owner's browser goes after the decision.
    pub return_url: String,
    /// Where signed commands go (D7).
    pub commands_url: String,
    /// base64url(SHA-256(verifier)).
    pub challenge: String,
}

/// An attempt to connect.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Opaque id.
    pub id: String,
    /// What the plugin said.
    pub announced: Announcement,
    /// What the owner wants.
    pub choices: Choices,
    /// C4: the company where it was begun.
    pub draft_company_id: Option<String>,
    /// The company that was connected.
    pub company_id: Option<String>,
    /// How far it is.
    pub progress: Progress,
    /// What the token's receiver must show.
    pub expected: Expected,
}

/// C4: what the owner entered at the backend.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The company it is for.
    pub company_id: String,
    /// The store it is for, normalized.
    pub store_url: String,
    /// What the owner chose.
    pub choices: Choices,
}

/// Keeps a draft for a quarter of an hour and names it.
pub fn save_draft(db: &Db, draft: &Draft, now: Millis) -> Result<String> {
    let id = secret::id()?;
    db.execute("DELETE FROM drafts WHERE expires_at <= ?1", [now])?;
    db.execute(
        "INSERT INTO drafts VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            id,
            draft.company_id,
            draft.store_url,
            json(&draft.choices),
            now + LIFETIME
        ],
    )?;
    Ok(id)
}

/// A draft that is still good.
pub fn draft(db: &Db, id: &str, now: Millis) -> Result<Option<Draft>> {
    let found = db
        .query_row(
            "SELECT company_id, store_url, choices FROM drafts WHERE id = ?1 AND expires_at > ?2",
            params![id, now],
            |row| {
                Ok(Draft {
                    company_id: row.get(0)?,
                    store_url: row.get(1)?,
                    choices: choices(row, 2)?,
                })
            },
        )
        .optional()?;
    Ok(found)
}

/// Begins an attempt; gives its id and when it expires.
pub fn begin(
    db: &Db,
    announced: &Announcement,
    choices: &Choices,
    draft: Option<&Draft>,
    now: Millis,
) -> Result<(String, Millis)> {
    let (id, expires_at) = (secret::id()?, now + LIFETIME);
    // Anybody may begin an attempt, so those that came to nothing do not stay.
    db.execute(
        "DELETE FROM connections WHERE expires_at <= ?1 AND id NOT IN (SELECT connection_id FROM installations)",
        [now - LIFETIME],
    )?;
    db.execute(
        "INSERT INTO connections (id, store_url, store_name, currency, timezone, versions, return_url, commands_url,
         challenge, choices, draft_company_id, expires_at) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
        params![
            id,
            announced.store_url,
            announced.store_name,
            announced.currency,
            announced.timezone,
            announced.versions,
            announced.return_url,
            announced.commands_url,
            announced.challenge,
            json(choices),
            draft.map(|draft| &draft.company_id),
            expires_at
        ],
    )?;
    Ok((id, expires_at))
}

/// An attempt by its id.
pub fn find(db: &Db, id: &str) -> Result<Option<Connection>> {
    let found = db
        .prepare_cached(
            "SELECT id, store_url, store_name, currency, timezone, versions, return_url, commands_url, challenge,
             choices, draft_company_id, company_id, approved, code_hash, expires_at, token_hash, first_used_at
             FROM connections LEFT JOIN installations ON connection_id = id WHERE id = ?1",
        )?
        .query_row([id], read)
        .optional()?;
    Ok(found)
}

/// Records the owner's approval for a company; gives the one-time code. None where somebody has decided before: two
/// browsers may have the page open at once.
pub fn approve(db: &Db, id: &str, company_id: &str, choices: &Choices) -> Result<Option<String>> {
    let code = secret::token()?;
    let changed = db.execute(
        "UPDATE connections SET approved = 1, company_id = ?2, choices = ?3, code_hash = ?4
         WHERE id = ?1 AND approved IS NULL",
        params![id, company_id, json(choices), secret::hash(&code)],
    )?;
    Ok((changed == 1).then_some(code))
}

/// Records the owner's refusal. False where somebody has decided before.
pub fn deny(db: &Db, id: &str) -> Result<bool> {
    let changed = db.execute(
        "UPDATE connections SET approved = 0 WHERE id = ?1 AND approved IS NULL",
        [id],
    )?;
    Ok(changed == 1)
}

fn read(row: &Row) -> rusqlite::Result<Connection> {
    let (token, used): (Option<String>, Option<Millis>) = (row.get(15)?, row.get(16)?);
    Ok(Connection {
        id: row.get(0)?,
        announced: Announcement {
            store_url: row.get(1)?,
            store_name: row.get(2)?,
            currency: row.get(3)?,
            timezone: row.get(4)?,
            versions: row.get(5)?,
            return_url: row.get(6)?,
            commands_url: row.get(7)?,
            challenge: row.get(8)?,
        },
        choices: choices(row, 9)?,
        draft_company_id: row.get(10)?,
        company_id: row.get(11)?,
        progress: Progress {
            approved: row.get(12)?,
            expires_at: row.get(14)?,
            token: token.map(|_| {
                if used.is_some() {
                    TokenUse::Used
                } else {
                    TokenUse::Unused
                }
            }),
        },
        expected: Expected {
            challenge: row.get(8)?,
            code_hash: row.get::<_, Option<String>>(13)?.unwrap_or_default(),
        },
    })
}

/// Choices as they are stored.
pub(super) fn json(choices: &Choices) -> String {
    serde_json::to_string(choices).unwrap_or_default()
}

/// Choices from a column.
pub(super) fn choices(row: &Row, column: usize) -> rusqlite::Result<Choices> {
    Ok(serde_json::from_str(&row.get::<_, String>(column)?).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::store::Store;

    #[test]
    fn r27_the_first_decision_stands() {
        let directory = std::env::temp_dir().join(format!("storewire-r27-{}", std::process::id()));
        let store = Store::open(&directory).unwrap();
        std::fs::remove_dir_all(&directory).unwrap();
        let announced = Announcement {
            store_url: "https://shop.example".to_owned(),
            store_name: "Shop".to_owned(),
            currency: "EUR".to_owned(),
            timezone: "UTC".to_owned(),
            versions: "{}".to_owned(),
            return_url: "https://shop.example/".to_owned(),
            commands_url: "https://shop.example/".to_owned(),
            challenge: "x".repeat(43),
        };
        let choices = Choices::default();
        let found = store.run_blocking(|db| {
            let begin = || begin(db, &announced, &choices, None, 0).map(|(id, _)| id);
            let (approved, denied) = (begin()?, begin()?);
            let code = approve(db, &approved, "acme-coffee", &choices)?.unwrap_or_default();
            let late = approve(db, &approved, "beta-tea", &choices)?;
            let kept = find(db, &approved)?.unwrap();
            Ok((
                (late, deny(db, &approved)?),
                (
                    kept.company_id,
                    kept.expected.code_hash == secret::hash(&code),
                ),
                (
                    deny(db, &denied)?,
                    approve(db, &denied, "beta-tea", &choices)?,
                ),
                find(db, &denied)?.unwrap().progress.approved,
            ))
        });
        assert_eq!(
            found.unwrap(),
            (
                (None, false),
                (Some("acme-coffee".to_owned()), true),
                (true, None),
                Some(false)
            )
        );
    }
}
