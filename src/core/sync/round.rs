//! What a host says of objects that were settled, and of the tallies until now. What is missing or wrong counts as none.

use crate::read::field::{Int, List, Text};
use crate::read::snapshot;

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
        /// As in [`super::tally::Tally`]; so are all others.
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
    /// What was noted of something: as far as it is needed there, a reason of [`super::tally::Tally`], a failure, an item that was refused,
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
