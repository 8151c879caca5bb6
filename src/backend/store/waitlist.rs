//! Who waits for what (B4). The rules are in [`crate::rules::waitlist`].

use super::{Result, goods, purchases, triggers};
use crate::rules::order::Order;
use crate::rules::waitlist::{Asked, Entry, Level, State, Trigger, is_repeated};
use crate::time::{Millis, iso};
use rusqlite::{Connection as Db, OptionalExtension, Row, params};
use serde_json::json;

/// What a shopper asks to be told of, checked (K1).
#[derive(Clone, Debug)]
pub struct Request {
    /// Lower-case e-mail address.
    pub email: String,
    /// The product.
    pub product_id: String,
    /// The variation, or the product itself.
    pub variant_id: String,
    /// As the shopper saw it.
    pub product_title: String,
    /// As the shopper saw it; none for a simple product.
    pub variant_title: Option<String>,
    /// The words that the shopper agreed to, where the store says.
    pub consent: Option<String>,
    /// When the shopper confirmed, where the store asks for that.
    pub confirmed_at: Option<Millis>,
    /// K4: the page of the store where the shopper withdraws it.
    pub withdraw_url: Option<String>,
}

/// A request that is kept.
struct Kept {
    id: i64,
    email: String,
    product_id: String,
    variant_id: String,
    product_title: String,
    entry: Entry,
    trigger_id: Option<i64>,
}

/// Puts a shopper on the list, unless the same request is there already.
pub fn ask(db: &Db, store_id: i64, request: &Request, asked: Asked, now: Millis) -> Result<()> {
    let known = select(
        db,
        "store_id = ?1 AND email = ?2 AND variant_id = ?3",
        params![store_id, request.email, request.variant_id],
    )?;
    let entries: Vec<Entry> = known.iter().map(|kept| kept.entry).collect();
    if is_repeated(&entries, asked)
        || has_bought_since(db, store_id, request, asked)?
        || has_withdrawn_since(db, store_id, request, asked)?
    {
        return Ok(());
    }
    let (entry, trigger) = Entry::new(asked, level(db, store_id, &request.variant_id)?);
    db.prepare_cached(
        "INSERT INTO waitlist (store_id, email, product_id, variant_id, product_title, variant_title, consent,
         requested_at, confirmed_at, after, withdraw_url, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'waiting')",
    )?
    .execute(params![
        store_id,
        request.email,
        request.product_id,
        request.variant_id,
        request.product_title,
        request.variant_title,
        request.consent,
        entry.requested_at,
        request.confirmed_at,
        entry.after,
        request.withdraw_url
    ])?;
    let mut kept = Kept {
        id: db.last_insert_rowid(),
        email: request.email.clone(),
        product_id: request.product_id.clone(),
        variant_id: request.variant_id.clone(),
        product_title: request.product_title.clone(),
        entry,
        trigger_id: None,
    };
    if let Some(trigger) = trigger {
        tell(db, store_id, &mut kept, trigger, now)?;
    }
    Ok(())
}

/// Takes a report of a variant's stock: whoever waits for it is told, and whoever was told learns that it is gone.
pub fn report(
    db: &Db,
    store_id: i64,
    variant_id: &str,
    at: Millis,
    available: bool,
    now: Millis,
) -> Result<()> {
    let Some(level) = Level::reported(level(db, store_id, variant_id)?, at, available) else {
        return Ok(());
    };
    db.prepare_cached("INSERT OR REPLACE INTO stock_levels VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            store_id,
            variant_id,
            level.available,
            level.since,
            level.as_of
        ])?;
    let open = select(
        db,
        "store_id = ?1 AND variant_id = ?2 AND state IN ('waiting', 'notified')",
        params![store_id, variant_id],
    )?;
    for mut kept in open {
        if let Some(trigger) = kept.entry.report(at, available) {
            tell(db, store_id, &mut kept, trigger, now)?;
        }
    }
    Ok(())
}

/// Takes a purchase: what the shopper waited for, they have.
pub fn bought(db: &Db, store_id: i64, email: &str, variant_id: &str, at: Millis) -> Result<()> {
    let open = select(
        db,
        "store_id = ?1 AND email = ?2 AND variant_id = ?3 AND state IN ('waiting', 'notified')",
        params![store_id, email, variant_id],
    )?;
    for mut kept in open {
        if kept.entry.bought(at) {
            save(db, &kept)?;
            triggers::stop(db, kept.trigger_id, "bought")?;
        }
    }
    Ok(())
}

/// Takes a withdrawal (K4): whatever the shopper asked for or confirmed until then is over, and what they were told of stops.
pub fn withdrawn(db: &Db, store_id: i64, email: &str, variant_id: &str, at: Millis) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO withdrawals VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
    )?
    .execute(params![store_id, email, variant_id, at])?;
    let before = select(
        db,
        "store_id = ?1 AND email = ?2 AND variant_id = ?3 AND coalesce(confirmed_at, requested_at) <= ?4",
        params![store_id, email, variant_id, at],
    )?;
    for mut kept in before {
        if kept.entry.withdrawn() {
            save(db, &kept)?;
            triggers::stop(db, kept.trigger_id, "withdrawn")?;
        }
    }
    Ok(())
}

/// Whether the shopper withdrew what a request that comes late asks for.
fn has_withdrawn_since(db: &Db, store_id: i64, request: &Request, asked: Asked) -> Result<bool> {
    let (Asked::At(moment) | Asked::Now(moment)) = asked;
    let found = db
        .prepare_cached(
            "SELECT 1 FROM withdrawals WHERE store_id = ?1 AND email = ?2 AND variant_id = ?3 AND at >= ?4",
        )?
        .exists(params![
            store_id,
            request.email,
            request.variant_id,
            request.confirmed_at.unwrap_or(moment)
        ])?;
    Ok(found)
}

/// Whether anybody waits, or was told and could still hear that it is gone.
pub fn has_open(db: &Db, store_id: i64) -> Result<bool> {
    let found = db
        .prepare_cached(
            "SELECT 1 FROM waitlist WHERE store_id = ?1 AND state IN ('waiting', 'notified') LIMIT 1",
        )?
        .exists([store_id])?;
    Ok(found)
}

/// Whether the shopper already bought what a request that comes late asks for.
fn has_bought_since(db: &Db, store_id: i64, request: &Request, asked: Asked) -> Result<bool> {
    let Asked::At(moment) = asked else {
        return Ok(false);
    };
    let orders = purchases::orders(db, store_id, &request.email)?;
    Ok(orders
        .iter()
        .filter(|order| order.stands() && order.placed() >= moment)
        .flat_map(Order::wanted)
        .any(|id| *id == request.variant_id))
}

fn level(db: &Db, store_id: i64, variant_id: &str) -> Result<Option<Level>> {
    let found = db
        .prepare_cached(
            "SELECT available, since, as_of FROM stock_levels WHERE store_id = ?1 AND variant_id = ?2",
        )?
        .query_row(params![store_id, variant_id], |row| {
            Ok(Level {
                available: row.get(0)?,
                since: row.get(1)?,
                as_of: row.get(2)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// Fires a trigger and keeps what became of the request.
fn tell(db: &Db, store_id: i64, kept: &mut Kept, trigger: Trigger, now: Millis) -> Result<()> {
    let goods = goods::find(db, store_id, &kept.product_id, &kept.variant_id)?;
    let (Trigger::BackInStock(back) | Trigger::OutOfStock(back, _)) = trigger;
    let mut data = json!({
        "provider": "woocommerce",
        "providerProductId": kept.product_id,
        "providerVariantId": kept.variant_id,
        // The store's own title, where it is known: the other one came without a token.
        "productTitle": goods.title.as_ref().unwrap_or(&kept.product_title),
        "productUrl": goods.url,
        "imageUrl": goods.image_url,
        "requestedAt": iso(kept.entry.requested_at),
        "backInStockAt": iso(back),
    });
    let fire = |name, data| triggers::fire(db, store_id, name, &kept.email, now, data);
    match trigger {
        Trigger::BackInStock(_) => {
            kept.trigger_id = Some(fire(triggers::BACK_IN_STOCK, &data)?);
        }
        Trigger::OutOfStock(_, at) => {
            if let Some(data) = data.as_object_mut() {
                data.insert("outOfStockAt".to_owned(), iso(at).into());
            }
            fire(triggers::OUT_OF_STOCK, &data)?;
            triggers::stop(db, kept.trigger_id, "sold out again")?;
        }
    }
    save(db, kept)
}

fn save(db: &Db, kept: &Kept) -> Result<()> {
    let (state, back) = match kept.entry.state {
        State::Waiting => ("waiting", None),
        State::Notified(back) => ("notified", Some(back)),
        State::SoldOut => ("sold_out", None),
        State::Bought => ("bought", None),
        State::Withdrawn => ("withdrawn", None),
    };
    db.prepare_cached(
        "UPDATE waitlist SET state = ?2, back_in_stock_at = coalesce(?3, back_in_stock_at), trigger_id = ?4
         WHERE id = ?1",
    )?
    .execute(params![kept.id, state, back, kept.trigger_id])?;
    Ok(())
}

fn select(db: &Db, which: &str, params: impl rusqlite::Params) -> Result<Vec<Kept>> {
    let found = db
        .prepare_cached(&format!(
            "SELECT id, email, product_id, variant_id, product_title, requested_at, after, state, back_in_stock_at,
             trigger_id FROM waitlist WHERE {which} ORDER BY id"
        ))?
        .query_map(params, read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn read(row: &Row) -> rusqlite::Result<Kept> {
    let state = match row.get_ref(7)?.as_str()? {
        "waiting" => State::Waiting,
        "notified" => State::Notified(row.get::<_, Option<Millis>>(8)?.unwrap_or_default()),
        "sold_out" => State::SoldOut,
        "withdrawn" => State::Withdrawn,
        _ => State::Bought,
    };
    Ok(Kept {
        id: row.get(0)?,
        email: row.get(1)?,
        product_id: row.get(2)?,
        variant_id: row.get(3)?,
        product_title: row.get(4)?,
        entry: Entry {
            requested_at: row.get(5)?,
            after: row.get(6)?,
            state,
        },
        trigger_id: row.get(9)?,
    })
}
