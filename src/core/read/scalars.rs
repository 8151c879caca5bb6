//! Reading texts, ids, e-mail addresses, currencies, flags, whole numbers and moments.

use crate::read::field::{Field, Flag, Int, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::value::email;
use crate::value::id::is_id;
use crate::value::money::Currency;
use crate::value::time::Moment;
use alloc::string::String;

impl Reader<'_> {
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
