//! What was wrong, as data. Codes never change their meaning; messages may be reworded.

use alloc::string::String;
use serde::Serialize;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// What kind of fault.
    pub code: IssueCode,
    /// Where, such as `snapshot.items[0].total`; empty where it is the whole call.
    pub path: String,
    /// What is wrong and what to do, in plain English.
    pub message: String,
    /// True when no record could be made because of it; false when the field was left out and the rest went on.
    pub fatal: bool,
}

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// The call names nothing that the core can do.
    UnknownCall,
    /// A field that is needed is missing or empty.
    Missing,
    /// A field is of another kind than declared.
    WrongKind,
    /// Not an e-mail address.
    EmailInvalid,
    /// Not a decimal number.
    AmountInvalid,
    /// More than every host can count exactly (2^53 − 1 minor units).
    AmountTooLarge,
    /// Negative where it should not be.
    AmountNegative,
    /// Not a currency code of 3 to 10 letters and digits.
    CurrencyInvalid,
    /// A moment before year 1 or after year 9999.
    TimeInvalid,
    /// Not an id: 1 to 64 letters, digits, `-` and `_`.
    IdInvalid,
    /// Not one of the words that are possible here.
    ChoiceInvalid,
    /// C5: the store URL has no host.
    UrlNoHost,
    /// C5: the store URL has a scheme other than `https`, or `http` for a host that is not loopback.
    UrlScheme,
    /// C5: the store URL holds a user name or password.
    UrlCredentials,
    /// C5: the store URL has a query.
    UrlQuery,
    /// C5: the store URL has a fragment.
    UrlFragment,
    /// C5: the store URL is none at all.
    UrlInvalid,
    /// C1: WordPress itself is at another host than the store.
    UrlElsewhere,
    /// K2: the shopper has not agreed.
    NotAgreed,
    /// K2: nobody can wait for this product: it is hidden, gone, or of another type.
    NotOffered,
    /// K2: there is nothing to wait for.
    InStock,
    /// K2: the link in the mail is too old.
    Expired,
}
