//! What counts as what: how many objects of a sync were sent, left out, of no use to the destination, or refused (S9,
//! S10), and what live delivery left out.
//!
//! An object of a run counts once, in this order:
//! - *failed* where it could not be read or mapped, or one of its items other than transactions was refused for good;
//! - *skipped* where its own record was left out on purpose;
//! - *unused* where the destination took its own record and had no use for it: what is in the trash or was deleted, and
//!   never was there;
//! - *done* where the destination has it now.
//!
//! An order's transactions count for themselves. So what is done is what the destination holds.
//!
//! Nothing here grows with the number of objects. Examples and failures name objects by ids that hold no address (P2).

use crate::read::field::{Field, Int, List, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::wire::skip::SkipReason;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// So many examples of a reason are kept, so many reasons, and so many failures, the latest.
const EXAMPLES: usize = 5;
const REASONS: usize = 50;
const FAILURES: usize = 20;
/// So long a message may be, in characters.
const LONGEST: usize = 300;

const TRANSACTIONS: &str = "transactions";
const TRANSACTION: &str = "transaction";

snapshot! {
    /// Objects that a run has settled, or rows of the outbox that were delivered.
    Round {
        /// `contacts`, `products` or `orders`: what kind they are.
        kind / "kind": Text,
        /// The tallies until now, of the types that are wanted of them.
        before / "before": List<Before>,
        /// The objects.
        objects / "objects": List<Settled>,
    }
}
snapshot! {
    /// A tally as the last round left it.
    Before {
        /// As in [`Tally`]; so are all others.
        kind / "type": Text,
        /// See there.
        done / "done": Int,
        /// See there.
        skipped / "skipped": Int,
        /// See there.
        unused / "unused": Int,
        /// See there.
        failed / "failed": Int,
        /// See there.
        last_error / "lastError": Text,
        /// See there.
        reasons / "reasons": List<Note>,
        /// See there.
        failures / "failures": List<Note>,
    }
}
snapshot! {
    /// What was noted of something: as far as it is needed there, a reason of [`Tally`], a failure, an item that was refused,
    /// or a [`crate::wire::skip::Skip`].
    Note {
        /// Of what type it is.
        kind / "type": Text,
        /// Its id; that of a skip may hold an address.
        id / "id": Text,
        /// Why, for machines.
        reason / "reason": Text,
        /// Why, for people.
        text / "text": Text,
        /// Why it failed or was refused.
        message / "message": Text,
        /// How often.
        count / "count": Int,
        /// The first ones.
        examples / "examples": List<Text>,
    }
}
snapshot! {
    /// An object, and what became of it.
    Settled {
        /// Its id; of a row of the outbox, the row's.
        id / "id": Text,
        /// Types of its items that the destination has now.
        taken / "taken": List<Text>,
        /// Types of those that it had no use for.
        unused / "unused": List<Text>,
        /// Items that were refused for good: `type` and `message`.
        refused / "refused": List<Note>,
        /// What was left out, as the mapping says it.
        skipped / "skipped": List<Note>,
        /// Why it could not be read or mapped.
        faults / "faults": List<Text>,
    }
}

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

/// Counts the objects of a round.
pub(crate) fn count(round: Round, reader: &mut Reader) -> Option<Vec<Tally>> {
    let kind = reader.text("kind", round.kind, Need::Required)?;
    let own = match kind.as_str() {
        "contacts" => "contact",
        "products" => "product",
        "orders" => "order",
        _ => {
            reader.report(
                "kind",
                IssueCode::ChoiceInvalid,
                "This must be contacts, products or orders.",
                true,
            );
            return None;
        }
    };
    let before = reader.list("before", round.before, Need::Required);
    let objects = reader.list("objects", round.objects, Need::Required);
    let mut tallies: Vec<Tally> = present(before).into_iter().map(Tally::from).collect();
    let money = remove(&mut tallies, TRANSACTIONS);
    let is_apart = money.is_some();
    let (main, money) = match (remove(&mut tallies, &kind), money) {
        (Some(main), money) => (main, money),
        (None, Some(money)) => (money, None),
        (None, None) => return Some(tallies),
    };
    let mut tallies = Tallies {
        own,
        main,
        money,
        is_apart,
    };
    for object in present(objects) {
        tallies.count(object);
    }
    Some([tallies.main].into_iter().chain(tallies.money).collect())
}

/// The tallies of one round.
struct Tallies {
    /// The type whose own record an object gives.
    own: &'static str,
    /// Of the objects themselves; of their transactions, where nothing else is wanted of them.
    main: Tally,
    /// Of their transactions, where both are wanted.
    money: Option<Tally>,
    /// Whether transactions count for themselves.
    is_apart: bool,
}

impl Tallies {
    /// The tally in which something of a type counts.
    fn of(&mut self, kind: &str) -> &mut Tally {
        match &mut self.money {
            Some(money) if kind == TRANSACTION => money,
            _ => &mut self.main,
        }
    }

    fn counts_apart(&self, kind: &str) -> bool {
        self.is_apart && kind == TRANSACTION
    }

    #[inline(never)]
    fn count(&mut self, object: Settled) {
        let id = text(object.id);
        let mut faults: Vec<_> = values(object.faults)
            .into_iter()
            .map(|Text(fault)| fault)
            .collect();
        for item in values(object.refused) {
            let (kind, message) = (text(item.kind), text(item.message));
            match self.counts_apart(&kind) {
                true => self.of(&kind).fail(&id, message),
                false => faults.push(message),
            }
        }
        let (mut is_taken, mut is_unused, mut is_skipped) = (false, false, false);
        for Text(kind) in values(object.taken) {
            match self.counts_apart(&kind) {
                true => self.of(&kind).done += 1,
                false => is_taken |= kind == self.own,
            }
        }
        for Text(kind) in values(object.unused) {
            match self.counts_apart(&kind) {
                true => self.of(&kind).count_unused(&kind, &id),
                false => is_unused |= kind == self.own,
            }
        }
        for skip in values(object.skipped) {
            let kind = text(skip.kind);
            is_skipped |= kind == self.own;
            let counts = kind == self.own || self.counts_apart(&kind);
            let tally = self.of(&kind);
            tally.skipped += i64::from(counts);
            let example = nameable(skip.id, &id);
            let (reason, why) = (text(skip.reason), text(skip.text));
            note(&mut tally.reasons, &kind, reason, why, &example, EXAMPLES);
        }
        if !faults.is_empty() {
            self.main.fail(&id, faults.join(" "));
        } else if is_unused && !is_skipped {
            self.main.count_unused(self.own, &id);
        } else if is_taken && !is_skipped {
            self.main.done += 1;
        }
    }
}

/// What live delivery left out, by reason, with all the rows as examples; what is not complete yet is looked at again.
pub(crate) fn left_out(round: Round, reader: &mut Reader) -> Option<Vec<Reason>> {
    let rows = reader.list("objects", round.objects, Need::Required);
    if reader.is_fatal() {
        return None;
    }
    let mut reasons = Vec::new();
    for row in present(rows) {
        let id = text(row.id);
        for skip in values(row.skipped) {
            let reason = text(skip.reason);
            if reason != "not_settled" {
                note(
                    &mut reasons,
                    &text(skip.kind),
                    reason,
                    text(skip.text),
                    &id,
                    usize::MAX,
                );
            }
        }
        // A product that is unavailable has its reason already, and one that was deleted is told of to nobody's loss.
        for Text(kind) in values(row.unused) {
            if kind == "product_unavailable" {
                continue;
            }
            let (reason, why) = (UNUSED.to_owned(), SkipReason::Unused.text().to_owned());
            note(&mut reasons, &kind, reason, why, &id, usize::MAX);
        }
    }
    Some(reasons)
}

/// Counts a reason once more, with so many examples at most.
#[inline(never)]
fn note(
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
const UNUSED: &str = "unused";

impl Tally {
    #[inline(never)]
    fn from(before: Before) -> Self {
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
    fn fail(&mut self, id: &str, message: String) {
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
    fn count_unused(&mut self, kind: &str, id: &str) {
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

/// An id for people to look at: the object's own, where that of what was left out holds an address.
#[inline(never)]
fn nameable(id: Field<Text>, object: &str) -> String {
    match id {
        Field::Value(Text(id)) if !id.contains('@') => id,
        _ => object.to_owned(),
    }
}

#[inline(never)]
fn remove(tallies: &mut Vec<Tally>, kind: &str) -> Option<Tally> {
    let at = tallies.iter().position(|tally| tally.kind == kind)?;
    Some(tallies.remove(at))
}

// What is inlined makes the core larger, and PHP's memory with it.
#[inline(never)]
fn present<T>(list: Vec<Field<T>>) -> Vec<T> {
    list.into_iter().filter_map(some_of).collect()
}

#[inline(never)]
fn values<T>(field: Field<List<T>>) -> Vec<T> {
    present(some_of(field).unwrap_or_default().0)
}

fn some_of<T>(field: Field<T>) -> Option<T> {
    match field {
        Field::Value(value) => Some(value),
        _ => None,
    }
}

#[inline(never)]
fn some(field: Field<Text>) -> Option<String> {
    some_of(field).map(|Text(text)| text)
}

#[inline(never)]
fn text(field: Field<Text>) -> String {
    some(field).unwrap_or_default()
}

#[inline(never)]
fn number(field: Field<Int>) -> i64 {
    some_of(field).map_or(0, |Int(number)| number)
}
