//! Events: B2, E1 to E4.

use crate::fixtures::{again, event, happened, order_event};
use crate::support::{Browser, Server};
use serde_json::{Value, json};

const LATER: &str = "2026-04-02T00:00:00.001Z";

#[test]
fn b2_an_event_is_applied_once_whatever_comes_under_its_id() {
    let server = Server::start();
    let plugin = server.connected();
    let placed = order_event(501, "order_placed");
    let mut other = again(&placed, "event:order_placed:501", LATER);
    other["data"]["status"] = "Completed".into();
    assert_eq!(
        plugin.send(&[placed.clone(), placed.clone()]),
        ["accepted", "duplicate"]
    );
    assert_eq!(plugin.send(&[other]), ["duplicate"]);
    let export = server.export("acme-coffee");
    let kept =
        json!({"id": placed["id"], "occurredAt": placed["occurredAt"], "data": placed["data"]});
    assert_eq!(export["events"], json!([kept]));
    assert_eq!(export["counts"]["events"], 1);
    assert_eq!(export["counts"]["orders"], 0, "an event is not a record");
}

#[test]
fn e1_to_e4_every_event_is_taken_and_exported_in_the_order_of_what_happened() {
    let server = Server::start();
    let plugin = server.connected();
    let events = happened();
    assert_eq!(plugin.send(&events), ["accepted"; 11]);
    assert_eq!(server.violations("request"), Vec::<Value>::new());
    let early = again(
        &order_event(502, "order_placed"),
        "event:order_placed:502",
        "2020-01-01T00:00:00.000Z",
    );
    plugin.send(&[early]);
    let export = server.export("acme-coffee");
    assert_eq!(export["events"][0]["id"], "event:order_placed:502");
    assert_eq!(export["counts"]["events"], 12);
}

#[test]
fn broken_events_are_rejected_in_plain_words_and_fit_no_schema() {
    let server = Server::start();
    let plugin = server.connected();
    let set = |mut item: Value, at: &str, value: Value| {
        *item.pointer_mut(at).unwrap() = value;
        item
    };
    let placed = || order_event(501, "order_placed");
    let without = |mut item: Value, key: &str| {
        item["data"].as_object_mut().unwrap().remove(key);
        item
    };
    let cart = || event("ecommerce.cart_started");
    let stock = || event("ecommerce.stock_changed");
    let broken = [
        (without(placed(), "name"), "data.name is missing"),
        (
            set(placed(), "/data/name", json!("ecommerce.order_lost")),
            "`ecommerce.order_lost` is not an event that this backend knows",
        ),
        (
            set(placed(), "/mode", json!("upsert")),
            "the mode has to be `create`",
        ),
        (without(placed(), "paidAt"), "data.paidAt is missing"),
        (
            set(placed(), "/data/totalCents", json!(1.5)),
            "data.totalCents: expected a whole number",
        ),
        (
            set(placed(), "/data/lineItems/0/quantity", json!(0.5)),
            "data.lineItems[0].quantity: ",
        ),
        (
            set(
                placed(),
                "/data/refund",
                order_event(1, "order_refunded")["data"]["refund"].clone(),
            ),
            "data.refund: ",
        ),
        (
            set(
                order_event(501, "order_refunded"),
                "/data/refund",
                json!(null),
            ),
            "data.refund: ",
        ),
        (
            set(
                order_event(501, "order_refunded"),
                "/data/refund/amountCents",
                json!(-1),
            ),
            "data.refund.amountCents: ",
        ),
        (set(cart(), "/data/contact", json!(null)), "data.contact: "),
        (
            set(cart(), "/data/startedAt", json!("yesterday")),
            "data.startedAt: expected a UTC time",
        ),
        (
            set(cart(), "/data/contact/email", json!("Ann@Example.com")),
            "data.contact.email: ",
        ),
        (
            set(stock(), "/data/stockStatus", json!("instock")),
            "data.stockStatus: expected `in_stock`",
        ),
        (without(stock(), "parent_id"), "data.parent_id is missing"),
        (set(stock(), "/data", json!([])), "an object"),
    ];
    for (item, expected) in &broken {
        let issue = plugin.rejected(item);
        assert!(issue.contains(expected), "{issue} does not say {expected}");
    }
    assert_eq!(
        server.violations("request").len(),
        broken.len(),
        "openapi.yaml would not notice one of them"
    );
    assert_eq!(server.export("acme-coffee")["counts"]["events"], 0);
}

#[test]
fn b2_the_feed_shows_what_happened_by_name_and_contact() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&happened());
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let page = owner.get("/events").body;
    for shown in [
        "Cart started",
        "Cart cleared",
        "Checkout started",
        "Order placed",
        "Payment received",
        "Order fulfilled",
        "Order cancelled",
        "Order refunded",
        "Stock changed",
        "Subscribed",
        "Stopped waiting",
        "ann@example.com",
        "#501",
        "2 × Coffee Beans",
        "1,234.56",
        "Product 101, variation 102",
        "out of stock",
        "2026-04-02 00:00 UTC",
        "bring it back",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page");
    }
    let rows = |page: &str| page.matches("<tr>").count().saturating_sub(1);
    assert_eq!(rows(&page), 11);
    assert_eq!(
        rows(&owner.get("/events?filter=ecommerce.order_placed").body),
        1
    );
    assert_eq!(
        rows(&owner.get("/events?search=ann%40example.com").body),
        10,
        "stock has no contact"
    );
    assert_eq!(
        rows(
            &owner
                .get("/events?search=ann%40example.com&filter=ecommerce.cart_cleared")
                .body
        ),
        1
    );
    assert_eq!(rows(&owner.get("/events?search=nobody").body), 0);
    let mut other = Browser::signed_in(&server, "owner@acme.test");
    other.submit(
        "/events",
        "/company",
        &[("company", "beta-tea"), ("next", "/events")],
    );
    assert!(
        other.get("/events").body.contains("No events"),
        "another company's"
    );
}
