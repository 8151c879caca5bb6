//! The workflow log: B3, E8.

use crate::fixtures::{happened, order_event};
use crate::story::{ask, bought, day, minute, request, stock, store, triggered};
use crate::support::{Browser, Server};

#[test]
fn b3_orders_and_payments_trigger_once_with_the_mapped_status() {
    let server = Server::start();
    let plugin = store(&server);
    let mut on_hold = order_event(501, "order_placed");
    on_hold["data"]["originalStatus"] = "on-hold".into();
    let mut paid = order_event(501, "payment_received");
    paid["data"]["status"] = "Completed".into();
    paid["data"]["originalStatus"] = "completed".into();
    for _ in 0..2 {
        plugin.send(&[on_hold.clone(), paid.clone()]);
    }
    let export = server.export("acme-coffee");
    let logged: Vec<_> = export["triggers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|trigger| {
            let of = &trigger["data"];
            let texts = [
                &trigger["name"],
                &trigger["email"],
                &of["orderId"],
                &of["status"],
                &of["originalStatus"],
            ];
            texts.map(|text| text.as_str().unwrap().to_owned())
        })
        .collect();
    let ann = "ann@example.com";
    let placed = ["ecommerce.order_placed", ann, "501", "Pending", "on-hold"];
    let received = [
        "ecommerce.payment_received",
        ann,
        "501",
        "Completed",
        "completed",
    ];
    assert_eq!(logged, [placed, received]);
}

#[test]
fn e8_records_trigger_nothing_of_orders() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[bought(1, "ann@example.com", &day(0), &[("501", "501", 1)])]);
    assert_eq!(triggered(&server), []);
    plugin.send(&happened());
    let names: Vec<_> = triggered(&server)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        ["order_placed", "payment_received"],
        "other events start no workflow"
    );
}

#[test]
fn b3_the_log_shows_what_fired_for_whom() {
    let server = Server::start();
    let plugin = store(&server);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(
        owner
            .get("/workflows")
            .body
            .contains("No trigger has fired yet")
    );
    plugin.send(&[
        order_event(501, "order_placed"),
        order_event(501, "payment_received"),
    ]);
    ask(&server, &request("bob@example.com", "601"));
    plugin.send(&[stock("601", "601", "in_stock", &minute(1))]);
    let running = owner.get("/workflows").body;
    assert!(running.contains("Running"), "{running}");
    plugin.send(&[stock("601", "601", "out_of_stock", &minute(2))]);
    let page = owner.get("/workflows").body;
    for shown in [
        "Order Submitted",
        "Payment Received",
        "Back in stock",
        "Sold out again",
        "ann@example.com",
        "bob@example.com",
        ">#501</a>",
        "Pending",
        "processing",
        "Stopped",
        "sold out again",
        "2026-04-02 00:00 UTC",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page");
    }
    let rows = |page: &str| page.matches("<tr>").count().saturating_sub(1);
    assert_eq!(rows(&page), 4);
    assert_eq!(
        rows(&owner.get("/workflows?filter=ecommerce.back_in_stock").body),
        1
    );
    assert_eq!(
        rows(&owner.get("/workflows?search=bob%40example.com").body),
        2
    );
    let mut other = Browser::signed_in(&server, "owner@acme.test");
    other.submit(
        "/workflows",
        "/company",
        &[("company", "beta-tea"), ("next", "/workflows")],
    );
    assert!(
        other
            .get("/workflows")
            .body
            .contains("No trigger has fired yet"),
        "another company's"
    );
}
