//! Reads PHP values, row by row.
//!
//! A row is one struct's fields, or one list's elements, as the host lays them into memory: the number of entries;
//! for each entry three words, `index << 3 | kind` and two that depend on the kind; then the bytes of all its texts.
//! Only what is set has an entry in a struct's row; in a list's row a null has one, too. Entries are in declared order.
//!
//! | kind | first word | second word |
//! |---|---|---|
//! | 0 null | | |
//! | 1 boolean | 0 or 1 | |
//! | 2 integer | its low half | its high half |
//! | 3 text | where its bytes start, from the end of the entries | its length |
//! | 4 bytes: a text that is not UTF-8 | likewise | likewise |
//! | 5 list | its value number | its length |
//! | 6 map that is no list | its value number | |
//! | 7 anything else | | |

use crate::error::Failed;
use crate::host;
use alloc::string::String;
use alloc::vec::Vec;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

const NULL: u32 = 0;
const BOOLEAN: u32 = 1;
const INTEGER: u32 = 2;
const TEXT: u32 = 3;
const BYTES: u32 = 4;
const LIST: u32 = 5;
const MAP: u32 = 6;

/// One entry of a row.
#[repr(C)]
#[derive(Clone, Copy)]
struct Entry {
    head: u32,
    first: u32,
    second: u32,
}

/// A value, wherever it is.
#[derive(Clone, Copy)]
pub struct Value {
    entry: Entry,
    texts: *mut u8,
}

/// The call: whatever the host holds as value number 0, taken for a map.
pub fn root() -> Value {
    Value {
        entry: Entry {
            head: MAP,
            first: 0,
            second: 0,
        },
        texts: core::ptr::null_mut(),
    }
}

/// What is left of a row.
struct Row {
    next: *const Entry,
    left: usize,
    texts: *mut u8,
}

impl Row {
    const EMPTY: Row = Row {
        next: core::ptr::null(),
        left: 0,
        texts: core::ptr::null_mut(),
    };

    /// Has the host write the row that it prepared, `size` bytes.
    fn take(size: usize) -> Row {
        let words = Vec::with_capacity(size.div_ceil(4)).leak().as_mut_ptr();
        // SAFETY: the vector's memory is large enough for the row, and is never given back within this call. A row is
        // as the table above says.
        unsafe {
            host::take(words);
            let left = words.read() as usize;
            let next = words.add(1).cast::<Entry>();
            Row {
                next,
                left,
                texts: next.add(left).cast::<u8>(),
            }
        }
    }

    #[inline]
    fn next(&mut self) -> Option<Value> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        // SAFETY: the row has at least one more entry.
        unsafe {
            let entry = self.next.read();
            self.next = self.next.add(1);
            Some(Value {
                entry,
                texts: self.texts,
            })
        }
    }
}

impl Value {
    #[inline]
    fn kind(self) -> u32 {
        self.entry.head & 7
    }

    /// The bytes of a text, taken over from the row where they are.
    #[inline]
    fn bytes(self) -> Vec<u8> {
        let length = self.entry.second as usize;
        // SAFETY: the row's memory came from this module's allocator, which neither needs to know where a block began
        // nor uses its memory again within the call; and no other vector takes these bytes, for each is read once.
        unsafe { Vec::from_raw_parts(self.texts.add(self.entry.first as usize), length, length) }
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Failed;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        match self.kind() {
            NULL => visitor.visit_unit(),
            BOOLEAN => visitor.visit_bool(self.entry.first != 0),
            INTEGER => visitor.visit_i64(
                (u64::from(self.entry.second) << 32 | u64::from(self.entry.first)).cast_signed(),
            ),
            // SAFETY: the host has checked that a text is UTF-8; others come as bytes.
            TEXT => visitor.visit_string(unsafe { String::from_utf8_unchecked(self.bytes()) }),
            BYTES => visitor.visit_byte_buf(self.bytes()),
            _ => Err(Failed),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        if self.kind() == NULL {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        match self.kind() {
            LIST if self.entry.second == 0 => visitor.visit_seq(Row::EMPTY),
            LIST => visitor.visit_seq(Row::take(host::open_list(self.entry.first))),
            _ => Err(Failed),
        }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failed> {
        match self.kind() {
            LIST if self.entry.second == 0 => visitor.visit_map(Fields {
                row: Row::EMPTY,
                value: None,
            }),
            MAP => {
                let row = Row::take(host::open_map(self.entry.first, keys));
                visitor.visit_map(Fields { row, value: None })
            }
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

/// A struct's row. Each key is handed over as its index in the declared order.
struct Fields {
    row: Row,
    value: Option<Value>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Failed;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failed> {
        self.value = self.row.next();
        self.value
            .map(|value| seed.deserialize(Key(value.entry.head >> 3)))
            .transpose()
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failed> {
        seed.deserialize(self.value.ok_or(Failed)?)
    }
}

/// A key by its index.
struct Key(u32);

impl<'de> Deserializer<'de> for Key {
    type Error = Failed;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failed> {
        visitor.visit_u64(u64::from(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
