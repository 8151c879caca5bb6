//! The kinds of field that records have. Reading one checks it; few of the values are kept.

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use std::fmt;

/// Every host counts exactly up to here: 2^53 − 1.
const MAX: i64 = (1 << 53) - 1;

/// A text that must be good; it is kept where the name is followed by `(String)`.
macro_rules! text_field {
    ($(#[$doc:meta])* $name:ident $(($kept:ty))?, $expecting:literal, $is_good:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name $((pub $kept))?;

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;
                impl Visitor<'_> for Reader {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        let is_good: fn(&str) -> bool = $is_good;
                        if is_good(text) { Ok($name $((<$kept>::from(text)))?) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
                    }
                }
                deserializer.deserialize_str(Reader)
            }
        }
    };
}

text_field! {
    /// Any text.
    Text, "a text", |_| true
}
text_field! {
    /// An id: 1 to 400 bytes without blanks or control characters.
    Id, "an id: 1 to 400 characters without blanks", is_id
}
text_field! {
    /// A code of ISO 4217, or one that a shop made up.
    Currency, "a currency code of 3 to 10 capital letters and digits", is_currency
}
text_field! {
    /// `woocommerce`.
    Provider, "`woocommerce`", |text| text == "woocommerce"
}
text_field! {
    /// S4: `External`.
    Source, "`External`", |text| text == "External"
}
text_field! {
    /// S4: `WooCommerce`.
    SubType, "`WooCommerce`", |text| text == "WooCommerce"
}
text_field! {
    /// S4.
    OrderStatus, "`Completed`, `Cancelled` or `Pending`", |text| matches!(text, "Completed" | "Cancelled" | "Pending")
}
text_field! {
    /// What kind of product.
    ProductKind, "`simple` or `variable`", |text| matches!(text, "simple" | "variable")
}
text_field! {
    /// Whether a variant can be bought.
    StockStatus, "`in_stock`, `out_of_stock` or `on_backorder`", |text| {
        matches!(text, "in_stock" | "out_of_stock" | "on_backorder")
    }
}
text_field! {
    /// E7: whether somebody has agreed to marketing.
    Agreement, "`subscribed`, `unsubscribed`, `never` or `unknown`", |text| {
        matches!(text, "subscribed" | "unsubscribed" | "never" | "unknown")
    }
}
text_field! {
    /// Which way money moved.
    TransactionKind, "`payment` or `refund`", |text| matches!(text, "payment" | "refund")
}

text_field! {
    /// An id that is kept.
    KeptId(String), "an id: 1 to 400 characters without blanks", is_id
}
text_field! {
    /// A moment in the one format of the wire (E5).
    Moment(String), "a UTC time such as 2026-04-02T00:00:00.000Z", is_moment
}
text_field! {
    /// A lower-case e-mail address.
    Email(String), "a lower-case e-mail address", is_email
}
text_field! {
    /// A text that is kept.
    Words(String), "a text", |_| true
}

macro_rules! whole_field {
    ($(#[$doc:meta])* $name:ident, $expecting:literal, $range:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;
                impl Visitor<'_> for Reader {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_i64<E: Error>(self, value: i64) -> Result<$name, E> {
                        if $range.contains(&value) {
                            Ok($name)
                        } else {
                            Err(E::invalid_value(Unexpected::Signed(value), &self))
                        }
                    }
                    fn visit_u64<E: Error>(self, value: u64) -> Result<$name, E> {
                        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
                    }
                }
                deserializer.deserialize_i64(Reader)
            }
        }
    };
}

whole_field! {
    /// Whole minor units, of either sign.
    Cents, "a whole number", (-MAX..=MAX)
}
whole_field! {
    /// Whole minor units or a count, not negative.
    Amount, "a whole number that is not negative", (0..=MAX)
}
whole_field! {
    /// How many decimals a currency has.
    Exponent, "a whole number from 0 to 4", (0..=4)
}

/// Whether a text is `2026-04-02T00:00:00.000Z`, with each part in its range.
pub fn is_moment(text: &str) -> bool {
    let is_shaped = text.len() == 24
        && text
            .bytes()
            .zip(*b"dddd-dd-ddTdd:dd:dd.dddZ")
            .all(|(byte, pattern)| match pattern {
                b'd' => byte.is_ascii_digit(),
                other => byte == other,
            });
    let within = |from: usize, to: usize, least: u32, most: u32| {
        text.get(from..to)
            .and_then(|part| part.parse().ok())
            .is_some_and(|part: u32| (least..=most).contains(&part))
    };
    is_shaped
        && within(5, 7, 1, 12)
        && within(8, 10, 1, 31)
        && within(11, 13, 0, 23)
        && within(14, 16, 0, 59)
        && within(17, 19, 0, 59)
}

/// Whether a text is a currency code: 3 to 10 capital letters and digits, a letter first.
pub fn is_currency(text: &str) -> bool {
    (3..=10).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether a text is an id: 1 to 400 bytes without blanks or control characters.
pub fn is_id(text: &str) -> bool {
    (1..=400).contains(&text.len()) && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && text.len() <= 254
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c.is_uppercase())
}
