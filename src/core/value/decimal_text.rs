//! Decimals as texts have them.

use crate::value::decimal::{Decimal, Fault, MAX_DIGITS};

impl Decimal {
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
