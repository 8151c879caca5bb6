//! What was ordered while the store was a copy of itself, such as a staging site that later took the store's place (C10).

use crate::read::field::{Field, List};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::time::Moment;
use alloc::vec::Vec;

/// The times in which the store was a copy, as far as the owner leaves out what was ordered in them: first and last, in
/// whole seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OnCopy(Vec<(i64, i64)>);

impl OnCopy {
    /// Reads the times; one that is wrong is reported, and as if it were missing: what is not known to be from a copy is
    /// sent.
    pub(crate) fn read(reader: &mut Reader, field: Field<List<snapshot::Span>>) -> Self {
        let list = reader.list("onCopy", field, Need::Optional);
        let mut spans = Vec::with_capacity(list.len());
        for (index, field) in list.into_iter().enumerate() {
            let mut reader = reader.element("onCopy", index);
            if let Some(span) = reader.element_if_sound(field) {
                let from = reader.moment_in_millis("from", span.from, Need::Expected);
                let to = reader.moment_in_millis("to", span.to, Need::Expected);
                spans.extend(
                    from.zip(to)
                        .map(|(from, to)| (from.seconds(), to.seconds())),
                );
            }
        }
        Self(spans)
    }

    /// Whether a moment lies in one of them. Orders are dated in whole seconds: the second in which the store became a copy
    /// is part of it, the one in which it was none any more is not.
    pub(crate) fn holds(&self, moment: Moment) -> bool {
        let second = moment.seconds();
        self.0
            .iter()
            .any(|(from, to)| (*from..*to).contains(&second))
    }
}
