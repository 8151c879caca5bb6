//! How the store's objects of a range differ from the backend's: their texts, see [`crate::backend::inventory`], compared.

use crate::read::field::Text;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

snapshot! {
    /// The texts of one range.
    Texts {
        /// The store's.
        store / "store": Text,
        /// The backend's.
        backend / "backend": Text,
    }
}

/// How two texts differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Ids that the backend lacks or has otherwise: to be sent again.
    pub send: Vec<String>,
    /// Ids that only the backend has.
    pub surplus: Vec<String>,
}

/// Compares the texts of one range, both by rising id.
pub(crate) fn compare(texts: Texts, reader: &mut Reader) -> Option<Difference> {
    // A range without objects has a text without lines.
    let store = reader.value("store", texts.store, "a text", Need::Required);
    let backend = reader.value("backend", texts.backend, "a text", Need::Required);
    let (Text(store), Text(backend)) = (store?, backend?);
    let mut difference = Difference::default();
    let (mut ours, mut theirs) = (first(&store), first(&backend));
    while !ours.is_none() || !theirs.is_none() {
        let (our, their) = (ours.number, theirs.number);
        if our <= their && ours.line != theirs.line {
            difference.send.push(String::from(ours.id));
        }
        if their < our {
            difference.surplus.push(String::from(theirs.id));
        }
        if our <= their {
            ours = first(ours.rest);
        }
        if their <= our {
            theirs = first(theirs.rest);
        }
    }
    Some(difference)
}

/// The first line of a text.
pub(super) struct Line<'a> {
    pub(super) line: &'a str,
    /// The id that it begins with.
    pub(super) id: &'a str,
    /// The same as a number; the largest that there is where no line is left.
    number: i64,
    pub(super) rest: &'a str,
}

impl Line<'_> {
    pub(super) fn is_none(&self) -> bool {
        self.number == i64::MAX
    }
}

pub(super) fn first(text: &str) -> Line<'_> {
    let mut number = 0i64;
    let mut id_ends = None;
    let mut ends = text.len();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => {
                ends = at;
                break;
            }
            b'0'..=b'9' if id_ends.is_none() => {
                number = number.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'));
            }
            _ => id_ends = id_ends.or(Some(at)),
        }
    }
    let part = |from, to| text.get(from..to).unwrap_or_default();
    Line {
        line: part(0, ends),
        id: part(0, id_ends.unwrap_or(ends)),
        number: if text.is_empty() { i64::MAX } else { number },
        rest: part((ends + 1).min(text.len()), text.len()),
    }
}
