//! Texts that are written piece by piece: to put them together first is dear in PHP.

use crate::value::id::{Stamp, push_int};
use alloc::string::String;
use serde::ser::{Serialize, SerializeTupleStruct, Serializer};

/// The name of a tuple struct that a serializer gets instead of a text, where it says that it writes nothing
/// human-readable: the text is what the elements come to, one after the other. They are whole numbers, texts in which JSON
/// escapes nothing, and unit variants, which stand for their names.
pub const NAME: &str = "Joined";

/// A piece that is always the same.
pub(crate) struct Literal(pub(crate) &'static str);

impl Serialize for Literal {
    #[inline(always)]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit_variant(NAME, 0, self.0)
    }
}

/// Writes an id: what it begins with, an object's id or an e-mail address, and what follows.
#[inline(always)]
pub(crate) fn id<S: Serializer>(
    serializer: S,
    kind: &[&'static str],
    object: &str,
    stamp: Option<&Stamp>,
) -> Result<S::Ok, S::Error> {
    let seconds = stamp.and_then(|stamp| stamp.seconds);
    if serializer.is_human_readable() {
        let mut text = String::new();
        kind.iter().for_each(|piece| text.push_str(piece));
        text.push_str(object);
        if let Some(stamp) = stamp {
            text.push(':');
            text.push_str(&stamp.revision);
        }
        if let Some(seconds) = seconds {
            text.push(':');
            push_int(&mut text, seconds);
        }
        return serializer.serialize_str(&text);
    }
    let mut pieces = serializer.serialize_tuple_struct(NAME, kind.len() + 5)?;
    for piece in kind {
        pieces.serialize_field(&Literal(piece))?;
    }
    pieces.serialize_field(object)?;
    if let Some(stamp) = stamp {
        pieces.serialize_field(&Literal(":"))?;
        pieces.serialize_field(stamp.revision.as_str())?;
    }
    if let Some(seconds) = seconds {
        pieces.serialize_field(&Literal(":"))?;
        pieces.serialize_field(&seconds)?;
    }
    pieces.end()
}
