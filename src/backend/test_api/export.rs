//! Everything that a company or a store has sent, for tests to compare with the shop.

use super::follow_ups;
use crate::store::Result;
use rusqlite::{Connection as Db, params_from_iter};
use serde_json::{Value, json};

/// The lists of an export and the kind of record in each; contacts and variants come beside them.
const LISTS: [(&str, &str); 4] = [
    ("categories", "category"),
    ("orders", "order"),
    ("products", "product"),
    ("transactions", "transaction"),
];

/// Exports a company by its id, or a store by its URL; none for a name that is neither.
///
/// Lists hold `data` as it came, sorted by id as texts; events are `{"id", "occurredAt", "data"}` in the order in which
/// they happened. A product that became unavailable says
/// `"includeInOnlineStore": false` and stands in `unavailableProducts` with its reason.
pub fn export(db: &Db, of: &str) -> Result<Option<Value>> {
    let stores: Vec<i64> = db
        .prepare("SELECT id FROM stores WHERE company_id = ?1 OR url = ?1")?
        .query_map([of], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let is_company = db
        .prepare("SELECT 1 FROM companies WHERE id = ?1")?
        .exists([of])?;
    if stores.is_empty() && !is_company {
        return Ok(None);
    }
    let marks = vec!["?"; stores.len()].join(",");
    let mut export = serde_json::Map::new();
    let contacts = format!(
        "SELECT data FROM contacts WHERE store_id IN ({marks}) ORDER BY external_id, store_id"
    );
    export.insert(
        "contacts".to_owned(),
        Value::Array(rows(db, &contacts, &stores)?),
    );
    for (list, kind) in LISTS {
        let sql = format!(
            "SELECT data FROM records WHERE kind = '{kind}' AND store_id IN ({marks}) ORDER BY id, store_id"
        );
        export.insert(list.to_owned(), Value::Array(rows(db, &sql, &stores)?));
    }
    let sql = format!(
        "SELECT json_object('id', id, 'occurredAt', occurred_at, 'data', json(data)) FROM records
         WHERE kind = 'event' AND store_id IN ({marks}) ORDER BY occurred_at, id, store_id"
    );
    export.insert("events".to_owned(), Value::Array(rows(db, &sql, &stores)?));
    let sql = format!(
        "SELECT json_object('id', id, 'reason', unavailable) FROM records
         WHERE kind = 'product' AND unavailable IS NOT NULL AND store_id IN ({marks}) ORDER BY id, store_id"
    );
    let unavailable = rows(db, &sql, &stores)?;
    let mut variants = Vec::new();
    for product in export
        .get_mut("products")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let is_gone = unavailable
            .iter()
            .any(|gone| gone.get("id") == product.get("id"));
        if let (true, Some(product)) = (is_gone, product.as_object_mut()) {
            product.insert("includeInOnlineStore".to_owned(), Value::Bool(false));
        }
        variants.extend(
            product
                .get("variants")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    variants.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    export.insert("variants".to_owned(), Value::Array(variants));
    let counts: serde_json::Map<_, _> = export
        .iter()
        .map(|(list, rows)| (list.clone(), json!(rows.as_array().map_or(0, Vec::len))))
        .collect();
    export.insert("unavailableProducts".to_owned(), Value::Array(unavailable));
    export.insert("counts".to_owned(), Value::Object(counts));
    export.extend(follow_ups::export(db, &stores)?);
    Ok(Some(Value::Object(export)))
}

fn rows(db: &Db, sql: &str, stores: &[i64]) -> Result<Vec<Value>> {
    let rows = db
        .prepare(sql)?
        .query_map(params_from_iter(stores), |row| {
            let data: String = row.get(0)?;
            Ok(serde_json::from_str(&data).unwrap_or_default())
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

fn text<'a>(record: &'a Value, key: &str) -> &'a str {
    record.get(key).and_then(Value::as_str).unwrap_or_default()
}
