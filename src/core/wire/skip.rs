//! What was left out on purpose, and why (S10). Reasons never change their meaning.

use alloc::string::String;
use serde::Serialize;

/// One object that is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skip {
    /// `contact`, `product`, `variation`, `category`, `order`, `transaction` or `event`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The object's id in the store; of an event, its topic, the object and the key, as in its item id.
    pub id: String,
    /// Why, for machines.
    pub reason: SkipReason,
    /// Why, for people: "type grouped".
    pub text: String,
}

/// Why an object is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// S1: the user is neither customer nor subscriber.
    Role,
    /// S2, S3: the account or order has no e-mail address, so there is no contact.
    NoEmail,
    /// S6: the product or variation is not published.
    NotPublished,
    /// S6: neither simple nor variable.
    ProductType,
    /// S6: no price is set.
    NoPrice,
    /// S6: the price is zero.
    PriceZero,
    /// S6: the price is below zero.
    PriceNegative,
    /// S6: the shop has no currency, or one that is no code, so that no price can be told.
    NoCurrency,
    /// S6: a variable product without a published, priced variation.
    NoVariation,
    /// S4: a draft.
    Draft,
    /// S4: in the trash.
    Trash,
    /// S5: no money moved.
    AmountZero,
    /// C7: nothing that this object could give is wanted.
    SwitchedOff,
    /// E1: the shopper's e-mail address is not known.
    Anonymous,
    /// P1: the store has taken the person out of the order.
    Anonymized,
    /// E7: the shopper has not given the consent that the owner asks for.
    NoConsent,
    /// S8: it was deleted in the store, and stays at the backend.
    Deleted,
    /// E1: more carts of this visitor, or of this typed address, than one shopper has.
    TooMany,
    /// E8: it happened before the store was connected.
    BeforeConnecting,
    /// The order is not complete yet; it is looked at again.
    NotSettled,
    /// The cart or order has nothing in it.
    NoItems,
    /// E1: the cart was emptied by its own order.
    Ordered,
    /// C10: an order, a cart or a tick from when the store was a copy, such as a staging site; the owner leaves that out.
    OnCopy,
    /// What happened no longer holds: no paid date, or no such refund.
    Undone,
    /// S4, S6: it is in the trash or was deleted, and the destination never had it: there is nothing to change there.
    Unused,
}

impl SkipReason {
    /// In words. [`SkipReason::ProductType`] is said by the mapping of products, which knows the type.
    pub fn text(self) -> &'static str {
        match self {
            Self::Role => "neither customer nor subscriber",
            Self::NoEmail => "no e-mail address",
            Self::NotPublished => "not published",
            Self::ProductType => "neither simple nor variable",
            Self::NoPrice => "no price",
            Self::PriceZero => "price is zero",
            Self::PriceNegative => "price is negative",
            Self::NoCurrency => "no currency",
            Self::NoVariation => "no published variation with a price",
            Self::Draft => "draft",
            Self::Trash => "in the trash",
            Self::AmountZero => "amount is zero",
            Self::SwitchedOff => "switched off",
            Self::Anonymous => "the shopper is anonymous",
            Self::Anonymized => "anonymized in the store",
            Self::NoConsent => "no consent",
            Self::Deleted => "deleted in the store",
            Self::TooMany => "too many carts of this visitor or address",
            Self::BeforeConnecting => "before the store was connected",
            Self::NotSettled => "not complete yet",
            Self::NoItems => "nothing in it",
            Self::Ordered => "emptied by its own order",
            Self::OnCopy => "from a copy of the store",
            Self::Undone => "no longer so",
            Self::Unused => "in the trash or deleted, and not at the backend either",
        }
    }
}
