//! Structs of fields, read by the names of their fields.

use crate::read::field::Readable;
use alloc::boxed::Box;
use core::borrow::BorrowMut;
use core::fmt;
use serde::de::{Deserializer, Error, Visitor};

/// A struct of fields.
pub trait Snapshot: Sized {
    /// Reads the fields straight into a new place for the struct: the struct itself, or a box.
    fn read_into<'de, P, D>(deserializer: D) -> Result<P, D::Error>
    where
        P: Default + BorrowMut<Self>,
        D: Deserializer<'de>;
}

impl<T: Snapshot + Default> Readable for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_into(deserializer)
    }
}

/// Declares a struct that is read by name, key by key, and whose fields are all [`crate::read::field::Field`]s.
///
/// It differs from serde's derive where that would let hosts differ: a list is never read by position (only an empty
/// one counts, as an empty struct), and a key may come as its index in the declared order, so that a host need not
/// hand its names through.
macro_rules! snapshot {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident / $key:literal : $kind:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $crate::read::field::Field<$kind>,)+ }

        impl $crate::read::field::Readable for $name {
            fn read<'de, D: serde::de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::read::structs::Snapshot::read_into(deserializer)
            }
        }

        impl<'de> serde::de::Deserialize<'de> for $name {
            fn deserialize<D: serde::de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::read::structs::Snapshot::read_into(deserializer)
            }
        }

        impl $crate::read::structs::Snapshot for $name {
            fn read_into<'de, P, D>(deserializer: D) -> Result<P, D::Error>
            where
                P: Default + core::borrow::BorrowMut<Self>,
                D: serde::de::Deserializer<'de>,
            {
                const KEYS: &[&str] = &[$($key),+];
                struct Reader<P>(core::marker::PhantomData<P>);
                impl<'de, P: Default + core::borrow::BorrowMut<$name>> serde::de::Visitor<'de> for Reader<P> {
                    type Value = P;
                    fn expecting(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
                        f.write_str("a struct")
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<P, A::Error> {
                        let mut place = P::default();
                        let read = place.borrow_mut();
                        let mut next = map.next_key_seed($crate::read::structs::Keys(KEYS))?;
                        // Keys in declared order are read straight on: that is how PHP hands them over.
                        let mut at = 0usize;
                        $(
                            if matches!(next, Some($crate::read::structs::Key(index)) if index == at) {
                                read.$field = map.next_value()?;
                                next = map.next_key_seed($crate::read::structs::Keys(KEYS))?;
                            }
                            at += 1;
                        )+
                        debug_assert!(at == KEYS.len());
                        while let Some($crate::read::structs::Key(index)) = next {
                            let mut at = 0usize;
                            $(
                                if index == at {
                                    read.$field = map.next_value()?;
                                }
                                at += 1;
                            )+
                            if index >= at {
                                map.next_value::<serde::de::IgnoredAny>()?;
                            }
                            next = map.next_key_seed($crate::read::structs::Keys(KEYS))?;
                        }
                        Ok(place)
                    }
                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<P, A::Error> {
                        match list.next_element::<serde::de::IgnoredAny>()? {
                            None => Ok(P::default()),
                            Some(_) => Err(serde::de::Error::custom("a list, not a struct")),
                        }
                    }
                }
                deserializer.deserialize_struct(stringify!($name), KEYS, Reader(core::marker::PhantomData))
            }
        }
    };
}
pub(crate) use snapshot;

/// The index of a key in the declared order; past the end when the struct does not name it.
pub(crate) struct Key(pub usize);

/// Reads a key against the names that a struct declares.
pub(crate) struct Keys(pub &'static [&'static str]);

impl<'de> serde::de::DeserializeSeed<'de> for Keys {
    type Value = Key;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Keys {
    type Value = Key;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_u64<E: Error>(self, index: u64) -> Result<Key, E> {
        Ok(Key(usize::try_from(index).unwrap_or(usize::MAX)))
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        Ok(Key(self
            .0
            .iter()
            .position(|key| *key == name)
            .unwrap_or(usize::MAX)))
    }
    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Key, E> {
        Ok(Key(self
            .0
            .iter()
            .position(|key| key.as_bytes() == name)
            .unwrap_or(usize::MAX)))
    }
}
