//! Items: B2, S4, S6, D2, D4.

use crate::fixtures::{again, category, item, order, payment, product, unavailable, user};
use crate::support::{Browser, Plugin, Server};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

const JSON: (&str, &str) = ("content-type", "application/json");
const EARLIER: &str = "2026-04-01T23:59:59.999Z";
const LATER: &str = "2026-04-02T00:00:00.001Z";

#[test]
fn b2_an_id_is_applied_once() {
    let server = Server::start();
    let plugin = server.connected();
    let tea = category(18, "Tea");
    let renamed_under_the_same_id = again(&category(18, "Coffee"), "category:18:r1", LATER);
    assert_eq!(
        plugin.send(&[tea.clone(), tea.clone()]),
        ["accepted", "duplicate"]
    );
    assert_eq!(plugin.send(&[renamed_under_the_same_id]), ["duplicate"]);
    assert_eq!(
        server.export("acme-coffee")["categories"],
        json!([tea["data"]]),
        "data is kept as it came"
    );
}

#[test]
fn d2_ids_are_remembered_over_a_new_connection_of_the_same_store() {
    let server = Server::start();
    server.connected().send(&[category(18, "Tea")]);
    assert_eq!(
        server.connected().send(&[category(18, "Tea")]),
        ["duplicate"]
    );
}

#[test]
fn f28_what_there_was_no_use_for_is_said_each_time() {
    let server = Server::start();
    let plugin = server.connected();
    let mut trashed = order(501, "Cancelled");
    trashed["mode"] = "update".into();
    let unused = |items: &[Value]| {
        let reply = plugin.post("/items", &json!({ "items": items })).json();
        let unused = reply["results"].as_array().unwrap().iter();
        unused
            .map(|result| result["unused"] == true)
            .collect::<Vec<_>>()
    };
    let deleted = item("order:502:r1", "order", "delete", json!({ "id": "502" }));
    assert_eq!(
        unused(&[
            trashed.clone(),
            deleted,
            order(502, "Pending"),
            payment(502),
            unavailable(101)
        ]),
        [true, false, true, true, true],
        "what was never here, and old news of what was deleted"
    );
    assert_eq!(unused(&[trashed]), [true], "a duplicate says it, too");
    let placed = again(&order(501, "Pending"), "order:501:r2", LATER);
    let contact = user(12, "ann@example.com", "Ann");
    assert_eq!(
        unused(&[
            placed.clone(),
            payment(501),
            product(101, "Kettle"),
            contact.clone(),
            category(18, "Tea")
        ]),
        [false; 5]
    );
    assert_eq!(unused(&[placed, contact]), [false; 2]);
    assert_eq!(server.violations("answer"), Vec::<Value>::new());
    assert_eq!(server.export("acme-coffee")["counts"]["orders"], 1);
}

#[test]
fn two_stores_of_one_company_keep_their_records_apart() {
    let server = Server::start();
    let first = server.connected();
    let second = server.connected_at("https://other.example", "acme-coffee");
    assert_eq!(first.send(&[category(18, "Tea")]), ["accepted"]);
    assert_eq!(second.send(&[category(18, "Mugs")]), ["accepted"]);
    assert_eq!(server.export("acme-coffee")["counts"]["categories"], 2);
    let of_one = server
        .get("/test/export?storeUrl=https://other.example")
        .json();
    assert_eq!(of_one["categories"][0]["name"], "Mugs");
    assert_eq!(server.export("beta-tea")["counts"]["categories"], 0);
    assert_eq!(server.get("/test/export?company=nobody").status, 404);
}

#[test]
fn older_news_never_overwrite_newer_ones() {
    let server = Server::start();
    let plugin = server.connected();
    let now = category(18, "Now");
    let before = again(&category(18, "Before"), "category:18:r0", EARLIER);
    let after = again(&category(18, "After"), "category:18:r2", LATER);
    plugin.send(&[now, before.clone()]);
    assert_eq!(server.export("acme-coffee")["categories"][0]["name"], "Now");
    assert_eq!(plugin.send(&[after]), ["accepted"]);
    assert_eq!(
        server.export("acme-coffee")["categories"][0]["name"],
        "After"
    );
    assert_eq!(
        plugin.send(&[before]),
        ["duplicate"],
        "it was accepted, though it changed nothing"
    );
}

#[test]
fn s4_update_only_touches_what_is_there_and_create_only_what_is_not() {
    let server = Server::start();
    let plugin = server.connected();
    let mut trashed = again(&order(501, "Cancelled"), "order:501:r2", LATER);
    trashed["mode"] = "update".into();
    let unknown = again(&trashed, "order:502:r2", LATER);
    let mut unknown = unknown;
    unknown["data"]["id"] = "502".into();
    assert_eq!(
        plugin.send(&[order(501, "Pending"), trashed, unknown]),
        ["accepted"; 3]
    );
    let orders = server.export("acme-coffee")["orders"].clone();
    assert_eq!(orders.as_array().unwrap().len(), 1);
    assert_eq!(orders[0]["status"], "Cancelled");

    let mut once = again(&category(1, "First"), "category:1", LATER);
    once["mode"] = "create".into();
    let mut twice = again(&category(1, "Second"), "category:1:b", LATER);
    twice["mode"] = "create".into();
    plugin.send(&[once, twice]);
    assert_eq!(
        server.export("acme-coffee")["categories"][0]["name"],
        "First"
    );
}

#[test]
fn s6_a_product_that_stopped_qualifying_stays_but_is_unavailable_until_it_returns() {
    let server = Server::start();
    let plugin = server.connected();
    let gone = again(&unavailable(101), "product_unavailable:101:r2", LATER);
    plugin.send(&[product(101, "Beans"), gone, unavailable(999)]);
    let export = server.export("acme-coffee");
    assert_eq!(export["products"][0]["includeInOnlineStore"], false);
    assert_eq!(export["products"][0]["title"], "Beans");
    assert_eq!(
        export["unavailableProducts"],
        json!([{"id": "101", "reason": "not published"}])
    );
    assert_eq!(export["variants"][0]["id"], "101");
    let stale = again(&product(101, "Stale"), "product:101:r0", EARLIER);
    plugin.send(&[stale]);
    assert_eq!(
        server.export("acme-coffee")["products"][0]["includeInOnlineStore"],
        false
    );
    plugin.send(&[again(
        &product(101, "Beans"),
        "product:101:r3",
        "2026-05-01T00:00:00.000Z",
    )]);
    let export = server.export("acme-coffee");
    assert_eq!(export["products"][0]["includeInOnlineStore"], true);
    assert_eq!(export["unavailableProducts"], json!([]));
}

#[test]
fn d4_one_bad_item_never_blocks_the_others() {
    let server = Server::start();
    let plugin = server.connected();
    let mut bad = order(501, "Pending");
    bad["data"]["totalCents"] = "12".into();
    assert_eq!(
        plugin.send(&[category(1, "A"), bad.clone(), payment(501)]),
        ["accepted", "rejected", "accepted"]
    );
    bad["data"]["totalCents"] = 1200.into();
    assert_eq!(
        plugin.send(&[bad]),
        ["accepted"],
        "a rejected id may come again"
    );
}

/// S13: what a store does not know of an order is null, and goods that came back are below zero.
#[test]
fn s13_an_odd_order_is_taken() {
    let server = Server::start();
    let plugin = server.connected();
    let mut odd = order(501, "Pending");
    for unknown in [
        "originalStatus",
        "currency",
        "currencyExponent",
        "placedAt",
        "subtotalCents",
        "discountCents",
        "shippingCents",
        "feeCents",
        "taxCents",
        "totalCents",
        "refundedCents",
    ] {
        odd["data"][unknown] = Value::Null;
    }
    for unknown in [
        "id",
        "priceCents",
        "subtotalCents",
        "discountCents",
        "taxCents",
        "totalCents",
    ] {
        odd["data"]["lineItems"][0][unknown] = Value::Null;
    }
    odd["data"]["lineItems"][0]["quantity"] = (-1).into();
    let mut paid = payment(501);
    paid["data"]["amountCents"] = Value::Null;
    paid["data"]["movedAt"] = Value::Null;
    paid["data"]["currency"] = "IRHT".into();
    assert_eq!(plugin.send(&[odd, paid]), ["accepted", "accepted"]);
    assert_eq!(server.violations("request").len(), 0);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get("/orders").body.contains("501"));
}

#[test]
fn rejections_name_the_place_in_plain_words() {
    let server = Server::start();
    let plugin = server.connected();
    let with = |path: &str, value: Value| {
        let mut item = order(501, "Pending");
        *item.pointer_mut(path).unwrap() = value;
        plugin.rejected(&item)
    };
    assert_eq!(
        with("/data/totalCents", json!("12")),
        "data.totalCents: expected a whole number, found string \"12\""
    );
    assert_eq!(
        with("/data/totalCents", json!(1.5)),
        "data.totalCents: expected a whole number, found floating point `1.5`"
    );
    assert_eq!(
        with("/data/refundedCents", json!(-1)),
        "data.refundedCents: expected a whole number that is not negative, found integer `-1`"
    );
    assert_eq!(
        with("/data/currency", json!("eur")),
        "data.currency: expected a currency code of 3 to 10 capital letters and digits, found string \"eur\""
    );
    assert_eq!(
        with("/data/status", json!("Paid")),
        "data.status: expected `Completed`, `Cancelled` or `Pending`, found string \"Paid\""
    );
    assert_eq!(
        with("/data/placedAt", json!("2026-04-01 10:15")),
        "data.placedAt: expected a UTC time such as 2026-04-02T00:00:00.000Z, found string \"2026-04-01 10:15\""
    );
    assert_eq!(
        with("/data/lineItems/0/quantity", json!("2")),
        "data.lineItems[0].quantity: expected a whole number, found string \"2\""
    );
    assert_eq!(
        with("/data/contact/email", json!("Ann@example.com")),
        "data.contact.email: expected a lower-case e-mail address, found string \"Ann@example.com\""
    );
    assert_eq!(
        with("/data", json!([])),
        "data: expected an object, found sequence"
    );
    assert_eq!(
        with("/type", json!("coupon")),
        "type: `coupon` is not a type that this backend knows"
    );
    assert_eq!(
        with("/mode", json!("replace")),
        "mode: expected `upsert`, `create`, `update` or `delete`, found `replace`"
    );
    assert!(with("/occurredAt", json!(null)).starts_with("occurredAt: expected a UTC time"));

    let mut absent = order(501, "Pending");
    absent["data"]["lineItems"][0]
        .as_object_mut()
        .unwrap()
        .remove("sku");
    assert_eq!(plugin.rejected(&absent), "data.lineItems[0].sku is missing");
    let mut empty = product(1, "Beans");
    empty["data"]["variants"] = json!([]);
    assert_eq!(
        plugin.rejected(&empty),
        "data.variants: a product has at least one variant"
    );
    let long = with("/data/currency", json!("é".repeat(400)));
    assert!(long.len() <= 300, "{}", long.len());
}

#[test]
fn items_that_are_no_items_are_rejected_each_by_itself() {
    let server = Server::start();
    let plugin = server.connected();
    for odd in [
        json!(null),
        json!(3),
        json!([]),
        json!({}),
        json!("x"),
        json!({"id": 7}),
        json!({"id": ""}),
    ] {
        let reply = plugin.post("/items", &json!({"items": [odd, category(1, "A")]}));
        let results = reply.json()["results"].clone();
        assert_eq!(results[0]["status"], "rejected", "{odd}");
        assert_ne!(results[1]["status"], "rejected", "{odd}");
    }
}

#[test]
fn fields_that_nobody_knows_yet_are_let_through() {
    let server = Server::start();
    let plugin = server.connected();
    let mut newer = category(1, "A");
    newer["data"]["colour"] = "green".into();
    assert_eq!(plugin.send(&[newer]), ["accepted"]);
    assert_eq!(
        server.export("acme-coffee")["categories"][0]["colour"],
        "green"
    );
    assert_eq!(
        server.violations("request").len(),
        1,
        "the document does not describe it, though"
    );
}

#[test]
fn text_of_every_language_comes_back_as_it_was_sent() {
    let server = Server::start();
    let plugin = server.connected();
    let name = "قهوة 咖啡 ☕ \u{0} \" </script> ' OR 1=1 --";
    assert_eq!(plugin.send(&[category(1, name)]), ["accepted"]);
    assert_eq!(server.export("acme-coffee")["categories"][0]["name"], name);
}

#[test]
fn d4_413_for_too_many_items_or_bytes() {
    let server = Server::start();
    let plugin = server.connected();
    let many = |count: u32| (0..count).map(|id| category(id, "A")).collect::<Vec<_>>();
    assert_eq!(plugin.send(&many(500)).len(), 500);
    assert_eq!(
        plugin.post("/items", &json!({"items": many(501)})).status,
        413
    );
    let heavy = json!({"items": [category(1, &"x".repeat(4 * 1024 * 1024))]});
    assert_eq!(plugin.post("/items", &heavy).status, 413);
    let packed = gzip(heavy.to_string().as_bytes());
    assert!(packed.len() < 100_000);
    let reply = plugin
        .post_raw("/items", &[JSON, ("content-encoding", "gzip")], &packed)
        .unwrap();
    assert_eq!(reply.status, 413, "the limit is before gzip");
    assert_eq!(server.export("acme-coffee")["counts"]["categories"], 500);
}

#[test]
fn gzip_is_understood_and_nothing_else() {
    let server = Server::start();
    let plugin = server.connected();
    let body = json!({"items": [category(1, "A")]}).to_string();
    let send = |encoding: &str, body: &[u8]| {
        plugin
            .post_raw("/items", &[JSON, ("content-encoding", encoding)], body)
            .unwrap()
            .status
    };
    assert_eq!(send("gzip", &gzip(body.as_bytes())), 200);
    assert_eq!(send("gzip", body.as_bytes()), 400);
    assert_eq!(send("gzip", &gzip(body.as_bytes())[..20]), 400);
    assert_eq!(send("br", body.as_bytes()), 415);
    assert_eq!(server.export("acme-coffee")["counts"]["categories"], 1);
}

#[test]
fn garbage_is_refused_and_never_a_500() {
    let server = Server::start();
    let plugin = server.connected();
    let deep = "[".repeat(100_000);
    let deep_item = format!(
        "{{\"items\":[{{\"id\":\"a\",\"data\":{}{}}}]}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let bodies: Vec<&[u8]> = vec![
        b"",
        b"{",
        b"null",
        b"[]",
        b"3",
        b"{}",
        b"{\"items\":null}",
        b"{\"items\":{}}",
        b"{\"items\":3}",
        b"{\"items\":[],\"items\":[]}",
        b"\xff\xfe{}",
        b"{\"items\":[{\"id\":\"\\ud800\"}]}",
        deep.as_bytes(),
        deep_item.as_bytes(),
        b"<html>",
        b"{\"items\":[1e999]}",
        b"{\"items\":[{\"id\":\"\\u0000\"}]}",
    ];
    for path in [
        "/items",
        "/heartbeat",
        "/connections",
        "/connections/x/token",
        "/disconnect?",
        "/nothing",
    ] {
        for body in &bodies {
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            if path.starts_with("/disconnect") {
                continue;
            }
            let status = plugin.post_raw(path, &[JSON], body).unwrap().status;
            assert!((200..500).contains(&status), "{path} {shown}: {status}");
        }
    }
    assert_eq!(plugin.send(&[]), Vec::<String>::new());
}

#[test]
fn a_token_is_asked_for() {
    let server = Server::start();
    let plugin = server.connected();
    let stranger = Plugin {
        server: &server,
        secret: String::new(),
        token: "guess".to_owned(),
    };
    for path in ["/items", "/heartbeat", "/disconnect"] {
        assert_eq!(
            stranger
                .post(path, &json!({"items": [], "health": {}}))
                .status,
            401,
            "{path}"
        );
        let bare = server.post(
            &format!("/api/woocommerce{path}"),
            &json!({"items": [], "health": {}}),
        );
        assert_eq!(bare.status, 401, "{path}");
    }
    assert_eq!(
        plugin.send(&[item("x", "order", "upsert", json!({}))]),
        ["rejected"]
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
