//! E5: amounts, against arithmetic in 128 bits.

use super::config;
use proptest::prelude::*;
use storewire_core::value::MAX_INT;
use storewire_core::value::decimal::{Decimal, Fault, rounded};
use storewire_core::value::money::{Currency, unit_price};

/// Digits before and after the point, with a sign.
fn decimals() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,12})?"
}

fn short_decimals() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?"
}

/// The digits without the point, and how many follow it.
fn exact(text: &str) -> (i128, u32) {
    let (whole, after) = text.split_once('.').unwrap_or((text, ""));
    (
        format!("{whole}{after}").parse().unwrap(),
        after.len() as u32,
    )
}

/// A quotient, rounded half away from zero.
fn half_away(dividend: i128, divisor: i128) -> i128 {
    let size = (2 * dividend.abs() + divisor.abs()) / (2 * divisor.abs());
    if (dividend < 0) == (divisor < 0) {
        size
    } else {
        -size
    }
}

fn in_range(value: i128) -> Result<i64, Fault> {
    if value.abs() <= i128::from(MAX_INT) {
        Ok(value as i64)
    } else {
        Err(Fault::TooLarge)
    }
}

fn minor(text: &str, exponent: u32) -> Result<i64, Fault> {
    Decimal::parse(text)?.minor(exponent)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_amount_is_rounded_half_away_from_zero(text in decimals(), exponent in 0u32..=4) {
        let (units, places) = exact(&text);
        let expected = half_away(units * 10i128.pow(exponent), 10i128.pow(places));
        prop_assert_eq!(minor(&text, exponent), in_range(expected));
    }

    #[test]
    fn minor_units_come_back_as_they_were_written(cents in -MAX_INT..=MAX_INT, exponent in 0usize..=4) {
        let size = format!("{:0width$}", cents.abs(), width = exponent + 1);
        let (whole, after) = size.split_at(size.len() - exponent);
        let text = format!("{}{whole}.{after}", if cents < 0 { "-" } else { "" });
        prop_assert_eq!(minor(&text, exponent as u32), Ok(cents));
    }

    #[test]
    fn a_sign_and_blanks_change_nothing(text in "(0|[1-9][0-9]{0,15})(\\.[0-9]{1,12})?", exponent in 0u32..=4) {
        prop_assert_eq!(minor(&format!(" +{text}\n"), exponent), minor(&text, exponent));
        prop_assert_eq!(minor(&format!("-{text}"), exponent), minor(&text, exponent).map(|cents| -cents));
    }

    #[test]
    fn a_power_of_ten_moves_the_point(digits in 0i64..1_000_000, power in 0usize..10, exponent in 0u32..=4) {
        let zeros = "0".repeat(power);
        prop_assert_eq!(minor(&format!("{digits}E+{power}"), exponent), minor(&format!("{digits}{zeros}"), exponent));
        let long = format!("{digits:0width$}", width = power + 1);
        let (whole, after) = long.split_at(long.len() - power);
        prop_assert_eq!(minor(&format!("{digits}e-{power}"), exponent), minor(&format!("{whole}.{after}"), exponent));
    }

    #[test]
    fn the_floor_is_the_next_whole_number_below(text in decimals()) {
        let (units, places) = exact(&text);
        let floor = units.div_euclid(10i128.pow(places));
        // Places beyond 18 digits are dropped, towards zero.
        if text.len() < 18 {
            prop_assert_eq!(Decimal::parse(&text).unwrap().floor(), in_range(floor));
        }
    }

    #[test]
    fn a_price_is_the_line_over_the_quantity(
        total in short_decimals(),
        tax in short_decimals(),
        quantity in "-?([1-9][0-9]{0,5}(\\.[0-9]{1,6})?|0\\.[0-9]{0,5}[1-9])",
        exponent in 0u32..=4,
    ) {
        let ((t, tp), (x, xp), (q, qp)) = (exact(&total), exact(&tax), exact(&quantity));
        let line = t * 10i128.pow(6 - tp) + x * 10i128.pow(6 - xp);
        let expected = half_away(line * 10i128.pow(exponent + qp), q * 10i128.pow(6));
        let read = |text: &String| Decimal::parse(text).unwrap();
        prop_assert_eq!(unit_price(read(&total), read(&tax), read(&quantity), exponent), in_range(expected));
    }

    #[test]
    fn a_price_of_any_digits_is_a_price_or_too_large(total in decimals(), tax in decimals(), quantity in decimals(), exponent in 0u32..=4) {
        let read = |text: &String| Decimal::parse(text).unwrap();
        if let Ok(price) = unit_price(read(&total), read(&tax), read(&quantity), exponent) {
            prop_assert!(price.abs() <= MAX_INT);
        }
    }

    #[test]
    fn a_quotient_is_rounded_half_away_from_zero(dividend: i64, divisor: i64) {
        prop_assume!(divisor != 0 && !(dividend == i64::MIN && divisor == -1));
        prop_assert_eq!(i128::from(rounded(dividend, divisor)), half_away(dividend.into(), divisor.into()));
    }

    #[test]
    fn whatever_is_read_as_a_decimal_is_one(text in "[-+0-9.eE ]{0,12}|\\PC{0,12}") {
        let number = text.trim_ascii().parse::<f64>().is_ok_and(|_| text.bytes().any(|byte| byte.is_ascii_digit()));
        prop_assert_eq!(Decimal::parse(&text) != Err(Fault::Invalid), number);
    }

    #[test]
    fn f24_a_currency_is_three_to_ten_letters_and_digits(text in "\\PC{0,5}|[a-zA-Z]{3}|[a-zA-Z0-9]{0,12}") {
        let currency = Currency::parse(text.clone());
        let code = text.trim_ascii();
        let legal = code.bytes().all(|byte| byte.is_ascii_alphanumeric()) && code.starts_with(|first: char| first.is_ascii_alphabetic());
        prop_assert_eq!(currency.is_some(), (3..=10).contains(&code.len()) && legal);
        if let Some(currency) = currency {
            prop_assert_eq!(Currency::parse(currency.code.clone()), Some(currency));
        }
    }
}
