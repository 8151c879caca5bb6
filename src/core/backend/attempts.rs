//! How often, and how much at a time, is tried after trouble. Relay, sync and sweep all go by this.
//!
//! One object never stops the others, whatever happens while it is read: even the end of the process. So the host writes down
//! before reading begins how often that was begun, and takes it back once it is done. What is found to have been begun before
//! goes with few beside it, then alone, and in the end is set aside with its reason.
//!
//! A request that was too much goes again in halves. Once requests are taken, they may grow again, for what was too much may
//! have been one bad item alone.

use crate::backend::outbox::BATCH_ITEMS;
use crate::backend::verdict::State;
use crate::read::field::Int;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;

/// What fails so often is set aside.
pub(crate) const MOST: i64 = 8;
/// Seconds until what failed is tried again; so long nobody holds the others up.
pub(crate) const AGAIN: i64 = 300;
/// So many items in a row that something between refuses, while none passes: it is not they.
pub(crate) const SUSPECTS: i64 = 3;
/// After the first failure only this part of a page goes at once.
const PART: i64 = 8;

snapshot! {
    /// Objects that are about to be read.
    PortionQuery {
        /// How many of them a page has where nothing has failed.
        page / "page": Int,
        /// How often one of them has failed.
        tries / "tries": Int,
        /// How many deliveries in a row have failed.
        failures / "failures": Int,
    }
}

/// How many objects may go at once.
pub(crate) fn portion(query: PortionQuery, reader: &mut Reader) -> Option<i64> {
    let page = reader.int("page", query.page, Need::Required);
    let tries = reader.int("tries", query.tries, Need::Sound).unwrap_or(0);
    let failures = reader
        .int("failures", query.failures, Need::Sound)
        .unwrap_or(0);
    if reader.is_fatal() {
        return None;
    }
    let page = page?;
    let objects = match tries {
        _ if failures > 0 => 1,
        ..=0 => page,
        1 => page / PART,
        _ => 1,
    };
    Some(objects.max(1))
}

/// The most items that requests may have after one with so many; none where that stays as it is.
pub(crate) fn next_limit(state: State, sent: usize, limit: Option<i64>) -> Option<i64> {
    let most = i64::from(BATCH_ITEMS);
    match state {
        State::Split => i64::try_from(sent.div_ceil(2)).ok(),
        State::Delivered => limit
            .filter(|limit| *limit < most)
            .map(|limit| limit.max(1).saturating_mul(2).min(most)),
        _ => None,
    }
}
