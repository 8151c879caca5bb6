//! From untrusted fields to values: what is missing or wrong is reported where it lies, and reading goes on, so that one
//! answer names every fault.

use crate::read::field::{Field, Flag, Int, List, Text};
use crate::read::issue::{Issue, IssueCode};
use crate::value::id::{is_id, push_int};
use crate::value::money::{Currency, Decimal, Fault};
use crate::value::time::Moment;
use crate::value::{MAX_INT, email};
use alloc::string::String;
use alloc::vec::Vec;

/// How much a field matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// May be missing; where it is wrong it is left out and reported.
    Optional,
    /// Every store has it, so that it is reported where it is missing or wrong; the record goes without it (S13).
    Expected,
    /// May be missing, but where it is wrong there can be no record: money would be wrong.
    Sound,
    /// There can be no record without it.
    Required,
}

impl Need {
    /// Whether a fault forbids the record.
    fn is_fatal(self) -> bool {
        matches!(self, Self::Sound | Self::Required)
    }
}

/// Where a fault lies; written out only when there is one.
#[derive(Clone, Copy)]
struct Place<'a> {
    outer: Option<&'a Place<'a>>,
    name: &'static str,
    index: Option<usize>,
}

impl Place<'_> {
    fn push_to(&self, path: &mut String) {
        if let Some(outer) = self.outer {
            outer.push_to(path);
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(self.name);
        if let Some(index) = self.index {
            path.push('[');
            push_int(path, i64::try_from(index).unwrap_or(i64::MAX));
            path.push(']');
        }
    }
}

/// Reads the fields of one struct.
pub(crate) struct Reader<'a> {
    place: Place<'a>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Reader<'a> {
    /// For a struct at the top of a call; an empty name stands for the call's own fields.
    pub(crate) fn new(name: &'static str, issues: &'a mut Vec<Issue>) -> Self {
        Self {
            place: Place {
                outer: None,
                name,
                index: None,
            },
            issues,
        }
    }

    /// For a struct in a field.
    pub(crate) fn within(&mut self, name: &'static str) -> Reader<'_> {
        Reader {
            place: Place {
                outer: Some(&self.place),
                name,
                index: None,
            },
            issues: self.issues,
        }
    }

    /// For a struct in a list.
    pub(crate) fn element(&mut self, name: &'static str, index: usize) -> Reader<'_> {
        Reader {
            place: Place {
                outer: Some(&self.place),
                name,
                index: Some(index),
            },
            issues: self.issues,
        }
    }

    /// Reports a fault of a field.
    #[cold]
    #[inline(never)]
    pub(crate) fn report(
        &mut self,
        name: &'static str,
        code: IssueCode,
        message: &str,
        fatal: bool,
    ) {
        let mut path = String::new();
        self.place.push_to(&mut path);
        if !name.is_empty() {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        self.issues.push(Issue {
            code,
            path,
            message: String::from(message),
            fatal,
        });
    }

    /// The faults so far, for whoever goes on.
    pub(crate) fn take(&mut self) -> Vec<Issue> {
        core::mem::take(self.issues)
    }

    /// Whether a fault so far forbids the record.
    pub(crate) fn is_fatal(&self) -> bool {
        self.is_fatal_since(0)
    }

    /// How many faults there are so far.
    pub(crate) fn mark(&self) -> usize {
        self.issues.len()
    }

    /// Whether a fault since a mark is fatal.
    pub(crate) fn is_fatal_since(&self, mark: usize) -> bool {
        self.issues.iter().skip(mark).any(|issue| issue.fatal)
    }

    /// Keeps the faults since a mark from forbidding the whole record: only the part that they are in is left out. True
    /// where there is such a part.
    pub(crate) fn downgrade_since(&mut self, mark: usize) -> bool {
        let mut contained = false;
        for issue in self.issues.iter_mut().skip(mark) {
            contained |= issue.fatal;
            issue.fatal = false;
        }
        contained
    }

    /// The value of any field.
    pub(crate) fn value<T>(
        &mut self,
        name: &'static str,
        field: Field<T>,
        kind: &str,
        need: Need,
    ) -> Option<T> {
        match field {
            Field::Value(value) => Some(value),
            Field::Missing => {
                self.missing(name, need);
                None
            }
            Field::Wrong => {
                self.wrong(name, kind, need);
                None
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn wrong(&mut self, name: &'static str, kind: &str, need: Need) {
        let mut message = String::from("This must be ");
        message.push_str(kind);
        message.push('.');
        self.report(name, IssueCode::WrongKind, &message, need.is_fatal());
    }

    #[inline(always)]
    fn missing(&mut self, name: &'static str, need: Need) {
        if matches!(need, Need::Expected | Need::Required) {
            self.report_missing(name, need);
        }
    }

    #[cold]
    #[inline(never)]
    fn report_missing(&mut self, name: &'static str, need: Need) {
        self.report(
            name,
            IssueCode::Missing,
            "This is needed, but it is missing.",
            need.is_fatal(),
        );
    }

    /// A text that is not blank. It passes as it is, blanks around it included.
    ///
    /// Inlined, for handing a text on through memory costs PHP more than looking at it.
    #[inline(always)]
    pub(crate) fn text(
        &mut self,
        name: &'static str,
        field: Field<Text>,
        need: Need,
    ) -> Option<String> {
        match field {
            Field::Value(Text(text)) if !is_blank(&text) => Some(text),
            Field::Value(_) | Field::Missing => {
                self.missing(name, need);
                None
            }
            Field::Wrong => {
                self.wrong(name, "a text", need);
                None
            }
        }
    }

    /// An id.
    pub(crate) fn id(
        &mut self,
        name: &'static str,
        field: Field<Text>,
        need: Need,
    ) -> Option<String> {
        match field {
            Field::Value(Text(id)) if is_id(&id) => Some(id),
            _ => {
                self.no_id(name, field, need);
                None
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn no_id(&mut self, name: &'static str, field: Field<Text>, need: Need) {
        if self.text(name, field, need).is_some() {
            self.report(
                name,
                IssueCode::IdInvalid,
                "This is not an id: 1 to 64 letters, digits, hyphens and underscores.",
                need.is_fatal(),
            );
        }
    }

    /// An e-mail address, in lower case.
    pub(crate) fn email(
        &mut self,
        name: &'static str,
        field: Field<Text>,
        need: Need,
    ) -> Option<String> {
        let text = self.text(name, field, need)?;
        let email = email::parse(text);
        if email.is_none() {
            self.report(
                name,
                IssueCode::EmailInvalid,
                "This is not an e-mail address.",
                need.is_fatal(),
            );
        }
        email
    }

    /// A currency.
    pub(crate) fn currency(
        &mut self,
        name: &'static str,
        field: Field<Text>,
        need: Need,
    ) -> Option<Currency> {
        let text = self.text(name, field, need)?;
        let currency = Currency::parse(text);
        if currency.is_none() {
            let message = "This is not a currency code: 3 to 10 letters and digits.";
            self.report(name, IssueCode::CurrencyInvalid, message, need.is_fatal());
        }
        currency
    }

    /// Yes, or no; no where it is missing or wrong.
    pub(crate) fn flag(&mut self, name: &'static str, field: Field<Flag>) -> bool {
        self.value(name, field, "true or false", Need::Optional)
            .is_some_and(|flag| flag.0)
    }

    /// A whole number.
    pub(crate) fn int(&mut self, name: &'static str, field: Field<Int>, need: Need) -> Option<i64> {
        self.value(name, field, "a whole number", need)
            .map(|number| number.0)
    }

    /// A moment given in seconds since 1970 UTC.
    pub(crate) fn moment(
        &mut self,
        name: &'static str,
        field: Field<Int>,
        need: Need,
    ) -> Option<Moment> {
        let seconds = self.int(name, field, need)?;
        self.in_time(name, Moment::from_seconds(seconds), need)
    }

    /// A moment given in milliseconds since 1970 UTC.
    pub(crate) fn moment_in_millis(
        &mut self,
        name: &'static str,
        field: Field<Int>,
        need: Need,
    ) -> Option<Moment> {
        let millis = self.int(name, field, need)?;
        self.in_time(name, Moment::from_millis(millis), need)
    }

    fn in_time(
        &mut self,
        name: &'static str,
        moment: Option<Moment>,
        need: Need,
    ) -> Option<Moment> {
        if moment.is_none() {
            let message = "This moment lies before year 1 or after year 9999.";
            self.report(name, IssueCode::TimeInvalid, message, need.is_fatal());
        }
        moment
    }

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

    /// The elements of a list; one that is missing is an empty one.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        field: Field<List<T>>,
        need: Need,
    ) -> Vec<Field<T>> {
        self.value(name, field, "a list", need)
            .unwrap_or_default()
            .0
    }

    /// The texts of a list that are not blank.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
        field: Field<List<Text>>,
        need: Need,
    ) -> Vec<String> {
        let list = self.list(name, field, need);
        let mut texts = Vec::with_capacity(list.len());
        for (index, element) in list.into_iter().enumerate() {
            texts.extend(self.element(name, index).text("", element, Need::Optional));
        }
        texts
    }

    /// The struct of an element. Every element of a list must be there.
    pub(crate) fn element_struct<T>(&mut self, field: Field<T>) -> Option<T> {
        self.value("", field, "a map", Need::Required)
    }

    /// The struct of an element, without which the record goes where it is not there.
    pub(crate) fn element_if_sound<T>(&mut self, field: Field<T>) -> Option<T> {
        self.value("", field, "a map", Need::Expected)
    }
}

/// Whether every element of a list could be read, so that a sum over it says something.
pub(crate) fn is_whole<T>(field: &Field<List<T>>) -> bool {
    match field {
        Field::Missing => true,
        Field::Wrong => false,
        Field::Value(list) => list.0.iter().all(|field| matches!(field, Field::Value(_))),
    }
}

/// Whether there is no text, or a blank one.
pub(crate) fn is_missing(field: &Field<Text>) -> bool {
    match field {
        Field::Missing => true,
        Field::Value(Text(text)) => is_blank(text),
        Field::Wrong => false,
    }
}

/// Whether a text holds nothing but blanks and control characters.
#[inline(always)]
pub(crate) fn is_blank(text: &str) -> bool {
    // Nearly every text has a letter in front.
    text.bytes().next().is_none_or(|byte| byte <= b' ') && is_blank_throughout(text)
}

#[cold]
#[inline(never)]
fn is_blank_throughout(text: &str) -> bool {
    text.bytes().all(|byte| byte <= b' ')
}
