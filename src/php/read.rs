//! Reads PHP values, row by row.
//!
//! A row is the fields of one struct in declared order, or the elements of one list, as the host lays them into memory:
//! two words for each, and behind them the bytes of its texts, each between quotes. The first word of a text is its
//! length, the second one where it is. Of anything else the first word is 2^31 + `kind` + 8 · `rest`:
//!
//! | kind | rest | second word |
//! |---|---|---|
//! | 0 nothing | 0 | |
//! | 1 boolean | | 0 or 1 |
//! | 2 integer, of at most 60 bits with its sign | its high bits | its low 32 bits |
//! | 3 text that is not UTF-8 | its length | where it is |
//! | 4 list | how many elements | its value number |
//! | 5 map that is no list | | its value number |
//! | 6 anything else | | |

use crate::error::Failed;
use crate::{host, memory};
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

const NOTHING: u32 = 0;
const BOOLEAN: u32 = 1;
const INTEGER: u32 = 2;
const BYTES: u32 = 3;
const LIST: u32 = 4;
const MAP: u32 = 5;

/// The first words of whatever is no text begin here.
const NO_TEXT: u32 = 1 << 31;

/// Two words of a row.
#[repr(C)]
#[derive(Clone, Copy)]
struct Entry {
    first: u32,
    second: u32,
}

impl Entry {
    #[inline(always)]
    fn is_nothing(self) -> bool {
        self.first == NO_TEXT | NOTHING
    }
    #[inline(always)]
    fn kind(self) -> Option<u32> {
        (self.first >= NO_TEXT).then_some(self.first & 7)
    }
    #[inline(always)]
    fn rest(self) -> u32 {
        self.first << 1 >> 4
    }
}

/// A value: where its entry is.
#[derive(Clone, Copy)]
pub struct Value(*const Entry);

/// The call: whatever the host holds as value number 0, taken for a map.
pub fn root() -> Value {
    static ROOT: Entry = Entry {
        first: NO_TEXT | MAP,
        second: 0,
    };
    Value(&raw const ROOT)
}

/// What is left of a row.
struct Row {
    next: *const Entry,
    left: usize,
}

impl Row {
    /// Has the host write the row of a list of so many elements, if there are any.
    fn of_list(value: u32, count: usize) -> Row {
        Row {
            next: if count == 0 {
                ptr::null()
            } else {
                open(value, ptr::null(), 0)
            },
            left: count,
        }
    }

    /// Has the host write the row of a struct with these keys.
    #[inline(always)]
    fn of_struct(value: u32, keys: &'static [&'static str]) -> Row {
        Row {
            next: open(value, keys.as_ptr().cast(), keys.len()),
            left: keys.len(),
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let value = Value(self.next);
        // SAFETY: this is at most the row's end.
        self.next = unsafe { self.next.add(1) };
        Some(value)
    }
}

#[inline(never)]
fn open(value: u32, keys: *const u8, count: usize) -> *const Entry {
    ptr::with_exposed_provenance(memory::fill(|at, room| {
        host::open(value, keys, count, at, room)
    }))
}

impl Value {
    #[inline(always)]
    fn entry(self) -> Entry {
        // SAFETY: values are only made of entries, which stay where they are until the next call.
        unsafe { self.0.read() }
    }

    /// Takes over bytes of a row, where they are.
    ///
    /// # Safety
    /// They must be bytes of a row, and nobody else's.
    #[inline(always)]
    unsafe fn take(at: u32, length: u32) -> Vec<u8> {
        let length = length as usize;
        // SAFETY: a row's memory came from this module's allocator, which need not know where a block began, and
        // which never uses memory again within a call. The caller sees to the rest.
        unsafe {
            Vec::from_raw_parts(
                ptr::with_exposed_provenance_mut(at as usize),
                length,
                length,
            )
        }
    }

    /// Whatever is no text.
    #[inline(never)]
    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        let entry = self.entry();
        match entry.kind() {
            Some(NOTHING) => visitor.visit_unit(),
            Some(BOOLEAN) => visitor.visit_bool(entry.second != 0),
            Some(INTEGER) => {
                let high = (entry.first << 1).cast_signed() >> 4;
                visitor.visit_i64(i64::from(high) << 32 | i64::from(entry.second))
            }
            Some(BYTES) => {
                // SAFETY: those are the text's bytes; each value is read once.
                visitor.visit_byte_buf(unsafe { Self::take(entry.second, entry.rest()) })
            }
            _ => Err(Failed),
        }
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Failed;

    // Inlined, for most values of a call are texts, and handing one through memory costs more than all the rest.
    #[inline(always)]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        let entry = self.entry();
        if entry.first < NO_TEXT {
            // SAFETY: the host has checked that it is UTF-8; each value is read once.
            let text =
                unsafe { String::from_utf8_unchecked(Self::take(entry.second, entry.first)) };
            visitor.visit_string(text)
        } else {
            self.visit(visitor)
        }
    }

    #[inline(always)]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        if self.entry().is_nothing() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    // A function for each list and each struct, not one for all.
    #[inline(never)]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        let entry = self.entry();
        match entry.kind() {
            Some(LIST) => visitor.visit_seq(Row::of_list(entry.second, entry.rest() as usize)),
            _ => Err(Failed),
        }
    }

    #[inline(never)]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failed> {
        let entry = self.entry();
        match entry.kind() {
            Some(LIST) if entry.rest() > 0 => Err(Failed),
            Some(LIST | MAP) => visitor.visit_map(Fields {
                row: Row::of_struct(entry.second, keys),
                count: keys.len(),
            }),
            _ => Err(Failed),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Row {
    type Error = Failed;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failed> {
        self.next().map(|value| seed.deserialize(value)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// A struct's row. Each key is handed over as its index, which the compiler knows.
struct Fields {
    row: Row,
    count: usize,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Failed;

    #[inline(always)]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failed> {
        if self.row.left == 0 {
            return Ok(None);
        }
        seed.deserialize(Key(self.count - self.row.left)).map(Some)
    }

    #[inline(always)]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failed> {
        seed.deserialize(self.row.next().ok_or(Failed)?)
    }

    // As serde has it, but inlined: only the value is handed on, and the row stays in locals.
    #[inline(always)]
    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Failed> {
        V::deserialize(self.row.next().ok_or(Failed)?)
    }
}

/// A key by its index.
struct Key(usize);

impl<'de> Deserializer<'de> for Key {
    type Error = Failed;

    #[inline(always)]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        visitor.visit_u64(self.0 as u64)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
