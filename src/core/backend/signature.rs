//! Requests from the backend: whether to believe them (D7). Standard Webhooks: `webhook-id`, `webhook-timestamp`, and
//! `webhook-signature`, which lists `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
//!
//! The host computes that HMAC over the bytes that came, with each secret that it has (a library's work), and says
//! whether it has seen the id before; what follows from it is decided here. An id counts as seen only once a request
//! that bore it was believed: else anybody could use up ids.

use crate::read::field::Flag;
use crate::read::field::{Field, Int, List, Text};
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::value::id::is_id;
use alloc::borrow::ToOwned;
use alloc::string::String;
use serde::Serialize;

/// How far the two clocks may lie apart, in seconds, as Standard Webhooks advises.
const TOLERANCE: i64 = 300;

snapshot! {
    /// A request's headers, and what the host knows.
    Signed {
        /// `webhook-id`; letters, digits, `-` and `_`, at most 64.
        id / "id": Text,
        /// `webhook-timestamp`: seconds since 1970 UTC, in digits.
        timestamp / "timestamp": Text,
        /// `webhook-signature`: signatures with blanks between them, for a secret may be in change.
        signature / "signature": Text,
        /// What the host computed, in base64, one for each secret that it has.
        expected / "expected": List<Text>,
        /// Whether a request with this id was believed before.
        seen / "seen": Flag,
        /// Now, milliseconds since 1970 UTC.
        now / "now": Int,
    }
}

/// What the host does with the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Authenticity {
    /// Whether to do what it asks.
    pub accepted: bool,
    /// Why not.
    pub code: AuthenticityCode,
    /// The HTTP status to answer with where it is refused: 401, or 409 for a replay; 200 where it is not.
    pub status: u32,
    /// In words, for the backend's log; empty where it is accepted.
    pub message: String,
    /// Until when to remember the id, milliseconds since 1970 UTC: afterwards the request is stale by itself. Null where
    /// it is refused.
    pub remember_until: Option<i64>,
}

/// The kinds of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthenticityCode {
    /// Signed, in time, and new.
    Ok,
    /// A header is missing.
    Unsigned,
    /// A header is there, but not as the standard has it.
    Malformed,
    /// Signed too long ago, or too far in the future.
    Stale,
    /// No signature is right.
    Forged,
    /// Believed before.
    Replayed,
}

/// Judges a request. What the host knows is needed; what the request lacks makes it unsigned.
pub(crate) fn judge(signed: Signed, reader: &mut Reader) -> Option<Authenticity> {
    let expected = reader.list("expected", signed.expected, Need::Required);
    let now = reader.int("now", signed.now, Need::Required);
    if reader.is_fatal() {
        return None;
    }
    let now = now?.div_euclid(1000);
    let code = match (&signed.id, &signed.timestamp, &signed.signature) {
        (Field::Value(Text(id)), Field::Value(Text(timestamp)), Field::Value(Text(signature))) => {
            match seconds(timestamp).filter(|_| is_id(id)) {
                None => AuthenticityCode::Malformed,
                Some(at) if !(-TOLERANCE..=TOLERANCE).contains(&(now - at)) => {
                    AuthenticityCode::Stale
                }
                Some(_) if !is_signed(signature, &expected) => AuthenticityCode::Forged,
                Some(_) if signed.seen != Field::Value(Flag(false)) => AuthenticityCode::Replayed,
                Some(at) => {
                    return Some(Authenticity {
                        remember_until: Some((at + TOLERANCE + 1) * 1000),
                        ..authenticity(AuthenticityCode::Ok)
                    });
                }
            }
        }
        _ => AuthenticityCode::Unsigned,
    };
    Some(authenticity(code))
}

fn authenticity(code: AuthenticityCode) -> Authenticity {
    let (status, message) = match code {
        AuthenticityCode::Ok => (200, ""),
        AuthenticityCode::Unsigned => (
            401,
            "The request is not signed: webhook-id, webhook-timestamp and webhook-signature are needed.",
        ),
        AuthenticityCode::Malformed => (401, "webhook-id or webhook-timestamp is not well formed."),
        AuthenticityCode::Stale => (
            401,
            "The request was signed more than five minutes ago or ahead; check both clocks.",
        ),
        AuthenticityCode::Forged => (401, "No signature is right for this request."),
        AuthenticityCode::Replayed => (409, "This request was taken before."),
    };
    Authenticity {
        accepted: code == AuthenticityCode::Ok,
        code,
        status,
        message: message.to_owned(),
        remember_until: None,
    }
}

/// Digits only, as many as a moment before the year 9999 has.
fn seconds(timestamp: &str) -> Option<i64> {
    let sound =
        (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| {
        timestamp.bytes().fold(0i64, |seconds, digit| {
            seconds * 10 + i64::from(digit - b'0')
        })
    })
}

/// Whether one of the signatures in the header is one of those expected. Other versions than `v1` are passed over.
fn is_signed(header: &str, expected: &[Field<Text>]) -> bool {
    let mut found = false;
    for signature in header
        .split(' ')
        .filter_map(|part| part.strip_prefix("v1,"))
    {
        for expected in expected {
            if let Field::Value(Text(expected)) = expected {
                found |= is_equal(signature.as_bytes(), expected.as_bytes());
            }
        }
    }
    found
}

/// Compares every byte, whatever it has found: how long it takes tells nothing of where they differ.
fn is_equal(left: &[u8], right: &[u8]) -> bool {
    let differing = left
        .iter()
        .zip(right)
        .fold(0u8, |differing, (left, right)| differing | (left ^ right));
    left.len() == right.len() && !right.is_empty() && differing == 0
}
