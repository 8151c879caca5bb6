//! What a step of the connection's life needs of the backend's answer.

use crate::backend::command;
use crate::backend::outcome::{Attempt, DENIED, EXPIRED, Grant, Outcome, OutcomeCode, WAITING};
use crate::read::field::{Field, Flag, Int, List, Text};
use crate::read::scalars::is_blank;
use crate::read::snapshot;
use crate::value::time::Moment;
use crate::value::url;
use alloc::borrow::ToOwned;
use alloc::string::String;

snapshot! {
    /// The body of an answer, as far as any step needs it.
    Body {
        /// For `connect`: the backend's id of the attempt.
        connection_id / "connectionId": Text,
        /// For `connect`: where the owner approves.
        authorize_url / "authorizeUrl": Text,
        /// For `connect`: seconds to leave between two polls.
        interval / "interval": Int,
        /// For `connect`: until when the owner can.
        expires_at / "expiresAt": Text,
        /// For `poll`: `pending`, `approved`, `denied` or `expired`.
        state / "state": Text,
        /// For `token`.
        token / "installationToken": Text,
        /// For `token`: what the backend signs its requests with.
        secret / "signingSecret": Text,
        /// For `token`: whom the store is connected to.
        company / "company": Company,
        /// For `heartbeat`: what the store is to do.
        commands / "commands": List<command::Body>,
        /// For `heartbeat`: whether the backend takes this site for a copy.
        copy / "copy": Flag,
        /// For `inventory`: the ranges in which the backend has something else.
        differing / "differing": List<Range>,
    }
}

snapshot! {
    /// A company of the backend.
    Company {
        /// Its id.
        id / "id": Text,
        /// Its name.
        name / "name": Text,
    }
}

snapshot! {
    /// A range of ids.
    Range {
        /// The first.
        from / "from": Int,
    }
}

/// The steps of a connection's life.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Connect,
    Poll,
    Token,
    Heartbeat,
    Inventory,
    Disconnect,
}

/// What came of a step whose answer came whole; none where it lacks something that the step needs.
pub(crate) fn read(step: Step, body: Field<Body>, now: Option<Moment>) -> Option<Outcome> {
    let body = match body {
        Field::Value(body) => body,
        _ => Body::default(),
    };
    match step {
        Step::Connect => {
            let attempt = Some(begun(body, now?)?);
            Some(Outcome {
                attempt,
                ..Outcome::ok()
            })
        }
        Step::Poll => polled(&text(body.state)?),
        Step::Token => {
            let grant = Some(granted(body)?);
            Some(Outcome {
                grant,
                ..Outcome::ok()
            })
        }
        Step::Heartbeat => is_list(&body.commands).then(|| match body.copy {
            Field::Value(Flag(true)) => Outcome::new(OutcomeCode::Copy, String::new()),
            _ => Outcome::ok(),
        }),
        Step::Inventory => is_list(&body.differing).then(Outcome::ok),
        Step::Disconnect => Some(Outcome::ok()),
    }
}

/// An attempt over which the owner can still decide, at an address that a browser can be sent to.
fn begun(body: Body, now: Moment) -> Option<Attempt> {
    let expires_at = Moment::parse(&text(body.expires_at)?)?;
    let authorize_url = text(body.authorize_url)?;
    (expires_at > now && url::is_web_address(&authorize_url)).then_some(())?;
    Some(Attempt {
        connection_id: text(body.connection_id)?,
        authorize_url,
        interval: match body.interval {
            Field::Value(Int(seconds)) => seconds.max(1),
            _ => 1,
        },
        expires_at: expires_at.seconds(),
    })
}

fn polled(state: &str) -> Option<Outcome> {
    let (code, message) = match state {
        "pending" => (OutcomeCode::Waiting, WAITING),
        "approved" => (OutcomeCode::Ok, ""),
        "denied" => (OutcomeCode::Denied, DENIED),
        "expired" => (OutcomeCode::Expired, EXPIRED),
        _ => return None,
    };
    Some(Outcome::new(code, message.to_owned()))
}

fn granted(body: Body) -> Option<Grant> {
    let Field::Value(company) = body.company else {
        return None;
    };
    Some(Grant {
        installation_token: text(body.token)?,
        signing_secret: text(body.secret)?,
        company_id: text(company.id)?,
        company_name: text(company.name)?,
    })
}

/// A text that is there and not blank.
fn text(field: Field<Text>) -> Option<String> {
    match field {
        Field::Value(Text(text)) if !is_blank(&text) => Some(text),
        _ => None,
    }
}

fn is_list<T>(field: &Field<List<T>>) -> bool {
    matches!(field, Field::Value(_))
}
