//! Whole numbers as JSON Schema counts them: `5.0` is one, too.

use serde::de::{Deserialize, Deserializer, Error};
use std::ops::RangeInclusive;

/// Every host counts exactly up to here: 2^53 − 1.
const MAX: i64 = (1 << 53) - 1;

/// A whole number of either sign.
pub fn signed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    within(deserializer, -MAX..=MAX)
}

/// A whole number that is not negative.
pub fn non_negative<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    within(deserializer, 0..=MAX)
}

fn within<'de, D: Deserializer<'de>>(
    deserializer: D,
    range: RangeInclusive<i64>,
) -> Result<i64, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    let whole = number.as_f64().filter(|value| value.fract() == 0.0);
    number
        .as_i64()
        .or(whole.map(|value| value as i64))
        .filter(|value| range.contains(value))
        .ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            D::Error::custom(format!("expected a whole number from {least} to {most}"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> (Option<i64>, Option<i64>) {
        let mut reader = serde_json::Deserializer::from_str(json);
        let signed = signed(&mut reader).ok();
        let mut reader = serde_json::Deserializer::from_str(json);
        (signed, non_negative(&mut reader).ok())
    }

    #[test]
    fn c9_a_whole_number_may_be_written_with_a_fraction() {
        assert_eq!(read("7.0"), (Some(7), Some(7)));
        assert_eq!(read("-4128.0"), (Some(-4128), None));
        assert_eq!(read("7e2"), (Some(700), Some(700)));
        assert_eq!(read("9007199254740991"), (Some(MAX), Some(MAX)));
        for bad in ["7.5", "9007199254740992", "1e300", "\"7\"", "null", "true"] {
            assert_eq!(read(bad), (None, None), "{bad}");
        }
    }
}
