//! Reads JavaScript values.
//!
//! | JavaScript | read as |
//! |---|---|
//! | undefined, null | nothing |
//! | boolean, number, string | such (lone surrogates become U+FFFD) |
//! | `Uint8Array` | a text as bytes, repaired where it is not UTF-8 |
//! | array | list |
//! | object without a class of its own | map |
//! | anything else, and what throws when it is looked at | a kind that no field accepts |

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt::{self, Display, Formatter};
use wasm_bindgen::{JsCast, JsValue};

/// The value is of a kind that the field does not accept. The core names the field itself, so nothing is kept of what serde
/// says: putting that into words would be a third of what shoppers download.
#[derive(Debug)]
pub struct Refused;

impl Display for Refused {
    fn fmt(&self, to: &mut Formatter) -> fmt::Result {
        to.write_str("of another kind")
    }
}

impl std::error::Error for Refused {}

impl serde::de::Error for Refused {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// A value from outside.
pub struct Value(pub JsValue);

impl Value {
    /// The elements, if this is an array.
    fn list(&self) -> Option<Array> {
        // A revoked proxy throws at any question; this one can be asked safely.
        class(&self.0)?;
        Array::is_array(&self.0).then(|| self.0.clone().unchecked_into())
    }

    /// Whether this is an object that was made by `{}`, in whichever window, or by `Object.create(null)`.
    fn is_map(&self) -> bool {
        class(&self.0)
            .is_some_and(|own| own.is_null() || class(&own).is_some_and(|above| above.is_null()))
    }
}

/// The prototype; none for what is no object.
fn class(value: &JsValue) -> Option<JsValue> {
    Some(
        Reflect::get_prototype_of(value.unchecked_ref::<Object>())
            .ok()?
            .into(),
    )
}

impl<'de> Deserializer<'de> for Value {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if let Some(flag) = self.0.as_bool() {
            visitor.visit_bool(flag)
        } else if let Some(number) = self.0.as_f64() {
            visitor.visit_f64(number)
        } else if let Some(text) = self.0.as_string() {
            visitor.visit_string(text)
        } else if let Some(bytes) = self.0.dyn_ref::<Uint8Array>() {
            visitor.visit_byte_buf(bytes.to_vec())
        } else {
            Err(Refused)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.list() {
            Some(list) => visitor.visit_seq(Elements { list, next: 0 }),
            None if self.is_map()
                && Reflect::own_keys(&self.0).is_ok_and(|keys| keys.length() == 0) =>
            {
                visitor.visit_seq(Elements {
                    list: Array::new(),
                    next: 0,
                })
            }
            None => Err(Refused),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        if self.is_map() || self.list().is_some_and(|list| list.length() == 0) {
            visitor.visit_map(Fields {
                map: self.0,
                keys: keys.iter().enumerate(),
                value: None,
            })
        } else {
            Err(Refused)
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map enum identifier ignored_any
    }
}

struct Elements {
    list: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Refused> {
        if self.next >= self.list.length() {
            return Ok(None);
        }
        let value = look(&self.list, &self.next.into());
        self.next += 1;
        seed.deserialize(Value(value)).map(Some)
    }
}

/// The fields of a struct that are set. Each key is handed over as its index in the declared order.
struct Fields {
    map: JsValue,
    keys: std::iter::Enumerate<std::slice::Iter<'static, &'static str>>,
    value: Option<JsValue>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refused> {
        let Some((index, key)) = self.keys.next() else {
            return Ok(None);
        };
        self.value = Some(look(&self.map, &(*key).into()));
        seed.deserialize((index as u64).into_deserializer())
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        seed.deserialize(Value(self.value.take().unwrap_or_default()))
    }
}

/// What is at `key`; a symbol, which nothing accepts, where looking throws.
fn look(holder: &JsValue, key: &JsValue) -> JsValue {
    Reflect::get(holder, key).unwrap_or_else(|_| JsValue::symbol(None))
}
