//! Reads PHP values, row by row.
//!
//! A row is one struct's fields, or one list's elements, as the host lays them into memory: the number of entries;
//! for each entry two words; then the bytes of its texts. The first word of an entry is `index | kind << 7 | rest << 10`.
//! Only what is set has an entry in a struct's row; in a list's row a null has one, too, and every index is 0. Entries
//! are in declared order.
//!
//! | kind | rest | second word |
//! |---|---|---|
//! | 0 null | | |
//! | 1 boolean | | 0 or 1 |
//! | 2 integer, of at most 54 bits with its sign | its high bits | its low 32 bits |
//! | 3 text | its length | where its bytes are |
//! | 4 bytes: a text that is not UTF-8, or too long for `rest` | | where its length (a word) and its bytes are |
//! | 5 list | 0 if it is empty | its value number |
//! | 6 map that is no list | | its value number |
//! | 7 anything else | | |

use crate::error::Failed;
use crate::{host, memory};
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

const NULL: u32 = 0;
const BOOLEAN: u32 = 1;
const INTEGER: u32 = 2;
const TEXT: u32 = 3;
const BYTES: u32 = 4;
const LIST: u32 = 5;
const MAP: u32 = 6;

/// How many keys a struct may have.
const MOST_KEYS: usize = 1 << 7;

/// One entry of a row.
#[repr(C)]
#[derive(Clone, Copy)]
struct Entry {
    head: u32,
    second: u32,
}

impl Entry {
    #[inline(always)]
    fn index(self) -> u32 {
        self.head & 0x7F
    }
    #[inline(always)]
    fn kind(self) -> u32 {
        self.head >> 7 & 7
    }
    #[inline(always)]
    fn rest(self) -> u32 {
        self.head >> 10
    }
}

/// A value: where its entry is.
#[derive(Clone, Copy)]
pub struct Value(*const Entry);

/// The call: whatever the host holds as value number 0, taken for a map.
pub fn root() -> Value {
    static ROOT: Entry = Entry {
        head: MAP << 7,
        second: 0,
    };
    Value(&raw const ROOT)
}

/// What is left of a row.
struct Row {
    next: *const Entry,
    end: *const Entry,
}

impl Row {
    const EMPTY: Row = Row {
        next: ptr::null(),
        end: ptr::null(),
    };

    /// Has the host write the row of a value; `keys` are empty for a list.
    fn open(value: u32, keys: &'static [&'static str]) -> Row {
        let row =
            memory::fill(|at, room| host::open(value, keys.as_ptr().cast(), keys.len(), at, room));
        // SAFETY: the row is as described above.
        unsafe {
            let next = row.add(1).cast::<Entry>();
            Row {
                next,
                end: next.add(row.read() as usize),
            }
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<Value> {
        if self.next == self.end {
            return None;
        }
        let value = Value(self.next);
        // SAFETY: this is at most the row's end.
        self.next = unsafe { self.next.add(1) };
        Some(value)
    }
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

    /// Whatever is not a text of the common sort.
    #[inline(never)]
    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        let entry = self.entry();
        match entry.kind() {
            NULL => visitor.visit_unit(),
            BOOLEAN => visitor.visit_bool(entry.second != 0),
            INTEGER => {
                let high = (entry.head >> 10 << 10).cast_signed() >> 10;
                visitor.visit_i64(i64::from(high) << 32 | i64::from(entry.second))
            }
            BYTES => {
                let length: *const u32 = ptr::with_exposed_provenance(entry.second as usize);
                // SAFETY: that is where the length is, and behind it the bytes; each value is read once.
                visitor.visit_byte_buf(unsafe {
                    Self::take(entry.second + 4, length.read_unaligned())
                })
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
        if entry.kind() == TEXT {
            // SAFETY: the host has checked that it is UTF-8; each value is read once.
            visitor.visit_string(unsafe {
                String::from_utf8_unchecked(Self::take(entry.second, entry.rest()))
            })
        } else {
            self.visit(visitor)
        }
    }

    #[inline(always)]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        if self.entry().kind() == NULL {
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
            LIST if entry.rest() == 0 => visitor.visit_seq(Row::EMPTY),
            LIST => visitor.visit_seq(Row::open(entry.second, &[])),
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
            LIST if entry.rest() == 0 => visitor.visit_map(Row::EMPTY),
            MAP if keys.len() <= MOST_KEYS => visitor.visit_map(Row::open(entry.second, keys)),
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
        Some((self.end.addr() - self.next.addr()) / size_of::<Entry>())
    }
}

/// A struct's row. Each key is handed over as its index in the declared order.
impl<'de> MapAccess<'de> for Row {
    type Error = Failed;

    #[inline(always)]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failed> {
        self.next()
            .map(|value| seed.deserialize(Key(value.entry().index())))
            .transpose()
    }

    #[inline(always)]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failed> {
        // SAFETY: serde asks for a value after its key, so that there is an entry behind us.
        seed.deserialize(Value(unsafe { self.next.sub(1) }))
    }
}

/// A key by its index.
struct Key(u32);

impl<'de> Deserializer<'de> for Key {
    type Error = Failed;

    #[inline(always)]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        visitor.visit_u64(u64::from(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
