//! What was deleted in a store is deleted here, where the store says so (S8).

use crate::fixtures::{READ, again, category, item, order, payment, product, user};
use crate::support::Server;
use serde_json::{Value, json};

const LATER: &str = "2026-04-02T00:01:00.000Z";
const LATEST: &str = "2026-04-02T00:02:00.000Z";

fn deleted(kind: &str, id: &str, occurred_at: &str) -> Value {
    let mut item = item(
        &format!("{kind}:{id}:r2"),
        kind,
        "delete",
        json!({ "id": id }),
    );
    item["occurredAt"] = occurred_at.into();
    item
}

fn counts(server: &Server) -> Vec<i64> {
    let export = server.export("acme-coffee");
    [
        "contacts",
        "products",
        "categories",
        "orders",
        "transactions",
    ]
    .iter()
    .map(|list| export["counts"][list].as_i64().unwrap())
    .collect()
}

#[test]
fn s8_deleted_objects_go_an_order_with_its_transactions() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        user(12, "ann@example.com", "Ann"),
        user(13, "bob@example.com", "Bob"),
        category(18, "Pots"),
        product(101, "Kettle"),
        product(102, "Cup"),
        order(501, "Pending"),
        payment(501),
    ]);
    assert_eq!(counts(&server), [2, 2, 1, 1, 1]);
    plugin.send(&[
        deleted("contact", "user:12", LATER),
        deleted("product", "101", LATER),
        deleted("category", "18", LATER),
        deleted("order", "501", LATER),
        deleted("order", "999", LATER),
    ]);
    assert_eq!(counts(&server), [1, 1, 0, 0, 0]);
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn s8_older_news_do_not_bring_it_back_and_newer_ones_do() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        deleted("order", "501", LATER),
        deleted("contact", "user:12", LATER),
    ]);
    plugin.send(&[
        order(501, "Pending"),
        payment(501),
        user(12, "ann@example.com", "Ann"),
    ]);
    assert_eq!(
        counts(&server),
        [0, 0, 0, 0, 0],
        "read before it was deleted"
    );
    plugin.send(&[
        again(&order(501, "Pending"), "order:501:r3", LATEST),
        again(&payment(501), "transaction:payment:501:r3", LATEST),
    ]);
    assert_eq!(counts(&server), [0, 0, 0, 1, 1], "there again");
    plugin.send(&[again(&deleted("order", "501", READ), "order:501:r4", READ)]);
    assert_eq!(
        counts(&server),
        [0, 0, 0, 1, 1],
        "an old deletion that comes late"
    );
}

/// An order of one moment that names its transactions.
fn naming(occurred_at: &str, ids: &Value) -> Value {
    let id = format!("order:501:{occurred_at}");
    let mut order = again(&order(501, "Pending"), &id, occurred_at);
    order["data"]["transactionIds"] = ids.clone();
    order
}

fn refund(occurred_at: &str) -> Value {
    let id = format!("transaction:refund:629:{occurred_at}");
    let mut refund = again(&payment(501), &id, occurred_at);
    refund["data"]["id"] = "refund:629".into();
    refund["data"]["kind"] = "refund".into();
    refund
}

fn transactions(server: &Server) -> Vec<String> {
    let export = server.export("acme-coffee");
    let list = export["transactions"].as_array().unwrap();
    list.iter()
        .map(|transaction| transaction["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn r14_f7_f8_what_an_order_does_not_name_goes() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        naming(READ, &json!(["payment:501", "refund:629"])),
        payment(501),
        refund(READ),
        payment(502),
    ]);
    assert_eq!(transactions(&server).len(), 3);
    plugin.send(&[naming(LATER, &json!(["payment:501"]))]);
    let mut left = transactions(&server);
    left.sort();
    assert_eq!(left, ["payment:501", "payment:502"], "F7: a deleted refund");
    plugin.send(&[naming(LATEST, &json!([]))]);
    assert_eq!(transactions(&server), ["payment:502"], "F8: never paid");
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn r14_older_news_bring_nothing_back_and_take_nothing_away() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[naming(LATER, &json!(["payment:501"])), refund(READ)]);
    assert!(
        transactions(&server).is_empty(),
        "read before it was deleted"
    );
    plugin.send(&[refund(LATEST), naming(READ, &json!([]))]);
    assert_eq!(
        transactions(&server),
        ["refund:629"],
        "an old order comes late"
    );
}

#[test]
fn r14_an_order_that_says_nothing_of_transactions_leaves_them() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        order(501, "Pending"),
        payment(501),
        naming(LATER, &Value::Null),
    ]);
    assert_eq!(transactions(&server), ["payment:501"]);
}

#[test]
fn s8_only_whole_objects_are_deleted_by_their_id() {
    let server = Server::start();
    let plugin = server.connected();
    for (kind, data) in [
        ("event", json!({"id": "1"})),
        ("transaction", json!({"id": "payment:501"})),
        ("product_unavailable", json!({"id": "101"})),
    ] {
        let refused = plugin.rejected(&item("x:1", kind, "delete", data));
        assert!(refused.contains("only contacts, products"), "{refused}");
    }
    let refused = plugin.rejected(&item("x:2", "product", "delete", json!({})));
    assert!(refused.contains("data.id is missing"), "{refused}");
}
