//! The core as this process runs it.

use crate::Host;
use crate::value::Value;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use storewire_core::call::{self, Call};

/// The core without WebAssembly.
pub struct Native;

impl Host for Native {
    fn name(&self) -> String {
        "native".into()
    }

    fn answer_all(&mut self, calls: &[Value]) -> Vec<String> {
        let answer = |call: &Value| {
            let call = Call::deserialize(Read(call)).unwrap_or_default();
            serde_json::to_string(&call::answer(call)).expect("an answer is always JSON")
        };
        calls.iter().map(answer).collect()
    }
}

/// Reads a value.
#[derive(Clone, Copy)]
struct Read<'a>(&'a Value);

impl<'a> IntoDeserializer<'a> for Read<'a> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Read<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => visitor.visit_borrowed_str(text),
                Err(_) => visitor.visit_borrowed_bytes(bytes),
            },
            Value::List(values) => visitor.visit_seq(SeqDeserializer::new(values.iter().map(Read))),
            Value::Map(pairs) => visitor.visit_map(MapDeserializer::new(
                pairs.iter().map(|(key, value)| (key.as_str(), Read(value))),
            )),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
