//! Reading what a host hands over, without ever failing.
//!
//! A plugin in the store may have put anything anywhere. So each field of a snapshot is a value, missing, or of the
//! wrong kind; reading keeps that, and the mapping reports it with its path. A host's `Deserializer` works on values in
//! memory (never on a stream), so a value of the wrong kind can be left where it is.
//!
//! What counts as what, in every host:
//! - null is missing;
//! - a text is a string; bytes that are not UTF-8 are repaired to U+FFFD;
//! - an integer lies within ±(2^53 − 1); a float counts as an integer when it is whole (JavaScript cannot tell `1.0` from `1`);
//! - an empty list is an empty struct, and an empty map is an empty list (PHP cannot tell them apart);
//! - keys that no struct names are ignored.

use crate::value::MAX_INT;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One field of a snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Field<T> {
    /// Not there, or null.
    #[default]
    Missing,
    /// There, but of another kind than declared.
    Wrong,
    /// There.
    Value(T),
}

/// What a [`Field`] can hold. Not serde's own trait, for a struct in a box is to be read where it stays.
pub trait Readable: Sized {
    /// Reads a value that is there.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<'de, T: Readable> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Readable> Visitor<'de> for Reader<T> {
            type Value = Field<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_none<E: Error>(self) -> Result<Field<T>, E> {
                Ok(Field::Missing)
            }
            fn visit_unit<E: Error>(self) -> Result<Field<T>, E> {
                Ok(Field::Missing)
            }
            fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Field<T>, D::Error> {
                Ok(T::read(value).map_or(Field::Wrong, Field::Value))
            }
        }
        deserializer.deserialize_option(Reader(PhantomData))
    }
}

/// A text, always valid UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Readable for Text {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Text, E> {
                Ok(Text(text))
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(String::from_utf8_lossy(bytes).into_owned()))
            }
            fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Text, E> {
                Ok(Text(String::from_utf8(bytes).unwrap_or_else(|error| {
                    String::from_utf8_lossy(error.as_bytes()).into_owned()
                })))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A whole number within ±(2^53 − 1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Int(pub i64);

impl Readable for Int {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Int;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a whole number")
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Int, E> {
                if (-MAX_INT..=MAX_INT).contains(&value) {
                    Ok(Int(value))
                } else {
                    Err(E::custom("too large"))
                }
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Int, E> {
                self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Int, E> {
                match whole(value.to_bits()) {
                    Some(whole) => self.visit_i64(whole),
                    None => Err(E::custom("not whole")),
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The whole number that a float's bits stand for, where they stand for one within ±2^54. In integers only, for the
/// core holds no float operation.
fn whole(bits: u64) -> Option<i64> {
    let exponent = (bits >> 52 & 0x7ff).cast_signed() - 1075;
    let digits = (bits & 0xf_ffff_ffff_ffff | 0x10_0000_0000_0000).cast_signed();
    let size = match exponent {
        _ if bits << 1 == 0 => 0,
        0 | 1 => digits << exponent,
        -52..0 if digits.trailing_zeros() >= exponent.unsigned_abs() as u32 => digits >> -exponent,
        _ => return None,
    };
    Some(if bits >> 63 == 0 { size } else { -size })
}

/// A yes or no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flag(pub bool);

impl Readable for Flag {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Flag;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("true or false")
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Flag, E> {
                Ok(Flag(value))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A list; each element may be missing (null) or of the wrong kind, like any field.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T>(pub Vec<Field<T>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Readable> Readable for List<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Readable> Visitor<'de> for Reader<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
                let mut elements = Vec::with_capacity(list.size_hint().unwrap_or(0));
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(List(elements))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
                match map.next_key::<IgnoredAny>()? {
                    None => Ok(List::default()),
                    Some(_) => Err(A::Error::custom("a map, not a list")),
                }
            }
        }
        deserializer.deserialize_seq(Reader(PhantomData))
    }
}
