//! Checks one item: its envelope, then its record or event against the shape of its type.

use super::event::event;
use super::field::{KeptId, Moment, Words};
use super::shape::{Category, Contact, Deleted, Order, Product, ProductUnavailable, Transaction};
use super::{Checked, Kind, Mode, Object, Rejected};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The longest fault that is told, in bytes: enough to name a path and a value.
const LONGEST_ISSUE: usize = 300;

#[derive(Deserialize)]
struct Envelope<'a> {
    id: KeptId,
    #[serde(rename = "type")]
    kind: Words,
    mode: Words,
    #[serde(rename = "occurredAt")]
    occurred_at: Moment,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// What of a record is kept beside its text.
#[derive(Default)]
struct Kept {
    object: String,
    order: String,
    email: String,
    sorted_by: String,
    reason: Option<String>,
}

/// Reads an item, or says what is wrong with it.
pub fn check(item: &RawValue) -> Result<Checked<'_>, Rejected> {
    let envelope: Envelope =
        read(item.get(), "").map_err(|issue| reject(readable_id(item), issue))?;
    let refuse = |issue: String| reject(envelope.id.0.clone(), issue);
    let kind = match envelope.kind.0.as_str() {
        "contact" => Kind::Contact,
        "product" => Kind::Product,
        "product_unavailable" => Kind::ProductUnavailable,
        "category" => Kind::Category,
        "order" => Kind::Order,
        "transaction" => Kind::Transaction,
        "event" => Kind::Event,
        other => {
            return Err(refuse(format!(
                "type: `{other}` is not a type that this backend knows"
            )));
        }
    };
    let mode = match envelope.mode.0.as_str() {
        "upsert" => Mode::Upsert,
        "create" => Mode::Create,
        "update" => Mode::Update,
        "delete" => Mode::Delete,
        other => {
            return Err(refuse(format!(
                "mode: expected `upsert`, `create`, `update` or `delete`, found `{other}`"
            )));
        }
    };
    let data = envelope.data.get();
    let kept = match kind {
        _ if mode == Mode::Delete => deleted(data, kind),
        Kind::Contact => contact(data, mode),
        Kind::Product => product(data),
        Kind::ProductUnavailable => product_unavailable(data, mode),
        Kind::Category => category(data),
        Kind::Order => order(data),
        Kind::Transaction => transaction(data),
        Kind::Event => event(data, mode).map(|()| Kept {
            object: envelope.id.0.clone(),
            sorted_by: envelope.occurred_at.0.clone(),
            ..Kept::default()
        }),
    }
    .map_err(&refuse)?;
    Ok(Checked {
        id: envelope.id.0,
        kind,
        mode,
        occurred_at: envelope.occurred_at.0,
        object: kept.object,
        order: kept.order,
        email: kept.email,
        sorted_by: kept.sorted_by,
        reason: kept.reason,
        data,
    })
}

fn contact(data: &str, mode: Mode) -> Result<Kept, String> {
    let contact: Contact = read(data, "data")?;
    let prefix = match contact.kind.0.as_str() {
        "registered" => "user:",
        "guest" => "guest:",
        other => {
            return Err(format!(
                "data.kind: expected `registered` or `guest`, found `{other}`"
            ));
        }
    };
    if !contact.id.0.starts_with(prefix) {
        return Err(format!(
            "data.id: a {} contact's id begins with `{prefix}`",
            contact.kind.0
        ));
    }
    if prefix == "guest:" && mode != Mode::Create {
        return Err(
            "mode: a guest is made once and never updated, so the mode has to be `create`"
                .to_owned(),
        );
    }
    Ok(Kept {
        object: contact.id.0,
        email: contact.email.0,
        sorted_by: contact
            .created_at
            .map(|moment| moment.0)
            .unwrap_or_default(),
        ..Kept::default()
    })
}

fn product(data: &str) -> Result<Kept, String> {
    let product: Product = read(data, "data")?;
    if product.variants.is_empty() {
        return Err("data.variants: a product has at least one variant".to_owned());
    }
    Ok(Kept {
        object: product.id.0,
        sorted_by: product
            .created_at
            .map(|moment| moment.0)
            .unwrap_or_default(),
        ..Kept::default()
    })
}

fn product_unavailable(data: &str, mode: Mode) -> Result<Kept, String> {
    let product: ProductUnavailable = read(data, "data")?;
    if mode != Mode::Update {
        return Err("mode: only a product that is known can become unavailable, so the mode has to be `update`".to_owned());
    }
    Ok(Kept {
        object: product.id.0,
        reason: Some(product.reason.0),
        ..Kept::default()
    })
}

fn category(data: &str) -> Result<Kept, String> {
    let category: Category = read(data, "data")?;
    Ok(Kept {
        object: category.id.0,
        sorted_by: category.name.0,
        ..Kept::default()
    })
}

fn order(data: &str) -> Result<Kept, String> {
    let order: Order = read(data, "data")?;
    Ok(Kept {
        object: order.id.0,
        email: order
            .contact
            .map(|Object(contact)| contact.email.0)
            .unwrap_or_default(),
        sorted_by: order.placed_at.map(|moment| moment.0).unwrap_or_default(),
        ..Kept::default()
    })
}

fn transaction(data: &str) -> Result<Kept, String> {
    let transaction: Transaction = read(data, "data")?;
    Ok(Kept {
        object: transaction.id.0,
        order: transaction.order_id.0,
        sorted_by: transaction
            .moved_at
            .map(|moment| moment.0)
            .unwrap_or_default(),
        ..Kept::default()
    })
}

/// S8. Nothing is left of what was deleted but its id; a transaction goes with its order.
fn deleted(data: &str, kind: Kind) -> Result<Kept, String> {
    match kind {
        Kind::Contact | Kind::Product | Kind::Category | Kind::Order => {
            let deleted: Deleted = read(data, "data")?;
            Ok(Kept {
                object: deleted.id.0,
                ..Kept::default()
            })
        }
        Kind::ProductUnavailable | Kind::Transaction | Kind::Event => {
            Err("mode: only contacts, products, categories and orders are deleted".to_owned())
        }
    }
}

/// Reads a shape. The path of a fault is worked out only once there is one, for it costs time.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str, root: &str) -> Result<T, String> {
    if let Ok(Object(shape)) = serde_json::from_str(text) {
        return Ok(shape);
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, Object<T>>(&mut reader) {
        Ok(Object(shape)) => Ok(shape),
        Err(error) => {
            let path = error.path().to_string();
            let path = if path == "." { "" } else { &path };
            Err(plain(root, path, &error.inner().to_string()))
        }
    }
}

/// Turns what serde says into plain words: `data.totalCents: expected a whole number, found string "12"`.
fn plain(root: &str, path: &str, message: &str) -> String {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(message, _)| message);
    let joined = |name: &str| {
        [root, path, name]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(".")
    };
    let mut issue = if let Some(name) = message.strip_prefix("missing field `") {
        format!("{} is missing", joined(name.trim_end_matches('`')))
    } else {
        let message = match message
            .split_once(": ")
            .and_then(|(_, rest)| rest.rsplit_once(", expected "))
        {
            Some((found, expected)) => format!("expected {expected}, found {found}"),
            None => message.to_owned(),
        };
        match joined("") {
            path if path.is_empty() => message,
            path => format!("{path}: {message}"),
        }
    };
    while issue.len() > LONGEST_ISSUE {
        issue.pop();
    }
    issue
}

/// The id of an item that is otherwise broken.
fn readable_id(item: &RawValue) -> String {
    let item: Value = serde_json::from_str(item.get()).unwrap_or_default();
    item.get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn reject(id: String, issue: String) -> Rejected {
    Rejected {
        id,
        issues: vec![issue],
    }
}
