//! Replenishment (B5): when somebody is reminded to buy again.
//!
//! A reminder belongs to the latest order of a product (or of an exact variant) that stands. It is due so many days
//! after that order was placed. Buying again before then skips it, and the newer order has a reminder of its own; buying
//! again after then stops the sequence that it started. A reminder that would already be past due is never queued (E8).

use crate::time::Millis;

/// Milliseconds in a day.
pub const DAY: Millis = 86_400_000;
/// The longest that a product can last: ten years.
pub const MOST_DAYS: u32 = 3_650;

/// What an owner set for a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How many days one lasts.
    pub days: u32,
    /// Whether two last twice as long.
    pub by_quantity: bool,
}

impl Rule {
    /// When what was bought runs out.
    pub fn due_at(self, purchase: &Purchase) -> Millis {
        let packs = if self.by_quantity {
            purchase.quantity.max(1)
        } else {
            1
        };
        let days = Millis::from(self.days).saturating_mul(packs);
        purchase.placed_at.saturating_add(days.saturating_mul(DAY))
    }
}

/// How much of it an order has. Only orders that stand count: not cancelled, not given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// The order.
    pub order: String,
    /// When it was placed.
    pub placed_at: Millis,
    /// Units, all its lines together.
    pub quantity: i64,
}

/// How far a reminder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its day.
    Pending,
    /// It was due; `ecommerce.replenishment_due` started a sequence, which runs.
    Due,
    /// It was taken back before it was due.
    Skipped(Reason),
    /// It was due, and its sequence was stopped.
    Stopped(Reason),
}

/// Why a reminder was taken back or stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The same was bought again.
    BoughtAgain,
    /// Its order was cancelled or given back, or no longer has the product.
    Undone,
    /// Replenishment was switched off for the product, or matches in another way now.
    SwitchedOff,
    /// The product lasts fewer days than before, so it would be past due.
    PastDue,
}

/// One reminder of one shopper: each order has at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What was bought.
    pub of: Purchase,
    /// When it runs out.
    pub due_at: Millis,
    /// How far it is.
    pub state: State,
}

/// Lets reminders fall due; gives the places of those that just did.
pub fn fall_due(reminders: &mut [Reminder], now: Millis) -> Vec<usize> {
    let mut due = Vec::new();
    for (place, reminder) in reminders.iter_mut().enumerate() {
        if reminder.state == State::Pending && reminder.due_at <= now {
            reminder.state = State::Due;
            due.push(place);
        }
    }
    due
}

/// Brings a shopper's reminders of one product in line with what was bought and with the rule, none where it is off.
/// Reminders must have fallen due before.
pub fn follow(
    reminders: &mut Vec<Reminder>,
    purchases: &[Purchase],
    rule: Option<Rule>,
    now: Millis,
) {
    let latest = purchases.iter().max_by_key(|purchase| order_of(purchase));
    for reminder in reminders.iter_mut() {
        let stands = purchases
            .iter()
            .any(|purchase| purchase.order == reminder.of.order);
        let is_followed = latest.is_some_and(|latest| {
            latest.order != reminder.of.order && order_of(latest) > order_of(&reminder.of)
        });
        reminder.state = match (reminder.state, rule) {
            (State::Due, _) if !stands => State::Stopped(Reason::Undone),
            (State::Due, _) if is_followed => State::Stopped(Reason::BoughtAgain),
            (State::Pending, _) if !stands => State::Skipped(Reason::Undone),
            (State::Pending, _) if is_followed => State::Skipped(Reason::BoughtAgain),
            (State::Pending, None) => State::Skipped(Reason::SwitchedOff),
            (state, _) => state,
        };
    }
    let (Some(latest), Some(rule)) = (latest, rule) else {
        return;
    };
    let due_at = rule.due_at(latest);
    match reminders
        .iter_mut()
        .find(|reminder| reminder.of.order == latest.order)
    {
        Some(reminder) if matches!(reminder.state, State::Pending | State::Skipped(_)) => {
            reminder.of = latest.clone();
            reminder.due_at = due_at;
            reminder.state = match (reminder.state, due_at > now) {
                (_, true) => State::Pending,
                (State::Pending, false) => State::Skipped(Reason::PastDue),
                (state, false) => state,
            };
        }
        Some(_) => {}
        None if due_at > now => reminders.push(Reminder {
            of: latest.clone(),
            due_at,
            state: State::Pending,
        }),
        None => {}
    }
}

/// Which of two purchases is the later one: ids of orders rise, and longer numbers are greater.
fn order_of(purchase: &Purchase) -> (Millis, usize, &str) {
    (purchase.placed_at, purchase.order.len(), &purchase.order)
}
