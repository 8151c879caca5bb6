//! Reconciliation: how the store and the backend find out cheaply where they differ.
//!
//! The store cuts its objects into ranges of ids and writes every object of a range as a line; the digest of a range is
//! the first 16 hexadecimal digits of SHA-256 over its text. It sends ranges with their digests. The backend writes its
//! own lines for each range and answers, for those whose digest is another, with their text; the store compares the two
//! texts and sends again, as records, what the backend lacks or has otherwise.
//!
//! A line is `ID|STATE|AMOUNT|SECONDS|FINGERPRINT` and a line feed:
//!
//! | type | objects | `STATE` | `AMOUNT` | `SECONDS` |
//! |---|---|---|---|---|
//! | `orders` | all but drafts and trash | WooCommerce's status | total in minor units | last change |
//! | `products` | published, with a price above zero | `publish` | lowest price in minor units | last change |
//! | `contacts` | users who are customers or subscribers | e-mail address in lower case, the account's or else the billing address' | 0 | last change; 0 where unknown |
//!
//! `FINGERPRINT` is the store's own: a digest of the rows that the object's record is made of, such as lines, stock, terms
//! and images, and of the settings it derives from. It goes with the record, empty where there is none; the backend keeps
//! it and says it again. So whatever changed beside the shop's hooks is seen, and the backend needs no rule of its own.
//!
//! Why these: a few SQL queries a page read them without loading an object, and the backend has them in its records. The
//! last change alone would do for what went through WooCommerce and was missed by a hook, or came back from a backup; the
//! state, the amount and the fingerprint are there for what was changed by direct SQL, which leaves that date alone.
//!
//! Why the text and not a hash comes out of here: hashes are what PHP's and Rust's libraries are good at, and the core's
//! integers in PHP are not.
//!
//! The backend leaves out of its lines what it has marked unavailable, and orders in the trash. What was deleted in the
//! store stays at the backend (S8): it is named as surplus, and [`super::repair`] decides what follows.

use crate::mapping::order_status::{TRASH, is_draft};
use crate::mapping::product::PUBLISHED;
use crate::read::field::{Field, Int, List, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::value::decimal::Decimal;
use crate::value::email;
use crate::value::id::push_int;
use crate::value::money::Currency;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// How many objects a range holds: enough that a large store is asked about in a few hundred ranges, few enough that the
/// text of one that differs is small.
const RANGE: usize = 500;

snapshot! {
    /// Some of the store's objects.
    Page {
        /// `orders`, `products` or `contacts`.
        kind / "type": Text,
        /// The first id that these rows speak for.
        from / "from": Int,
        /// The last id that these rows speak for.
        to / "to": Int,
        /// All there are from `from` to `to`, by rising id.
        rows / "rows": List<Row>,
    }
}
snapshot! {
    /// One object, as SQL knows it.
    Row {
        /// Its id.
        id / "id": Int,
        /// For orders the status without `wc-`, for products the post status, for contacts the account's e-mail address.
        state / "state": Text,
        /// For orders the total, for products the lowest price; a decimal.
        amount / "amount": Text,
        /// ISO 4217 code.
        currency / "currency": Text,
        /// When it was last changed, seconds since 1970 UTC.
        modified_at / "modifiedAt": Int,
        /// Of the rows that its record is made of.
        fingerprint / "fingerprint": Text,
    }
}

/// The ranges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// Without gaps from the first id to the last.
    pub ranges: Vec<Range>,
}

/// One range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The first id.
    pub from: i64,
    /// The last id.
    pub to: i64,
    /// How many objects.
    pub count: u32,
    /// What the digest is of.
    pub text: String,
}

/// The types that can be compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Orders,
    Products,
    Contacts,
}

impl Kind {
    /// Of a call's field `type`.
    pub(super) fn read(kind: Field<Text>, reader: &mut Reader) -> Option<Self> {
        match reader.text("type", kind, Need::Required)?.as_str() {
            "orders" => Some(Self::Orders),
            "products" => Some(Self::Products),
            "contacts" => Some(Self::Contacts),
            _ => {
                let message = "This must be orders, products or contacts.";
                reader.report("type", IssueCode::ChoiceInvalid, message, true);
                None
            }
        }
    }
}

/// Cuts rows into ranges. The ends belong to them, so that what only the backend has, in a gap, is seen too. Rows that
/// have a fault count as they are: they will differ, and be looked at with all their fields.
pub(crate) fn cut(page: Page, reader: &mut Reader) -> Option<Inventory> {
    let kind = Kind::read(page.kind, reader)?;
    let from = reader.int("from", page.from, Need::Required);
    let to = reader.int("to", page.to, Need::Required);
    let rows = reader.list("rows", page.rows, Need::Required);
    if reader.is_fatal() {
        return None;
    }
    let (from, to) = (from?, to?);
    let mut ranges = Vec::with_capacity(rows.len() / RANGE + 1);
    let mut range = Range {
        from,
        to,
        count: 0,
        text: String::new(),
    };
    for row in rows {
        let Field::Value(row) = row else { continue };
        let Field::Value(Int(id)) = row.id else {
            continue;
        };
        if range.count as usize == RANGE {
            range.to = id - 1;
            ranges.push(range);
            range = Range {
                from: id,
                to,
                count: 0,
                text: String::new(),
            };
        }
        if push_line(&mut range.text, kind, id, row) {
            range.count += 1;
        }
    }
    ranges.push(range);
    Some(Inventory { ranges })
}

/// Writes an object's line, if it has one.
fn push_line(text: &mut String, kind: Kind, id: i64, row: Row) -> bool {
    let state = match row.state {
        Field::Value(Text(state)) => state,
        _ => String::new(),
    };
    let fingerprint = match row.fingerprint {
        Field::Value(Text(fingerprint)) => fingerprint,
        _ => String::new(),
    };
    let amount = match kind {
        Kind::Contacts => Some(0),
        _ => minor(row.amount, row.currency),
    };
    let state = match kind {
        Kind::Contacts => email::parse(state).unwrap_or_default(),
        _ => state,
    };
    let counts = match kind {
        Kind::Orders => !is_draft(&state) && state != TRASH,
        Kind::Products => state == PUBLISHED && amount.is_some_and(|amount| amount > 0),
        // Without an address there is no contact.
        Kind::Contacts => !state.is_empty(),
    };
    if counts {
        let modified_at = match row.modified_at {
            Field::Value(Int(seconds)) => seconds,
            _ => 0,
        };
        let line = Stated {
            id,
            state: &state,
            amount_cents: amount.unwrap_or(0),
            modified_at,
            fingerprint: &fingerprint,
        };
        line.push_to(text);
    }
    counts
}

/// What the line of one object states.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    /// Its id.
    pub id: i64,
    /// See the table above.
    pub state: &'a str,
    /// See the table above.
    pub amount_cents: i64,
    /// Seconds since 1970 UTC; 0 where unknown.
    pub modified_at: i64,
    /// Empty where there is none.
    pub fingerprint: &'a str,
}

impl Stated<'_> {
    /// Appends the line: the rule that both sides share.
    pub fn push_to(&self, text: &mut String) {
        push_int(text, self.id);
        text.push('|');
        text.push_str(self.state);
        text.push('|');
        push_int(text, self.amount_cents);
        text.push('|');
        push_int(text, self.modified_at);
        text.push('|');
        text.push_str(self.fingerprint);
        text.push('\n');
    }
}

/// An amount in minor units; none where there is none.
fn minor(amount: Field<Text>, currency: Field<Text>) -> Option<i64> {
    match (amount, currency) {
        (Field::Value(Text(amount)), Field::Value(Text(currency))) => {
            let exponent = Currency::parse(currency)?.exponent;
            Decimal::parse(&amount).ok()?.minor(exponent).ok()
        }
        _ => None,
    }
}
