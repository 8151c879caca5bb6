//! The part of an export that did not come from a store but follows from what came: who waits, who will be reminded,
//! and what was triggered.

use crate::store::Result;
use crate::time::iso;
use rusqlite::{Connection as Db, params_from_iter};
use serde_json::{Map, Value};

/// Each list, a row of it, its table, and what it is sorted by.
const LISTS: [(&str, &str, &str, &str); 3] = [
    (
        "waitlist",
        "json_object('email', email, 'providerProductId', product_id, 'providerVariantId', variant_id,
         'productTitle', product_title, 'variantTitle', variant_title, 'consent', consent,
         'requestedAt', requested_at, 'confirmedAt', confirmed_at, 'state', state, 'backInStockAt', back_in_stock_at, 'withdrawUrl', withdraw_url)",
        "waitlist",
        "id",
    ),
    (
        "reminders",
        "json_object('email', email, 'providerProductId', product_id, 'providerVariantId', nullif(variant_id, ''),
         'orderId', order_id, 'quantity', quantity, 'dueAt', due_at, 'state', state, 'reason', reason)",
        "reminders",
        "due_at, email, product_id, variant_id, order_id",
    ),
    (
        "triggers",
        "json_object('name', name, 'email', email, 'firedAt', fired_at, 'data', json(data), 'stopped', stopped)",
        "triggers",
        "id",
    ),
];

/// Fields that are kept as milliseconds and shown as on the wire.
const MOMENTS: [&str; 5] = [
    "requestedAt",
    "confirmedAt",
    "backInStockAt",
    "dueAt",
    "firedAt",
];

/// `waitlist`, `reminders` and `triggers` of some stores, the earliest first.
pub fn export(db: &Db, stores: &[i64]) -> Result<Map<String, Value>> {
    let marks = vec!["?"; stores.len()].join(",");
    let mut export = Map::new();
    for (list, row, table, order) in LISTS {
        let sql = format!("SELECT {row} FROM {table} WHERE store_id IN ({marks}) ORDER BY {order}");
        let rows = db
            .prepare(&sql)?
            .query_map(params_from_iter(stores), |row| {
                let row: String = row.get(0)?;
                Ok(with_moments(serde_json::from_str(&row).unwrap_or_default()))
            })?
            .collect::<rusqlite::Result<_>>()?;
        export.insert(list.to_owned(), Value::Array(rows));
    }
    Ok(export)
}

fn with_moments(mut row: Value) -> Value {
    for key in MOMENTS {
        if let Some(moment) = row.get_mut(key)
            && let Some(millis) = moment.as_i64()
        {
            *moment = iso(millis).into();
        }
    }
    row
}
