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

use crate::read::field::{Field, Text};
use crate::read::issue::IssueCode;
use crate::read::lenient::{present, text, texts, values};
use crate::read::reader::{Need, Reader};
use crate::sync::round::{Round, Settled};
use crate::sync::tally::{EXAMPLES, Reason, Tally, UNUSED, note};
use crate::wire::skip::SkipReason;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

const TRANSACTIONS: &str = "transactions";
const TRANSACTION: &str = "transaction";

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
        let mut faults = texts(object.faults);
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
