//! Withdrawals of requests for the waitlist.

use crate::read::field::Text;
use crate::read::snapshot;
use crate::snapshot::fact::fact;
use alloc::boxed::Box;

fact! {
    /// A shopper withdrew a request for the waitlist. Its key is needed; since when what is let through is not looked at.
    WithdrawalFact {
        /// What was asked for.
        snapshot / "snapshot": Box<Withdrawal>,
    }
}

snapshot! {
    /// A request for the waitlist that is withdrawn.
    Withdrawal {
        /// The product.
        product_id / "productId": Text,
        /// The variation; missing or "0" for a product.
        variation_id / "variationId": Text,
        /// Whose request it was.
        email / "email": Text,
    }
}
