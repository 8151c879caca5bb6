//! What is known of one person in a company (B6).

use super::goods::{self, Goods};
use super::{Result, installations, marketing, purchases};
use crate::rules::order::Order;
use crate::time::Millis;
use rusqlite::{Connection as Db, OptionalExtension, params};
use serde_json::Value;

/// So many lines of the history are shown.
const HISTORY: u32 = 30;

/// One person.
#[derive(Debug, Default)]
pub struct Profile {
    /// The contact, where there is one.
    pub contact: Option<Value>,
    /// Whether they may be written to, by a word of which moment; none where nobody ever said anything (E7).
    pub marketing: Option<(bool, Millis)>,
    /// Their orders, the latest first.
    pub orders: Vec<Order>,
    /// What they bought, the latest first.
    pub purchased: Vec<Purchased>,
    /// What they will be reminded of.
    pub reminders: Vec<Reminder>,
    /// What they wait for, or were told of lately.
    pub waiting: Vec<Waiting>,
    /// What happened and what it triggered, the latest first.
    pub history: Vec<Happened>,
}

impl Profile {
    /// Whether anything at all is known.
    pub fn is_known(&self) -> bool {
        self.contact.is_some()
            || !self.orders.is_empty()
            || !self.waiting.is_empty()
            || !self.history.is_empty()
    }
}

/// One product or variant that was bought.
#[derive(Debug)]
pub struct Purchased {
    /// The product.
    pub product_id: String,
    /// The variation, or the product itself.
    pub variant_id: String,
    /// As it was sold last.
    pub title: String,
    /// What else is known.
    pub goods: Goods,
    /// Units, all orders together.
    pub quantity: i64,
    /// How many orders had it.
    pub orders: u32,
    /// When it was bought last, a moment of the wire.
    pub last_at: String,
}

/// One pending reminder.
#[derive(Debug)]
pub struct Reminder {
    /// What runs out.
    pub title: String,
    /// What else is known.
    pub goods: Goods,
    /// The order that it follows.
    pub order: String,
    /// When it is due.
    pub due_at: Millis,
}

/// One request on the waitlist that is not over.
#[derive(Debug)]
pub struct Waiting {
    /// As the shopper saw it.
    pub title: String,
    /// What else is known.
    pub goods: Goods,
    /// When they asked.
    pub requested_at: Millis,
    /// Since when it is back, once they were told.
    pub back_in_stock_at: Option<Millis>,
}

/// One line of the history.
#[derive(Debug)]
pub struct Happened {
    /// The event or trigger.
    pub name: String,
    /// Whether it is a trigger of ours, not news of the store.
    pub is_trigger: bool,
    /// A moment of the wire.
    pub at: String,
    /// What came with it.
    pub data: Value,
    /// Why the sequence was stopped.
    pub stopped: Option<String>,
}

/// Gathers what is known of an e-mail address.
pub fn find(db: &Db, company_id: &str, email: &str) -> Result<Profile> {
    let mut profile = Profile {
        contact: contact(db, company_id, email)?,
        marketing: marketing::of(db, company_id, email)?,
        history: history(db, company_id, email)?,
        ..Profile::default()
    };
    for store in installations::stores(db, company_id)? {
        let orders = purchases::orders(db, store.id, email)?;
        purchased(db, store.id, &orders, &mut profile.purchased)?;
        profile.orders.extend(orders);
        reminders(db, store.id, email, &mut profile.reminders)?;
        waiting(db, store.id, email, &mut profile.waiting)?;
    }
    profile.reminders.sort_by_key(|reminder| reminder.due_at);
    profile
        .purchased
        .sort_by(|left, right| right.last_at.cmp(&left.last_at));
    Ok(profile)
}

fn contact(db: &Db, company_id: &str, email: &str) -> Result<Option<Value>> {
    let data: Option<String> = db
        .prepare_cached("SELECT data FROM contacts WHERE company_id = ?1 AND email = ?2")?
        .query_row([company_id, email], |row| row.get(0))
        .optional()?;
    Ok(data.and_then(|data| serde_json::from_str(&data).ok()))
}

fn purchased(db: &Db, store_id: i64, orders: &[Order], found: &mut Vec<Purchased>) -> Result<()> {
    let start = found.len();
    for order in orders.iter().filter(|order| order.stands()) {
        let mut counted: Vec<(&str, &str)> = Vec::new();
        for line in order.line_items.iter().filter(|line| line.units() > 0) {
            let key = (
                line.provider_product_id.as_str(),
                line.provider_variant_id.as_str(),
            );
            let is_first = !counted.contains(&key);
            if is_first {
                counted.push(key);
            }
            let known = found
                .iter_mut()
                .skip(start)
                .find(|known| (known.product_id.as_str(), known.variant_id.as_str()) == key);
            match known {
                Some(known) => {
                    known.quantity = known.quantity.saturating_add(line.units());
                    known.orders += u32::from(is_first);
                }
                None => found.push(Purchased {
                    product_id: key.0.to_owned(),
                    variant_id: key.1.to_owned(),
                    title: line.title.clone(),
                    goods: goods::find(db, store_id, key.0, key.1)?,
                    quantity: line.units(),
                    orders: 1,
                    last_at: order.placed_at.clone().unwrap_or_default(),
                }),
            }
        }
    }
    Ok(())
}

fn reminders(db: &Db, store_id: i64, email: &str, found: &mut Vec<Reminder>) -> Result<()> {
    let rows: Vec<(String, String, String, Millis)> = db
        .prepare_cached(
            "SELECT product_id, variant_id, order_id, due_at FROM reminders
             WHERE store_id = ?1 AND email = ?2 AND state = 'pending'",
        )?
        .query_map(params![store_id, email], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (product_id, variant_id, order_id, due_at) in rows {
        let order = purchases::order(db, store_id, &order_id)?;
        let only = (!variant_id.is_empty()).then_some(variant_id.as_str());
        let line = order
            .as_ref()
            .and_then(|order| order.lines(&product_id, only).next());
        let goods = goods::find(
            db,
            store_id,
            &product_id,
            line.map_or(&variant_id, |line| &line.provider_variant_id),
        )?;
        found.push(Reminder {
            title: line.map_or(product_id.clone(), |line| line.title.clone()),
            goods,
            order: order
                .as_ref()
                .map_or(order_id, |order| order.number.clone()),
            due_at,
        });
    }
    Ok(())
}

fn waiting(db: &Db, store_id: i64, email: &str, found: &mut Vec<Waiting>) -> Result<()> {
    type Found = (
        String,
        String,
        String,
        Option<String>,
        Millis,
        Option<Millis>,
    );
    let rows: Vec<Found> = db
        .prepare_cached(
            "SELECT product_id, variant_id, product_title, variant_title, requested_at, back_in_stock_at
             FROM waitlist WHERE store_id = ?1 AND email = ?2 AND state IN ('waiting', 'notified')
             ORDER BY requested_at DESC",
        )?
        .query_map(params![store_id, email], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (product_id, variant_id, product, variant, requested_at, back_in_stock_at) in rows {
        found.push(Waiting {
            title: match variant {
                Some(variant) => format!("{product}, {variant}"),
                None => product,
            },
            goods: goods::find(db, store_id, &product_id, &variant_id)?,
            requested_at,
            back_in_stock_at,
        });
    }
    Ok(())
}

/// Events of the store about this person, and triggers that fired for them, side by side.
fn history(db: &Db, company_id: &str, email: &str) -> Result<Vec<Happened>> {
    let found = db
        .prepare_cached(&format!(
            "SELECT r.data->>'name', 0, r.occurred_at AS at, r.data, NULL, 0 AS place FROM records r
             JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1 AND r.kind = 'event'
             AND coalesce(r.data->>'$.contact.email', r.data->>'email') = ?2
             UNION ALL
             SELECT t.name, 1, strftime('%Y-%m-%dT%H:%M:%S', t.fired_at / 1000, 'unixepoch') || printf('.%03dZ', t.fired_at % 1000), t.data, t.stopped, t.id
             FROM triggers t JOIN stores s ON s.id = t.store_id WHERE s.company_id = ?1 AND t.email = ?2
             ORDER BY at DESC, place DESC LIMIT {HISTORY}"
        ))?
        .query_map([company_id, email], |row| {
            let data: String = row.get(3)?;
            Ok(Happened {
                name: row.get(0)?,
                is_trigger: row.get(1)?,
                at: row.get(2)?,
                data: serde_json::from_str(&data).unwrap_or_default(),
                stopped: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}
