//! What one HTTP result says by itself, in words that deliveries and the connection share.

use crate::read::field::{Field, Flag, Int, Text};
use crate::snapshot::Response;
use crate::value::id::push_int;
use alloc::borrow::ToOwned;
use alloc::string::String;

/// The HTTP status; 0 where no whole response came.
pub(crate) fn status(response: &Response) -> i64 {
    match response.status {
        Field::Value(Int(status @ 100..=599)) => status,
        _ => 0,
    }
}

/// What the host said where there is no status, or ''.
pub(crate) fn failure(response: &Response) -> &str {
    match &response.failure {
        Field::Value(Text(failure)) => failure,
        _ => "",
    }
}

/// Whether the body is the JSON object that the protocol asks for.
pub(crate) fn is_json(response: &Response) -> bool {
    response.json == Field::Value(Flag(true))
}

/// What a refusal speaks of, in the backend's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The token is not, or no longer, good for this store (D3).
    Token,
    /// The token was good once, and was revoked (D4).
    Ended,
    /// The request, or an item of it, is wrong.
    Request,
    /// The request is too large.
    TooLarge,
    /// The backend's own, but none that says anything about token or items.
    Other,
    /// Nobody knows whose words these are: a page, JSON of something between, half an answer.
    Foreign,
}

/// What a status from 400 to 499 says. Only the protocol's own JSON counts, and only where status and `error` agree: what a
/// proxy, a firewall or a host's page answers is trouble on the way, whatever its status.
pub(crate) fn refusal(status: i64, response: &Response) -> Refusal {
    match (status, error(response)) {
        (401, "unknown_token") | (403, "token_refused") | (404, "unknown_store") => Refusal::Token,
        (410, "disconnected") => Refusal::Ended,
        (400, "malformed") | (422, "invalid") => Refusal::Request,
        (413, "too_large") => Refusal::TooLarge,
        (
            400..=499,
            "unknown_origin" | "unknown_connection" | "pending" | "denied" | "wrong_verifier"
            | "wrong_code" | "expired" | "used" | "wrong_encoding" | "wrong_method" | "not_found",
        ) => Refusal::Other,
        _ => Refusal::Foreign,
    }
}

/// `error` of the backend's JSON, or ''.
pub(crate) fn error(response: &Response) -> &str {
    match &response.error {
        Field::Value(Text(error)) if is_json(response) => error,
        _ => "",
    }
}

/// Why there is no answer to work with, for any status but those that have a meaning of their own.
pub(crate) fn trouble(status: i64, response: &Response) -> String {
    match status {
        0 => {
            let mut message = "The backend did not answer".to_owned();
            let failure = failure(response);
            if !failure.is_empty() {
                message.push_str(" (");
                message.push_str(failure);
                message.push(')');
            }
            message.push('.');
            message
        }
        300..=399 => said(
            "The backend's address leads elsewhere",
            status,
            "; redirects are not followed. Correct the address.",
        ),
        408 | 425 | 429 => said("The backend asks to try again later", status, "."),
        500..=599 => said("The backend has trouble", status, "."),
        _ => said(
            "The backend cannot be used in this way",
            status,
            ". Check its address, and what stands between.",
        ),
    }
}

/// What answered instead of the backend.
pub(crate) fn not_json(status: i64) -> String {
    said(
        "Something else answered in the backend's place",
        status,
        ", such as a web page, a firewall or half an answer. Check the backend's address, and what stands between.",
    )
}

/// What came was JSON, but not what the protocol asks for.
pub(crate) fn wrong_json(status: i64) -> String {
    said(
        "The answer lacks what a Storewire backend says",
        status,
        ". Check the backend's address, and that its version fits this plugin.",
    )
}

/// A sentence with the status in it: `… (HTTP 503)…`.
pub(crate) fn said(what: &str, status: i64, rest: &str) -> String {
    let mut message = what.to_owned();
    message.push_str(" (HTTP ");
    push_int(&mut message, status);
    message.push(')');
    message.push_str(rest);
    message
}
