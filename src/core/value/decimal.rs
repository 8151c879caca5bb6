//! Decimals, from texts to whole minor units, without floats (E5).
//!
//! A decimal is kept as its digits and the number of places after the point, exactly as the store wrote it; only the
//! last step rounds, half away from zero, as WooCommerce's own `NumberUtil::round` does.

use crate::value::MAX_INT;

/// Digits are kept up to here; places after the point that no longer fit are dropped. At least one place more than any
/// currency has is always kept for amounts within ±(2^53 − 1) minor units, and rounding half away from zero looks at no more.
pub(super) const MAX_DIGITS: i64 = 900_000_000_000_000_000;

#[allow(clippy::indexing_slicing)] // at compile time
const POWERS: [i64; 19] = {
    let mut powers = [1i64; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// How many times over each power of ten fits: the largest factor that does not overflow.
#[allow(clippy::indexing_slicing)] // at compile time
const ROOM: [i64; 19] = {
    let mut room = [i64::MAX; 19];
    let mut at = 1;
    while at < 19 {
        room[at] = i64::MAX / POWERS[at];
        at += 1;
    }
    room
};

/// What is wrong with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not a decimal number.
    Invalid,
    /// Beyond ±(2^53 − 1) minor units.
    TooLarge,
}

/// A decimal number: `units / 10^places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub(super) units: i64,
    pub(super) places: u32,
}

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self {
        units: 0,
        places: 0,
    };
    /// One.
    pub const ONE: Self = Self {
        units: 1,
        places: 0,
    };

    /// The units with this many zeros more, where they fit.
    pub(super) fn raised(self, zeros: u32) -> Option<i64> {
        if self.units == 0 {
            return Some(0);
        }
        let room = *ROOM.get(zeros as usize)?;
        let factor = *POWERS.get(zeros as usize)?;
        (-room..=room)
            .contains(&self.units)
            .then(|| self.units * factor)
    }

    /// In minor units of a currency with this exponent, rounded half away from zero.
    pub fn minor(self, exponent: u32) -> Result<i64, Fault> {
        let minor = if self.places == exponent {
            self.units
        } else if self.places < exponent {
            self.raised(exponent - self.places).ok_or(Fault::TooLarge)?
        } else {
            let divisor = POWERS
                .get((self.places - exponent) as usize)
                .copied()
                .unwrap_or(i64::MAX);
            rounded(self.units, divisor)
        };
        if (-MAX_INT..=MAX_INT).contains(&minor) {
            Ok(minor)
        } else {
            Err(Fault::TooLarge)
        }
    }

    /// The largest whole number that is not above it.
    pub fn floor(self) -> Result<i64, Fault> {
        let whole = match POWERS.get(self.places as usize) {
            Some(divisor) => self.units.div_euclid(*divisor),
            None => -i64::from(self.units < 0),
        };
        if (-MAX_INT..=MAX_INT).contains(&whole) {
            Ok(whole)
        } else {
            Err(Fault::TooLarge)
        }
    }

    /// Whether nothing but zeros follows the point.
    pub fn is_whole(self) -> bool {
        self.places == 0
            || POWERS
                .get(self.places as usize)
                .is_some_and(|divisor| self.units % divisor == 0)
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Whether it is below 0.
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        /// Not inlined, or PHP would work it out for every amount, though only those of refunds are asked for it.
        #[inline(never)]
        fn size(units: i64) -> i64 {
            units.abs()
        }
        Self {
            units: size(self.units),
            places: self.places,
        }
    }

    /// With one digit less where it has so many that ten times as much would not fit.
    pub(super) fn short(self) -> Self {
        if self.places > 0 && self.units.unsigned_abs() > MAX_DIGITS.unsigned_abs() {
            return Self {
                units: self.units / 10,
                places: self.places - 1,
            };
        }
        self
    }

    /// The sum, where it can be written exactly.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return Some(self);
        }
        let places = self.places.max(other.places);
        let left = self.raised(places - self.places)?;
        let right = other.raised(places - other.places)?;
        Some(Self {
            units: left.checked_add(right)?,
            places,
        })
    }
}

/// A quotient, rounded half away from zero; the dividend itself where the divisor is 0.
pub fn rounded(dividend: i64, divisor: i64) -> i64 {
    let Some(quotient) = dividend.checked_div(divisor) else {
        return dividend;
    };
    let rest = dividend
        .wrapping_sub(quotient.wrapping_mul(divisor))
        .unsigned_abs();
    if rest < divisor.unsigned_abs() - rest {
        quotient
    } else if (dividend < 0) == (divisor < 0) {
        quotient + 1
    } else {
        quotient - 1
    }
}
