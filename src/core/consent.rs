//! Consent: whether the store's owner lets an event about a shopper out (E7).
//!
//! | choice | events go out for |
//! |---|---|
//! | `all` | everybody; what a shop that asks at the checkout or by its terms sets |
//! | `subscribers` | shoppers who asked for the store's news |
//! | `wp_consent_api` | shoppers who gave the WP Consent API their consent to marketing |
//!
//! It covers what shoppers do: carts, checkouts, and the events of orders, which start workflows. What the host saw has to
//! be kept with the fact: nobody can ask the shopper later. Contacts and orders as records are the store's own books and
//! have switches of their own (C7).

use crate::field::{Field, Flag, Text, snapshot};
use crate::issue::IssueCode;
use crate::reader::{Need, Reader};
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

/// Reads a choice: everybody where none was made, and the careful one where it is wrong.
pub(crate) fn choice(read: &mut Reader, name: &'static str, field: Field<Text>) -> Consent {
    let wrong = field == Field::Wrong;
    match read.text(name, field, Need::Optional).as_deref() {
        None if wrong => Consent::Subscribers,
        None | Some("all") => Consent::All,
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

/// Whether a shopper may be reported. What was not seen was not given.
pub(crate) fn given(read: &mut Reader, field: Field<Observed>) -> bool {
    let observed = read
        .value("consent", field, "a map", Need::Sound)
        .unwrap_or_default();
    let mut read = read.within("consent");
    let choice = choice(&mut read, "mode", observed.mode);
    let subscribed = read.flag("subscribed", observed.subscribed);
    let consented = read.flag("consented", observed.consented);
    match choice {
        Consent::All => true,
        Consent::Subscribers => subscribed,
        Consent::WpConsentApi => consented,
    }
}
