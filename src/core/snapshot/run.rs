//! What is wanted of the objects.

use crate::owner::consent::Observed;
use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;
use alloc::boxed::Box;

snapshot! {
    /// What a synchronisation or a relay says about the records it wants.
    Run {
        /// Set apart what is to be applied again: the id of the sync run, or of the outbox row with its count of
        /// touches. It becomes part of the item ids, so that a retry carries the same ones.
        revision / "revision": Text,
        /// When the object was read, milliseconds since 1970 UTC.
        read_at / "readAt": Int,
        /// Whether contacts are wanted.
        contacts / "contacts": Flag,
        /// Whether orders are wanted.
        orders / "orders": Flag,
        /// Whether transactions are wanted.
        transactions / "transactions": Flag,
        /// Whether products are wanted.
        products / "products": Flag,
        /// Whether orders placed are told as events.
        order_received_trigger / "orderReceivedTrigger": Flag,
        /// Whether payments received are told as events.
        payment_received_trigger / "paymentReceivedTrigger": Flag,
        /// Whether what is deleted in the store is deleted at the backend.
        deletions / "deletions": Flag,
        /// What may go out about the shopper that the object is about (E7).
        consent / "consent": Box<Observed>,
        /// When the store was a copy of itself, as far as the owner leaves out what was ordered then (C10).
        on_copy / "onCopy": List<Span>,
    }
}

snapshot! {
    /// A time between two moments, milliseconds since 1970 UTC.
    Span {
        /// Its first moment.
        from / "from": Int,
        /// The first one after it.
        to / "to": Int,
    }
}

/// Declares the call that maps an object: the object, and what is wanted of it.
macro_rules! map_call {
    ($(#[$doc:meta])* $name:ident: $object:ty) => {
        $crate::read::snapshot! {
            $(#[$doc])*
            $name {
                /// What is wanted.
                run / "run": alloc::boxed::Box<$crate::snapshot::Run>,
                /// The object.
                snapshot / "snapshot": alloc::boxed::Box<$object>,
            }
        }
    };
}
pub(crate) use map_call;
