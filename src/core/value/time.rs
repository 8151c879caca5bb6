//! Moments: whole milliseconds since 1970 UTC, written as ISO 8601 with milliseconds and `Z` (E5).
//!
//! The calendar is the proleptic Gregorian one, without leap seconds, as in PHP, JavaScript and SQL. The arithmetic
//! counts in eras of 400 years that start on 1 March (Howard Hinnant, "chrono-compatible low-level date algorithms").

use crate::value::joined::{self, Literal};
use alloc::string::String;
use serde::ser::{Serialize, SerializeTupleStruct, Serializer};

/// 0001-01-01T00:00:00Z, in seconds.
const FIRST: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z, in seconds.
const LAST: i64 = 253_402_300_799;
/// 1970-01-01, in days since 0000-03-01.
const EPOCH: i32 = 719_468;
const DAYS_PER_ERA: u32 = 146_097;

/// A moment from year 1 to year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    seconds: i64,
    millis: u32,
}

impl Moment {
    /// 1970-01-01T00:00:00.000Z.
    pub const EPOCH: Self = Self {
        seconds: 0,
        millis: 0,
    };

    /// From seconds since 1970 UTC; none outside of years 1 to 9999.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        (FIRST..=LAST)
            .contains(&seconds)
            .then_some(Self { seconds, millis: 0 })
    }

    /// From milliseconds since 1970 UTC; none outside of years 1 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        let moment = Self::from_seconds(millis.div_euclid(1000))?;
        Some(Self {
            millis: u32::try_from(millis.rem_euclid(1000)).unwrap_or(0),
            ..moment
        })
    }

    /// Reads a moment as the protocol writes it: `2026-04-02T00:00:00.000Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let (time, fraction) = time.split_once('.')?;
        let mut parts = date.split('-');
        let year = number(parts.next()?, 4)?;
        let month = number(parts.next()?, 2)?;
        let day = number(parts.next()?, 2)?;
        let sound = parts.next().is_none()
            && year > 0
            && (1..=12).contains(&month)
            && (1..=31).contains(&day);
        sound.then_some(())?;
        let seconds = i64::from(days(year, month, day)) * 86_400 + i64::from(time_of_day(time)?);
        Some(Self {
            millis: number(fraction, 3)?,
            ..Self::from_seconds(seconds)?
        })
    }

    /// Whole seconds since 1970 UTC.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Milliseconds since 1970 UTC.
    pub fn millis(self) -> i64 {
        self.seconds * 1000 + i64::from(self.millis)
    }

    /// Year, month, day, hour, minute, second and millisecond.
    fn parts(self) -> [u32; 7] {
        let since = self.seconds - FIRST;
        let days = (since / 86_400) as u32;
        let second = (since - i64::from(days) * 86_400) as u32;
        let (year, month, day) = civil(days + 306);
        let minute = second / 60;
        let hour = minute / 60;
        [
            year,
            month,
            day,
            hour,
            minute - hour * 60,
            second - minute * 60,
            self.millis,
        ]
    }
}

/// `2026-04-02T00:00:00.000Z`, from the parts of a moment.
fn written(parts: [u32; 7]) -> String {
    let mut text = String::with_capacity(24);
    for ((separator, width), part) in FORM.iter().zip(parts) {
        text.push_str(separator);
        for digit in (0..*width).rev() {
            text.push(char::from(b'0' + (part / 10u32.pow(digit) % 10) as u8));
        }
    }
    text.push('Z');
    text
}

/// What stands before each part of a moment, and how many digits the part has.
const FORM: [(&str, u32); 7] = [
    ("", 4),
    ("-", 2),
    ("-", 2),
    ("T", 2),
    (":", 2),
    (":", 2),
    (".", 3),
];

/// Year, month and day, from days since 0000-03-01.
fn civil(days: u32) -> (u32, u32, u32) {
    // Divisions are dear in PHP: some of them are products here (Neri and Schneider, "Euclidean affine functions and
    // their application to calendar algorithms").
    let quarters = 4 * days + 3;
    let century = quarters / DAYS_PER_ERA;
    let day_of_century = quarters % DAYS_PER_ERA / 4;
    let years = 2_939_745 * u64::from(4 * day_of_century + 3);
    let year = 100 * century + (years >> 32) as u32;
    let day_of_year = years as u32 / 2_939_745 / 4;
    let months = 2141 * day_of_year + 197_913;
    let (month, day) = (months >> 16, (months & 0xffff) / 2141 + 1);
    if month > 12 {
        (year + 1, month - 12, day)
    } else {
        (year, month, day)
    }
}

/// Days since 1970-01-01 of a date.
fn days(year: u32, month: u32, day: u32) -> i32 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year.saturating_sub(1), month + 9)
    };
    let year_of_era = year % 400;
    let day_of_era =
        365 * year_of_era + year_of_era / 4 - year_of_era / 100 + (153 * month + 2) / 5 + day - 1;
    (year / 400 * DAYS_PER_ERA + day_of_era).cast_signed() - EPOCH
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.parts();
        if serializer.is_human_readable() {
            return serializer.serialize_str(&written(parts));
        }
        let mut pieces = serializer.serialize_tuple_struct(joined::NAME, 3 * FORM.len() + 1)?;
        for ((separator, width), part) in FORM.into_iter().zip(parts) {
            if !separator.is_empty() {
                pieces.serialize_field(&Literal(separator))?;
            }
            for (digits, power) in [(4, 1000), (3, 100), (2, 10)] {
                if digits <= width && part < power {
                    pieces.serialize_field(&Literal("0"))?;
                }
            }
            pieces.serialize_field(&part)?;
        }
        pieces.serialize_field(&Literal("Z"))?;
        pieces.end()
    }
}

/// Reads an HTTP date of today's form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7), as seconds since 1970. The two
/// obsolete forms are not read: whoever sends one gets our own schedule.
pub fn parse_http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.trim_ascii().split_once(", ")?;
    let mut parts = date.split(' ');
    let day = number(parts.next()?, 2)?;
    let name = parts.next()?;
    let month = MONTHS
        .iter()
        .zip(1u32..)
        .find(|(month, _)| **month == name)?
        .1;
    let year = number(parts.next()?, 4)?;
    let seconds = time_of_day(parts.next()?)?;
    let sound = parts.next() == Some("GMT")
        && parts.next().is_none()
        && (1..=31).contains(&day)
        && year > 0;
    sound.then(|| i64::from(days(year, month, day)) * 86_400 + i64::from(seconds))
}

/// Seconds since midnight of `08:49:37`; a leap second may be there.
fn time_of_day(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = number(parts.next()?, 2)?;
    let sound = parts.next().is_none() && hour < 24 && minute < 60 && second <= 60;
    sound.then_some(hour * 3600 + minute * 60 + second)
}

/// A number of exactly this many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
        text.bytes()
            .fold(0u32, |number, byte| number * 10 + u32::from(byte - b'0'))
    })
}
