//! Ticks in the opt-in box.

use crate::read::field::Text;
use crate::read::snapshot;
use crate::snapshot::Buyer;
use crate::snapshot::fact::fact;
use alloc::boxed::Box;

fact! {
    /// A shopper ticked the opt-in box.
    OptInFact {
        /// Who ticked it.
        snapshot / "snapshot": Box<OptIn>,
    }
}

snapshot! {
    /// A tick in the opt-in box.
    OptIn {
        /// Its id, random.
        id / "id": Text,
        /// The shopper's user, where there is one.
        customer / "customer": Buyer,
        /// The e-mail address given with the order.
        email / "email": Text,
    }
}
