//! How old an order and what happened to it are, where their dates do not say it.

use crate::mapping::fact::Fact;
use crate::read::field::Field;
use crate::snapshot;
use crate::value::time::Moment;

/// How old an order may be that is placed, in seconds: a day. WooCommerce keeps a checkout's draft so long, and an order
/// keeps the date of its draft.
const DRAFT_UNTIL: i64 = 86_400;

/// What tells how old an order and a fact are, where their dates do not.
pub(crate) struct Evidence {
    /// The highest order id there was when the store was connected.
    pub(crate) last_order: Option<i64>,
    /// Since when orders are placed whose events have ids with a mark.
    pub(crate) marked_since: Option<Moment>,
    /// Whether nobody saw it happen.
    pub(crate) derived: bool,
}

impl Evidence {
    /// Whether the store got the order after it was connected, from elsewhere: it bears a date from before, under an id that
    /// was not given out yet. What is paid, completed or refunded as it comes in happened long ago, whatever dates
    /// WooCommerce puts on it (E8).
    pub(crate) fn is_import(&self, id: &str, placed_at: Moment, fact: &Fact) -> bool {
        let id = id.parse::<i64>().ok();
        let is_new = matches!((id, self.last_order), (Some(id), Some(last)) if id > last);
        is_new && fact.is_too_early(placed_at)
    }

    /// When an order was placed, for what must be let through by then. Somebody saw it leave draft: that is later than its
    /// date, but not much. What is much older was brought in, and was placed when it says.
    pub(crate) fn placed(&self, placed_at: Moment, fact: &Fact) -> Moment {
        let age = fact.occurred_at.seconds() - placed_at.seconds();
        let saw_it = !self.derived && self.last_order.is_some();
        if saw_it && (0..=DRAFT_UNTIL).contains(&age) {
            fact.occurred_at
        } else {
            placed_at
        }
    }

    /// Whether the ids of the order's events have a mark. Those of an order from before there were any have none: what was
    /// told of it is not to be told again under another id.
    pub(crate) fn is_marked(&self, order: &snapshot::Order) -> bool {
        self.marked_since
            .is_none_or(|since| match &order.created_at {
                Field::Value(created_at) => created_at.0 >= since.seconds(),
                Field::Missing | Field::Wrong => false,
            })
    }
}
