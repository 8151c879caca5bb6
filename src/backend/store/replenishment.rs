//! What owners set for their products, and the reminders that follow from it (B5). The rules are in
//! [`crate::rules::replenishment`].

use super::{Result, goods, purchases, triggers};
use crate::rules::order::Order;
use crate::rules::replenishment::{self as rules, DAY, Purchase, Reason, Reminder, Rule, State};
use crate::time::{Millis, iso};
use rusqlite::{Connection as Db, OptionalExtension, Row, params};
use serde_json::json;
use std::collections::BTreeSet;

/// What is set for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Whether anybody is reminded.
    pub enabled: bool,
    /// Whether only the same variant counts as the same.
    pub by_variant: bool,
    /// How long it lasts.
    pub rule: Rule,
}

/// A reminder, and the trigger that it fired.
struct Kept {
    reminder: Reminder,
    trigger_id: Option<i64>,
}

/// What is set for a product; none where nothing ever was.
pub fn setting(db: &Db, store_id: i64, product_id: &str) -> Result<Option<Setting>> {
    let found = db
        .prepare_cached(
            "SELECT product_id, enabled, by_variant, days, by_quantity FROM replenishment
             WHERE store_id = ?1 AND product_id = ?2",
        )?
        .query_row(
            params![store_id, product_id],
            |row| Ok(read_setting(row)?.1),
        )
        .optional()?;
    Ok(found)
}

/// Every product of a store for which something is set.
pub fn settings(db: &Db, store_id: i64) -> Result<Vec<(String, Setting)>> {
    let found = db
        .prepare_cached(
            "SELECT product_id, enabled, by_variant, days, by_quantity FROM replenishment
             WHERE store_id = ?1",
        )?
        .query_map([store_id], read_setting)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Sets it, and brings the reminders of everybody who bought the product in line.
pub fn set(db: &Db, store_id: i64, product_id: &str, setting: &Setting, now: Millis) -> Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO replenishment VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            store_id,
            product_id,
            setting.enabled,
            setting.rule.days,
            setting.by_variant,
            setting.rule.by_quantity
        ])?;
    // Without quantities, no older order can have a reminder that is still to come.
    let since = match setting.rule.by_quantity {
        true => String::new(),
        false => iso(now - Millis::from(setting.rule.days) * DAY),
    };
    let mut people: BTreeSet<String> = purchases::buyers_of(db, store_id, product_id, &since)?
        .into_iter()
        .collect();
    let reminded = db
        .prepare_cached(
            "SELECT DISTINCT email FROM reminders WHERE store_id = ?1 AND product_id = ?2",
        )?
        .query_map(params![store_id, product_id], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    people.extend(reminded);
    let settings = [(product_id.to_owned(), *setting)];
    for email in people {
        follow(db, store_id, &email, &settings, now)?;
    }
    Ok(())
}

/// Brings one person's reminders in line with their orders, for the products of some settings.
pub fn follow(
    db: &Db,
    store_id: i64,
    email: &str,
    settings: &[(String, Setting)],
    now: Millis,
) -> Result<()> {
    let mut orders = purchases::orders(db, store_id, email)?;
    orders.retain(Order::stands);
    for (product_id, setting) in settings {
        // One group of reminders for the product, or one for each variant; those of the other kind end.
        let mut groups: BTreeSet<String> = db
            .prepare_cached(
                "SELECT DISTINCT variant_id FROM reminders
                 WHERE store_id = ?1 AND email = ?2 AND product_id = ?3",
            )?
            .query_map(params![store_id, email, product_id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let lines = orders
            .iter()
            .flat_map(|order| order.lines(product_id, None));
        groups.extend(lines.map(|line| match setting.by_variant {
            true => line.provider_variant_id.clone(),
            false => String::new(),
        }));
        for variant_id in groups {
            let only = (!variant_id.is_empty()).then_some(variant_id.as_str());
            let bought: Vec<Purchase> = orders
                .iter()
                .filter_map(|order| purchase(order, product_id, only))
                .collect();
            let rule =
                (setting.enabled && only.is_some() == setting.by_variant).then_some(setting.rule);
            let key = (store_id, email, product_id.as_str(), variant_id.as_str());
            follow_group(db, key, &bought, rule, now)?;
        }
    }
    Ok(())
}

/// Fires what is due, in every store.
pub fn fall_due(db: &Db, now: Millis) -> Result<()> {
    type Due = (i64, String, String, String, String, Millis);
    let due: Vec<Due> = db
        .prepare_cached(
            "SELECT store_id, email, product_id, variant_id, order_id, due_at FROM reminders
             WHERE state = 'pending' AND due_at <= ?1 ORDER BY due_at",
        )?
        .query_map([now], |row| {
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
    for (store_id, email, product_id, variant_id, order_id, due_at) in due {
        let order = purchases::order(db, store_id, &order_id)?;
        let only = (!variant_id.is_empty()).then_some(variant_id.as_str());
        let line = order
            .as_ref()
            .and_then(|order| order.lines(&product_id, only).next());
        let bought = line.map_or(&product_id, |line| &line.provider_variant_id);
        let goods = goods::find(db, store_id, &product_id, bought)?;
        let data = json!({
            "provider": "woocommerce",
            "providerProductId": product_id,
            "providerVariantId": bought,
            "productTitle": goods.title.or_else(|| line.map(|line| line.title.clone())),
            "productUrl": goods.url,
            "imageUrl": goods.image_url,
            "orderId": order_id,
            "orderedAt": order.as_ref().map(|order| &order.placed_at),
            "dueAt": iso(due_at),
        });
        let name = triggers::REPLENISHMENT_DUE;
        let trigger = triggers::fire(db, store_id, name, &email, now, &data)?;
        db.prepare_cached(
            "UPDATE reminders SET state = 'due', trigger_id = ?6 WHERE store_id = ?1 AND email = ?2
             AND product_id = ?3 AND variant_id = ?4 AND order_id = ?5",
        )?
        .execute(params![
            store_id, email, product_id, variant_id, order_id, trigger
        ])?;
    }
    Ok(())
}

/// How much of a product, or of one variant, an order has.
fn purchase(order: &Order, product_id: &str, variant_id: Option<&str>) -> Option<Purchase> {
    let quantity = order
        .lines(product_id, variant_id)
        .fold(0_i64, |sum, line| sum.saturating_add(line.units()));
    (quantity > 0).then(|| Purchase {
        order: order.id.clone(),
        placed_at: order.placed(),
        quantity,
    })
}

/// The reminders of one person for one product or variant.
fn follow_group(
    db: &Db,
    key: (i64, &str, &str, &str),
    bought: &[Purchase],
    rule: Option<Rule>,
    now: Millis,
) -> Result<()> {
    let (store_id, email, product_id, variant_id) = key;
    let kept: Vec<Kept> = db
        .prepare_cached(
            "SELECT order_id, placed_at, quantity, due_at, state, reason, trigger_id FROM reminders
             WHERE store_id = ?1 AND email = ?2 AND product_id = ?3 AND variant_id = ?4",
        )?
        .query_map(params![store_id, email, product_id, variant_id], read)?
        .collect::<rusqlite::Result<_>>()?;
    let mut reminders: Vec<Reminder> = kept.iter().map(|kept| kept.reminder.clone()).collect();
    rules::follow(&mut reminders, bought, rule, now);
    for (place, reminder) in reminders.iter().enumerate() {
        let before = kept.get(place);
        if before.is_some_and(|before| before.reminder == *reminder) {
            continue;
        }
        let trigger_id = before.and_then(|before| before.trigger_id);
        let (state, reason) = words(reminder.state);
        db.prepare_cached(
            "INSERT OR REPLACE INTO reminders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            store_id,
            email,
            product_id,
            variant_id,
            reminder.of.order,
            reminder.of.placed_at,
            reminder.of.quantity,
            reminder.due_at,
            state,
            reason,
            trigger_id
        ])?;
        if let State::Stopped(reason) = reminder.state {
            triggers::stop(db, trigger_id, word(reason))?;
        }
    }
    Ok(())
}

fn words(state: State) -> (&'static str, Option<&'static str>) {
    match state {
        State::Pending => ("pending", None),
        State::Due => ("due", None),
        State::Skipped(reason) => ("skipped", Some(word(reason))),
        State::Stopped(reason) => ("stopped", Some(word(reason))),
    }
}

fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::BoughtAgain => "bought again",
        Reason::Undone => "order undone",
        Reason::SwitchedOff => "switched off",
        Reason::PastDue => "past due",
    }
}

fn read(row: &Row) -> rusqlite::Result<Kept> {
    let reason = match row.get::<_, Option<String>>(5)?.as_deref() {
        Some("order undone") => Reason::Undone,
        Some("switched off") => Reason::SwitchedOff,
        Some("past due") => Reason::PastDue,
        _ => Reason::BoughtAgain,
    };
    let state = match row.get::<_, String>(4)?.as_str() {
        "pending" => State::Pending,
        "due" => State::Due,
        "skipped" => State::Skipped(reason),
        _ => State::Stopped(reason),
    };
    Ok(Kept {
        reminder: Reminder {
            of: Purchase {
                order: row.get(0)?,
                placed_at: row.get(1)?,
                quantity: row.get(2)?,
            },
            due_at: row.get(3)?,
            state,
        },
        trigger_id: row.get(6)?,
    })
}

fn read_setting(row: &Row) -> rusqlite::Result<(String, Setting)> {
    let setting = Setting {
        enabled: row.get(1)?,
        by_variant: row.get(2)?,
        rule: Rule {
            days: row.get(3)?,
            by_quantity: row.get(4)?,
        },
    };
    Ok((row.get(0)?, setting))
}
