//! What shoppers and a shop do: items and requests for the tests of waitlist, replenishment, workflows and profile.

use crate::fixtures::{item, order, product};
use crate::support::{Plugin, Reply, STORE, Server};
use serde_json::{Value, json};
use storewire_backend::time::iso;

/// When every test's clock starts.
pub const START: i64 = 1_775_088_000_000;
pub const DAY: i64 = 86_400_000;

/// A moment of the wire, so many minutes after the start.
pub fn minute(minutes: i64) -> String {
    iso(START + minutes * 60_000)
}

/// A moment of the wire, so many days after the start.
pub fn day(days: i64) -> String {
    iso(START + days * DAY)
}

/// What a form sends (K1).
pub fn request(email: &str, product: &str) -> Value {
    json!({"storeUrl": STORE, "email": email, "providerProductId": product, "productTitle": "Beans"})
}

/// Asks as a page of an origin does.
pub fn ask_from(server: &Server, origin: Option<&str>, body: &Value) -> Reply {
    server.ask(origin, &body.to_string())
}

/// Asks as a page of the store does, and has to succeed.
#[track_caller]
pub fn ask(server: &Server, body: &Value) {
    let reply = ask_from(server, Some(STORE), body);
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (200, r#"{"success":true}"#)
    );
}

/// A change of stock.
pub fn stock(product: &str, variant: &str, status: &str, at: &str) -> Value {
    let data = json!({"name": "ecommerce.stock_changed", "provider": "woocommerce", "id": variant,
                      "parent_id": product, "stockStatus": status, "stockQuantity": null});
    let id = format!("event:stock_changed:{variant}:{at}:{status}");
    let mut item = item(&id, "event", "create", data);
    item["occurredAt"] = at.into();
    item
}

/// A simple product with a page and a picture, as it was read at a moment.
pub fn beans(status: &str, at: &str) -> Value {
    let mut item = product(501, "Coffee Beans");
    item["id"] = format!("product:501:{at}").into();
    item["occurredAt"] = at.into();
    item["data"]["url"] = "https://shop.example/beans".into();
    item["data"]["imageUrl"] = "https://shop.example/beans.jpg".into();
    item["data"]["variants"][0]["stockStatus"] = status.into();
    item
}

/// An order of units of some variants, placed and read at a moment.
pub fn bought(id: u32, email: &str, at: &str, lines: &[(&str, &str, i64)]) -> Value {
    let mut item = order(id, "Pending");
    let line = item["data"]["lineItems"][0].clone();
    item["occurredAt"] = at.into();
    item["id"] = format!("order:{id}:{at}").into();
    item["data"]["placedAt"] = at.into();
    item["data"]["paidAt"] = at.into();
    item["data"]["contact"] = json!({"id": format!("guest:{email}"), "email": email});
    let lines = lines.iter().map(|(product, variant, quantity)| {
        let mut line = line.clone();
        line["providerProductId"] = (*product).into();
        line["providerVariantId"] = (*variant).into();
        line["quantity"] = (*quantity).into();
        line
    });
    item["data"]["lineItems"] = lines.collect();
    item
}

/// The same order, cancelled a moment later.
pub fn cancelled(order: &Value, at: &str) -> Value {
    let mut order = order.clone();
    order["id"] = format!("{}:{at}", order["id"].as_str().unwrap()).into();
    order["occurredAt"] = at.into();
    order["data"]["status"] = "Cancelled".into();
    order["data"]["originalStatus"] = "cancelled".into();
    order
}

/// A connected store that has been heard of.
pub fn store(server: &Server) -> Plugin<'_> {
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {}}));
    plugin
}

/// What was triggered, in order: name, shopper.
pub fn triggered(server: &Server) -> Vec<(String, String)> {
    let text = |trigger: &Value, key: &str| trigger[key].as_str().unwrap().to_owned();
    let export = server.export("acme-coffee");
    let triggers = export["triggers"].as_array().unwrap().iter();
    triggers
        .map(|trigger| {
            let name = text(trigger, "name");
            let name = name.trim_start_matches("ecommerce.").to_owned();
            (name, text(trigger, "email"))
        })
        .collect()
}

/// One field of every row of a list of the export.
pub fn each(server: &Server, list: &str, field: &str) -> Vec<String> {
    let export = server.export("acme-coffee");
    let rows = export[list].as_array().unwrap().iter();
    rows.map(|row| row[field].as_str().unwrap_or_default().to_owned())
        .collect()
}
