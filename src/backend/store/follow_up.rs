//! What follows from items that were applied: triggers fire, waiting shoppers are told, reminders are queued.
//!
//! Facts of one request count in the order in which they happened, not in which they lie in it: records come before
//! events there, though they were read after them.

use super::{Result, marketing, purchases, replenishment, triggers, waitlist};
use crate::ingest::{Checked, Kind, Mode};
use crate::rules::order::Order;
use crate::time::{Millis, millis};
use rusqlite::Connection as Db;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Something that happened at a moment.
enum Fact {
    /// A variant can be bought, or cannot.
    Stock { variant_id: String, available: bool },
    /// Somebody bought a variant.
    Bought { email: String, variant_id: String },
}

#[derive(Deserialize)]
struct Product {
    id: String,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variant {
    id: String,
    stock_status: String,
}

/// Follows up the items of one request that were accepted.
pub fn follow(db: &Db, store_id: i64, items: &[Checked], now: Millis) -> Result<()> {
    // What was due before this request came was due.
    replenishment::fall_due(db, now)?;
    let settings = replenishment::settings(db, store_id)?;
    let mut facts = Vec::new();
    let mut orders = BTreeSet::new();
    let mut people = BTreeSet::new();
    for item in items {
        let at = millis(&item.occurred_at).unwrap_or_default();
        match item.kind {
            Kind::Product => stock_of(item.data, at, &mut facts),
            Kind::Order => {
                people.extend(purchases::note(db, store_id, item)?);
                orders.insert(item.object.as_str());
            }
            Kind::Contact if item.mode != Mode::Delete => {
                marketing::record(db, store_id, &item.email, item.data, at)?;
            }
            Kind::Event => event(db, store_id, item.data, at, &mut facts, now)?,
            _ => {}
        }
    }
    if waitlist::has_open(db, store_id)? {
        for id in orders {
            bought(purchases::order(db, store_id, id)?, &mut facts);
        }
    }
    facts.sort_by_key(|(at, _)| *at);
    for (at, fact) in facts {
        match fact {
            Fact::Stock {
                variant_id,
                available,
            } => waitlist::report(db, store_id, &variant_id, at, available, now)?,
            Fact::Bought { email, variant_id } => {
                waitlist::bought(db, store_id, &email, &variant_id, at)?;
            }
        }
    }
    if !settings.is_empty() {
        for email in people {
            replenishment::follow(db, store_id, &email, &settings, now)?;
        }
    }
    Ok(())
}

/// The stock that a product's record tells. A variable product can be bought as long as one of its variants can.
fn stock_of(data: &str, at: Millis, facts: &mut Vec<(Millis, Fact)>) {
    let Ok(product) = serde_json::from_str::<Product>(data) else {
        return;
    };
    let mut report = |variant_id: String, available: bool| {
        let fact = Fact::Stock {
            variant_id,
            available,
        };
        facts.push((at, fact));
    };
    let is_variable = product
        .variants
        .iter()
        .all(|variant| variant.id != product.id);
    if is_variable {
        let available = product
            .variants
            .iter()
            .any(|variant| is_available(&variant.stock_status));
        report(product.id, available);
    }
    for variant in product.variants {
        report(variant.id, is_available(&variant.stock_status));
    }
}

/// What an event triggers by itself, or tells of stock.
fn event(
    db: &Db,
    store_id: i64,
    data: &str,
    at: Millis,
    facts: &mut Vec<(Millis, Fact)>,
    now: Millis,
) -> Result<()> {
    let event: Value = serde_json::from_str(data).unwrap_or_default();
    let text = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("name") {
        name @ (triggers::ORDER_PLACED | triggers::PAYMENT_RECEIVED) => {
            let email = event
                .pointer("/contact/email")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let data = json!({
                "orderId": text("orderId"),
                "number": text("number"),
                "status": text("status"),
                "originalStatus": text("originalStatus"),
            });
            triggers::fire(db, store_id, name, email, now, &data)?;
        }
        "ecommerce.stock_changed" => {
            let fact = Fact::Stock {
                variant_id: text("id").to_owned(),
                available: is_available(text("stockStatus")),
            };
            facts.push((at, fact));
        }
        "ecommerce.marketing_subscribed" => marketing::subscribed(db, store_id, &event, at)?,
        "ecommerce.back_in_stock_withdrawn" => {
            let at = millis(text("withdrawnAt")).unwrap_or(at);
            let (email, variant_id) = (text("email"), text("providerVariantId"));
            waitlist::withdrawn(db, store_id, email, variant_id, at)?;
        }
        _ => {}
    }
    Ok(())
}

/// What was bought with an order that stands.
fn bought(order: Option<Order>, facts: &mut Vec<(Millis, Fact)>) {
    let Some(order) = order.filter(Order::stands) else {
        return;
    };
    for variant_id in order.wanted() {
        let fact = Fact::Bought {
            email: order.email().to_owned(),
            variant_id: variant_id.clone(),
        };
        facts.push((order.placed(), fact));
    }
}

/// As in WooCommerce's own stock notifications, what can be ordered on backorder is back.
fn is_available(stock_status: &str) -> bool {
    stock_status != "out_of_stock"
}
