//! The backend's reply while connecting, and to a heartbeat or a disconnect: what it means, in words for the owner that
//! say what is wrong and what to do.

use crate::backend::http::{self, Refusal};
use crate::read::field::{Field, Flag, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::snapshot::Response;
use alloc::borrow::ToOwned;
use alloc::string::String;
use serde::Serialize;

snapshot! {
    /// A request of the connection's life, and what came of it.
    Reply {
        /// `connect`, `poll`, `token`, `heartbeat` (of the inventory, too) or `disconnect`.
        step / "step": Text,
        /// What came back.
        response / "response": Response,
        /// `state` of the body, for `poll`: `pending`, `approved`, `denied` or `expired`.
        state / "state": Text,
        /// Whether the body holds all that the step needs.
        complete / "complete": Flag,
        /// `copy` of the body, for `heartbeat`: the backend takes this site for a copy.
        copy / "copy": Flag,
    }
}

/// What a reply means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// For machines.
    pub code: OutcomeCode,
    /// For the owner; empty where all is well.
    pub message: String,
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

/// The steps of a connection's life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Connect,
    Poll,
    Token,
    Heartbeat,
    Disconnect,
}

/// Judges a reply. The step is needed.
pub(crate) fn judge(reply: Reply, reader: &mut Reader) -> Option<Outcome> {
    let step = reader.text("step", reply.step, Need::Required)?;
    let step = match step.as_str() {
        "connect" => Step::Connect,
        "poll" => Step::Poll,
        "token" => Step::Token,
        "heartbeat" => Step::Heartbeat,
        "disconnect" => Step::Disconnect,
        _ => {
            reader.report(
                "step",
                IssueCode::UnknownCall,
                "This names no step of a connection.",
                true,
            );
            return None;
        }
    };
    let response = reader.value("response", reply.response, "a map", Need::Required)?;
    let status = http::status(&response);
    let trouble = |code| (code, http::trouble(status, &response));
    let trouble_for_now = |code| (code, http::trouble(status, &response) + AGAIN);
    let (code, message) = match (status, step) {
        (200..=299, _) if !http::is_json(&response) => {
            (OutcomeCode::NotABackend, http::not_json(status))
        }
        (200..=299, Step::Poll) => polled(&reply.state, status),
        (200..=299, Step::Connect | Step::Token | Step::Heartbeat)
            if reply.complete != Field::Value(Flag(true)) =>
        {
            (OutcomeCode::NotABackend, http::wrong_json(status))
        }
        (200..=299, Step::Heartbeat) if reply.copy == Field::Value(Flag(true)) => {
            (OutcomeCode::Copy, String::new())
        }
        (200..=299, _) => (OutcomeCode::Ok, String::new()),
        (300..=399, _) => trouble(OutcomeCode::Redirected),
        (0, _) => trouble_for_now(OutcomeCode::Unreachable),
        (408 | 425 | 429, _) | (500..=599, _) => trouble_for_now(OutcomeCode::ServerTrouble),
        _ => refused(step, status, &response),
    };
    Some(Outcome { code, message })
}

fn polled(state: &Field<Text>, status: i64) -> (OutcomeCode, String) {
    let state = match state {
        Field::Value(Text(state)) => state.as_str(),
        _ => "",
    };
    match state {
        "pending" => (OutcomeCode::Waiting, WAITING.to_owned()),
        "approved" => (OutcomeCode::Ok, String::new()),
        "denied" => (OutcomeCode::Denied, DENIED.to_owned()),
        "expired" => (OutcomeCode::Expired, EXPIRED.to_owned()),
        _ => (OutcomeCode::NotABackend, http::wrong_json(status)),
    }
}

const AGAIN: &str = " Try again in a few minutes.";
const WAITING: &str = "Waiting for approval at the backend.";
const DENIED: &str = "The connection was not approved at the backend. Click Connect to ask again.";
const EXPIRED: &str = "The request to connect has expired. Click Connect to start again.";
const REVOKED: &str = "The backend no longer accepts this store. Connect it again.";
const ENDED: &str = "The backend has ended the connection to this store.";

/// What a status from 400 to 499 means depends on the step, and on whether it is the backend that says so.
fn refused(step: Step, status: i64, response: &Response) -> (OutcomeCode, String) {
    let said = |what, rest| http::said(what, status, rest);
    let refusal = http::refusal(status, response);
    match (step, refusal, http::error(response)) {
        // Gone already is as good as disconnected.
        (Step::Disconnect, Refusal::Token | Refusal::Ended, _) => (OutcomeCode::Ok, String::new()),
        (Step::Heartbeat, Refusal::Token, _) => (OutcomeCode::Revoked, REVOKED.to_owned()),
        (Step::Heartbeat, Refusal::Ended, _) => (OutcomeCode::Disconnected, ENDED.to_owned()),
        (Step::Token, Refusal::Other, "pending") => (OutcomeCode::Waiting, WAITING.to_owned()),
        (Step::Poll | Step::Token, Refusal::Other, "unknown_connection" | "expired" | "used") => {
            (OutcomeCode::Expired, EXPIRED.to_owned())
        }
        (Step::Token, Refusal::Other, "denied" | "wrong_verifier" | "wrong_code") => {
            (OutcomeCode::Denied, DENIED.to_owned())
        }
        (Step::Connect, Refusal::Foreign, _) if matches!(status, 404 | 405) => (
            OutcomeCode::NotABackend,
            said(
                "No Storewire backend was found at this address",
                ". Check the backend's address.",
            ),
        ),
        (_, Refusal::Foreign, _) => (OutcomeCode::NotABackend, http::not_json(status)),
        (Step::Token, ..) => (
            OutcomeCode::Refused,
            said(
                "The backend did not accept this approval",
                ". Click Connect to start again.",
            ),
        ),
        _ => (
            OutcomeCode::Refused,
            said(
                "The backend did not accept the request",
                ". Check the store's address, and that the backend's version fits this plugin.",
            ),
        ),
    }
}
