//! Lists of records for people: a page at a time, searched and filtered.

use super::Result;
use rusqlite::{Connection as Db, params};
use serde_json::Value;

/// Rows on a page.
pub const PAGE: u32 = 50;

/// What a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// People.
    Contacts,
    /// Products, the unavailable ones too.
    Products,
    /// Product categories.
    Categories,
    /// Orders.
    Orders,
    /// Payments and refunds.
    Transactions,
    /// What happened.
    Events,
    /// Triggers that fired; what is told of each beside its data is a JSON object.
    Triggers,
    /// Who waits for what.
    Waitlist,
    /// Products, with what is set for their replenishment beside them, a JSON object.
    Replenishment,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only records in which this text occurs; empty for all.
    pub search: String,
    /// Only records with this status, kind, type or name; empty for all.
    pub filter: String,
    /// From 1.
    pub page: u32,
}

/// One page of a list.
#[derive(Debug)]
pub struct Found {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many records match on all pages.
    pub total: i64,
}

/// One record.
#[derive(Debug)]
pub struct Row {
    /// As it came.
    pub data: Value,
    /// What is known from elsewhere: why a product is unavailable, the name of a category's parent, the number of a
    /// transaction's order, when an event happened.
    pub beside: Option<String>,
}

/// How one kind of list is read: SQL over a record `r`.
struct Plan {
    from: &'static str,
    searched: &'static str,
    filtered: &'static str,
    beside: &'static str,
    order: &'static str,
}

impl List {
    fn plan(self) -> Plan {
        let newest = "r.sorted_by DESC, r.id DESC";
        match self {
            Self::Contacts => Plan {
                from: "contacts r WHERE r.company_id = ?1",
                searched: "concat_ws(' ', r.email, r.data->>'firstName', r.data->>'lastName')",
                filtered: "r.data->>'kind'",
                beside: "NULL",
                order: "r.sorted_by DESC, r.email",
            },
            Self::Products => Plan {
                from: "records r JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1 AND r.kind = 'product'",
                searched: "concat_ws(' ', r.id, r.data->>'title', r.data->>'sku')",
                filtered: "iif(r.unavailable IS NULL, 'available', 'unavailable')",
                beside: "r.unavailable",
                order: newest,
            },
            Self::Categories => Plan {
                from: "records r JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1 AND r.kind = 'category'",
                searched: "concat_ws(' ', r.data->>'name', r.data->>'slug')",
                filtered: "''",
                beside: "(SELECT p.data->>'name' FROM records p WHERE p.store_id = r.store_id
                          AND p.kind = 'category' AND p.id = r.data->>'parentId')",
                order: "r.sorted_by, r.id",
            },
            Self::Orders => Plan {
                from: "records r JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1 AND r.kind = 'order'",
                searched: "concat_ws(' ', r.data->>'number', r.data->>'$.contact.email')",
                filtered: "r.data->>'status'",
                beside: "NULL",
                order: newest,
            },
            Self::Transactions => Plan {
                from: "records r JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1 AND r.kind = 'transaction'",
                searched: "concat_ws(' ', r.id, r.data->>'orderId', r.data->>'reason')",
                filtered: "r.data->>'kind'",
                beside: "(SELECT o.data->>'number' FROM records o WHERE o.store_id = r.store_id
                          AND o.kind = 'order' AND o.id = r.data->>'orderId')",
                order: newest,
            },
            Self::Triggers => Plan {
                from: "triggers r JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1",
                searched: "concat_ws(' ', r.email, r.data->>'number', r.data->>'productTitle')",
                filtered: "r.name",
                beside: "json_object('name', r.name, 'email', r.email, 'firedAt', r.fired_at, 'stopped', r.stopped)",
                order: "r.fired_at DESC, r.id DESC",
            },
            Self::Waitlist => Plan {
                from: "(SELECT *, json_object('email', email, 'productId', product_id, 'variantId', variant_id,
                          'productTitle', product_title, 'variantTitle', variant_title, 'requestedAt', requested_at,
                          'state', state, 'backInStockAt', back_in_stock_at) AS data FROM waitlist) r
                       JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1",
                searched: "concat_ws(' ', r.email, r.product_title, r.variant_title)",
                filtered: "r.state",
                beside: "NULL",
                order: "r.requested_at DESC, r.id DESC",
            },
            Self::Replenishment => Plan {
                from: "records r JOIN stores s ON s.id = r.store_id
                       LEFT JOIN replenishment p ON p.store_id = r.store_id AND p.product_id = r.id
                       WHERE s.company_id = ?1 AND r.kind = 'product'",
                searched: "concat_ws(' ', r.id, r.data->>'title', r.data->>'sku')",
                filtered: "iif(p.enabled, 'on', 'off')",
                beside: "json_object('store', r.store_id, 'enabled', p.enabled, 'days', p.days,
                         'byVariant', p.by_variant, 'byQuantity', p.by_quantity, 'pending', (SELECT count(*) FROM reminders m
                         WHERE m.store_id = r.store_id AND m.product_id = r.id AND m.state = 'pending'))",
                order: "coalesce(p.enabled, 0) DESC, r.data->>'title', r.id",
            },
            Self::Events => Plan {
                from: "records r JOIN stores s ON s.id = r.store_id WHERE s.company_id = ?1 AND r.kind = 'event'",
                searched: "concat_ws(' ', r.data->>'$.contact.email', r.data->>'email', r.data->>'number', r.data->>'orderId', r.id)",
                filtered: "r.data->>'name'",
                beside: "r.occurred_at",
                order: newest,
            },
        }
    }
}

/// Reads one page of a company's list.
pub fn find(db: &Db, company_id: &str, list: List, wanted: &Wanted) -> Result<Found> {
    let Plan {
        from,
        searched,
        filtered,
        beside,
        order,
    } = list.plan();
    let matching = format!(
        "FROM {from} AND (?2 = '' OR instr(lower({searched}), lower(?2)) > 0) AND (?3 = '' OR {filtered} = ?3)"
    );
    let total = db
        .prepare_cached(&format!("SELECT count(*) {matching}"))?
        .query_row(params![company_id, wanted.search, wanted.filter], |row| {
            row.get(0)
        })?;
    let rows = db
        .prepare_cached(&format!(
            "SELECT r.data, {beside} {matching} ORDER BY {order} LIMIT {PAGE} OFFSET ?4"
        ))?
        .query_map(
            params![
                company_id,
                wanted.search,
                wanted.filter,
                i64::from(wanted.page.saturating_sub(1)) * i64::from(PAGE)
            ],
            |row| {
                let data: String = row.get(0)?;
                Ok(Row {
                    data: serde_json::from_str(&data).unwrap_or_default(),
                    beside: row.get(1)?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Found { rows, total })
}
