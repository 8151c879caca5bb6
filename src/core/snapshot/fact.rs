//! Wire-in: facts, such as "order 501 was paid", with what the outbox kept of them.
//!
//! Facts of carts and stock hold their snapshot from the moment they happened, for nothing else remembers it. Those of
//! orders are told with the order as it is when the event is built.

use crate::mapping::Run;
use crate::owner::settings::{Moments, Since};
use crate::read::field::{Field, Flag, Int, List, Text, snapshot};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::snapshot::{self, Buyer, LineItem, Order};
use crate::value::id;
use crate::value::time::Moment;
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;
use alloc::string::String;

snapshot! {
    /// Something that happened to an order.
    OrderFact {
        /// `placed`, `paid`, `fulfilled`, `cancelled` or `refunded`.
        fact / "fact": Text,
        /// What tells this fact from others of its kind and order: for `refunded` the refund's id (needed), for
        /// `fulfilled` and `cancelled` what names the transition. `placed` and `paid` have none: they happen once.
        key / "key": Text,
        /// When it happened, milliseconds since 1970 UTC.
        occurred_at / "occurredAt": Int,
        /// When the store was connected, milliseconds since 1970 UTC.
        connected_at / "connectedAt": Int,
        /// Since when the owner's choices let through what happens (C7, E7).
        since / "since": Moments,
        /// The highest order id there was when the store was connected; missing where nobody knows.
        last_order / "lastOrder": Int,
        /// Since when orders are placed whose events have ids with a mark, milliseconds since 1970 UTC; missing where all are.
        marked_since / "markedSince": Int,
        /// Whether nobody saw it happen: it was derived from the order.
        derived / "derived": Flag,
        /// What is wanted, and what may go out about the buyer.
        run / "run": Box<snapshot::Run>,
        /// The order, as it is now.
        snapshot / "snapshot": Box<Order>,
    }
}
snapshot! {
    /// Something that happened to a cart.
    CartFact {
        /// `started`, `cleared` or `checkout`.
        fact / "fact": Text,
        /// What tells this fact from others of its kind and cart; none where it can happen only once.
        key / "key": Text,
        /// When it happened, milliseconds since 1970 UTC.
        occurred_at / "occurredAt": Int,
        /// When the store was connected, milliseconds since 1970 UTC.
        connected_at / "connectedAt": Int,
        /// Since when the owner's choices let through what happens (C7, E7).
        since / "since": Moments,
        /// What is wanted, and what may go out about the shopper.
        run / "run": Box<snapshot::Run>,
        /// Carts of this client in this hour, with this one; missing where nobody counts.
        client_in_hour / "clientInHour": Int,
        /// Carts with this e-mail address on this day, with this one; missing where nobody counts.
        email_in_day / "emailInDay": Int,
        /// The cart, as it was then.
        snapshot / "snapshot": Box<Cart>,
    }
}
snapshot! {
    /// A change of what is in stock.
    StockFact {
        /// What tells this change from others of the same product (needed).
        key / "key": Text,
        /// When it happened, milliseconds since 1970 UTC.
        occurred_at / "occurredAt": Int,
        /// When the store was connected, milliseconds since 1970 UTC.
        connected_at / "connectedAt": Int,
        /// Since when the owner's choices let through what happens (C7, E7).
        since / "since": Moments,
        /// What is wanted.
        run / "run": Box<snapshot::Run>,
        /// The stock, as it was then.
        snapshot / "snapshot": Box<Stock>,
    }
}
snapshot! {
    /// A shopper ticked the opt-in box.
    OptInFact {
        /// None: it can happen only once.
        key / "key": Text,
        /// When it happened, milliseconds since 1970 UTC.
        occurred_at / "occurredAt": Int,
        /// When the store was connected, milliseconds since 1970 UTC.
        connected_at / "connectedAt": Int,
        /// Since when the owner's choices let through what happens (C7, E7).
        since / "since": Moments,
        /// What is wanted, and what is known of the shopper's consent.
        run / "run": Box<snapshot::Run>,
        /// Who ticked it.
        snapshot / "snapshot": Box<OptIn>,
    }
}
snapshot! {
    /// A shopper withdrew a request for the waitlist.
    WithdrawalFact {
        /// What tells this withdrawal from others of the same product (needed).
        key / "key": Text,
        /// When it happened, milliseconds since 1970 UTC.
        occurred_at / "occurredAt": Int,
        /// When the store was connected, milliseconds since 1970 UTC.
        connected_at / "connectedAt": Int,
        /// Not looked at.
        since / "since": Moments,
        /// What is wanted; a withdrawal always is.
        run / "run": Box<snapshot::Run>,
        /// What was asked for.
        snapshot / "snapshot": Box<Withdrawn>,
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
snapshot! {
    /// A request for the waitlist that is withdrawn.
    Withdrawn {
        /// The product.
        product_id / "productId": Text,
        /// The variation; missing or "0" for a product.
        variation_id / "variationId": Text,
        /// Whose request it was.
        email / "email": Text,
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
snapshot! {
    /// How many there are of a product or variation.
    Stock {
        /// Its id.
        id / "id": Text,
        /// Id of the product, for a variation; "0" for a product.
        parent_id / "parentId": Text,
        /// WooCommerce type of the product, for a variation that of its parent.
        kind / "type": Text,
        /// Post status.
        status / "status": Text,
        /// Post status of the product, for a variation.
        parent_status / "parentStatus": Text,
        /// Whether the product's page asks for a password.
        needs_password / "needsPassword": Flag,
        /// Whether stock is counted.
        manage_stock / "manageStock": Flag,
        /// Units in stock, a decimal; missing where stock is not counted.
        stock_quantity / "stockQuantity": Text,
        /// `instock`, `outofstock` or `onbackorder`.
        stock_status / "stockStatus": Text,
    }
}

/// What all facts have in common, read.
pub(crate) struct Fact {
    /// Without the `ecommerce.` of the event's name.
    pub(crate) topic: &'static str,
    pub(crate) key: Option<String>,
    pub(crate) occurred_at: Moment,
    pub(crate) connected_at: Moment,
    pub(crate) since: Since,
    pub(crate) run: Run,
}

impl Fact {
    /// What the event is of, such as `cart_started:9f3` or `stock_changed:102:KEY`.
    pub(crate) fn of(&self, object: &str) -> String {
        self.of_marked(object, None)
    }

    /// What the event is of, where the object's number may be given out again: `order_placed:501:3fa9c1`.
    pub(crate) fn of_marked(&self, object: &str, mark: Option<&String>) -> String {
        let mut of = id::join(self.topic, object);
        for key in mark.into_iter().chain(&self.key) {
            of.push(':');
            of.push_str(key);
        }
        of
    }

    /// Whether something happened before the store was connected, in whole seconds (E8).
    pub(crate) fn is_too_early(&self, moment: Moment) -> bool {
        moment.seconds() < self.connected_at.seconds()
    }

    /// Why nothing is told of what a shopper did: it was before the store was connected (E8), or before the switch (C7) or
    /// the consent (E7) let it through. Whoever tells it asks beside it what they let through now.
    pub(crate) fn held_back(
        &self,
        moment: Moment,
        switched_on: i64,
        consented: i64,
    ) -> Option<SkipReason> {
        if self.is_too_early(moment) {
            Some(SkipReason::BeforeConnecting)
        } else if is_before(moment, switched_on) {
            Some(SkipReason::SwitchedOff)
        } else if is_before(moment, consented) {
            Some(SkipReason::NoConsent)
        } else {
            None
        }
    }
}

/// Whether a moment lies before another, milliseconds since 1970 UTC, in whole seconds.
pub(crate) fn is_before(moment: Moment, since: i64) -> bool {
    moment.seconds() < since.div_euclid(1000)
}

/// Reads which fact it is: one of these words.
pub(crate) fn kind<T: Copy>(
    read: &mut Reader,
    field: Field<Text>,
    kinds: &[(&str, T)],
) -> Option<T> {
    let word = read.text("fact", field, Need::Required)?;
    let kind = kinds.iter().find(|(name, _)| *name == word);
    if kind.is_none() {
        read.report(
            "fact",
            IssueCode::ChoiceInvalid,
            "This is no fact that the core knows.",
            true,
        );
    }
    kind.map(|(_, kind)| *kind)
}

/// Reads what all facts have in common, in declared order.
pub(crate) struct Common {
    pub(crate) key: Field<Text>,
    pub(crate) key_needed: bool,
    pub(crate) occurred_at: Field<Int>,
    pub(crate) connected_at: Field<Int>,
    pub(crate) since: Field<Moments>,
    pub(crate) run: Field<Box<snapshot::Run>>,
}

impl Common {
    /// The fact.
    pub(crate) fn read(self, topic: &'static str, read: &mut Reader) -> Option<Fact> {
        let need = if self.key_needed {
            Need::Required
        } else {
            Need::Sound
        };
        let key = read.id("key", self.key, need);
        let occurred_at = read.moment_in_millis("occurredAt", self.occurred_at, Need::Required);
        let connected_at = read.moment_in_millis("connectedAt", self.connected_at, Need::Required);
        let since = Since::read(read, self.since);
        let run = read.value("run", self.run, "a map", Need::Required);
        let run = run.and_then(|run| Run::read(run, &mut read.within("run")));
        if read.is_fatal() {
            return None;
        }
        Some(Fact {
            topic,
            key,
            occurred_at: occurred_at?,
            connected_at: connected_at?,
            since,
            run: run?,
        })
    }
}
