//! What of a difference between store and backend is repaired, and for how many nights.
//!
//! Sent again is what the backend lacks or has otherwise. Of what only the backend has, that of which there is something to
//! say: a product is not available any more, an order went to the trash. What is gone altogether stays at the backend, unless
//! deletions are synced (S8); so does an order whose number another one got on a copy, which is left out (U2).
//!
//! What the backend refuses, or what neither rule nor relay can put right, would be sent every night for ever. So the host
//! keeps of each range how it differed: the same difference is repaired in some nights, and after that only counted, until
//! something about it changes.

use crate::backend::comparison::first;
use crate::backend::inventory::Kind;
use crate::read::field::{Field, Flag, Int, List, Text};
use crate::read::lenient::{flag, number, some, text, texts, values};
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::value::id::mark;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// In so many sweeps in a row the same difference is repaired. Where that does not help, it is left as it is.
const NIGHTS: i64 = 3;

snapshot! {
    /// How a range differs, see [`super::comparison`], and what the host knows of it.
    Differing {
        /// `orders`, `products` or `contacts`.
        kind / "type": Text,
        /// The store's text of the range.
        store / "store": Text,
        /// Ids that the backend lacks or has otherwise, by rising id.
        send / "send": List<Text>,
        /// What only the backend has.
        surplus / "surplus": List<Surplus>,
        /// Whether deletions are synced (S8).
        deletions / "deletions": Flag,
        /// How the range differed in the sweep before, as [`Found`]; missing where it did not.
        print / "print": Text,
        /// In how many sweeps in a row it was that.
        nights / "nights": Int,
    }
}
snapshot! {
    /// An object that only the backend has.
    Surplus {
        /// Its id.
        id / "id": Text,
        /// Whether it is no longer in the store at all, not even in the trash.
        gone / "gone": Flag,
        /// Whether it is left out, since it is from when the store was a copy of itself (U2).
        on_copy / "onCopy": Flag,
    }
}
/// What becomes of a difference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// Ids of what is sent again.
    pub send: Vec<String>,
    /// How many objects stay as they are, for sending them has not helped.
    pub left: usize,
    /// What the next sweep has to know of it; null where there is nothing to send.
    pub found: Option<Found>,
}

/// How a range differed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Tells this difference from others.
    pub print: String,
    /// In how many sweeps in a row it was this, as far as that matters.
    pub nights: i64,
}

/// Says what is sent again.
pub(crate) fn decide(differing: Differing, reader: &mut Reader) -> Option<Repair> {
    let kind = Kind::read(differing.kind, reader);
    let store = reader.value("store", differing.store, "a text", Need::Required);
    let (kind, Text(store)) = (kind?, store?);
    let mut send = texts(differing.send);
    let surplus = told_of(kind, differing.surplus, flag(differing.deletions));
    if send.is_empty() && surplus.is_empty() {
        return Some(Repair::default());
    }
    let print = mark(&[&described(&store, &send, &surplus)]);
    let nights = match text(differing.print) == print {
        true => number(differing.nights) + 1,
        false => 1,
    };
    send.extend(surplus);
    let mut left = 0;
    if nights > NIGHTS {
        left = send.len();
        send.clear();
    }
    Some(Repair {
        send,
        left,
        found: Some(Found {
            print,
            nights: nights.min(NIGHTS),
        }),
    })
}

/// Ids of what only the backend has, as far as there is something to say of it.
#[inline(never)]
fn told_of(kind: Kind, surplus: Field<List<Surplus>>, deletions: bool) -> Vec<String> {
    let is_told_of = |surplus: &Surplus| match kind {
        Kind::Products => true,
        _ if surplus.gone == Field::Value(Flag(true)) => deletions,
        Kind::Orders => surplus.on_copy != Field::Value(Flag(true)),
        Kind::Contacts => false,
    };
    let mut told_of = Vec::new();
    for surplus in values(surplus) {
        if is_told_of(&surplus) {
            told_of.extend(some(surplus.id));
        }
    }
    told_of
}

/// What differs, in one text: the store's lines of what it has, by rising id as `send` is, and the ids of what it has not.
#[inline(never)]
fn described(store: &str, send: &[String], surplus: &[String]) -> String {
    let mut text = String::new();
    let mut ids = send.iter().peekable();
    let mut line = first(store);
    while !line.is_none() {
        if ids.next_if(|id| *id == line.id).is_some() {
            text.push_str(line.line);
            text.push('\n');
        }
        line = first(line.rest);
    }
    for id in surplus {
        text.push_str(id);
        text.push(',');
    }
    text
}
