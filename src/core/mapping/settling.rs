//! Whether an order is complete: one made in code gets its lines and its total after its first hook has fired.

use crate::mapping::fact::Fact;
use crate::wire::record::{LineItem, Order};

/// How long an order without lines may still get some, in seconds: a day. An order made in code starts empty.
const EMPTY_UNTIL: i64 = 86_400;
/// How long lines that cost something may have a total of nothing, in seconds: it is set last. After that it is taken to
/// be meant, as where a gift card pays for all.
const UNPRICED_UNTIL: i64 = 60;
/// The shortest and the longest time before an incomplete order is looked at again, in seconds; between them, as long as
/// it has waited already.
const AGAIN: (i64, i64) = (10, 3600);

/// Whether an order is complete.
pub(crate) enum Settled {
    Yes,
    /// Ask again at this moment, milliseconds since 1970 UTC.
    NotYet(i64),
    Never,
}

pub(crate) fn settled(order: &Order, fact: &Fact) -> Settled {
    let free = order.total_cents == Some(0);
    let empty = order.line_items.is_empty() && free;
    let costs = |line: &LineItem| line.total_cents.is_some_and(|total| total != 0);
    let unpriced = free && order.line_items.iter().any(costs);
    let now = fact.run.read_at.seconds();
    // The clock may have been put back since.
    let age = (now - fact.occurred_at.seconds()).max(0);
    if (empty && age < EMPTY_UNTIL) || (unpriced && age < UNPRICED_UNTIL) {
        Settled::NotYet((now + age.clamp(AGAIN.0, AGAIN.1)) * 1000)
    } else if empty {
        Settled::Never
    } else {
        Settled::Yes
    }
}
