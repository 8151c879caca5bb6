//! Money, from decimal texts to whole minor units, without floats (E5).
//!
//! A decimal is kept as its digits and the number of places after the point, exactly as the store wrote it; only the
//! last step rounds, half away from zero, as WooCommerce's own `NumberUtil::round` does.

use crate::value::MAX_INT;
use alloc::string::String;

/// Digits are kept up to here; places after the point that no longer fit are dropped. At least one place more than any
/// currency has is always kept for amounts within ±(2^53 − 1) minor units, and rounding half away from zero looks at no more.
const MAX_DIGITS: i64 = 900_000_000_000_000_000;

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

/// A currency: an ISO 4217 code, or one that a shop made up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Currency {
    /// 3 to 10 upper-case letters and digits, a letter first.
    pub code: String,
    /// How many decimals its minor unit has.
    pub exponent: u32,
}

impl Currency {
    /// Reads a code of up to ten letters and digits, which is what WooCommerce has room for. Codes that ISO 4217 does not
    /// list, or lists without a minor unit, count as having two decimals: shops do invent currencies, such as IRHT for a
    /// thousand tomans, and WooCommerce's default is two. The shop's own decimals say how prices are shown, may change any
    /// day, and an order may be in another currency; the exponent stands beside every amount.
    pub fn parse(text: String) -> Option<Self> {
        let code = match text.as_bytes() {
            [b'A'..=b'Z', b'A'..=b'Z', b'A'..=b'Z'] => text,
            _ => text.trim_ascii().to_ascii_uppercase(),
        };
        match *code.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z', c @ b'A'..=b'Z'] => {
                let exponent = exponent([a, b, c]);
                Some(Self { code, exponent })
            }
            [b'A'..=b'Z', _, _, ..]
                if code.len() <= 10 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                Some(Self { code, exponent: 2 })
            }
            _ => None,
        }
    }
}

/// The decimals of a currency's minor unit: every code of ISO 4217 (list one, 2024) that has not two.
fn exponent(code: [u8; 3]) -> u32 {
    match &code {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
        | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        b"CLF" | b"UYW" => 4,
        _ => 2,
    }
}

/// A decimal number: `units / 10^places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    units: i64,
    places: u32,
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

    /// Reads `731.07`, `-0.5`, `.5`, `5.`; blanks around it are dropped. `1.0E-6` is read too: that is how PHP writes the
    /// tiny rest that its floats leave in a tax.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if let Some(decimal) = Self::parse_short(text) {
            return Ok(decimal);
        }
        let text = text.trim_ascii().as_bytes();
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let mut units = 0i64;
        let mut places = 0u32;
        let mut point = false;
        let mut empty = true;
        let mut large = false;
        for (at, byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    empty = false;
                    if units <= MAX_DIGITS {
                        units = units * 10 + i64::from(*byte - b'0');
                        places += u32::from(point);
                    } else {
                        large |= !point;
                    }
                }
                b'.' if !point => point = true,
                b'e' | b'E' if !empty && !large => {
                    let power = power(digits.get(at + 1..).unwrap_or_default())?;
                    return Self { units, places }
                        .shifted(power)
                        .map(|decimal| decimal.signed(negative));
                }
                _ => return Err(Fault::Invalid),
            }
        }
        match (empty, large) {
            (true, _) => Err(Fault::Invalid),
            (_, true) => Err(Fault::TooLarge),
            _ => Ok(Self { units, places }.signed(negative)),
        }
    }

    /// Reads at most nine letters, digits and a point: nearly every amount there is, and nothing can overflow 32 bits.
    #[inline(always)]
    pub(crate) fn parse_short(text: &str) -> Option<Self> {
        if text.len() > 9 {
            return None;
        }
        let (whole, rest) = digits(0, text.as_bytes());
        let (units, fraction) = match rest {
            [b'.', fraction @ ..] if text.len() > 1 => {
                let (units, rest) = digits(whole, fraction);
                (rest.is_empty().then_some(units)?, fraction)
            }
            [] if !text.is_empty() => (whole, rest),
            _ => return None,
        };
        Some(Self {
            units: units.into(),
            places: fraction.len() as u32,
        })
    }

    fn signed(self, negative: bool) -> Self {
        Self {
            units: if negative { -self.units } else { self.units },
            places: self.places,
        }
    }

    /// Times ten to a power.
    fn shifted(self, power: i32) -> Result<Self, Fault> {
        if power < 0 {
            let places = self.places + power.unsigned_abs();
            if places < 19 {
                return Ok(Self {
                    units: self.units,
                    places,
                });
            }
            // Less than 10^18 units over 10^19 and more is nothing in any currency.
            return Ok(Self::ZERO);
        }
        let gained = power.unsigned_abs();
        if gained <= self.places {
            return Ok(Self {
                units: self.units,
                places: self.places - gained,
            });
        }
        match self.raised(gained - self.places) {
            Some(units) => Ok(Self { units, places: 0 }),
            None => Err(Fault::TooLarge),
        }
    }

    /// The units with this many zeros more, where they fit.
    fn raised(self, zeros: u32) -> Option<i64> {
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
    fn short(self) -> Self {
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

/// The price of one unit (E2): what a line cost, with its tax where prices include tax, divided by the quantity, rounded
/// once, half away from zero. Without a quantity it is what the line cost.
pub fn unit_price(
    total: Decimal,
    tax: Decimal,
    quantity: Decimal,
    exponent: u32,
) -> Result<i64, Fault> {
    let quantity = quantity.short();
    let line = match total.plus(tax) {
        Some(sum) => sum,
        None => Decimal {
            units: total.minor(exponent)? + tax.minor(exponent)?,
            places: exponent,
        },
    };
    if quantity == Decimal::ONE || quantity.is_zero() {
        return line.minor(exponent);
    }
    // line / quantity = (line.units · 10^zeros) / (quantity.units · 10^-zeros)
    let zeros = (exponent + quantity.places).cast_signed() - line.places.cast_signed();
    let price = if zeros >= 0 {
        match line.raised(zeros.unsigned_abs()) {
            Some(dividend) => rounded(dividend, quantity.units),
            None => long_division(line.units, zeros.unsigned_abs(), quantity.units)?,
        }
    } else {
        // A divisor that does not fit leaves less than one minor unit.
        quantity
            .raised(zeros.unsigned_abs())
            .map_or(0, |divisor| rounded(line.units, divisor))
    };
    if (-MAX_INT..=MAX_INT).contains(&price) {
        Ok(price)
    } else {
        Err(Fault::TooLarge)
    }
}

/// `dividend · 10^zeros / divisor`, digit by digit, for dividends that would not fit.
#[cold]
fn long_division(dividend: i64, zeros: u32, divisor: i64) -> Result<i64, Fault> {
    if divisor.abs() > i64::MAX / 10 {
        return Err(Fault::TooLarge);
    }
    let mut quotient = dividend.checked_div(divisor).ok_or(Fault::Invalid)?;
    let mut rest = dividend - quotient * divisor;
    for zero in 1..=zeros {
        if !(-MAX_INT..=MAX_INT).contains(&quotient) {
            return Err(Fault::TooLarge);
        }
        rest *= 10;
        // The last digit is rounded, the others are not.
        let digit = if zero == zeros {
            rounded(rest, divisor)
        } else {
            rest / divisor
        };
        rest -= digit * divisor;
        quotient = quotient * 10 + digit;
    }
    Ok(quotient)
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

/// Goes on with a number as far as there are digits; gives what follows them, too.
#[inline(always)]
fn digits(mut number: u32, mut text: &[u8]) -> (u32, &[u8]) {
    while let [digit @ b'0'..=b'9', rest @ ..] = text {
        number = number * 10 + u32::from(*digit - b'0');
        text = rest;
    }
    (number, text)
}

/// The power of ten in `1.0E-6`; what lies beyond ±999 is beyond every currency.
fn power(text: &[u8]) -> Result<i32, Fault> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(Fault::Invalid);
    }
    let mut power = 0i32;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(Fault::Invalid);
        }
        power = (power * 10 + i32::from(*digit - b'0')).min(999);
    }
    Ok(if negative { -power } else { power })
}
