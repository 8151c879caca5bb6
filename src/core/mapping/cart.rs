//! What happened to carts (E1): fact and cart → event.

use crate::mapping::fact::{Fact, kind};
use crate::mapping::{Mapped, contact, line, topic};
use crate::read::reader::{Need, Reader};
use crate::snapshot::{Cart, CartFact};
use crate::visitor::limit::{Count, DAY, HOUR, Over};
use crate::visitor::{Limit, Visitor};
use crate::wire::event::CartEvent;
use crate::wire::item::Record;
use crate::wire::record::LineItem;
use crate::wire::skip::SkipReason;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// E1: so many carts of one client within an hour, as many as requests for the waitlist (K2).
const CLIENT_IN_HOUR: i64 = 20;
/// E1: so many carts with one typed e-mail address within a day. Each may start a sequence of messages to somebody who
/// never was here; a shopper who corrects the address has begun two.
const EMAIL_IN_DAY: i64 = 5;

/// What can happen to a cart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Started,
    Cleared,
    Checkout,
}

const KINDS: [(&str, Kind); 3] = [
    ("started", Kind::Started),
    ("cleared", Kind::Cleared),
    ("checkout", Kind::Checkout),
];

/// Reads the fact and the cart, and maps them. None where it cannot be answered at all.
pub(crate) fn answer(mut fact: CartFact, reader: &mut Reader) -> Option<Mapped> {
    let fields = fact.fields();
    let kind = kind(reader, fact.fact, &KINDS)?;
    let (topic, name) = match kind {
        Kind::Started => (topic::CART_STARTED, "ecommerce.cart_started"),
        Kind::Cleared => (topic::CART_CLEARED, "ecommerce.cart_cleared"),
        Kind::Checkout => (topic::CHECKOUT_STARTED, "ecommerce.checkout_started"),
    };
    let fact_of = Fact::read(fields, topic, Need::Sound, reader)?;
    let visitor = reader.value("visitor", fact.visitor, "a map", Need::Sound);
    let too_many = reader.flag("tooMany", fact.too_many);
    let cart = reader.value("snapshot", fact.snapshot, "a map", Need::Required)?;
    if reader.is_fatal() {
        return None;
    }
    let mut out = Mapped {
        issues: reader.take(),
        ..Mapped::default()
    };
    let visitor = visitor.as_deref();
    map(cart, kind, name, &fact_of, visitor, too_many, &mut out);
    Some(out)
}

/// What is to be counted of a cart whose address was typed.
fn limits(visitor: &Visitor, email: &str) -> Vec<Limit> {
    vec![
        Limit {
            count: Count::CartClient,
            of: visitor.key(),
            seconds: HOUR,
            most: CLIENT_IN_HOUR,
            over: Over::TooMany,
        },
        Limit {
            count: Count::CartEmail,
            of: email.to_owned(),
            seconds: DAY,
            most: EMAIL_IN_DAY,
            over: Over::TooMany,
        },
    ]
}

/// Maps a cart. Nothing leaves for a shopper who stays anonymous: one who is not logged in, and has typed no e-mail address.
///
/// No contact is made of a cart: a guest's is made once, by the first order, which knows names and addresses (S2).
///
/// Anybody can type anybody's address, so there are limits to carts of typed ones. Of those who are logged in nothing is
/// counted.
fn map(
    cart: Box<Cart>,
    kind: Kind,
    name: &'static str,
    fact: &Fact,
    visitor: Option<&Visitor>,
    too_many: bool,
    out: &mut Mapped,
) {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let cart_id = reader.id("id", cart.id, Need::Required).unwrap_or_default();
    let ordered = reader.flag("ordered", cart.ordered);
    let contact = contact::of_cart(&mut reader, cart.customer, cart.email);
    let started_at = reader
        .moment("startedAt", cart.started_at, Need::Expected)
        .unwrap_or(fact.occurred_at);
    let currency = reader.currency("currency", cart.currency, Need::Expected);
    let exponent = currency.as_ref().map(|currency| currency.exponent);
    let prices_include_tax = reader.flag("pricesIncludeTax", cart.prices_include_tax);
    let list = reader.list("items", cart.items, Need::Optional);
    let line_items = line::all(&mut reader, list, exponent, prices_include_tax, false);
    let coupons = reader.texts("coupons", cart.coupons, Need::Optional);
    let recovery_url = reader.text("recoveryUrl", cart.recovery_url, Need::Optional);
    let subtotal_cents = reader.total("items", line_items.iter().map(|line| line.subtotal_cents));
    let discount_cents = reader.total("items", line_items.iter().map(|line| line.discount_cents));
    let tax_cents = reader.total("items", line_items.iter().map(|line| line.tax_cents));
    let with_tax = |line: &LineItem| Some(line.total_cents?.saturating_add(line.tax_cents?));
    let total_cents = reader.total("items", line_items.iter().map(with_tax));
    if reader.is_fatal() {
        return;
    }
    let occurred_at = match kind {
        Kind::Started => started_at,
        Kind::Cleared | Kind::Checkout => fact.occurred_at,
    };
    let of = fact.of(&cart_id);
    let held_back = fact.held_back(occurred_at, fact.since.contacts, fact.since.carts);
    let reason = match (kind, contact, held_back) {
        _ if !fact.run.contacts => SkipReason::SwitchedOff,
        (_, _, Some(reason)) => reason,
        _ if fact.run.on_copy.holds(fact.occurred_at) => SkipReason::OnCopy,
        (Kind::Cleared, ..) if ordered => SkipReason::Ordered,
        (Kind::Started | Kind::Checkout, ..) if line_items.is_empty() => SkipReason::NoItems,
        (_, None, _) => SkipReason::Anonymous,
        _ if !fact.run.consent.carts => SkipReason::NoConsent,
        (_, Some((_, true)), _) if too_many => SkipReason::TooMany,
        (_, Some((contact, typed)), _) => {
            if let Some(visitor) = visitor.filter(|_| typed) {
                out.limits = limits(visitor, &contact.email);
            }
            let event = CartEvent {
                name,
                cart_id,
                started_at,
                line_items,
                currency: currency.map(|currency| currency.code),
                currency_exponent: exponent,
                prices_include_tax,
                subtotal_cents,
                discount_cents,
                tax_cents,
                total_cents,
                coupons,
                recovery_url,
                contact,
            };
            let data = Record::CartEvent(Box::new(event));
            return out.items.push(Fact::item(of, occurred_at, data));
        }
    };
    out.skip("event", of, reason);
}
