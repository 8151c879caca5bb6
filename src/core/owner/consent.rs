//! Consent: whether the store's owner lets out what is known of a shopper (E7).
//!
//! | choice | carts and checkouts | what happens to orders | who the shopper is: contacts, and the person in orders and transactions |
//! |---|---|---|---|
//! | `all` | sent | sent | sent |
//! | `subscribers` | sent of subscribers | sent of subscribers | sent of subscribers |
//! | `wp_consent_api` | sent of those who gave the WP Consent API their consent to marketing | sent | sent |
//!
//! Where no choice was made, a store that has the WP Consent API goes by it, and any other lets everything out.
//!
//! The WP Consent API is asked what a browser may be followed for, and so it is about carts and checkouts alone (A2).
//! Contacts, orders and what happens to them are the store's own books and have switches of their own (C7); `subscribers`
//! holds back the person in them, too. An order then goes without contact and addresses, and without what somebody could be
//! found by: the cart's id, coupon codes, the payment provider's id, the reasons of refunds. What was bought for how much is
//! not about anybody any more.
//!
//! A choice that lets more through than the one before does so from then on: of what somebody did until then nothing is
//! told later.
//!
//! What was not seen was not given. What the host saw of a shopper is kept with carts and orders, for nobody can ask later;
//! where the store's list of subscribers can still be asked, the host says what that says now (R13).
//!
//! What a contact carries of it is the last column:
//!
//! | the store's list | the opt-in box at the checkout | `email` of `marketing` |
//! |---|---|---|
//! | has the shopper | – | `subscribed` |
//! | does not | was ticked | `unsubscribed`: a withdrawal wins |
//! | does not, but did at the checkout | – | `unsubscribed` |
//! | does not | was not ticked | `never` |
//! | there is none, or it knows nothing | was ticked | `subscribed` |
//! | the same | was left empty | `never` |
//! | the same | nobody was asked | `unknown` |
//!
//! A subscriber is whoever is `subscribed`. The record only says what the store knows: it subscribes nobody. That is said
//! once, when it happens, by `ecommerce.marketing_subscribed`.

use crate::read::field::{Field, Flag, Int, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::value::time::Moment;
use alloc::boxed::Box;
use alloc::string::String;
use serde::Serialize;

snapshot! {
    /// The owner's choice, and what the host saw of the shopper.
    Observed {
        /// `all`, `subscribers` or `wp_consent_api`.
        mode / "mode": Text,
        /// Whether the store's list of subscribers had the shopper, when the shopper was there.
        subscribed / "subscribed": Flag,
        /// Whether the WP Consent API has the shopper's consent to marketing.
        consented / "consented": Flag,
        /// Whether the store's list has the shopper now.
        listed / "listed": Flag,
        /// Whether the shopper ticked the opt-in box; missing where there was none.
        opted_in / "optedIn": Flag,
        /// When the shopper ticked it, or left it empty.
        opted_in_at / "optedInAt": Int,
        /// The words beside it.
        opted_in_text / "optedInText": Text,
    }
}

/// The owner's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Everybody.
    All,
    /// Shoppers who asked for the store's news.
    Subscribers,
    /// Shoppers who consented to marketing.
    WpConsentApi,
}

impl Consent {
    /// By its name.
    pub(crate) const NAMED: [(&str, Self); 3] = [
        ("all", Self::All),
        ("wp_consent_api", Self::WpConsentApi),
        ("subscribers", Self::Subscribers),
    ];

    fn named(name: &str) -> Option<Self> {
        let is_it = |(known, _): &&(&str, Self)| *known == name;
        Self::NAMED.iter().find(is_it).map(|(_, consent)| *consent)
    }

    /// Whether a cart may be let through that another choice held back.
    pub(crate) fn lets_carts_through_unlike(self, other: Self) -> bool {
        self != other && other != Self::All
    }

    /// Whether somebody may be let through whom another choice held back.
    pub(crate) fn lets_persons_through_unlike(self, other: Self) -> bool {
        self != other && other == Self::Subscribers
    }
}

/// Whether somebody has agreed to marketing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Agreement {
    Subscribed,
    /// Had, and withdrew it.
    Unsubscribed,
    Never,
    #[default]
    Unknown,
}

/// What the store knows of somebody's consent to marketing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Marketing {
    /// Consent to marketing by e-mail.
    pub email: Agreement,
    /// Since when, where that is known.
    pub at: Option<Moment>,
    /// `checkout`: the opt-in box; `list`: the store's list of subscribers.
    pub source: Option<&'static str>,
    /// The words that the shopper agreed to.
    pub text: Option<String>,
}

/// What may go out about a shopper.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Carts and checkouts.
    pub carts: bool,
    /// Who the shopper is, and what happens to their orders.
    pub person: bool,
    /// What the contact carries of it.
    pub marketing: Marketing,
}

/// Reads a choice: the given one where none was made, and the careful one where it is wrong.
pub(crate) fn choice(
    reader: &mut Reader,
    name: &'static str,
    field: Field<Text>,
    none: Consent,
) -> Consent {
    let wrong = field == Field::Wrong;
    match reader.text(name, field, Need::Optional) {
        None if wrong => Consent::Subscribers,
        None => none,
        Some(text) => Consent::named(&text).unwrap_or_else(|| {
            reader.report(
                name,
                IssueCode::ChoiceInvalid,
                "This must be all, subscribers or wp_consent_api.",
                false,
            );
            Consent::Subscribers
        }),
    }
}

/// What may go out about a shopper, by the rule above.
pub(crate) fn given(reader: &mut Reader, field: Field<Box<Observed>>) -> Given {
    let Some(observed) = reader.value("consent", field, "a map", Need::Sound) else {
        return Given {
            carts: true,
            person: true,
            marketing: Marketing::default(),
        };
    };
    let mut reader = reader.within("consent");
    let choice = choice(&mut reader, "mode", observed.mode, Consent::All);
    let was_listed = known(&mut reader, "subscribed", observed.subscribed);
    let consented = reader.flag("consented", observed.consented);
    let is_listed = known(&mut reader, "listed", observed.listed);
    let opted_in = known(&mut reader, "optedIn", observed.opted_in);
    let at = reader.moment("optedInAt", observed.opted_in_at, Need::Optional);
    let text = reader.text("optedInText", observed.opted_in_text, Need::Optional);
    let list = |email| Marketing {
        email,
        source: Some("list"),
        ..Marketing::default()
    };
    let opt_in_box = |email, text| Marketing {
        email,
        at,
        source: Some("checkout"),
        text,
    };
    let marketing = match (is_listed, was_listed, opted_in) {
        (Some(false), Some(true), _) | (Some(false), _, Some(true)) => {
            list(Agreement::Unsubscribed)
        }
        (Some(false), ..) => list(Agreement::Never),
        (_, _, Some(true)) => opt_in_box(Agreement::Subscribed, text),
        (Some(true), ..) | (None, Some(true), _) => list(Agreement::Subscribed),
        (None, Some(false), _) => list(Agreement::Never),
        (None, None, Some(false)) => opt_in_box(Agreement::Never, None),
        (None, None, None) => Marketing::default(),
    };
    let subscribed = marketing.email == Agreement::Subscribed;
    let (carts, person) = match choice {
        Consent::All => (true, true),
        Consent::Subscribers => (subscribed, subscribed),
        Consent::WpConsentApi => (consented, true),
    };
    Given {
        carts,
        person,
        marketing,
    }
}

/// A flag, where the host knows it.
fn known(reader: &mut Reader, name: &'static str, field: Field<Flag>) -> Option<bool> {
    reader
        .value(name, field, "true or false", Need::Optional)
        .map(|flag| flag.0)
}
