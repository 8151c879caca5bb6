//! B7: faults that can be switched on, to see how a plugin takes them. [`super::inject`] lets them strike.

use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing.
    #[default]
    None,
    /// The token is not known.
    #[serde(rename = "401")]
    Unauthorized,
    /// The token is not allowed this.
    #[serde(rename = "403")]
    Forbidden,
    /// The backend is not where it was.
    #[serde(rename = "404")]
    NotFound,
    /// Disconnected.
    #[serde(rename = "410")]
    Gone,
    /// Too many requests; `Retry-After` says 2 seconds, or what `retryAfter` says.
    #[serde(rename = "429")]
    TooMany,
    /// A fault inside the backend.
    #[serde(rename = "500")]
    Internal,
    /// 503, as from a proxy in front of a backend that is down.
    Outage,
    /// Every answer takes longer.
    Slow,
    /// An HTML page with status 200, or with `status`.
    Html,
    /// The request is carried out, but the answer breaks off in the middle.
    Truncated,
    /// The request is carried out, but the connection is reset in the middle of the answer.
    Reset,
    /// The request is carried out at once, but the answer comes `ms` later.
    Late,
    /// A redirect to another place.
    Redirect,
    /// JSON with status 200, or with `status`, but not what was asked for.
    WrongJson,
    /// No answer, until 504 after `ms`; without `ms`, longer than any client waits.
    Hang,
    /// 413 for requests with more than `items` items.
    #[serde(rename = "413")]
    TooLarge,
    /// Items whose id contains `match` are rejected; the others of the request pass.
    Reject,
    /// Items whose id contains `match` are passed over, without a result; the others of the request pass.
    PassOver,
}

impl Mode {
    /// The modes that people can choose, as they are written and read.
    pub const BY_HAND: [(Mode, &'static str, &'static str); 16] = [
        (Self::None, "none", "Everything works"),
        (Self::Slow, "slow", "Slow: every answer takes longer"),
        (Self::Outage, "outage", "Outage: 503 for everything"),
        (Self::Unauthorized, "401", "401: the token is not known"),
        (Self::Forbidden, "403", "403: the token is not allowed this"),
        (
            Self::NotFound,
            "404",
            "404: the backend is not where it was",
        ),
        (Self::Gone, "410", "410: disconnected"),
        (
            Self::TooMany,
            "429",
            "429: too many requests, try again in 2 seconds",
        ),
        (Self::Internal, "500", "500: a fault inside the backend"),
        (Self::Html, "html", "An HTML page instead of JSON"),
        (
            Self::Truncated,
            "truncated",
            "Carried out, but the answer breaks off",
        ),
        (
            Self::Reset,
            "reset",
            "Carried out, but the connection is reset",
        ),
        (
            Self::Late,
            "late",
            "Carried out at once, but every answer takes longer",
        ),
        (Self::Redirect, "redirect", "A redirect to another place"),
        (
            Self::WrongJson,
            "wrong_json",
            "JSON, but not what was asked for",
        ),
        (Self::Hang, "hang", "No answer at all"),
    ];
}

/// A fault and when it strikes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub mode: Mode,
    /// How much later every answer comes, milliseconds; with any mode.
    pub ms: u64,
    /// `Retry-After` of answers in place of the backend's own: seconds, or a date.
    #[serde(rename = "retryAfter")]
    pub retry_after: Option<String>,
    /// How many requests it strikes before it ends by itself; null for all.
    pub times: Option<u64>,
    /// With `html` and `wrong_json`: the status.
    pub status: Option<u16>,
    /// It strikes only requests whose path contains this.
    pub path: String,
    /// With `413`: how many items a request may have.
    pub items: usize,
    /// With `reject` and `pass_over`: what the ids of such items contain. With `html`: what the body of a request contains that is
    /// struck, as by a firewall that looks for words; unpacked bodies only.
    #[serde(rename = "match")]
    pub matching: String,
}

impl Fault {
    /// How many items a request may have, where that is struck.
    pub fn most_items(&self) -> Option<usize> {
        (self.mode == Mode::TooLarge).then_some(self.items)
    }

    /// Whether an item is left without a result.
    pub fn passes_over(&self, id: &str) -> bool {
        self.mode == Mode::PassOver && id.contains(&self.matching)
    }

    /// Whether an item is struck.
    pub fn rejects(&self, id: &str) -> bool {
        self.mode == Mode::Reject && id.contains(&self.matching)
    }
}

/// The fault that is switched on, if any.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Fault>>);

impl Faults {
    /// Switches a fault on, in place of the one before.
    pub fn set(&self, fault: Fault) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// The fault as it is now.
    pub fn current(&self) -> Fault {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What strikes a request; counts it.
    pub fn take(&self, path: &str) -> Fault {
        let mut fault = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !path.contains(&fault.path) {
            return Fault::default();
        }
        match fault.times {
            None => fault.clone(),
            Some(0) => Fault::default(),
            Some(times) => {
                let struck = fault.clone();
                fault.times = Some(times - 1);
                if times == 1 {
                    *fault = Fault::default();
                }
                struck
            }
        }
    }
}
