//! SQLite: one file, one writer, one short piece of work at a time.

pub mod accounts;
pub mod commands;
pub mod connections;
pub mod contacts;
pub mod follow_up;
pub mod goods;
pub mod installations;
pub mod inventory;
pub mod items;
pub mod lists;
pub mod marketing;
pub mod missed;
pub mod places;
pub mod profile;
pub mod purchases;
pub mod replenishment;
pub mod seed;
pub mod triggers;
pub mod waitlist;

use crate::connect::secret;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What can go wrong below a request.
#[derive(Debug)]
pub enum Error {
    /// The database refused.
    Sqlite(rusqlite::Error),
    /// The data directory cannot be used.
    Directory(std::io::Error),
    /// The system gave no random bytes.
    Randomness,
    /// The worker that ran the work ended early.
    Cancelled,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<secret::NoRandomness> for Error {
    fn from(_: secret::NoRandomness) -> Self {
        Self::Randomness
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Sqlite(error) => write!(f, "database: {error}"),
            Self::Directory(error) => write!(f, "data directory: {error}"),
            Self::Randomness => f.write_str("no random bytes"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

/// The result of work on the store.
pub type Result<T> = std::result::Result<T, Error>;

/// The open database.
#[derive(Clone)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens `backend.sqlite` in a directory, making both where they are missing.
    pub fn open(directory: &Path) -> Result<Self> {
        std::fs::create_dir_all(directory).map_err(Error::Directory)?;
        let db = Connection::open(directory.join("backend.sqlite"))?;
        // The cache and the rare checkpoints keep a sync from waiting for the disk.
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;",
        )?;
        db.execute_batch(include_str!("schema.sql"))?;
        db.execute_batch(include_str!("follow_ups.sql"))?;
        db.set_prepared_statement_cache_capacity(128);
        seed::plant(&db)?;
        Ok(Self(Arc::new(Mutex::new(db))))
    }

    /// Runs a piece of work in one transaction, off the threads that serve requests; on an error nothing is kept.
    pub async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.clone()
            .unlocked(|store| store.run_blocking(work))
            .await
    }

    /// Runs work that takes the database only for a part of its time, off the threads that serve requests.
    pub async fn unlocked<T, F>(self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T> + Send + 'static,
    {
        tokio::task::spawn_blocking(move || work(&self))
            .await
            .map_err(|_| Error::Cancelled)?
    }

    /// The same for callers that may block.
    pub fn run_blocking<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut db = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = db.transaction()?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}
