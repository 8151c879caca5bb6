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

use crate::field::{Field, Flag, Text, snapshot};
use crate::issue::IssueCode;
use crate::reader::{Need, Reader};
use alloc::boxed::Box;
use serde::Serialize;

snapshot! {
    /// The owner's choice, and what the host saw of the shopper.
    Observed {
        /// `all`, `subscribers` or `wp_consent_api`.
        mode / "mode": Text,
        /// Whether the shopper asked for the store's news.
        subscribed / "subscribed": Flag,
        /// Whether the WP Consent API has the shopper's consent to marketing.
        consented / "consented": Flag,
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
    /// Whether a cart may be let through that another choice held back.
    pub(crate) fn lets_carts_through_unlike(self, other: Self) -> bool {
        self != other && other != Self::All
    }

    /// Whether somebody may be let through whom another choice held back.
    pub(crate) fn lets_persons_through_unlike(self, other: Self) -> bool {
        self != other && other == Self::Subscribers
    }
}

/// What may go out about a shopper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Carts and checkouts.
    pub carts: bool,
    /// Who the shopper is, and what happens to their orders.
    pub person: bool,
}

/// Reads a choice: the given one where none was made, and the careful one where it is wrong.
pub(crate) fn choice(
    read: &mut Reader,
    name: &'static str,
    field: Field<Text>,
    none: Consent,
) -> Consent {
    let wrong = field == Field::Wrong;
    match read.text(name, field, Need::Optional).as_deref() {
        None if wrong => Consent::Subscribers,
        None => none,
        Some("all") => Consent::All,
        Some("subscribers") => Consent::Subscribers,
        Some("wp_consent_api") => Consent::WpConsentApi,
        Some(_) => {
            read.report(
                name,
                IssueCode::ChoiceInvalid,
                "This must be all, subscribers or wp_consent_api.",
                false,
            );
            Consent::Subscribers
        }
    }
}

/// What may go out about a shopper, by the rule above.
pub(crate) fn given(read: &mut Reader, field: Field<Box<Observed>>) -> Given {
    let Some(observed) = read.value("consent", field, "a map", Need::Sound) else {
        return Given {
            carts: true,
            person: true,
        };
    };
    let mut read = read.within("consent");
    let choice = choice(&mut read, "mode", observed.mode, Consent::All);
    let subscribed = read.flag("subscribed", observed.subscribed);
    let consented = read.flag("consented", observed.consented);
    let (carts, person) = match choice {
        Consent::All => (true, true),
        Consent::Subscribers => (subscribed, subscribed),
        Consent::WpConsentApi => (consented, true),
    };
    Given { carts, person }
}
