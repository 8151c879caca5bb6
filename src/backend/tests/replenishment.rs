//! Replenishment: B5, E8.

use crate::fixtures::item;
use crate::story::{DAY, beans, bought, cancelled, day, each, store, triggered};
use crate::support::{Browser, Plugin, Server};
use serde_json::json;

const ANN: &str = "ann@example.com";
const PATH: &str = "/settings/products";

/// Sets replenishment of product 501 as an owner does.
#[track_caller]
fn set(server: &Server, fields: &[(&str, &str)]) {
    let mut owner = Browser::signed_in(server, "owner@acme.test");
    let page = owner.get(PATH).body;
    let (_, rest) = page
        .split_once(&format!("href=\"{PATH}/"))
        .expect("a product");
    let path = format!("{PATH}/{}", rest.split('"').next().unwrap());
    assert_eq!(owner.submit(&path, &path, fields).status, 303);
}

/// A store with one product that lasts 30 days.
fn shop(server: &Server) -> Plugin<'_> {
    let plugin = store(server);
    plugin.send(&[beans("in_stock", &day(0))]);
    set(
        server,
        &[("enabled", "on"), ("days", "30"), ("match", "product")],
    );
    plugin
}

fn ahead(server: &Server, days: i64) {
    let set = server.post("/test/clock", &json!({ "days": days }));
    assert_eq!(set.json()["aheadMs"], days * DAY, "{}", set.body);
}

#[test]
fn b5_an_order_queues_a_reminder_that_fires_on_its_day() {
    let server = Server::start();
    let plugin = shop(&server);
    let lines = [("501", "501", 2), ("501", "502", 1), ("777", "777", 1)];
    plugin.send(&[bought(1, ANN, &day(0), &lines)]);
    assert_eq!(each(&server, "reminders", "dueAt"), [day(30)]);
    let settings = Browser::signed_in(&server, "owner@acme.test")
        .get(PATH)
        .body;
    assert!(settings.contains("1 to be reminded"), "{settings}");
    ahead(&server, 29);
    assert_eq!(triggered(&server), []);
    ahead(&server, 30);
    let export = server.export("acme-coffee");
    let trigger = &export["triggers"][0];
    assert_eq!(trigger["name"], "ecommerce.replenishment_due");
    assert_eq!(trigger["email"], ANN);
    assert_eq!(
        trigger["data"],
        json!({
            "provider": "woocommerce", "providerProductId": "501", "providerVariantId": "501",
            "productTitle": "Coffee Beans", "productUrl": "https://shop.example/beans",
            "imageUrl": "https://shop.example/beans.jpg", "orderId": "1", "orderedAt": day(0), "dueAt": day(30),
        })
    );
    ahead(&server, 90);
    assert_eq!(triggered(&server).len(), 1, "once");
    assert_eq!(server.get("/test/clock").json()["now"], day(90));
}

#[test]
fn b5_reminders_come_due_as_time_goes_by() {
    let server = Server::start();
    let plugin = shop(&server);
    plugin.send(&[bought(1, ANN, &day(0), &[("501", "501", 1)])]);
    server.advance(31 * DAY);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let found = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        owner
            .get("/workflows")
            .body
            .contains("ecommerce.replenishment_due")
    });
    assert!(found, "nobody asked, and so nothing fired");
}

#[test]
fn b5_buying_again_in_time_skips_it_and_later_stops_the_sequence() {
    let server = Server::start();
    let plugin = shop(&server);
    plugin.send(&[bought(1, ANN, &day(0), &[("501", "501", 1)])]);
    plugin.send(&[bought(2, ANN, &day(10), &[("501", "502", 1)])]);
    assert_eq!(each(&server, "reminders", "state"), ["skipped", "pending"]);
    assert_eq!(each(&server, "reminders", "reason")[0], "bought again");
    ahead(&server, 35);
    assert_eq!(triggered(&server), []);
    ahead(&server, 40);
    assert_eq!(each(&server, "triggers", "stopped"), [""]);
    plugin.send(&[bought(3, "bob@example.com", &day(41), &[("501", "501", 1)])]);
    plugin.send(&[bought(4, ANN, &day(41), &[("777", "777", 1)])]);
    plugin.send(&[bought(5, ANN, &day(5), &[("501", "501", 1)])]);
    assert_eq!(
        each(&server, "triggers", "stopped"),
        [""],
        "of something else, or before"
    );
    plugin.send(&[bought(6, ANN, &day(41), &[("501", "501", 1)])]);
    assert_eq!(each(&server, "triggers", "stopped"), ["bought again"]);
    let mut due = each(&server, "reminders", "dueAt");
    due.dedup();
    assert_eq!(due, [day(30), day(40), day(71)]);
}

#[test]
fn b5_two_packs_last_twice_as_long_and_an_exact_variant_counts_alone() {
    let server = Server::start();
    let plugin = shop(&server);
    let fields = [
        ("enabled", "on"),
        ("days", "30"),
        ("match", "variant"),
        ("by_quantity", "on"),
    ];
    set(&server, &fields);
    let lines = [("501", "501", 1), ("501", "502", 1), ("501", "501", 1)];
    plugin.send(&[bought(1, ANN, &day(0), &lines)]);
    plugin.send(&[bought(2, ANN, &day(1), &[("501", "502", 3)])]);
    let export = server.export("acme-coffee");
    let rows: Vec<_> = export["reminders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (text("providerVariantId"), text("dueAt"), text("state"))
        })
        .collect();
    let row =
        |variant: &str, due: i64, state: &str| (variant.to_owned(), day(due), state.to_owned());
    let expected = [
        row("502", 30, "skipped"),
        row("501", 60, "pending"),
        row("502", 91, "pending"),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn e8_an_import_queues_only_what_is_still_to_come_and_fires_nothing() {
    let server = Server::start();
    let plugin = shop(&server);
    plugin.send(&[
        bought(1, ANN, &day(-400), &[("501", "501", 1)]),
        bought(2, "bob@example.com", &day(-30), &[("501", "501", 1)]),
        bought(3, "cid@example.com", &day(-29), &[("501", "501", 1)]),
        bought(4, "cid@example.com", &day(-60), &[("501", "501", 1)]),
    ]);
    assert_eq!(each(&server, "reminders", "email"), ["cid@example.com"]);
    assert_eq!(triggered(&server), []);
    ahead(&server, 1);
    assert_eq!(triggered(&server).len(), 1);
}

#[test]
fn b5_a_cancelled_or_refunded_order_loses_its_reminder_and_the_one_before_has_its_own_again() {
    let server = Server::start();
    let plugin = shop(&server);
    let second = bought(2, ANN, &day(10), &[("501", "501", 1)]);
    plugin.send(&[
        bought(1, ANN, &day(0), &[("501", "501", 1)]),
        second.clone(),
    ]);
    assert_eq!(
        each(&server, "reminders", "state"),
        ["pending"],
        "one request, one look"
    );
    plugin.send(&[cancelled(&second, &day(11))]);
    assert_eq!(each(&server, "reminders", "state"), ["pending", "skipped"]);
    plugin.send(&[second]);
    assert_eq!(
        each(&server, "reminders", "state"),
        ["pending", "skipped"],
        "old news"
    );
    let mut refunded = bought(1, ANN, &day(0), &[("501", "501", 1)]);
    refunded["id"] = "order:1:refunded".into();
    refunded["occurredAt"] = day(12).into();
    refunded["data"]["status"] = "Completed".into();
    refunded["data"]["originalStatus"] = "refunded".into();
    plugin.send(&[refunded]);
    assert_eq!(each(&server, "reminders", "state"), ["skipped", "skipped"]);
    ahead(&server, 100);
    assert_eq!(triggered(&server), []);
}

#[test]
fn s8_a_deleted_order_loses_its_reminder() {
    let server = Server::start();
    let plugin = shop(&server);
    plugin.send(&[bought(1, ANN, &day(0), &[("501", "501", 1)])]);
    let mut deleted = item("order:1:deleted", "order", "delete", json!({"id": "1"}));
    deleted["occurredAt"] = day(1).into();
    plugin.send(&[deleted]);
    assert_eq!(each(&server, "reminders", "reason"), ["order undone"]);
}

#[test]
fn b5_settings_change_what_is_queued() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[
        beans("in_stock", &day(0)),
        bought(1, ANN, &day(-10), &[("501", "502", 1)]),
        bought(2, "old@example.com", &day(-50), &[("501", "501", 1)]),
    ]);
    assert_eq!(
        each(&server, "reminders", "state").len(),
        0,
        "nobody asked for any"
    );
    set(
        &server,
        &[("enabled", "on"), ("days", "30"), ("match", "product")],
    );
    assert_eq!(
        each(&server, "reminders", "dueAt"),
        [day(20)],
        "orders that are here count"
    );
    set(
        &server,
        &[("enabled", "on"), ("days", "40"), ("match", "variant")],
    );
    assert_eq!(each(&server, "reminders", "state"), ["skipped", "pending"]);
    assert_eq!(each(&server, "reminders", "dueAt"), [day(20), day(30)]);
    set(
        &server,
        &[("enabled", "on"), ("days", "5"), ("match", "variant")],
    );
    assert_eq!(each(&server, "reminders", "reason")[0], "past due");
    set(&server, &[("days", "40"), ("match", "variant")]);
    ahead(&server, 100);
    assert_eq!(triggered(&server), [], "it is off");
}

#[test]
fn b5_products_are_chosen_and_set_by_those_who_may() {
    let server = Server::start();
    let plugin = store(&server);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get(PATH).body.contains("No products yet"));
    plugin.send(&[beans("in_stock", &day(0))]);
    assert!(owner.get(PATH).body.contains("Off"));
    let path = format!("{PATH}/1/501");
    for days in ["0", "-1", "3651", "1.5", "soon", ""] {
        let refused = owner.submit(&path, &path, &[("enabled", "on"), ("days", days)]);
        assert_eq!(refused.status, 422, "{days}");
        assert!(refused.body.contains("a whole number from 1 to 3650"));
    }
    let saved = owner.submit(
        &path,
        &path,
        &[("enabled", "on"), ("days", "45"), ("by_quantity", "on")],
    );
    assert_eq!(saved.location, PATH);
    let page = owner.get(PATH).body;
    assert!(
        page.contains("lasts 45 days") && page.contains("any variant, by quantity"),
        "{page}"
    );
    assert!(
        owner
            .get(&format!("{PATH}?filter=off"))
            .body
            .contains("Nothing matches")
    );
    let form = owner.get(&path).body;
    assert!(
        form.contains("value=\"45\"") && form.contains("checked"),
        "{form}"
    );
    for nowhere in ["/1/999", "/9/501", "/x/501"] {
        assert!(
            owner.get(&format!("{PATH}{nowhere}")).status >= 400,
            "{nowhere}"
        );
    }
    let mut member = Browser::signed_in(&server, "member@acme.test");
    assert!(!member.get(&path).body.contains(">Save<"));
    assert_eq!(member.submit(&path, &path, &[("days", "1")]).status, 403);
    owner.submit(PATH, "/company", &[("company", "beta-tea"), ("next", PATH)]);
    assert_eq!(owner.get(&path).status, 404, "another company's");
    assert!(owner.get(PATH).body.contains("No products yet"));
}

#[test]
fn the_calendar_is_set_and_put_back() {
    let server = Server::start();
    ahead(&server, 31);
    server.post("/test/clock", &json!({"days": 1, "minutes": 5}));
    assert_eq!(
        server.get("/test/clock").json()["aheadMs"],
        DAY + 300_000,
        "not on top"
    );
    server.post("/test/clock", &json!({}));
    assert_eq!(server.get("/test/clock").json()["now"], day(0));
    assert_eq!(server.post("/test/clock", &json!({"weeks": 1})).status, 400);
    ahead(&server, 31);
    server.post("/test/reset", &json!({}));
    assert_eq!(server.get("/test/clock").json()["aheadMs"], 0);
}
