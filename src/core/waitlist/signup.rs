//! Back in stock, the shopper's half (K2): what a form's fields become.
//!
//! | state | when | what the shopper sees |
//! |---|---|---|
//! | `accepted` | all is well: `request` is to be kept and sent as K1 | thanks |
//! | `confirm` | the owner wants shoppers to confirm: a mail with a link is to be sent, and nothing kept | look into your inbox |
//! | `dropped` | a field that people do not see was filled in, so a program did it | the same thanks |
//! | `invalid` | something is to be corrected: `issues` | what, at its field |
//! | `expired` | a week has gone by between the request and its confirmation | ask again |
//!
//! A form is asked about when it is sent, and with `confirmedAt` when its link is opened; by then the product may be
//! back, which is `invalid` like at first.
//!
//! The browser asks before it sends, and the store asks again with what only it knows: whether the product can be had,
//! and who asks. What the browser leaves out is not judged there. Nobody learns here who is on the list: a request
//! that is there already is accepted like the first.
//!
//! With a `visitor`, the answer has `limits` (see [`crate::visitor::limit`]): whatever the state, what is over one of them is
//! `later`, try again later; or `mailed` where the mail for the same was sent within the hour: look into your inbox.

use crate::mapping::product::{PUBLISHED, TYPES};
use crate::read::field::{Field, Flag, Int, Text};
use crate::read::issue::{Issue, IssueCode};
use crate::read::reader::{Need, Reader};
use crate::read::scalars::is_blank;
use crate::read::snapshot;
use crate::value::email;
use crate::value::id::is_none;
use crate::value::time::Moment;
use crate::visitor::limit::{Count, DAY, HOUR, Over};
use crate::visitor::{Limit, Visitor};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem::take;
use serde::Serialize;

/// K2: so many requests of one client within an hour. A household or an office shares an address.
const CLIENT_IN_HOUR: i64 = 20;
/// K2: so many requests with one e-mail address within a day.
const EMAIL_IN_DAY: i64 = 20;
/// So many mails with a link for one address and product within an hour: whoever waits for one may ask again, and nobody
/// fills another's inbox.
const MAILS_IN_HOUR: i64 = 1;
/// How long the link in a mail is good, in milliseconds: a week.
const LINK_LASTS: i64 = 7 * 24 * 60 * 60 * 1000;
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
        /// Whether the owner wants shoppers to confirm by a link in a mail (double opt-in).
        confirms / "confirms": Flag,
        /// When the shopper confirmed, or would now, milliseconds since 1970 UTC; missing while nobody was asked to.
        confirmed_at / "confirmedAt": Int,
        /// Who asks; missing where nobody counts.
        visitor / "visitor": Box<Visitor>,
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
#[serde(rename_all = "camelCase")]
pub struct Signup {
    /// See the table above.
    pub state: State,
    /// What to keep and send once it is accepted; null unless `accepted` or `confirm`.
    pub request: Option<Request>,
    /// Until when the link is good; only for `confirm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Moment>,
    /// What is wrong, in words for the shopper; empty where nothing is.
    pub issues: Vec<Issue>,
    /// What is to be counted before the rest of this is done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
}

/// See [`Signup::state`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum State {
    Accepted,
    Confirm,
    Dropped,
    Invalid,
    Expired,
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
    /// Beside them, too: when the shopper confirmed, where the owner wants that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Moment>,
}

/// Checks a form by itself, for a host that needs nothing else of the core, and does not know who the visitor is; none where
/// the host left out what it knows.
pub fn check(form: Form) -> Option<Signup> {
    judge(form, &mut Reader::new("", &mut Vec::new()))
}

/// Reads a form, and says what is to be counted of who asks.
pub(crate) fn read(mut form: Form, reader: &mut Reader) -> Option<Signup> {
    let visitor = take(&mut form.visitor);
    let mut signup = judge(form, reader)?;
    if let Some(visitor) = reader.value("visitor", visitor, "a map", Need::Sound) {
        signup.limits = limits(&signup, &visitor);
    }
    (!reader.is_fatal()).then_some(signup)
}

/// Judges a form. What only a broken host leaves out is refused; all else is for the shopper to hear.
fn judge(form: Form, reader: &mut Reader) -> Option<Signup> {
    let requested_at = reader.moment_in_millis("requestedAt", form.requested_at, Need::Required);
    let goods = reader.value("product", form.product, "a map", Need::Required);
    let consent = reader.text("consent", form.consent, Need::Required);
    let confirms = reader.value("confirms", form.confirms, "true or false", Need::Sound);
    let confirmed_at = reader.moment_in_millis("confirmedAt", form.confirmed_at, Need::Sound);
    let (requested_at, goods, consent) = (requested_at?, *goods?, consent?);
    let mut goods_reader = reader.within("product");
    let id = goods_reader.id("id", goods.id, Need::Required);
    let variation_id = match goods.variation_id {
        Field::Value(Text(text)) if is_none(&text) => None,
        other => goods_reader.id("variationId", other, Need::Sound),
    };
    let title = goods_reader.text("title", goods.title, Need::Required);
    let variation_title =
        goods_reader.text("variationTitle", goods.variation_title, Need::Optional);
    if reader.is_fatal() {
        return None;
    }
    let (provider_product_id, product_title) = (id?, cut(title?));
    // What is only odd, such as a title that is no text, is nothing for the shopper.
    reader.take();
    if matches!(&form.trap, Field::Value(Text(text)) if !is_blank(text)) {
        return Some(Signup::without(State::Dropped, reader));
    }
    let expires_at = Moment::from_millis(requested_at.millis().saturating_add(LINK_LASTS));
    if confirmed_at > expires_at {
        let message = "This link has expired. Please ask again.";
        reader.report("", IssueCode::Expired, message, true);
        return Some(Signup::without(State::Expired, reader));
    }
    available(reader, (&goods.kind, &goods.status, &goods.stock_status));
    let email = address(reader, form.email);
    if form.agreed != Field::Value(Flag(true)) {
        reader.report(
            "agreed",
            IssueCode::NotAgreed,
            "Please tick this box to agree.",
            true,
        );
    }
    if reader.is_fatal() {
        return Some(Signup::without(State::Invalid, reader));
    }
    let email = email?;
    let state = match confirms == Some(Flag(true)) && confirmed_at.is_none() {
        false => State::Accepted,
        true => State::Confirm,
    };
    Some(Signup {
        state,
        request: Some(Request {
            email,
            provider_product_id,
            variant_title: variation_id.as_ref().and_then(|_| variation_title.map(cut)),
            provider_variant_id: variation_id,
            product_title,
            requested_at,
            consent,
            confirmed_at,
        }),
        expires_at: expires_at.filter(|_| state == State::Confirm),
        issues: Vec::new(),
        limits: Vec::new(),
    })
}

/// What is to be counted: of a program nothing, of a form that is wrong only who sent it.
fn limits(signup: &Signup, visitor: &Visitor) -> Vec<Limit> {
    let mut limits = Vec::new();
    if signup.state != State::Dropped {
        limits.push(Limit {
            count: Count::Client,
            of: visitor.key(),
            seconds: HOUR,
            most: CLIENT_IN_HOUR,
            over: Over::Later,
        });
    }
    if let Some(request) = &signup.request {
        limits.push(Limit {
            count: Count::Email,
            of: request.email.clone(),
            seconds: DAY,
            most: EMAIL_IN_DAY,
            over: Over::Later,
        });
        if signup.state == State::Confirm {
            limits.push(Limit {
                count: Count::Mail,
                of: request.name(),
                seconds: HOUR,
                most: MAILS_IN_HOUR,
                over: Over::Mailed,
            });
        }
    }
    limits
}

impl Request {
    /// What tells it from others: who waits for what.
    fn name(&self) -> String {
        let variant = self.provider_variant_id.as_deref().unwrap_or_default();
        [&self.email, &self.provider_product_id, variant].join(" ")
    }
}

impl Signup {
    fn without(state: State, reader: &mut Reader) -> Self {
        Self {
            state,
            request: None,
            expires_at: None,
            issues: reader.take(),
            limits: Vec::new(),
        }
    }
}

/// Reports a product that nobody can wait for: only what is synced (S6) and cannot be bought now.
fn available(reader: &mut Reader, known: (&Field<Text>, &Field<Text>, &Field<Text>)) {
    let is = |field: &Field<Text>, words: &[&str]| match field {
        Field::Missing => true,
        Field::Value(Text(text)) => words.contains(&text.as_str()),
        Field::Wrong => false,
    };
    let (kind, status, stock) = known;
    if !is(kind, &TYPES) || !is(status, &[PUBLISHED]) {
        reader.report(
            "product",
            IssueCode::NotOffered,
            "This product is no longer offered.",
            true,
        );
    } else if !is(stock, &["outofstock"]) {
        reader.report(
            "product",
            IssueCode::InStock,
            "This product is in stock.",
            true,
        );
    }
}

fn address(reader: &mut Reader, field: Field<Text>) -> Option<String> {
    let text = match field {
        Field::Value(Text(text)) if !is_blank(&text) => text,
        _ => {
            let message = "Please enter your e-mail address.";
            reader.report("email", IssueCode::Missing, message, true);
            return None;
        }
    };
    let email = email::parse(text);
    if email.is_none() {
        let message = "Please enter an e-mail address such as name@example.com.";
        reader.report("email", IssueCode::EmailInvalid, message, true);
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
