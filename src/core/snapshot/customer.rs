//! WordPress users.

use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;
use crate::snapshot::Address;
use crate::snapshot::run::map_call;
use alloc::boxed::Box;

map_call! {
    /// A user, to be mapped.
    MapContact: Customer
}

snapshot! {
    /// A WordPress user.
    Customer {
        /// User id.
        id / "id": Text,
        /// Slugs of the roles the user has; several are possible, and none.
        roles / "roles": List<Text>,
        /// Account e-mail.
        email / "email": Text,
        /// Given name.
        first_name / "firstName": Text,
        /// Family name.
        last_name / "lastName": Text,
        /// WordPress locale, such as `de_DE`.
        locale / "locale": Text,
        /// Billing address.
        billing / "billing": Box<Address>,
        /// Shipping address.
        shipping / "shipping": Box<Address>,
        /// When the account was made.
        created_at / "createdAt": Int,
        /// When the customer was last changed.
        modified_at / "modifiedAt": Int,
        /// The user's orders in sums, one row for each currency, status and paid or not.
        revenue / "revenue": List<RevenueRow>,
        /// See [`crate::backend::inventory`].
        fingerprint / "fingerprint": Text,
    }
}

snapshot! {
    /// Sums over a customer's orders that share a currency, a status, and whether they have a paid date.
    RevenueRow {
        /// ISO 4217 code.
        currency / "currency": Text,
        /// WooCommerce status without its `wc-` prefix.
        status / "status": Text,
        /// Whether the orders of this row have a paid date.
        paid / "paid": Flag,
        /// How many orders.
        orders / "orders": Int,
        /// Sum of their totals, a decimal.
        total / "total": Text,
        /// Sum of their refunds, a decimal, not negative.
        refunded / "refunded": Text,
    }
}

snapshot! {
    /// The user an order or a cart belongs to.
    Buyer {
        /// User id.
        id / "id": Text,
        /// Slugs of the roles the user has.
        roles / "roles": List<Text>,
        /// Account e-mail.
        email / "email": Text,
    }
}
