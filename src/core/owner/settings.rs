//! The owner's choices: what is imported after connecting (C6), and what is kept in sync afterwards (C7).
//!
//! | toggle | items it lets through | while it is off |
//! |---|---|---|
//! | Contact Sync | `contact` of users; `ecommerce.cart_started`, `ecommerce.cart_cleared`, `ecommerce.checkout_started` | nothing is recorded; contacts that orders need are still made (S3) |
//! | Order Sync | `order`, and the `contact` it needs; `ecommerce.order_fulfilled`, `ecommerce.order_cancelled`, `ecommerce.order_refunded` | nothing is recorded |
//! | Transaction Sync | `transaction` | nothing is recorded |
//! | Product Sync | `product`, `product_unavailable`, `category`; `ecommerce.stock_changed` | nothing is recorded |
//! | Order Received Trigger | `ecommerce.order_placed`, and the `contact` it needs | nothing is recorded |
//! | Payment Received Trigger | `ecommerce.payment_received`, and the `contact` it needs | nothing is recorded |
//! | Deletion Sync (S8; off unless it is switched on) | items of mode `delete`, of the types that the toggles above let through | what is deleted in the store stays at the backend; a product is marked unavailable |
//!
//! Switching one on again offers a sync of what was missed; what was deleted meanwhile stays. What may go out about a
//! shopper is a choice of its own, see [`crate::owner::consent`].
//!
//! Each switch, and the consent, keeps since when it lets through: no event is ever made up of what happened before.

use crate::owner::consent::{self, Consent};
use crate::read::field::{Field, Flag, Int, Text};
use crate::read::issue::Issue;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use alloc::vec::Vec;
use serde::Serialize;

/// The names of C7's switches.
pub(crate) const CONTACTS: &str = "contacts";
pub(crate) const ORDERS: &str = "orders";
pub(crate) const TRANSACTIONS: &str = "transactions";
pub(crate) const PRODUCTS: &str = "products";
pub(crate) const ORDER_RECEIVED_TRIGGER: &str = "orderReceivedTrigger";
pub(crate) const PAYMENT_RECEIVED_TRIGGER: &str = "paymentReceivedTrigger";
pub(crate) const DELETIONS: &str = "deletions";

snapshot! {
    /// The owner's choices as they are stored or sent: all optional.
    Choices {
        /// What to import.
        imports / "imports": ImportChoices,
        /// What to keep in sync.
        sync / "sync": SyncChoices,
        /// What may go out about shoppers (E7): `all`, `subscribers` or `wp_consent_api`.
        consent / "consent": Text,
        /// Whether the store has the WP Consent API: then it counts where no choice was made.
        consent_api / "consentApi": Flag,
        /// Since when they let through, as it was stored.
        since / "since": Moments,
        /// What held until now; missing where nothing did, or nothing changes.
        before / "before": Before,
        /// When these choices are made, milliseconds since 1970 UTC.
        now / "now": Int,
    }
}
snapshot! {
    /// Since when each choice lets through, milliseconds since 1970 UTC; missing where it always did.
    Moments {
        /// Contact Sync.
        contacts / "contacts": Int,
        /// Order Sync.
        orders / "orders": Int,
        /// Transaction Sync.
        transactions / "transactions": Int,
        /// Product Sync.
        products / "products": Int,
        /// Order Received Trigger.
        order_received_trigger / "orderReceivedTrigger": Int,
        /// Payment Received Trigger.
        payment_received_trigger / "paymentReceivedTrigger": Int,
        /// Deletion Sync.
        deletions / "deletions": Int,
        /// The consent that is asked for (E7), for carts and checkouts.
        carts / "carts": Int,
        /// The same, for who shoppers are, and what happens to their orders.
        person / "person": Int,
    }
}
snapshot! {
    /// The choices that a change follows.
    Before {
        /// What was kept in sync.
        sync / "sync": SyncChoices,
        /// What went out about shoppers, whether by the owner's choice or for want of one.
        consent / "consent": Text,
    }
}
snapshot! {
    /// C6.
    ImportChoices {
        /// Users.
        contacts / "contacts": Flag,
        /// Orders.
        orders / "orders": Flag,
        /// Payments and refunds.
        transactions / "transactions": Flag,
        /// Products and their categories.
        products / "products": Flag,
    }
}
snapshot! {
    /// C7.
    SyncChoices {
        /// Contact Sync.
        contacts / "contacts": Flag,
        /// Order Sync.
        orders / "orders": Flag,
        /// Transaction Sync.
        transactions / "transactions": Flag,
        /// Product Sync.
        products / "products": Flag,
        /// Order Received Trigger.
        order_received_trigger / "orderReceivedTrigger": Flag,
        /// Payment Received Trigger.
        payment_received_trigger / "paymentReceivedTrigger": Flag,
        /// Deletion Sync (S8).
        deletions / "deletions": Flag,
    }
}

/// The choices, complete. Everything is on unless it was switched off, but for deletions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// C6.
    pub imports: Imports,
    /// C7.
    pub sync: Sync,
    /// E7.
    pub consent: Consent,
    /// Since when they let through.
    pub since: Since,
    /// Choices that are wrong; they stay at their default, and consent at `subscribers`.
    pub issues: Vec<Issue>,
}

/// C6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Imports {
    pub contacts: bool,
    pub orders: bool,
    pub transactions: bool,
    pub products: bool,
}

/// C7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Sync {
    pub contacts: bool,
    pub orders: bool,
    pub transactions: bool,
    pub products: bool,
    pub order_received_trigger: bool,
    pub payment_received_trigger: bool,
    pub deletions: bool,
}

/// Since when each choice lets through, milliseconds since 1970 UTC; 0 where it always did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Since {
    pub contacts: i64,
    pub orders: i64,
    pub transactions: i64,
    pub products: i64,
    pub order_received_trigger: i64,
    pub payment_received_trigger: i64,
    pub deletions: i64,
    pub carts: i64,
    pub person: i64,
}

impl Since {
    /// Reads the moments; one that is wrong is reported, and as if it were missing.
    pub(crate) fn read(reader: &mut Reader, field: Field<Moments>) -> Self {
        let Some(moments) = reader.value("since", field, "a map", Need::Optional) else {
            return Self::default();
        };
        let mut reader = reader.within("since");
        let mut one = |name, field| {
            reader
                .moment_in_millis(name, field, Need::Optional)
                .map_or(0, |moment| moment.millis())
        };
        Self {
            contacts: one(CONTACTS, moments.contacts),
            orders: one(ORDERS, moments.orders),
            transactions: one(TRANSACTIONS, moments.transactions),
            products: one(PRODUCTS, moments.products),
            order_received_trigger: one(ORDER_RECEIVED_TRIGGER, moments.order_received_trigger),
            payment_received_trigger: one(
                PAYMENT_RECEIVED_TRIGGER,
                moments.payment_received_trigger,
            ),
            deletions: one(DELETIONS, moments.deletions),
            carts: one("carts", moments.carts),
            person: one("person", moments.person),
        }
    }

    /// Moves what is let through only from now on.
    fn move_to(&mut self, now: i64, before: &Sync, after: &Sync) {
        let opened = |since: &mut i64, was: bool, is: bool| {
            if is && !was {
                *since = now;
            }
        };
        opened(&mut self.contacts, before.contacts, after.contacts);
        opened(&mut self.orders, before.orders, after.orders);
        opened(
            &mut self.transactions,
            before.transactions,
            after.transactions,
        );
        opened(&mut self.products, before.products, after.products);
        opened(
            &mut self.order_received_trigger,
            before.order_received_trigger,
            after.order_received_trigger,
        );
        opened(
            &mut self.payment_received_trigger,
            before.payment_received_trigger,
            after.payment_received_trigger,
        );
        opened(&mut self.deletions, before.deletions, after.deletions);
    }
}

/// Reads the choices. A missing or wrong one is as if nobody had made it; a wrong one is reported.
pub(crate) fn read(choices: Choices, reader: &mut Reader) -> Option<Settings> {
    let imports = reader
        .value("imports", choices.imports, "a map", Need::Optional)
        .unwrap_or_default();
    let imports = {
        let mut reader = reader.within("imports");
        Imports {
            contacts: on(&mut reader, CONTACTS, imports.contacts),
            orders: on(&mut reader, ORDERS, imports.orders),
            transactions: on(&mut reader, TRANSACTIONS, imports.transactions),
            products: on(&mut reader, PRODUCTS, imports.products),
        }
    };
    let sync = switches(reader, choices.sync);
    let none = if reader.flag("consentApi", choices.consent_api) {
        Consent::WpConsentApi
    } else {
        Consent::All
    };
    let consent = consent::choice(reader, "consent", choices.consent, none);
    let mut since = Since::read(reader, choices.since);
    let before = reader.value("before", choices.before, "a map", Need::Optional);
    let now = reader.moment_in_millis("now", choices.now, Need::Optional);
    if let (Some(before), Some(now)) = (before, now) {
        let mut reader = reader.within("before");
        since.move_to(now.millis(), &switches(&mut reader, before.sync), &sync);
        let before = consent::choice(&mut reader, "consent", before.consent, consent);
        if consent.lets_carts_through_unlike(before) {
            since.carts = now.millis();
        }
        if consent.lets_persons_through_unlike(before) {
            since.person = now.millis();
        }
    }
    Some(Settings {
        imports,
        sync,
        consent,
        since,
        issues: reader.take(),
    })
}

fn switches(reader: &mut Reader, field: Field<SyncChoices>) -> Sync {
    let sync = reader
        .value("sync", field, "a map", Need::Optional)
        .unwrap_or_default();
    let mut reader = reader.within("sync");
    Sync {
        contacts: on(&mut reader, CONTACTS, sync.contacts),
        orders: on(&mut reader, ORDERS, sync.orders),
        transactions: on(&mut reader, TRANSACTIONS, sync.transactions),
        products: on(&mut reader, PRODUCTS, sync.products),
        order_received_trigger: on(
            &mut reader,
            ORDER_RECEIVED_TRIGGER,
            sync.order_received_trigger,
        ),
        payment_received_trigger: on(
            &mut reader,
            PAYMENT_RECEIVED_TRIGGER,
            sync.payment_received_trigger,
        ),
        deletions: reader.flag(DELETIONS, sync.deletions),
    }
}

fn on(reader: &mut Reader, name: &'static str, field: Field<Flag>) -> bool {
    reader
        .value(name, field, "true or false", Need::Optional)
        .is_none_or(|flag| flag.0)
}
