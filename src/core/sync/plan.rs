//! What a sync goes through (S9): passes over kinds of objects, each by rising id, and what becomes of a request that meets
//! a sync which is under way.
//!
//! Transactions come with their orders, in one pass. A request is under way already where a pass holds its type, and its
//! dates; else its type is added. A pass that has not begun is widened, so that there is never more than one of each kind
//! ahead, whatever is asked for; behind one that has begun comes another.

use crate::owner::settings::{CONTACTS, ORDERS, PRODUCTS, TRANSACTIONS};
use crate::read::field::{Field, Flag, Int, List, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// All types, in the order in which they are synced.
pub(crate) const TYPES: [&str; 4] = [CONTACTS, PRODUCTS, ORDERS, TRANSACTIONS];

/// A run that has got nothing done for so many seconds is stuck: another may take its place.
pub(crate) const STUCK: i64 = 3_600;

snapshot! {
    /// What is asked for, and what is ahead; or one pass that is ahead.
    PlanQuery {
        /// Of a pass: `contacts`, `products` or `orders`.
        kind / "kind": Text,
        /// Of `contacts`, `products`, `orders`, `transactions`: what is asked for, or wanted of the pass.
        types / "types": List<Text>,
        /// The first moment, seconds since 1970 UTC; missing for no limit.
        from / "from": Int,
        /// The last moment.
        to / "to": Int,
        /// Passes that are not over, in their order.
        passes / "passes": List<PlanQuery>,
        /// Whether the first of them has begun.
        begun / "begun": Flag,
    }
}

/// What a sync goes through now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Passes in their order; one that has begun stays the first, as it is.
    pub passes: Vec<Pass>,
    /// Types that were added by the request.
    pub added: Vec<&'static str>,
    /// Those of them that nothing ahead was about: their figures begin anew.
    pub fresh: Vec<&'static str>,
    /// Types that were asked for and are under way already.
    pub under_way: Vec<&'static str>,
}

/// One pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pass {
    /// `contacts`, `products` or `orders`.
    pub kind: &'static str,
    /// Types that are wanted of it.
    pub types: Vec<&'static str>,
    /// The first moment, seconds since 1970 UTC; null for no limit.
    pub from: Option<i64>,
    /// The last moment.
    pub to: Option<i64>,
}

/// Says what to go through. Types that are none are refused.
pub(crate) fn plan(query: PlanQuery, reader: &mut Reader) -> Option<Plan> {
    let types = types(reader, "types", query.types);
    let from = reader.int("from", query.from, Need::Sound);
    let to = reader.int("to", query.to, Need::Sound);
    let begun = reader.flag("begun", query.begun);
    let mut passes = Vec::new();
    for (index, ahead) in reader
        .list("passes", query.passes, Need::Sound)
        .into_iter()
        .enumerate()
    {
        let mut reader = reader.element("passes", index);
        passes.extend(
            reader
                .element_struct(ahead)
                .and_then(|ahead| pass(ahead, &mut reader)),
        );
    }
    if reader.is_fatal() {
        return None;
    }
    let mut plan = Plan {
        passes,
        added: Vec::new(),
        fresh: Vec::new(),
        under_way: Vec::new(),
    };
    for kind in types {
        plan.ask_for(kind, from, to, usize::from(begun));
    }
    Some(plan)
}

impl Plan {
    #[inline(never)]
    fn ask_for(&mut self, kind: &'static str, from: Option<i64>, to: Option<i64>, first: usize) {
        let is_about = |pass: &&Pass| pass.types.contains(&kind);
        if self
            .passes
            .iter()
            .any(|pass| is_about(&pass) && pass.holds(from, to))
        {
            return self.under_way.push(kind);
        }
        if !self.passes.iter().any(|pass| is_about(&pass)) {
            self.fresh.push(kind);
        }
        self.added.push(kind);
        let over = match kind {
            TRANSACTIONS => ORDERS,
            kind => kind,
        };
        match self
            .passes
            .iter_mut()
            .skip(first)
            .find(|pass| pass.kind == over)
        {
            Some(pass) => pass.widen(kind, from, to),
            None => self.passes.push(Pass {
                kind: over,
                types: [kind].into(),
                from,
                to,
            }),
        }
    }
}

impl Pass {
    #[inline(never)]
    fn holds(&self, from: Option<i64>, to: Option<i64>) -> bool {
        let begins = self
            .from
            .is_none_or(|first| from.is_some_and(|from| first <= from));
        let ends = self.to.is_none_or(|last| to.is_some_and(|to| to <= last));
        begins && ends
    }

    #[inline(never)]
    fn widen(&mut self, kind: &'static str, from: Option<i64>, to: Option<i64>) {
        if !self.types.contains(&kind) {
            self.types.push(kind);
        }
        self.from = self.from.zip(from).map(|(one, other)| one.min(other));
        self.to = self.to.zip(to).map(|(one, other)| one.max(other));
    }
}

#[inline(never)]
fn pass(ahead: PlanQuery, reader: &mut Reader) -> Option<Pass> {
    let kind = reader.text("kind", ahead.kind, Need::Required)?;
    let Some(kind) = TYPES[..3].iter().find(|known| **known == kind) else {
        reader.report(
            "kind",
            IssueCode::ChoiceInvalid,
            "This must be contacts, products or orders.",
            true,
        );
        return None;
    };
    Some(Pass {
        kind,
        types: types(reader, "types", ahead.types),
        from: reader.int("from", ahead.from, Need::Sound),
        to: reader.int("to", ahead.to, Need::Sound),
    })
}

/// Types by name, each once, in the order in which they are synced.
#[inline(never)]
pub(crate) fn types(
    reader: &mut Reader,
    name: &'static str,
    field: Field<List<Text>>,
) -> Vec<&'static str> {
    let mut asked: Vec<String> = Vec::new();
    for (index, element) in reader
        .list(name, field, Need::Sound)
        .into_iter()
        .enumerate()
    {
        let mut reader = reader.element(name, index);
        let Some(kind) = reader.text("", element, Need::Required) else {
            continue;
        };
        if !TYPES.contains(&kind.as_str()) {
            reader.report(
                "",
                IssueCode::ChoiceInvalid,
                "This must be contacts, products, orders or transactions.",
                true,
            );
        }
        asked.push(kind);
    }
    TYPES
        .into_iter()
        .filter(|kind| asked.iter().any(|name| name == kind))
        .collect()
}
