//! Objects that are no longer there.

use crate::read::field::Text;
use crate::read::snapshot;
use crate::snapshot::run::map_call;

map_call! {
    /// An object that is gone, to be told of (S8).
    MapGone: Gone
}

snapshot! {
    /// An object that was in the store and is no longer, not in the trash either.
    Gone {
        /// `contact` (a user), `product`, `category` or `order`.
        kind / "type": Text,
        /// Its id.
        id / "id": Text,
    }
}
