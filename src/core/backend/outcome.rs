//! What a reply while connecting, or to a heartbeat, an inventory or a disconnect, means.

use alloc::string::String;
use serde::Serialize;

/// What a reply means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// For machines.
    pub code: OutcomeCode,
    /// What becomes of the connection.
    pub state: ConnectionState,
    /// For the owner; empty where all is well.
    pub message: String,
    /// What `connect` has begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Attempt>,
    /// What `token` was answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
}

impl Outcome {
    /// What follows from a code.
    pub(crate) fn new(code: OutcomeCode, message: String) -> Self {
        let state = match code {
            OutcomeCode::Revoked => ConnectionState::Reconnect,
            OutcomeCode::Disconnected => ConnectionState::Disconnected,
            OutcomeCode::Copy => ConnectionState::Copy,
            _ => ConnectionState::Unchanged,
        };
        Self {
            code,
            state,
            message,
            attempt: None,
            grant: None,
        }
    }

    /// All is well.
    pub(crate) fn ok() -> Self {
        Self::new(OutcomeCode::Ok, String::new())
    }
}

/// What becomes of the connection, in the words of deliveries ([`crate::backend::verdict::State`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionState {
    /// It stays as it is.
    Unchanged,
    /// The owner has to reconnect (D3).
    Reconnect,
    /// The backend has ended it.
    Disconnected,
    /// The clone lock closes (C10).
    Copy,
}

/// The kinds of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeCode {
    /// Go on.
    Ok,
    /// Ask again later: nobody has approved yet.
    Waiting,
    /// Somebody at the backend said no.
    Denied,
    /// Too late: start again.
    Expired,
    /// The backend does not take what was sent.
    Refused,
    /// The token is no longer accepted: reconnect mode (D3).
    Revoked,
    /// The backend has ended the connection.
    Disconnected,
    /// Another site is at work with the same connection, and was first: the clone lock (C10).
    Copy,
    /// No answer came.
    Unreachable,
    /// What answered does not speak Storewire's protocol.
    NotABackend,
    /// The address leads elsewhere; redirects are never followed.
    Redirected,
    /// The backend is there, but cannot answer now.
    ServerTrouble,
}

/// An attempt to connect that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// The backend's id of it.
    pub connection_id: String,
    /// Where the owner approves.
    pub authorize_url: String,
    /// Seconds to leave between two polls, at least 1.
    pub interval: i64,
    /// Until when the owner can, in seconds since 1970 UTC.
    pub expires_at: i64,
}

/// What approval yields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// The installation token.
    pub installation_token: String,
    /// What the backend signs its requests with.
    pub signing_secret: String,
    /// The backend's id of the company.
    pub company_id: String,
    /// Its name.
    pub company_name: String,
}

// For the owner.
pub(crate) const WAITING: &str = "Waiting for approval at the backend.";
pub(crate) const DENIED: &str =
    "The connection was not approved at the backend. Click Connect to ask again.";
pub(crate) const EXPIRED: &str =
    "The request to connect has expired. Click Connect to start again.";
