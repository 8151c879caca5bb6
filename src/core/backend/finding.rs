//! What [`super::health`] finds.

use crate::read::field::{Field, Text};
use alloc::string::String;
use serde::Serialize;

/// What needs a look, or that nothing does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// How bad it is.
    pub level: Level,
    /// Which of several causes it has, where words differ by it.
    pub cause: Option<Cause>,
    /// For how long, in seconds; 0 where that says nothing.
    pub seconds: i64,
    /// How many; 0 where that says nothing.
    pub count: i64,
    /// What its words name, as the report has it: a message, a company, names; blank where they name nothing.
    pub text: String,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// The store is not connected.
    None,
    /// The clone lock is closed (C10).
    Locked,
    /// The owner has to reconnect (D3).
    Reconnect,
    /// The core may not be believed here.
    Core,
    /// Background work has lost its place in the schedule.
    Unscheduled,
    /// Background work was scheduled by a wrong clock.
    Clock,
    /// Background work is late.
    Cron,
    /// Background work runs under another address.
    Elsewhere,
    /// The site does not reach itself.
    Loopback,
    /// The backend takes nothing.
    Outage,
    /// The backend takes no shoppers' requests.
    Waitlist,
    /// Something waits for too long, though nothing is in its way.
    Queue,
    /// Sync Store gets nothing done.
    Sync,
    /// The backend does not hear how the store is.
    Heartbeat,
    /// The nightly comparison does not come to its end.
    Sweep,
    /// The nightly comparison does not begin.
    Night,
    /// Store and backend differ, though what differs was sent again in several nights.
    Difference,
    /// The back-in-stock form is switched on and leads nowhere.
    Form,
    /// Shoppers are taken for one, behind a proxy that nobody named.
    Proxy,
    /// Items could not be delivered.
    Undeliverable,
    /// All is well.
    Well,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Something is not sent.
    Critical,
    /// It needs a look.
    Recommended,
    /// It needs none.
    Good,
}

/// Why the clone lock is closed, or who should have started background work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The address is another one.
    Address,
    /// The site has no address that could be compared; the text says why.
    NoAddress,
    /// Another site uses the same connection.
    Twin,
    /// A copy has taken the original's place.
    Promoted,
    /// A cron job of the server.
    Server,
    /// Visits of the site.
    Visits,
}

// What is inlined makes the core larger, and there are many findings.
pub(super) fn critical(code: FindingCode) -> Finding {
    finding(code, Level::Critical)
}

pub(super) fn recommended(code: FindingCode) -> Finding {
    finding(code, Level::Recommended)
}

#[inline(never)]
pub(super) fn finding(code: FindingCode, level: Level) -> Finding {
    Finding {
        code,
        level,
        cause: None,
        seconds: 0,
        count: 0,
        text: String::new(),
    }
}

impl Finding {
    pub(super) fn because(self, cause: Cause) -> Self {
        Self {
            cause: Some(cause),
            ..self
        }
    }

    #[inline(never)]
    pub(super) fn lasting(self, seconds: i64) -> Self {
        Self { seconds, ..self }
    }

    #[inline(never)]
    pub(super) fn counting(self, count: i64) -> Self {
        Self { count, ..self }
    }

    #[inline(never)]
    pub(super) fn saying(self, text: &Field<Text>) -> Self {
        let text = String::from(words(text));
        Self { text, ..self }
    }
}

/// A text; blank where there is none.
pub(super) fn words(field: &Field<Text>) -> &str {
    match field {
        Field::Value(Text(text)) => text,
        _ => "",
    }
}
