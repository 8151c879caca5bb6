//! What all facts have in common.

use crate::mapping::Run;
use crate::owner::settings::Since;
use crate::read::field::{Field, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::snapshot::FactFields;
use crate::value::id;
use crate::value::time::Moment;
use crate::wire::item::{Item, Mode, Record};
use crate::wire::once::Shared;
use crate::wire::skip::SkipReason;
use alloc::string::String;

/// What all facts have in common, read.
pub(crate) struct Fact {
    /// Without the `ecommerce.` of the event's name.
    pub(crate) topic: &'static str,
    pub(crate) key: Option<String>,
    pub(crate) occurred_at: Moment,
    pub(crate) connected_at: Moment,
    pub(crate) since: Since,
    pub(crate) run: Run,
}

impl Fact {
    /// Reads what all facts have in common, in declared order. The topic is the event's name without its `ecommerce.`.
    pub(crate) fn read(
        fields: FactFields,
        topic: &'static str,
        key_need: Need,
        reader: &mut Reader,
    ) -> Option<Self> {
        let key = reader.id("key", fields.key, key_need);
        let occurred_at = reader.moment_in_millis("occurredAt", fields.occurred_at, Need::Required);
        let connected_at =
            reader.moment_in_millis("connectedAt", fields.connected_at, Need::Required);
        let since = Since::read(reader, fields.since);
        let run = reader.value("run", fields.run, "a map", Need::Required);
        let run = run.and_then(|run| Run::read(run, &mut reader.within("run")));
        if reader.is_fatal() {
            return None;
        }
        Some(Self {
            topic,
            key,
            occurred_at: occurred_at?,
            connected_at: connected_at?,
            since,
            run: run?,
        })
    }

    /// What the event is of, such as `cart_started:9f3` or `stock_changed:102:KEY`.
    pub(crate) fn of(&self, object: &str) -> String {
        self.of_marked(object, None)
    }

    /// What the event is of, where the object's number may be given out again: `order_placed:501:3fa9c1`.
    pub(crate) fn of_marked(&self, object: &str, mark: Option<&String>) -> String {
        let mut of = id::join(self.topic, object);
        for key in mark.into_iter().chain(&self.key) {
            of.push(':');
            of.push_str(key);
        }
        of
    }

    /// The item of its event, which is applied once and has no revision.
    pub(crate) fn item(of: String, occurred_at: Moment, data: Record) -> Item {
        Item {
            kind: "event",
            of,
            stamp: None,
            mode: Mode::Create,
            occurred_at: Shared::new(occurred_at),
            data,
        }
    }

    /// Whether something happened before the store was connected, in whole seconds (E8).
    pub(crate) fn is_too_early(&self, moment: Moment) -> bool {
        moment.seconds() < self.connected_at.seconds()
    }

    /// Why nothing is told of what a shopper did: it was before the store was connected (E8), or before the switch (C7) or
    /// the consent (E7) let it through. Whoever tells it asks beside it what they let through now.
    pub(crate) fn held_back(
        &self,
        moment: Moment,
        switched_on: i64,
        consented: i64,
    ) -> Option<SkipReason> {
        if self.is_too_early(moment) {
            Some(SkipReason::BeforeConnecting)
        } else if is_before(moment, switched_on) {
            Some(SkipReason::SwitchedOff)
        } else if is_before(moment, consented) {
            Some(SkipReason::NoConsent)
        } else {
            None
        }
    }
}

/// Whether a moment lies before another, milliseconds since 1970 UTC, in whole seconds.
pub(crate) fn is_before(moment: Moment, since: i64) -> bool {
    moment.seconds() < since.div_euclid(1000)
}

/// Reads which fact it is: one of these words.
pub(crate) fn kind<T: Copy>(
    reader: &mut Reader,
    field: Field<Text>,
    kinds: &[(&str, T)],
) -> Option<T> {
    let word = reader.text("fact", field, Need::Required)?;
    let kind = kinds.iter().find(|(name, _)| *name == word);
    if kind.is_none() {
        reader.report(
            "fact",
            IssueCode::ChoiceInvalid,
            "This is no fact that the core knows.",
            true,
        );
    }
    kind.map(|(_, kind)| *kind)
}
