//! Facts, such as "order 501 was paid", with what the outbox kept of them.
//!
//! Facts of carts and stock hold their snapshot from the moment they happened, for nothing else remembers it. Those of
//! orders are told with the order as it is when the event is built.

use crate::owner::settings::Moments;
use crate::read::field::{Field, Int, Text};
use crate::snapshot::Run;
use alloc::boxed::Box;

/// What all facts have in common, not read yet.
pub(crate) struct FactFields {
    pub(crate) key: Field<Text>,
    pub(crate) occurred_at: Field<Int>,
    pub(crate) connected_at: Field<Int>,
    pub(crate) since: Field<Moments>,
    pub(crate) run: Field<Box<Run>>,
}

/// Declares a fact: what all facts have in common, and what only this one has.
macro_rules! fact {
    ($(#[$doc:meta])* $name:ident { $($(#[$own_doc:meta])* $own:ident / $own_key:literal : $kind:ty,)+ }) => {
        $crate::read::snapshot! {
            $(#[$doc])*
            $name {
                /// What tells this fact from others of its kind and object; none where it can happen only once.
                key / "key": $crate::read::field::Text,
                /// When it happened, milliseconds since 1970 UTC.
                occurred_at / "occurredAt": $crate::read::field::Int,
                /// When the store was connected, milliseconds since 1970 UTC.
                connected_at / "connectedAt": $crate::read::field::Int,
                /// Since when the owner's choices let through what happens (C7, E7).
                since / "since": $crate::owner::settings::Moments,
                /// What is wanted, and what may go out about the shopper.
                run / "run": alloc::boxed::Box<$crate::snapshot::Run>,
                $($(#[$own_doc])* $own / $own_key: $kind,)+
            }
        }

        impl $name {
            /// Takes out what all facts have in common.
            pub(crate) fn fields(&mut self) -> $crate::snapshot::FactFields {
                $crate::snapshot::FactFields {
                    key: core::mem::take(&mut self.key),
                    occurred_at: core::mem::take(&mut self.occurred_at),
                    connected_at: core::mem::take(&mut self.connected_at),
                    since: core::mem::take(&mut self.since),
                    run: core::mem::take(&mut self.run),
                }
            }
        }
    };
}
pub(crate) use fact;
