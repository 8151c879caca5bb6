//! A subscriber's profile: B6, S11.

use crate::fixtures::{order_event, user};
use crate::story::{ask, beans, bought, cancelled, day, minute, request, stock, store};
use crate::support::{Browser, Server};

#[test]
fn b6_a_profile_tells_one_shoppers_story() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[
        user(12, "ann@example.com", "Ann"),
        beans("in_stock", &day(0)),
    ]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    owner.submit(
        "/settings/products/1/501",
        "/settings/products/1/501",
        &[("enabled", "on"), ("days", "30")],
    );
    let regretted = bought(3, "ann@example.com", &day(0), &[("700", "700", 9)]);
    plugin.send(&[
        bought(
            1,
            "ann@example.com",
            &day(-5),
            &[("501", "501", 2), ("501", "501", 1)],
        ),
        bought(
            2,
            "ann@example.com",
            &day(0),
            &[("501", "501", 4), ("777", "778", 1)],
        ),
        bought(4, "bob@example.com", &day(0), &[("888", "888", 1)]),
        regretted.clone(),
        cancelled(&regretted, &day(1)),
        order_event(2, "order_placed"),
    ]);
    ask(&server, &request("ann@example.com", "900"));
    ask(&server, &request("ann@example.com", "901"));
    plugin.send(&[stock("901", "901", "in_stock", &minute(1))]);
    let contacts = owner.get("/contacts").body;
    assert!(
        contacts.contains("href=\"/contacts/ann%40example.com\""),
        "{contacts}"
    );
    let page = owner.get("/contacts/ann%40example.com").body;
    for shown in [
        "Registered",
        "50.00 EUR",
        "25.00 EUR",
        "src=\"https://shop.example/beans.jpg\"",
        "href=\"https://shop.example/beans\"",
        "in 2 orders",
        "2026-05-02 00:00 UTC",
        "Waiting",
        "back since",
        "Order placed",
        "Order Submitted",
        "Back in stock",
        "Running",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page: {page}");
    }
    assert!(
        page.contains(">7 <") || page.contains(">7<"),
        "units of all orders: {page}"
    );
    assert!(
        !page.contains("in 9") && !page.contains("888"),
        "cancelled, or somebody else's"
    );
}

#[test]
fn s11_a_guests_revenue_is_worked_out_from_paid_orders_for_each_currency() {
    let server = Server::start();
    let plugin = store(&server);
    let order = |id: u32, currency: &str, total: i64, refunded: i64| {
        let mut order = bought(id, "guest@example.com", &day(0), &[("501", "501", 1)]);
        order["data"]["currency"] = currency.into();
        order["data"]["currencyExponent"] = (if currency == "JPY" { 0 } else { 2 }).into();
        order["data"]["totalCents"] = total.into();
        order["data"]["refundedCents"] = refunded.into();
        order
    };
    let mut unpaid = order(9, "EUR", 99_999, 0);
    unpaid["data"]["paidAt"] = serde_json::Value::Null;
    plugin.send(&[
        order(1, "EUR", 1_000, 0),
        order(2, "EUR", 2_001, 500),
        order(3, "JPY", 5_000, 0),
        unpaid,
        cancelled(&order(4, "EUR", 77_777, 0), &day(1)),
    ]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let page = owner.get("/contacts/guest%40example.com").body;
    for shown in [
        "25.01 EUR",
        "12.51 EUR",
        "5,000 JPY",
        "Not a contact yet",
        "Worked out from",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page: {page}");
    }
}

#[test]
fn b6_nobody_sees_anothers_company_or_a_stranger() {
    let server = Server::start();
    let plugin = store(&server);
    let mut product = beans("in_stock", &day(0));
    product["data"]["url"] = "javascript:alert(1)".into();
    product["data"]["imageUrl"] = "data:text/html,<script>".into();
    product["data"]["variants"][0]["title"] = "<script>".into();
    plugin.send(&[
        product,
        bought(1, "a/b+c@example.com", &day(0), &[("501", "501", 1)]),
    ]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let page = owner.get("/contacts/a%2Fb%2Bc%40example.com");
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(!page.body.contains("javascript:") && !page.body.contains("<script>"));
    assert!(
        page.body.contains("waits for nothing") && page.body.contains("None. An order queues one")
    );
    assert_eq!(owner.get("/contacts/nobody%40example.com").status, 404);
    owner.submit(
        "/contacts",
        "/company",
        &[("company", "beta-tea"), ("next", "/contacts")],
    );
    assert_eq!(owner.get("/contacts/a%2Fb%2Bc%40example.com").status, 404);
}
