//! Reading decimals and amounts of money.

use crate::read::field::{Field, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::scalars::is_missing;
use crate::value::MAX_INT;
use crate::value::decimal::{Decimal, Fault};

impl Reader<'_> {
    /// A decimal; a blank text is a missing one.
    #[inline(never)]
    pub(crate) fn decimal(
        &mut self,
        name: &'static str,
        field: &Field<Text>,
        need: Need,
    ) -> Option<Decimal> {
        let short = match field {
            Field::Value(Text(text)) => Decimal::parse_short(text),
            Field::Missing | Field::Wrong => None,
        };
        short.or_else(|| self.long_decimal(name, field, need))
    }

    /// A decimal of any length, or none. Apart, for nearly all are short.
    #[cold]
    #[inline(never)]
    fn long_decimal(
        &mut self,
        name: &'static str,
        field: &Field<Text>,
        need: Need,
    ) -> Option<Decimal> {
        let text = self.text(name, field.clone(), need)?;
        self.sound(name, Decimal::parse(&text), need)
    }

    /// An amount in minor units of a currency with this exponent.
    pub(crate) fn cents(
        &mut self,
        name: &'static str,
        field: Field<Text>,
        exponent: u32,
        need: Need,
    ) -> Option<i64> {
        let decimal = self.decimal(name, &field, need)?;
        self.sound(name, decimal.minor(exponent), need)
    }

    /// A decimal in an order: 0 where there is none, as WooCommerce reads it; none where it is no number, which is
    /// reported (S13).
    #[inline(always)]
    pub(crate) fn number(&mut self, name: &'static str, field: &Field<Text>) -> Option<Decimal> {
        let short = match field {
            Field::Value(Text(text)) => Decimal::parse_short(text),
            Field::Missing | Field::Wrong => None,
        };
        short.or_else(|| self.long_number(name, field))
    }

    #[cold]
    #[inline(never)]
    fn long_number(&mut self, name: &'static str, field: &Field<Text>) -> Option<Decimal> {
        if is_missing(field) {
            return Some(Decimal::ZERO);
        }
        self.long_decimal(name, field, Need::Optional)
    }

    /// The same in minor units of a currency with this exponent; none where that is not known.
    pub(crate) fn amount(
        &mut self,
        name: &'static str,
        field: &Field<Text>,
        exponent: Option<u32>,
    ) -> Option<i64> {
        let number = self.number(name, field);
        self.cents_of(name, number, exponent)
    }

    /// A decimal in minor units of a currency, as far as both are known.
    pub(crate) fn cents_of(
        &mut self,
        name: &'static str,
        decimal: Option<Decimal>,
        exponent: Option<u32>,
    ) -> Option<i64> {
        self.sound(name, decimal?.minor(exponent?), Need::Optional)
    }

    /// The sum of two decimals in minor units of a currency, rounded once where it can be written exactly.
    pub(crate) fn cents_of_both(
        &mut self,
        name: &'static str,
        left: Option<Decimal>,
        right: Option<Decimal>,
        exponent: Option<u32>,
    ) -> Option<i64> {
        if let Some(sum) = left?.plus(right?) {
            return self.cents_of(name, Some(sum), exponent);
        }
        let both = [left, right].map(|one| self.cents_of(name, one, exponent));
        self.total(name, both.into_iter())
    }

    /// A decimal in whole units, as far as it is known.
    pub(crate) fn whole(&mut self, name: &'static str, decimal: Option<Decimal>) -> Option<i64> {
        self.cents_of(name, decimal, Some(0))
    }

    /// The sum of amounts; none where one of them is not known, or where it is too large, which is reported.
    pub(crate) fn total(
        &mut self,
        name: &'static str,
        mut amounts: impl Iterator<Item = Option<i64>>,
    ) -> Option<i64> {
        let sum = amounts.try_fold(0i64, |sum, amount| Some(sum.saturating_add(amount?)))?;
        let sum = if (-MAX_INT..=MAX_INT).contains(&sum) {
            Ok(sum)
        } else {
            Err(Fault::TooLarge)
        };
        self.sound(name, sum, Need::Optional)
    }

    /// What comes of arithmetic.
    pub(crate) fn sound<T>(
        &mut self,
        name: &'static str,
        result: Result<T, Fault>,
        need: Need,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                let (code, message) = match fault {
                    Fault::Invalid => (
                        IssueCode::AmountInvalid,
                        "This is not a decimal number such as 731.07.",
                    ),
                    Fault::TooLarge => (
                        IssueCode::AmountTooLarge,
                        "This amount is larger than can be counted exactly.",
                    ),
                };
                self.report(name, code, message, need.is_fatal());
                None
            }
        }
    }

    /// Reports an amount below zero.
    #[cold]
    pub(crate) fn negative(&mut self, name: &'static str, need: Need) {
        self.report(
            name,
            IssueCode::AmountNegative,
            "This cannot be negative.",
            need.is_fatal(),
        );
    }
}
