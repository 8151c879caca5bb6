//! A value as a host may hand it to the core.
//!
//! In files it is JSON, with two additions: `{"$bytes": "…"}` is a text given as base64 (it need not be UTF-8), and
//! `{"$float": "1.5"}` is a float. To other processes it goes in the encoding of [`Value::encode`].
//!
//! A map's keys must not be "0", "1", "2" and so on, in that order: in PHP that is a list.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// A value; maps keep their order.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Vec<u8>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A text.
    pub fn text(text: &str) -> Value {
        Value::Text(text.as_bytes().to_vec())
    }

    /// What is at a map's key.
    pub fn get(&mut self, key: &str) -> Option<&mut Value> {
        match self {
            Value::Map(pairs) => pairs
                .iter_mut()
                .find_map(|(own, value)| (own == key).then_some(value)),
            _ => None,
        }
    }

    /// Appends the value for `php/decode.php` and `browser/page.js`: a letter, then for `i` eight bytes, for `d` eight
    /// bytes (a double), for `s` the length in four bytes and the text, for `l` and `m` the count in four bytes and the
    /// elements, a map's with their keys, encoded like texts without the letter. Numbers are little-endian.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Value::Null => out.push(b'n'),
            Value::Bool(value) => out.push(if *value { b't' } else { b'f' }),
            Value::Int(value) => {
                out.push(b'i');
                out.extend(value.to_le_bytes());
            }
            Value::Float(value) => {
                out.push(b'd');
                out.extend(value.to_le_bytes());
            }
            Value::Text(bytes) => {
                out.push(b's');
                encode_bytes(bytes, out);
            }
            Value::List(values) => {
                out.push(b'l');
                encode_length(values.len(), out);
                values.iter().for_each(|value| value.encode(out));
            }
            Value::Map(pairs) => {
                out.push(b'm');
                encode_length(pairs.len(), out);
                for (key, value) in pairs {
                    encode_bytes(key.as_bytes(), out);
                    value.encode(out);
                }
            }
        }
    }
}

/// The calls as one message: their count in four bytes, then each.
pub fn encode_all(calls: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    encode_length(calls.len(), &mut out);
    calls.iter().for_each(|call| call.encode(&mut out));
    out
}

/// Takes a message of answers apart: each is its length in four bytes and the text.
pub fn decode_answers(mut message: &[u8]) -> Vec<String> {
    let mut answers = Vec::new();
    while let Some((length, rest)) = message.split_first_chunk::<4>() {
        let (answer, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
        answers.push(String::from_utf8_lossy(answer).into_owned());
        message = rest;
    }
    answers
}

fn encode_length(length: usize, out: &mut Vec<u8>) {
    out.extend(
        u32::try_from(length)
            .expect("a short message")
            .to_le_bytes(),
    );
}

fn encode_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    encode_length(bytes.len(), out);
    out.extend(bytes);
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut pairs: Vec<(String, Value)> = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        match pairs.as_slice() {
            [(key, Value::Text(text))] if key == "$bytes" => STANDARD
                .decode(text)
                .map(Value::Text)
                .map_err(A::Error::custom),
            [(key, Value::Text(text))] if key == "$float" => String::from_utf8_lossy(text)
                .parse()
                .map(Value::Float)
                .map_err(A::Error::custom),
            _ => Ok(Value::Map(pairs)),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.collect_map([("$float", value.to_string())]),
            Value::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => serializer.collect_map([("$bytes", STANDARD.encode(bytes))]),
            },
            Value::List(values) => serializer.collect_seq(values),
            Value::Map(pairs) => {
                serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}
