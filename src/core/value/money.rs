//! Money, in whole minor units of a currency, without floats (E5).

use crate::value::MAX_INT;
use crate::value::decimal::{Decimal, Fault, rounded};
use alloc::string::String;

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
