//! Moments: whole milliseconds since 1970 UTC, written as ISO 8601 with milliseconds and `Z` (E5).
//!
//! The calendar is the proleptic Gregorian one, without leap seconds, as in PHP, JavaScript and SQL. The arithmetic
//! counts in eras of 400 years that start on 1 March (Howard Hinnant, "chrono-compatible low-level date algorithms").

use core::str;
use serde::ser::{Serialize, Serializer};

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

    /// Whole seconds since 1970 UTC.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Milliseconds since 1970 UTC.
    pub fn millis(self) -> i64 {
        self.seconds * 1000 + i64::from(self.millis)
    }

    /// `2026-04-02T00:00:00.000Z`, four letters at a time: that is how the PHP host's memory is laid out.
    fn write(self, text: &mut Text) -> &str {
        let since = self.seconds - FIRST;
        let days = (since / 86_400) as u32;
        let second = (since - i64::from(days) * 86_400) as u32;
        let (year, month, day) = civil(days + 306);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let words = [
            two(year / 100) | two(year % 100) << 16,
            u32::from_le_bytes(*b"-\0\0-") | two(month) << 8,
            u32::from_le_bytes(*b"\0\0T\0") | two(day) | two(hour) << 24,
            u32::from_le_bytes(*b"\0:\0\0") | two(hour) >> 8 | two(minute) << 16,
            u32::from_le_bytes(*b":\0\0.") | two(second) << 8,
            u32::from_le_bytes([0, 0, b'0', b'Z'])
                | two(self.millis / 10)
                | (self.millis % 10) << 16,
        ];
        for (place, word) in text.0.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        str::from_utf8(&text.0).unwrap_or_default()
    }
}

/// Room for a moment.
#[repr(align(4))]
struct Text([u8; 24]);

/// Two digits, the tens first.
fn two(value: u32) -> u32 {
    let tens = value / 10;
    (value - tens * 10) << 8 | tens | u32::from_le_bytes(*b"00\0\0")
}

/// Year, month and day, from days since 0000-03-01.
fn civil(days: u32) -> (u32, u32, u32) {
    let era = days / DAYS_PER_ERA;
    let day_of_era = days % DAYS_PER_ERA;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year_of_era;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
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
        serializer.serialize_str(self.write(&mut Text([0; 24])))
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
    let mut clock = parts.next()?.split(':');
    let (hour, minute, second) = (
        number(clock.next()?, 2)?,
        number(clock.next()?, 2)?,
        number(clock.next()?, 2)?,
    );
    let sound = parts.next() == Some("GMT")
        && parts.next().is_none()
        && clock.next().is_none()
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60
        && year > 0;
    sound.then(|| {
        i64::from(days(year, month, day)) * 86_400 + i64::from(hour * 3600 + minute * 60 + second)
    })
}

/// A number of exactly this many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
        text.bytes()
            .fold(0u32, |number, byte| number * 10 + u32::from(byte - b'0'))
    })
}
