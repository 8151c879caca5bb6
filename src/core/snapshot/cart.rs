//! Carts, and what happens to them.

use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;
use crate::snapshot::fact::fact;
use crate::snapshot::{Buyer, LineItem};
use crate::visitor::Visitor;
use alloc::boxed::Box;

fact! {
    /// Something that happened to a cart.
    CartFact {
        /// `started`, `cleared` or `checkout`.
        fact / "fact": Text,
        /// Who told of it by typing an address; missing where nobody counts.
        visitor / "visitor": Box<Visitor>,
        /// Whether it is over one of the limits that were answered before.
        too_many / "tooMany": Flag,
        /// The cart, as it was then.
        snapshot / "snapshot": Box<Cart>,
    }
}

snapshot! {
    /// A shopper's cart.
    Cart {
        /// The cart's id, another one after it was emptied or ordered. Not the session's own key: it leaves the store.
        id / "id": Text,
        /// Whether it is empty because it was just ordered.
        ordered / "ordered": Flag,
        /// The shopper's user, where one is logged in.
        customer / "customer": Buyer,
        /// The e-mail address typed at the checkout.
        email / "email": Text,
        /// When the first product was put in.
        started_at / "startedAt": Int,
        /// ISO 4217 code.
        currency / "currency": Text,
        /// Whether prices are shown with tax.
        prices_include_tax / "pricesIncludeTax": Flag,
        /// The products in it; the id of a line is its key in the cart.
        items / "items": List<Box<LineItem>>,
        /// Codes of the coupons used.
        coupons / "coupons": List<Text>,
        /// Address that brings the cart back (E6).
        recovery_url / "recoveryUrl": Text,
    }
}
