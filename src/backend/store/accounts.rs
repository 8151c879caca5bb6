//! People, their companies, and their sessions.

use super::Result;
use crate::connect::secret;
use crate::time::Millis;
use rusqlite::{Connection, OptionalExtension, params};

/// How long somebody stays signed in: twelve hours.
pub const SESSION: Millis = 12 * 60 * 60 * 1000;

/// Somebody who is signed in, and the company whose pages they see.
#[derive(Clone, Debug)]
pub struct Person {
    /// E-mail address.
    pub email: String,
    /// Id of the company chosen.
    pub company_id: String,
    /// Every company this person belongs to.
    pub memberships: Vec<Membership>,
}

/// One person's place in one company.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Company.
    pub company_id: String,
    /// Its name.
    pub company_name: String,
    /// `owner`, `admin` or `member`.
    pub role: String,
}

impl Membership {
    /// C2: whether this role may connect, disconnect and change what is synced.
    pub fn may_manage(&self) -> bool {
        matches!(self.role.as_str(), "owner" | "admin")
    }
}

impl Person {
    /// The person's place in a company.
    pub fn membership(&self, company_id: &str) -> Option<&Membership> {
        self.memberships
            .iter()
            .find(|membership| membership.company_id == company_id)
    }

    /// Whether the person may manage the company whose pages they see.
    pub fn may_manage(&self) -> bool {
        self.membership(&self.company_id)
            .is_some_and(Membership::may_manage)
    }
}

/// Begins a session if e-mail and password are right; the session is found again by the token's hash.
pub fn sign_in(
    db: &Connection,
    email: &str,
    password: &str,
    token: &str,
    now: Millis,
) -> Result<bool> {
    let email = email.trim().to_lowercase();
    let stored: Option<String> = db
        .query_row(
            "SELECT password_hash FROM users WHERE email = ?1",
            [&email],
            |row| row.get(0),
        )
        .optional()?;
    if !stored.is_some_and(|stored| secret::password_matches(password, &stored)) {
        return Ok(false);
    }
    db.execute("DELETE FROM sessions WHERE expires_at <= ?1", [now])?;
    db.execute(
        "INSERT INTO sessions SELECT ?1, email, min(company_id), ?3 FROM memberships WHERE email = ?2 GROUP BY email",
        params![secret::hash(token), email, now + SESSION],
    )?;
    Ok(true)
}

/// Ends a session.
pub fn sign_out(db: &Connection, token: &str) -> Result<()> {
    db.execute(
        "DELETE FROM sessions WHERE token_hash = ?1",
        [secret::hash(token)],
    )?;
    Ok(())
}

/// Who a session belongs to.
pub fn person(db: &Connection, token: &str, now: Millis) -> Result<Option<Person>> {
    let found: Option<(String, String)> = db
        .prepare_cached(
            "SELECT email, company_id FROM sessions WHERE token_hash = ?1 AND expires_at > ?2",
        )?
        .query_row(params![secret::hash(token), now], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((email, company_id)) = found else {
        return Ok(None);
    };
    let memberships = db
        .prepare_cached(
            "SELECT company_id, name, role FROM memberships JOIN companies ON id = company_id
             WHERE email = ?1 ORDER BY company_id",
        )?
        .query_map([&email], |row| {
            Ok(Membership {
                company_id: row.get(0)?,
                company_name: row.get(1)?,
                role: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(Person {
        email,
        company_id,
        memberships,
    }))
}

/// Shows another company's pages from now on, if the person belongs to it.
pub fn choose_company(db: &Connection, token: &str, company_id: &str) -> Result<()> {
    db.execute(
        "UPDATE sessions SET company_id = ?2 WHERE token_hash = ?1
         AND EXISTS (SELECT 1 FROM memberships m WHERE m.email = sessions.email AND m.company_id = ?2)",
        [secret::hash(token).as_str(), company_id],
    )?;
    Ok(())
}

/// The server's own key, from which tokens and form tokens are derived.
pub fn key(db: &Connection) -> Result<String> {
    Ok(
        db.query_row("SELECT value FROM meta WHERE key = 'key'", [], |row| {
            row.get(0)
        })?,
    )
}
