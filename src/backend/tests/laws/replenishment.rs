//! B5, E8: orders, cancellations, clock steps and changed settings in any order, against a model that holds one thing
//! only: the queue is the latest order that stands, if it was not told of yet and is not due yet.

use proptest::prelude::*;
use std::collections::BTreeSet;
use storewire_backend::rules::replenishment::{
    DAY, Purchase, Reminder, Rule, State, fall_due, follow,
};

#[derive(Clone, Debug)]
enum Op {
    /// An order that was placed so many days ago: news may be late, and imports are.
    Order {
        days_ago: i64,
        quantity: i64,
    },
    /// An order is cancelled, or comes back.
    Turn(prop::sample::Index),
    Step {
        days: i64,
    },
    Set(Option<Rule>),
}

fn op() -> impl Strategy<Value = Op> {
    let rule =
        (1..40_u32, any::<bool>()).prop_map(|(days, by_quantity)| Rule { days, by_quantity });
    prop_oneof![
        4 => (0..50_i64, 1..4_i64).prop_map(|(days_ago, quantity)| Op::Order { days_ago, quantity }),
        2 => any::<prop::sample::Index>().prop_map(Op::Turn),
        3 => (0..25_i64).prop_map(|days| Op::Step { days }),
        1 => prop::option::of(rule).prop_map(Op::Set),
    ]
}

/// An order, and whether it stands.
#[derive(Clone, Debug)]
pub struct Bought {
    pub purchase: Purchase,
    pub stands: bool,
}

/// A naive model of one shopper's reminders of one product or variant.
#[derive(Default)]
pub struct Model {
    /// The order of the one reminder that waits, and when it is due.
    pub queue: Option<(String, i64)>,
    /// What was told, and when.
    pub told: Vec<(String, i64)>,
    /// Orders whose sequence runs.
    pub running: BTreeSet<String>,
}

impl Model {
    pub fn look(&mut self, bought: &[Bought], rule: Option<Rule>, now: i64) {
        if let Some((order, due)) = self.queue.clone()
            && due <= now
        {
            self.told.push((order.clone(), now));
            self.running.insert(order);
        }
        let mut latest: Option<&Purchase> = None;
        for Bought { purchase, .. } in bought.iter().filter(|bought| bought.stands) {
            // Orders are numbered as they come, so among equals the one that came last is the latest.
            if latest.is_none_or(|latest| latest.placed_at <= purchase.placed_at) {
                latest = Some(purchase);
            }
        }
        self.running
            .retain(|order| latest.is_some_and(|latest| latest.order == *order));
        self.queue = None;
        if let (Some(latest), Some(rule)) = (latest, rule) {
            let packs = if rule.by_quantity { latest.quantity } else { 1 };
            let due = latest.placed_at + i64::from(rule.days) * packs * DAY;
            if due > now && self.told.iter().all(|(order, _)| *order != latest.order) {
                self.queue = Some((latest.order.clone(), due));
            }
        }
    }
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn b5_reminders_are_queued_skipped_told_and_stopped_as_a_naive_model_says(
        ops in prop::collection::vec(op(), 0..30),
    ) {
        let (mut now, mut rule) = (1_775_088_000_000, Some(Rule { days: 20, by_quantity: false }));
        let (mut bought, mut model) = (Vec::<Bought>::new(), Model::default());
        let (mut reminders, mut told) = (Vec::<Reminder>::new(), Vec::new());
        for op in ops {
            match op {
                Op::Order { days_ago, quantity } => {
                    let order = bought.len().to_string();
                    let purchase = Purchase { order, placed_at: now - days_ago * DAY, quantity };
                    bought.push(Bought { purchase, stands: true });
                }
                Op::Turn(_) if bought.is_empty() => {}
                Op::Turn(which) => {
                    let which = which.index(bought.len());
                    bought[which].stands = !bought[which].stands;
                }
                Op::Step { days } => now += days * DAY,
                Op::Set(changed) => rule = changed,
            }
            for place in fall_due(&mut reminders, now) {
                prop_assert!(reminders[place].due_at <= now);
                told.push((reminders[place].of.order.clone(), now));
            }
            let stand: Vec<Purchase> =
                bought.iter().filter(|bought| bought.stands).map(|bought| bought.purchase.clone()).collect();
            follow(&mut reminders, &stand, rule, now);
            model.look(&bought, rule, now);

            let in_state = |state: State| reminders.iter().filter(move |reminder| reminder.state == state);
            let queue: Vec<_> = in_state(State::Pending)
                .map(|reminder| (reminder.of.order.clone(), reminder.due_at))
                .collect();
            let running: BTreeSet<_> = in_state(State::Due).map(|reminder| reminder.of.order.clone()).collect();
            prop_assert_eq!(queue, Vec::from_iter(model.queue.clone()));
            prop_assert_eq!(&told, &model.told);
            prop_assert_eq!(running, model.running.clone());
        }
    }
}
