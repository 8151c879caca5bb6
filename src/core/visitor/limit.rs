//! How often somebody may ask. The core does not count: it says what is to be counted of whom, and what is too often. A host
//! takes the counts in their order, and stops at the first one that is over its limit.

use alloc::string::String;
use serde::Serialize;

/// The length of most counts, in seconds.
pub(crate) const HOUR: i64 = 60 * 60;
/// The other length.
pub(crate) const DAY: i64 = 24 * HOUR;

/// A count for the host to take, with this time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// What is counted.
    pub count: Count,
    /// Of whom, for the host to keep a keyed hash of.
    pub of: String,
    /// How long a count lasts from its first time on.
    pub seconds: i64,
    /// So often at most.
    pub most: i64,
    /// What it comes to where it was more often.
    pub over: Over,
}

/// See [`Limit::count`]. The waitlist and carts are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Requests for the waitlist of one visitor.
    Client,
    /// Requests for the waitlist with one e-mail address.
    Email,
    /// Mails that ask to confirm one request.
    Mail,
    /// Carts of one visitor.
    CartClient,
    /// Carts with one e-mail address.
    CartEmail,
}

/// See [`Limit::over`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The shopper is asked to try again later.
    Later,
    /// The mail was sent already, and nothing is to be done.
    Mailed,
    /// It is left out: the host asks again with `tooMany`.
    TooMany,
}
