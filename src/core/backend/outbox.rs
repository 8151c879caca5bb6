//! The outbox: what waits, how long and how much (D2, D6). The host keeps the rows; these are the rules that it keeps
//! them by, with the moments worked out.
//!
//! - A relay claims rows under a lease. Whoever dies with a claim leaves it to the next when the lease is over.
//! - A row settles before it is sent, for an order made in code is not complete when its first hook fires. What is not
//!   complete then waits longer (see `retryAt` in [`crate::mapping::Mapped`]).
//! - While deliveries fail, one probe goes out at a time, on the schedule of `backoff`, and is small;
//!   which item it holds changes from one to the next, so that an item that the backend chokes on cannot keep all others
//!   back. The first success lets everything go. A failed probe costs no item anything.
//! - Waiting facts of the shop are never evicted. Those of visitors who are not logged in have caps, for anybody can make
//!   them; so have buried items. What visitors did with carts has one cap, of which what is older than a day goes first,
//!   for nobody is reminded of it any more; what they asked for (K2) has another, so that carts never push it out.

use crate::read::field::Int;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use serde::Serialize;

/// How long a row waits at least, in seconds. Long enough for a checkout to save its lines, short enough for D10's 90 s on
/// nothing but WP-Cron.
pub(crate) const SETTLE: i64 = 5;
/// How long a claim holds, in seconds: longer than a whole batch takes with every request timing out.
const LEASE: i64 = 300;
/// D6: how long a buried item is kept, in seconds: 90 days.
const BURIED: i64 = 90 * 86_400;
/// D6: how many buried items are kept.
const BURIED_ROWS: u32 = 10_000;
/// D6: how many facts of carts of visitors who are not logged in may wait, and for how long, in seconds, they are worth
/// more than others.
pub(crate) const CART_ROWS: u32 = 5_000;
pub(crate) const CART_FRESH: i64 = 86_400;
/// D6: how many requests for the waitlist of such visitors may wait.
pub(crate) const WAITLIST_ROWS: u32 = 5_000;
/// D6: how many deliveries the ledger keeps, and for how long, in seconds: 7 days.
const LEDGER_ROWS: u32 = 1_000;
const LEDGER: i64 = 7 * 86_400;
/// S10: of how much that was left out the ids are kept, and for how long, in seconds, it stays counted: 31 days.
const LEFT_OUT_ROWS: u32 = 100;
const LEFT_OUT: i64 = 31 * 86_400;
/// The most items of one request, by the protocol.
pub(crate) const BATCH_ITEMS: u32 = 500;
/// A request is closed before it has more bytes than this, before compression. The protocol allows 4 MiB; less keeps the
/// host's memory small.
pub(crate) const BATCH_BYTES: u32 = 1 << 20;

snapshot! {
    /// When the host asks, and how deliveries go.
    PolicyQuery {
        /// Now, milliseconds since 1970 UTC.
        now / "now": Int,
        /// How many deliveries in a row have failed.
        failures / "failures": Int,
    }
}

/// What holds now. Moments are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// A claim made now holds until then.
    pub leased_until: i64,
    /// Whether only a probe may go out.
    pub probe: bool,
    /// The most items of one request; 1 for a probe.
    pub batch_items: u32,
    /// Buried items from before this moment are evicted.
    pub buried_before: i64,
    /// So are the oldest ones beyond this number.
    pub buried_rows: u32,
    /// Beyond this number, facts of visitors' carts are evicted, the oldest first,
    pub cart_rows: u32,
    /// and before all others those from before this moment.
    pub cart_before: i64,
    /// Beyond this number, the oldest of visitors' requests for the waitlist are evicted.
    pub waitlist_rows: u32,
    /// Deliveries from before this moment leave the ledger,
    pub ledger_before: i64,
    /// and the oldest ones beyond this number.
    pub ledger_rows: u32,
    /// Beyond this number, the oldest ids of what was left out go.
    pub left_out_rows: u32,
    /// Counts of what was left out on days before this moment go.
    pub left_out_before: i64,
}

/// Says what holds. The time is needed.
pub(crate) fn policy(query: PolicyQuery, reader: &mut Reader) -> Option<Policy> {
    let now = reader.moment_in_millis("now", query.now, Need::Required);
    let failures = reader
        .int("failures", query.failures, Need::Sound)
        .unwrap_or(0);
    if reader.is_fatal() {
        return None;
    }
    let now = now?.millis();
    let probe = failures > 0;
    Some(Policy {
        leased_until: now + LEASE * 1000,
        probe,
        batch_items: if probe { 1 } else { BATCH_ITEMS },
        buried_before: now - BURIED * 1000,
        buried_rows: BURIED_ROWS,
        cart_rows: CART_ROWS,
        cart_before: now - CART_FRESH * 1000,
        waitlist_rows: WAITLIST_ROWS,
        ledger_before: now - LEDGER * 1000,
        ledger_rows: LEDGER_ROWS,
        left_out_rows: LEFT_OUT_ROWS,
        left_out_before: now - LEFT_OUT * 1000,
    })
}
