//! When to send again what was not delivered.

use crate::backend::verdict::{State, Verdict};
use crate::read::field::{Field, Text};
use crate::value::{MAX_INT, time};
use alloc::string::String;

/// Seconds to wait after the first failure in a row, the second, and so on.
const BACKOFF: [i64; 5] = [5, 30, 120, 300, 600];
/// And ever after.
pub(crate) const LAST_BACKOFF: i64 = 900;
/// The longest wait that a `Retry-After` may ask for, in seconds: a day.
const LONGEST_WAIT: i64 = 86_400;

/// When to try again.
pub(crate) struct Backoff<'a> {
    pub(crate) failures: i64,
    pub(crate) now: i64,
    pub(crate) jitter: i64,
    pub(crate) retry_after: &'a Field<Text>,
}

impl Backoff<'_> {
    /// An item that is refused by something between, or that this site cannot send, waits by itself, as long as anything
    /// does.
    pub(crate) fn suspect(&self, why: String) -> Verdict {
        Verdict {
            retry_at: Some(self.next()),
            ..Verdict::keep(State::Suspect, why)
        }
    }

    pub(crate) fn retry(&self, mut message: String) -> Verdict {
        message.push_str(" Nothing is lost; it will be sent again.");
        Verdict {
            retry_at: Some(self.next()),
            ..Verdict::keep(State::Retry, message)
        }
    }

    /// `Retry-After` where there is one, but at least a second and at most a day; else the schedule, shortened by up to a
    /// fifth, so that many stores do not come back at once and none comes later than the schedule says.
    pub(crate) fn next(&self) -> i64 {
        if let Field::Value(Text(header)) = self.retry_after
            && let Some(seconds) = self.asked(header.trim_ascii())
        {
            return self.at(seconds.clamp(1, LONGEST_WAIT) * 1000);
        }
        // Clamped first: an index has 32 bits in WebAssembly.
        let step = self.failures.clamp(0, BACKOFF.len() as i64) as usize;
        let seconds = BACKOFF.get(step).copied().unwrap_or(LAST_BACKOFF);
        self.at(seconds * (1000 - self.jitter.clamp(0, 999) / 5))
    }

    /// So many milliseconds from now, as far as every host can count.
    fn at(&self, millis: i64) -> i64 {
        (self.now + millis).min(MAX_INT)
    }

    /// Seconds that the header asks to wait.
    fn asked(&self, header: &str) -> Option<i64> {
        if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(header.parse().unwrap_or(LONGEST_WAIT));
        }
        time::parse_http_date(header).map(|seconds| seconds - self.now.div_euclid(1000))
    }
}
