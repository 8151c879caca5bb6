//! How fields are read, and how numbers are written into ids.

use super::config;
use proptest::prelude::*;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, F64Deserializer, I64Deserializer, U64Deserializer};
use storewire_core::read::field::{Int, Readable};
use storewire_core::value::{MAX_INT, id};

fn from_float(value: f64) -> Option<i64> {
    let deserializer: F64Deserializer<Error> = value.into_deserializer();
    Int::read(deserializer).ok().map(|int| int.0)
}

#[track_caller]
fn reads_a_float_as_arithmetic_does(value: f64) {
    let whole = value.trunc() == value && value.abs() <= MAX_INT as f64;
    assert_eq!(from_float(value), whole.then_some(value as i64), "{value}");
}

#[test]
fn floats_at_the_edges() {
    for value in [
        0.0,
        -0.0,
        0.5,
        1.0,
        -1.0,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ] {
        reads_a_float_as_arithmetic_does(value);
    }
    for power in 0..64 {
        for value in [
            2f64.powi(power),
            2f64.powi(power) - 1.0,
            2f64.powi(power) + 1.0,
            2f64.powi(-power),
        ] {
            reads_a_float_as_arithmetic_does(value);
            reads_a_float_as_arithmetic_does(-value);
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_float_counts_as_an_integer_when_it_is_whole(bits: u64, small in -1_000_000i32..1_000_000) {
        reads_a_float_as_arithmetic_does(f64::from_bits(bits));
        reads_a_float_as_arithmetic_does(f64::from(small));
        reads_a_float_as_arithmetic_does(f64::from(small) / 4.0);
    }

    #[test]
    fn an_integer_lies_within_what_every_host_can_count(signed: i64, unsigned: u64) {
        let deserializer: I64Deserializer<Error> = signed.into_deserializer();
        prop_assert_eq!(Int::read(deserializer).is_ok(), signed.abs_diff(0) <= MAX_INT as u64);
        let deserializer: U64Deserializer<Error> = unsigned.into_deserializer();
        prop_assert_eq!(Int::read(deserializer).is_ok(), unsigned <= MAX_INT as u64);
    }

    #[test]
    fn a_number_in_an_id_is_decimal(value: i64, small in -100_000i64..100_000, digits in 0u32..19) {
        for value in [value, small, 10i64.pow(digits), 10i64.pow(digits) - 1, -(10i64.pow(digits)), i64::MIN, i64::MAX] {
            let mut text = String::from("n");
            id::push_int(&mut text, value);
            prop_assert_eq!(text, format!("n{value}"));
        }
    }

    #[test]
    fn an_id_joins_without_ambiguity(text in "[a-zA-Z0-9_-]{1,64}|\\PC{0,70}") {
        prop_assert_eq!(id::is_id(&text), !text.is_empty() && text.len() <= 64
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    }
}
