//! The backend's reply while connecting, and to a heartbeat, an inventory or a disconnect: what it means, in words for the
//! owner that say what is wrong and what to do, and what the step needs of it. `answered` has what a whole answer is.

use crate::backend::answered::{self, Body, Step};
use crate::backend::http::{self, Refusal};
use crate::backend::outcome::{DENIED, EXPIRED, Outcome, OutcomeCode, WAITING};
use crate::read::field::{Int, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::snapshot::Response;
use alloc::borrow::ToOwned;
use alloc::string::String;

snapshot! {
    /// A request of the connection's life, and what came of it.
    Reply {
        /// `connect`, `poll`, `token`, `heartbeat`, `inventory` or `disconnect`.
        step / "step": Text,
        /// What came back.
        response / "response": Response,
        /// The body's JSON.
        body / "body": Body,
        /// For `connect`: now, in milliseconds since 1970 UTC.
        now / "now": Int,
    }
}

/// Judges a reply. The step is needed.
pub(crate) fn judge(reply: Reply, reader: &mut Reader) -> Option<Outcome> {
    let step = reader.text("step", reply.step, Need::Required)?;
    let step = match step.as_str() {
        "connect" => Step::Connect,
        "poll" => Step::Poll,
        "token" => Step::Token,
        "heartbeat" => Step::Heartbeat,
        "inventory" => Step::Inventory,
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
    let now = match step {
        Step::Connect => Some(reader.moment_in_millis("now", reply.now, Need::Required)?),
        _ => None,
    };
    let status = http::status(&response);
    let trouble = |code| Outcome::new(code, http::trouble(status, &response));
    let trouble_for_now = |code| Outcome::new(code, http::trouble(status, &response) + AGAIN);
    Some(match status {
        200..=299 if !http::is_json(&response) => {
            Outcome::new(OutcomeCode::NotABackend, http::not_json(status))
        }
        200..=299 => answered::read(step, reply.body, now)
            .unwrap_or_else(|| Outcome::new(OutcomeCode::NotABackend, http::wrong_json(status))),
        300..=399 => trouble(OutcomeCode::Redirected),
        0 => trouble_for_now(OutcomeCode::Unreachable),
        408 | 425 | 429 | 500..=599 => trouble_for_now(OutcomeCode::ServerTrouble),
        _ => {
            let (code, message) = refused(step, status, &response);
            Outcome::new(code, message)
        }
    })
}

const AGAIN: &str = " Try again in a few minutes.";
const REVOKED: &str = "The backend no longer accepts this store. Connect it again.";
const ENDED: &str = "The backend has ended the connection to this store.";

/// What a status from 400 to 499 means depends on the step, and on whether it is the backend that says so.
fn refused(step: Step, status: i64, response: &Response) -> (OutcomeCode, String) {
    let said = |what, rest| http::said(what, status, rest);
    let refusal = http::refusal(status, response);
    match (step, refusal, http::error(response)) {
        // Gone already is as good as disconnected.
        (Step::Disconnect, Refusal::Token | Refusal::Ended, _) => (OutcomeCode::Ok, String::new()),
        (Step::Heartbeat | Step::Inventory, Refusal::Token, _) => {
            (OutcomeCode::Revoked, REVOKED.to_owned())
        }
        (Step::Heartbeat | Step::Inventory, Refusal::Ended, _) => {
            (OutcomeCode::Disconnected, ENDED.to_owned())
        }
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
