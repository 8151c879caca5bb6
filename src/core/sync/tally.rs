//! Tallies: how many objects of a type came to what, with why and a few examples.

use crate::read::field::Text;
use crate::read::lenient::{number, some, text, values};
use crate::sync::round::{Before, Note};
use crate::wire::skip::SkipReason;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// So many examples of a reason are kept, so many reasons, and so many failures, the latest.
pub(crate) const EXAMPLES: usize = 5;
const REASONS: usize = 50;
const FAILURES: usize = 20;
/// So long a message may be, in characters.
const LONGEST: usize = 300;

/// How many objects of a type came to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// `contacts`, `products`, `orders` or `transactions`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The destination has them.
    pub done: i64,
    /// Left out on purpose.
    pub skipped: i64,
    /// The destination had no use for them.
    pub unused: i64,
    /// Not read, not mapped or refused.
    pub failed: i64,
    /// The latest message of a failure.
    pub last_error: Option<String>,
    /// Why objects, and parts of them, were left out or not used.
    pub reasons: Vec<Reason>,
    /// The latest failures.
    pub failures: Vec<Failure>,
}

/// Why something was left out, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Of what type it was.
    #[serde(rename = "type")]
    pub kind: String,
    /// Why, for machines.
    pub reason: String,
    /// Why, for people.
    pub text: String,
    /// How often.
    pub count: i64,
    /// The first ones.
    pub examples: Vec<String>,
}

/// An object that could not be synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its id.
    pub id: String,
    /// Why.
    pub message: String,
}

/// Counts a reason once more, with so many examples at most.
#[inline(never)]
pub(crate) fn note(
    reasons: &mut Vec<Reason>,
    kind: &str,
    reason: String,
    text: String,
    example: &str,
    most: usize,
) {
    let is_it = |known: &&mut Reason| known.kind == kind && known.text == text;
    if let Some(known) = reasons.iter_mut().find(is_it) {
        known.count += 1;
        if known.examples.len() < most {
            known.examples.push(example.to_owned());
        }
    } else if reasons.len() < REASONS {
        reasons.push(Reason {
            kind: kind.to_owned(),
            reason,
            text,
            count: 1,
            examples: [example.to_owned()].into(),
        });
    }
}

/// As [`SkipReason::Unused`] is written.
pub(crate) const UNUSED: &str = "unused";

impl Tally {
    #[inline(never)]
    pub(crate) fn from(before: Before) -> Self {
        Self {
            kind: text(before.kind),
            done: number(before.done),
            skipped: number(before.skipped),
            unused: number(before.unused),
            failed: number(before.failed),
            last_error: some(before.last_error),
            reasons: values(before.reasons)
                .into_iter()
                .map(Reason::from)
                .collect(),
            failures: values(before.failures)
                .into_iter()
                .map(Failure::from)
                .collect(),
        }
    }

    #[inline(never)]
    pub(crate) fn fail(&mut self, id: &str, message: String) {
        let message: String = message.chars().take(LONGEST).collect();
        self.failed += 1;
        self.last_error = Some(message.clone());
        self.failures.push(Failure {
            id: id.to_owned(),
            message,
        });
        if self.failures.len() > FAILURES {
            self.failures.remove(0);
        }
    }

    #[inline(never)]
    pub(crate) fn count_unused(&mut self, kind: &str, id: &str) {
        self.unused += 1;
        let why = SkipReason::Unused.text().to_owned();
        note(
            &mut self.reasons,
            kind,
            UNUSED.to_owned(),
            why,
            id,
            EXAMPLES,
        );
    }
}

impl Reason {
    #[inline(never)]
    fn from(known: Note) -> Self {
        Self {
            kind: text(known.kind),
            reason: text(known.reason),
            text: text(known.text),
            count: number(known.count),
            examples: values(known.examples)
                .into_iter()
                .map(|Text(id)| id)
                .collect(),
        }
    }
}

impl Failure {
    #[inline(never)]
    fn from(known: Note) -> Self {
        Self {
            id: text(known.id),
            message: text(known.message),
        }
    }
}
