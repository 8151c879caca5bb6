//! B4, K3: requests, stock reports and purchases in any order, against a model that looks at the whole course of events
//! for each request anew.

use proptest::prelude::*;
use storewire_backend::rules::waitlist::{Asked, Entry, Level, State, Trigger, is_repeated};

/// What can happen for one shopper and one variant.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Report { at: i64, available: bool },
    Ask(Asked),
    Buy { at: i64 },
}

fn op() -> impl Strategy<Value = Op> {
    let at = 0..40_i64;
    prop_oneof![
        4 => (at.clone(), any::<bool>()).prop_map(|(at, available)| Op::Report { at, available }),
        1 => at.clone().prop_map(|at| Op::Ask(Asked::At(at))),
        1 => at.clone().prop_map(|at| Op::Ask(Asked::Now(at))),
        1 => at.prop_map(|at| Op::Buy { at }),
    ]
}

/// As the backend does it, for one shopper and one variant: what was triggered, and by which step.
fn by_rules(ops: &[Op]) -> Vec<(usize, Trigger)> {
    let (mut level, mut entries, mut told) = (None, Vec::<Entry>::new(), Vec::new());
    for (step, op) in ops.iter().enumerate() {
        match *op {
            Op::Report { at, available } => {
                if let Some(now) = Level::reported(level, at, available) {
                    level = Some(now);
                    let triggers = entries.iter_mut().filter_map(|e| e.report(at, available));
                    told.extend(triggers.map(|trigger| (step, trigger)));
                }
            }
            Op::Ask(asked) if is_repeated(&entries, asked) => {}
            Op::Ask(asked) => {
                let (entry, trigger) = Entry::new(asked, level);
                told.extend(trigger.map(|trigger| (step, trigger)));
                entries.push(entry);
            }
            Op::Buy { at } => {
                for entry in &mut entries {
                    entry.bought(at);
                }
            }
        }
    }
    told
}

/// One accepted request, and all that ever comes of it.
struct Course {
    requested: i64,
    back: Option<(usize, i64)>,
    bought: Option<usize>,
    out: Option<(usize, i64)>,
}

impl Course {
    fn of(ops: &[Op], asked_at: usize, asked: Asked) -> Self {
        // A report is news unless a later moment was reported before it came.
        let mut newest = i64::MIN;
        let mut news = Vec::new();
        for (step, op) in ops.iter().enumerate() {
            if let Op::Report { at, available } = *op
                && at >= newest
            {
                newest = at;
                news.push((step, at, available));
            }
        }
        let (before, later): (Vec<_>, Vec<_>) =
            news.into_iter().partition(|(step, ..)| *step < asked_at);
        let (requested, after) = match asked {
            Asked::At(moment) => (moment, moment),
            Asked::Now(moment) => (moment, before.last().map_or(i64::MIN, |(_, at, _)| *at)),
        };
        let known = match (asked, before.last()) {
            (Asked::At(_), Some((_, at, true))) if *at >= requested => {
                let run = before.iter().rev().take_while(|(.., available)| *available);
                let since = run.last().map_or(*at, |(_, since, _)| *since);
                Some((asked_at, if since >= requested { since } else { *at }))
            }
            _ => None,
        };
        let later_back = later
            .iter()
            .find(|(_, at, available)| *available && *at >= after);
        let back = known.or(later_back.map(|(step, at, _)| (*step, *at)));
        let bought = ops.iter().enumerate().position(|(step, op)| {
            step > asked_at && matches!(op, Op::Buy { at } if *at >= requested)
        });
        let back = back.filter(|(step, _)| bought.is_none_or(|bought| bought > *step));
        let out = back.and_then(|(back, _)| {
            later
                .iter()
                .find(|(step, _, available)| *step > back && !available)
                .map(|(step, at, _)| (*step, *at))
                .filter(|(step, _)| bought.is_none_or(|bought| bought > *step))
        });
        Self {
            requested,
            back,
            bought,
            out,
        }
    }

    /// Whether the sequence of its notification runs in the end.
    fn runs(&self) -> bool {
        self.back.is_some() && self.out.is_none() && self.bought.is_none()
    }

    fn waits_at(&self, step: usize) -> bool {
        self.back.is_none_or(|(back, _)| back > step)
            && self.bought.is_none_or(|bought| bought > step)
    }
}

/// Every request that is one, and all that ever comes of it.
fn courses(ops: &[Op]) -> Vec<Course> {
    let mut courses: Vec<Course> = Vec::new();
    for (step, op) in ops.iter().enumerate() {
        let Op::Ask(asked) = *op else { continue };
        let is_repeated = courses.iter().any(|course| {
            course.waits_at(step)
                || matches!(asked, Asked::At(moment) if moment <= course.requested)
        });
        if !is_repeated {
            courses.push(Course::of(ops, step, asked));
        }
    }
    courses
}

/// By a naive model, since when what was told of is back for those whose sequence still runs.
pub fn running_by_model(ops: &[Op]) -> Vec<i64> {
    let courses = courses(ops).into_iter().filter(Course::runs);
    courses
        .filter_map(|course| course.back.map(|(_, at)| at))
        .collect()
}

/// What a naive model says: what was triggered, and by which step.
pub fn by_model(ops: &[Op]) -> Vec<(usize, Trigger)> {
    let mut told = Vec::new();
    for Course { back, out, .. } in courses(ops) {
        told.extend(back.map(|(step, at)| (step, Trigger::BackInStock(at))));
        if let (Some((_, back)), Some((step, at))) = (back, out) {
            told.push((step, Trigger::OutOfStock(back, at)));
        }
    }
    told.sort_by_key(|(step, _)| *step);
    told
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn b4_every_request_is_told_of_as_a_naive_model_says(ops in prop::collection::vec(op(), 0..30)) {
        prop_assert_eq!(by_rules(&ops), by_model(&ops));
    }

    #[test]
    fn k3_one_request_is_told_of_once_however_the_stock_flaps(flaps in prop::collection::vec(any::<bool>(), 0..30)) {
        let mut ops = vec![Op::Ask(Asked::At(0))];
        ops.extend((1..).zip(flaps).map(|(at, available)| Op::Report { at, available }));
        let told = by_rules(&ops);
        let back = told.iter().filter(|(_, told)| matches!(told, Trigger::BackInStock(_))).count();
        prop_assert!(back <= 1 && told.len() - back <= back);
    }
}

#[test]
fn a_request_that_came_to_an_end_stays_so() {
    let (mut entry, _) = Entry::new(Asked::At(5), None);
    assert_eq!(entry.report(6, true), Some(Trigger::BackInStock(6)));
    assert_eq!(entry.report(7, true), None);
    assert_eq!(entry.report(8, false), Some(Trigger::OutOfStock(6, 8)));
    assert_eq!((entry.report(9, true), entry.bought(10)), (None, false));
    assert_eq!(entry.state, State::SoldOut);
}
