//! How values are written for people.

use maud::{Markup, html};
use serde_json::Value;

/// A text field; empty where there is none.
pub fn text<'a>(record: &'a Value, key: &str) -> &'a str {
    record.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A number field; 0 where there is none.
pub fn number(record: &Value, key: &str) -> i64 {
    record.get(key).and_then(Value::as_i64).unwrap_or_default()
}

/// A list field; empty where there is none.
pub fn list<'a>(record: &'a Value, key: &str) -> &'a [Value] {
    record
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// An amount of a record in that record's own currency; a dash where it is not known.
pub fn money(record: &Value, key: &str) -> Markup {
    match record.get(key).and_then(Value::as_i64) {
        Some(cents) => amount(record, cents),
        None => html! { "–" },
    }
}

/// Minor units in a record's currency.
pub fn amount(record: &Value, cents: i64) -> Markup {
    let exponent = u32::try_from(number(record, "currencyExponent")).unwrap_or_default();
    html! { span.money { (decimal(cents, exponent)) " " (text(record, "currency")) } }
}

/// Minor units as a decimal with as many places as the currency has, in groups of three.
pub fn decimal(cents: i64, exponent: u32) -> String {
    let unit = 10_u64.saturating_pow(exponent.min(9));
    let (whole, rest) = (cents.unsigned_abs() / unit, cents.unsigned_abs() % unit);
    let sign = if cents < 0 { "−" } else { "" };
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match exponent.min(9) {
        0 => format!("{sign}{grouped}"),
        places => format!("{sign}{grouped}.{rest:0width$}", width = places as usize),
    }
}

/// A moment of a record, to the minute; a dash where there is none.
pub fn moment(record: &Value, key: &str) -> Markup {
    minute(text(record, key))
}

/// A moment of the wire, to the minute.
pub fn minute(whole: &str) -> Markup {
    match (whole.get(..10), whole.get(11..16)) {
        (Some(day), Some(minute)) => html! { time datetime=(whole) { (day) " " (minute) " UTC" } },
        _ => html! { "–" },
    }
}

/// A text, or a dash where there is none.
pub fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// A word that stands out; `tone` is `good`, `bad`, `wait` or `plain`.
pub fn badge(tone: &str, word: &str) -> Markup {
    html! { span class={ "badge " (tone) } { (word) } }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn e5_amounts_have_as_many_decimals_as_their_currency() {
        assert_eq!(decimal(123_456, 2), "1,234.56");
        assert_eq!(decimal(1_500, 0), "1,500");
        assert_eq!(decimal(1_500, 3), "1.500");
        assert_eq!(decimal(-5, 2), "−0.05");
        assert_eq!(decimal(0, 2), "0.00");
        assert_eq!(decimal(i64::MIN, 0), "−9,223,372,036,854,775,808");
    }
}
