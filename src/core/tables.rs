//! What the shell of a host has to know of the rules while it does not load the core: its hooks run in every request of a
//! shop. The build writes [`RULES`] as `pkg/php/rules.php`; what is a rule somewhere in the core is named here, not said
//! again.

use crate::backend::{backoff, outbox};
use crate::mapping::{order_status, topic};
use crate::owner::consent::Consent;
use crate::owner::settings::{
    CONTACTS, DELETIONS, ORDER_RECEIVED_TRIGGER, ORDERS, PAYMENT_RECEIVED_TRIGGER, PRODUCTS,
    TRANSACTIONS,
};
use crate::sync::plan;

/// What a host's rows can be about.
pub struct Topic {
    /// The name that the rows are filed under.
    pub name: &'static str,
    /// The core's call that maps them; none where the row holds what is sent.
    pub call: Option<&'static str>,
    /// That call's word for the fact, where it has several.
    pub fact: Option<&'static str>,
    /// What is read of the shop for the call; none where the row holds its snapshot.
    pub reader: Option<&'static str>,
    /// The owner's switches that let it through: one of them is enough, and where there are none, nothing holds it back.
    pub switches: &'static [&'static str],
}

const fn record(
    name: &'static str,
    reader: &'static str,
    switches: &'static [&'static str],
) -> Topic {
    Topic {
        name,
        call: Some(name),
        fact: None,
        reader: Some(reader),
        switches,
    }
}

const fn of_cart(name: &'static str, fact: &'static str) -> Topic {
    Topic {
        name,
        call: Some("cartEvent"),
        fact: Some(fact),
        reader: None,
        switches: &[CONTACTS],
    }
}

const fn of_order(
    name: &'static str,
    fact: &'static str,
    switches: &'static [&'static str],
) -> Topic {
    Topic {
        name,
        call: Some("orderEvent"),
        fact: Some(fact),
        reader: Some(ORDERS),
        switches,
    }
}

const fn held(
    name: &'static str,
    call: Option<&'static str>,
    switches: &'static [&'static str],
) -> Topic {
    Topic {
        name,
        call,
        fact: None,
        reader: None,
        switches,
    }
}

/// All topics, in the order in which one delivery sends them: what an order or an event refers to goes before it. The first
/// ones are records, all others are facts.
pub const TOPICS: [Topic; 16] = [
    record("contact", CONTACTS, &[CONTACTS]),
    record("category", "categories", &[PRODUCTS]),
    record("product", PRODUCTS, &[PRODUCTS]),
    record("order", ORDERS, &[ORDERS, TRANSACTIONS]),
    held(topic::MARKETING_SUBSCRIBED, Some("optIn"), &[CONTACTS]),
    of_cart(topic::CART_STARTED, "started"),
    of_cart(topic::CHECKOUT_STARTED, "checkout"),
    of_cart(topic::CART_CLEARED, "cleared"),
    of_order(topic::ORDER_PLACED, "placed", &[ORDER_RECEIVED_TRIGGER]),
    of_order(topic::PAYMENT_RECEIVED, "paid", &[PAYMENT_RECEIVED_TRIGGER]),
    of_order(topic::ORDER_FULFILLED, "fulfilled", &[ORDERS]),
    of_order(topic::ORDER_CANCELLED, "cancelled", &[ORDERS]),
    of_order(topic::ORDER_REFUNDED, "refunded", &[ORDERS]),
    held(topic::STOCK_CHANGED, Some("stock"), &[PRODUCTS]),
    // A shopper's request for the waitlist is all that is sent, and goes as a request of its own (K1).
    held("back_in_stock", None, &[PRODUCTS]),
    held(topic::BACK_IN_STOCK_WITHDRAWN, Some("withdrawal"), &[]),
];

const SWITCHES: [&str; 7] = [
    CONTACTS,
    ORDERS,
    TRANSACTIONS,
    PRODUCTS,
    ORDER_RECEIVED_TRIGGER,
    PAYMENT_RECEIVED_TRIGGER,
    DELETIONS,
];

const CONSENTS: [&str; 3] = [
    Consent::NAMED[0].0,
    Consent::NAMED[1].0,
    Consent::NAMED[2].0,
];

/// What a constant of the shell holds.
pub enum Value {
    /// A number.
    Number(i64),
    /// A word.
    Text(&'static str),
    /// Words.
    List(&'static [&'static str]),
    /// Words, each of which has a constant of its own, too, whose name begins with this.
    Words(&'static str, &'static [&'static str]),
    /// Words by words.
    Map(&'static [(&'static str, &'static str)]),
    /// Topics, each of which has a constant of its own, too.
    Topics(&'static [Topic]),
}

/// A constant of the shell.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// What it holds.
    pub value: Value,
}

const fn rule(name: &'static str, about: &'static str, value: Value) -> Rule {
    Rule { name, about, value }
}

/// All that the shell has to know.
pub const RULES: [Rule; 15] = [
    rule(
        "TOPICS",
        "Topics of the outbox, in the order of sending: the core's call, its word for the fact, what of Snapshots is read, and the switches of which one is enough.",
        Value::Topics(&TOPICS),
    ),
    rule(
        "SWITCHES",
        "The owner's switches (C7).",
        Value::Words("", &SWITCHES),
    ),
    rule(
        "TYPES",
        "What a sync can be about, in its order (S9).",
        Value::List(&plan::TYPES),
    ),
    rule(
        "SYNC_STUCK_SECONDS",
        "A sync that has got nothing done for so long may be replaced.",
        Value::Number(plan::STUCK),
    ),
    rule(
        "RECORDS",
        "The topic of the record that each type of a sync yields; transactions come with their orders.",
        Value::Map(&[
            (CONTACTS, "contact"),
            (PRODUCTS, "product"),
            (ORDERS, "order"),
        ]),
    ),
    rule(
        "CONSENTS",
        "What may go out about shoppers (E7).",
        Value::Words("CONSENT_", &CONSENTS),
    ),
    rule(
        "DRAFTS",
        "Statuses of orders that nobody has placed yet (S4).",
        Value::List(&order_status::DRAFTS),
    ),
    rule(
        "CANCELLED",
        "The status of a cancelled order.",
        Value::Text(order_status::CANCELLED),
    ),
    rule(
        "SETTLE_SECONDS",
        "A row is not sent before it has settled, for a shop saves an object in several steps.",
        Value::Number(outbox::SETTLE),
    ),
    rule(
        "CART_ROWS",
        "So much of what visitors who are not logged in did with carts may wait (D6).",
        Value::Number(outbox::CART_ROWS as i64),
    ),
    rule(
        "CART_FRESH_SECONDS",
        "What of it is older than this is evicted before all else.",
        Value::Number(outbox::CART_FRESH),
    ),
    rule(
        "WAITLIST_ROWS",
        "So many of such visitors' requests for the waitlist may wait (D6).",
        Value::Number(outbox::WAITLIST_ROWS as i64),
    ),
    rule(
        "LONGEST_WAIT_SECONDS",
        "No row has to wait longer than this until it is tried again.",
        Value::Number(backoff::LAST_BACKOFF),
    ),
    rule(
        "BATCH_ITEMS",
        "The most items of one request, by the protocol.",
        Value::Number(outbox::BATCH_ITEMS as i64),
    ),
    rule(
        "BATCH_BYTES",
        "A request is closed before it has more bytes of JSON (the protocol allows 4 MiB), to keep memory small.",
        Value::Number(outbox::BATCH_BYTES as i64),
    ),
];
