//! Back in stock, the shopper's half (K2): what a form's fields become.
//!
//! | state | when | what the shopper sees |
//! |---|---|---|
//! | `accepted` | all is well: `request` is to be kept and sent as K1 | thanks |
//! | `dropped` | a field that people do not see was filled in, so a program did it | the same thanks |
//! | `later` | too many requests of this client within the hour, or with this address within the day | try again later |
//! | `invalid` | something is to be corrected: `issues` | what, at its field |
//!
//! The browser asks before it sends, and the store asks again with what only it knows: whether the product can be had,
//! and the counts. What the browser leaves out is not judged there. Nobody learns here who is on the list: a request
//! that is there already is accepted like the first.

use crate::field::{Field, Flag, Int, Text, snapshot};
use crate::issue::{Issue, IssueCode};
use crate::reader::{Need, Reader, is_blank};
use crate::value::email;
use crate::value::id::is_none;
use crate::value::time::Moment;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// K2: so many requests of one client within an hour. A household or an office shares an address.
const CLIENT_IN_HOUR: i64 = 20;
/// K2: so many requests with one e-mail address within a day.
const EMAIL_IN_DAY: i64 = 20;
/// The most characters of a title that a backend takes.
const TITLE: usize = 500;

snapshot! {
    /// What a shopper typed, and what the host knows.
    Form {
        /// When the shopper asked, milliseconds since 1970 UTC.
        requested_at / "requestedAt": Int,
        /// What is waited for.
        product / "product": Box<Goods>,
        /// As typed.
        email / "email": Text,
        /// Whether the box of the consent is ticked.
        agreed / "agreed": Flag,
        /// The words next to it.
        consent / "consent": Text,
        /// The field that people do not see.
        trap / "trap": Text,
        /// Requests of this client in this hour, with this one; missing where nobody counts.
        client_in_hour / "clientInHour": Int,
        /// Requests with this e-mail address on this day, with this one; missing where nobody counts.
        email_in_day / "emailInDay": Int,
    }
}
snapshot! {
    /// A product or a variation of one.
    Goods {
        /// Product id.
        id / "id": Text,
        /// Variation id; missing or "0" for a product.
        variation_id / "variationId": Text,
        /// The product's title.
        title / "title": Text,
        /// What tells the variation from others.
        variation_title / "variationTitle": Text,
        /// WooCommerce type of the product.
        kind / "type": Text,
        /// Post status; for a variation `publish` only where its product is published, too.
        status / "status": Text,
        /// `instock`, `outofstock` or `onbackorder`.
        stock_status / "stockStatus": Text,
    }
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signup {
    /// See the table above.
    pub state: State,
    /// What to keep and send; null unless accepted.
    pub request: Option<Request>,
    /// What is wrong, in words for the shopper; empty for `accepted` and `dropped`.
    pub issues: Vec<Issue>,
}

/// See [`Signup::state`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum State {
    Accepted,
    Dropped,
    Later,
    Invalid,
}

/// The body of K1, without `storeUrl`, which is the store's when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Request {
    pub email: String,
    pub provider_product_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_variant_id: Option<String>,
    pub product_title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_title: Option<String>,
    pub requested_at: Moment,
    /// Beside the published fields: what the shopper agreed to, at `requestedAt`.
    pub consent: String,
}

/// Checks a form by itself, for a host that needs nothing else of the core; none where the host left out what it knows.
pub fn check(form: Form) -> Option<Signup> {
    read(form, &mut Reader::new("", &mut Vec::new()))
}

/// Reads a form. What only a broken host leaves out is refused; all else is for the shopper to hear.
pub(crate) fn read(form: Form, read: &mut Reader) -> Option<Signup> {
    let requested_at = read.moment_in_millis("requestedAt", form.requested_at, Need::Required);
    let goods = read.value("product", form.product, "a map", Need::Required);
    let consent = read.text("consent", form.consent, Need::Required);
    let client = read.int("clientInHour", form.client_in_hour, Need::Sound);
    let email_count = read.int("emailInDay", form.email_in_day, Need::Sound);
    let (requested_at, goods, consent) = (requested_at?, *goods?, consent?);
    let mut read_goods = read.within("product");
    let id = read_goods.id("id", goods.id, Need::Required);
    let variation_id = match goods.variation_id {
        Field::Value(Text(text)) if is_none(&text) => None,
        other => read_goods.id("variationId", other, Need::Sound),
    };
    let title = read_goods.text("title", goods.title, Need::Required);
    let variation_title = read_goods.text("variationTitle", goods.variation_title, Need::Optional);
    if read.is_fatal() {
        return None;
    }
    let (provider_product_id, product_title) = (id?, cut(title?));
    // What is only odd, such as a title that is no text, is nothing for the shopper.
    read.take();
    if matches!(&form.trap, Field::Value(Text(text)) if !is_blank(text)) {
        return Some(Signup::without(State::Dropped, read));
    }
    if client > Some(CLIENT_IN_HOUR) || email_count > Some(EMAIL_IN_DAY) {
        read.report(
            "",
            IssueCode::TooMany,
            "There were too many requests. Please try again later.",
            true,
        );
        return Some(Signup::without(State::Later, read));
    }
    available(read, (&goods.kind, &goods.status, &goods.stock_status));
    let email = address(read, form.email);
    if form.agreed != Field::Value(Flag(true)) {
        read.report(
            "agreed",
            IssueCode::NotAgreed,
            "Please tick this box to agree.",
            true,
        );
    }
    if read.is_fatal() {
        return Some(Signup::without(State::Invalid, read));
    }
    Some(Signup {
        state: State::Accepted,
        request: Some(Request {
            email: email?,
            provider_product_id,
            variant_title: variation_id.as_ref().and_then(|_| variation_title.map(cut)),
            provider_variant_id: variation_id,
            product_title,
            requested_at,
            consent,
        }),
        issues: Vec::new(),
    })
}

impl Signup {
    fn without(state: State, read: &mut Reader) -> Self {
        Self {
            state,
            request: None,
            issues: read.take(),
        }
    }
}

/// Reports a product that nobody can wait for: only what is synced (S6) and cannot be bought now.
fn available(read: &mut Reader, known: (&Field<Text>, &Field<Text>, &Field<Text>)) {
    let is = |field: &Field<Text>, words: &[&str]| match field {
        Field::Missing => true,
        Field::Value(Text(text)) => words.contains(&text.as_str()),
        Field::Wrong => false,
    };
    let (kind, status, stock) = known;
    if !is(kind, &["simple", "variable"]) || !is(status, &["publish"]) {
        read.report(
            "product",
            IssueCode::NotOffered,
            "This product is no longer offered.",
            true,
        );
    } else if !is(stock, &["outofstock"]) {
        read.report(
            "product",
            IssueCode::InStock,
            "This product is in stock.",
            true,
        );
    }
}

fn address(read: &mut Reader, field: Field<Text>) -> Option<String> {
    let text = match field {
        Field::Value(Text(text)) if !is_blank(&text) => text,
        _ => {
            let message = "Please enter your e-mail address.";
            read.report("email", IssueCode::Missing, message, true);
            return None;
        }
    };
    let email = email::parse(text);
    if email.is_none() {
        let message = "Please enter an e-mail address such as name@example.com.";
        read.report("email", IssueCode::EmailInvalid, message, true);
    }
    email
}

/// The beginning of a title, as long as a backend takes it.
fn cut(title: String) -> String {
    match title.char_indices().nth(TITLE) {
        None => title,
        Some((end, _)) => title.get(..end).unwrap_or_default().into(),
    }
}
