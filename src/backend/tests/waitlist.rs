//! Back in stock: B4, K1, K3.

use crate::fixtures::{again, event};
use crate::shop::Shop;
use crate::story::{ask, ask_from, beans, bought, each, minute, request, stock, store, triggered};
use crate::support::{Browser, Plugin, STORE, Server, eventually, introduction};
use serde_json::{Value, json};

const ANN: &str = "ann@example.com";

fn back(times: usize) -> Vec<(String, String)> {
    vec![("back_in_stock".to_owned(), ANN.to_owned()); times]
}

#[test]
fn k3_who_waits_is_told_once_with_exactly_these_fields() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[beans("out_of_stock", &minute(0))]);
    server.advance(10 * 60_000);
    let mut asked = request("Ann@Example.com", "501");
    asked["requestedAt"] = minute(1).into();
    ask(&server, &asked);
    assert_eq!(triggered(&server), []);
    plugin.send(&[stock("501", "501", "in_stock", &minute(5))]);
    let export = server.export("acme-coffee");
    let payload = json!({
        "provider": "woocommerce", "providerProductId": "501", "providerVariantId": "501",
        "productTitle": "Coffee Beans", "productUrl": "https://shop.example/beans",
        "imageUrl": "https://shop.example/beans.jpg", "requestedAt": minute(1), "backInStockAt": minute(5),
    });
    let trigger = &export["triggers"][0];
    assert_eq!(trigger["name"], "ecommerce.back_in_stock");
    assert_eq!(trigger["email"], ANN);
    assert_eq!(trigger["data"], payload);
    assert_eq!(export["waitlist"][0]["state"], "notified");
    plugin.send(&[stock("501", "501", "out_of_stock", &minute(9))]);
    let export = server.export("acme-coffee");
    let trigger = &export["triggers"][1];
    assert_eq!(trigger["name"], "ecommerce.back_in_stock_out_of_stock");
    let mut gone = payload;
    gone["outOfStockAt"] = minute(9).into();
    assert_eq!(trigger["data"], gone);
    assert_eq!(export["triggers"][0]["stopped"], "sold out again");
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn k1_a_request_from_the_future_was_made_now() {
    let server = Server::start();
    let plugin = store(&server);
    let mut asked = request(ANN, "501");
    asked["requestedAt"] = minute(1_000_000).into();
    ask(&server, &asked);
    assert_eq!(each(&server, "waitlist", "requestedAt"), [minute(0)]);
    plugin.send(&[stock("501", "501", "in_stock", &minute(1))]);
    assert_eq!(triggered(&server), back(1), "or nobody would ever be told");
}

#[test]
fn k1_what_the_shopper_agreed_to_and_confirmed_is_kept() {
    let server = Server::start();
    let _plugin = store(&server);
    let mut asked = request(ANN, "501");
    asked["requestedAt"] = minute(-9).into();
    asked["consent"] = "Write to <b>me</b>.".into();
    asked["confirmedAt"] = minute(-3).into();
    ask(&server, &asked);
    assert_eq!(
        each(&server, "waitlist", "consent"),
        ["Write to <b>me</b>."]
    );
    assert_eq!(each(&server, "waitlist", "confirmedAt"), [minute(-3)]);
    assert_eq!(server.violations("request"), Vec::<Value>::new());
    asked["confirmedAt"] = "yesterday".into();
    assert_eq!(ask_from(&server, Some(STORE), &asked).status, 422);
}

#[test]
fn k1_a_repeated_request_looks_like_the_first_and_is_one() {
    let server = Server::start();
    let plugin = store(&server);
    let mut delivered = request(ANN, "501");
    delivered["requestedAt"] = minute(-1).into();
    for _ in 0..3 {
        ask(&server, &request(ANN, "501"));
        ask(&server, &request(" ANN@example.com", "501"));
        ask(&server, &delivered);
    }
    assert_eq!(each(&server, "waitlist", "email"), [ANN]);
    let mut exact = request(ANN, "501");
    exact["providerVariantId"] = "501".into();
    ask(&server, &exact);
    assert_eq!(
        each(&server, "waitlist", "email").len(),
        1,
        "a simple product is its own variant"
    );
    exact["providerVariantId"] = "502".into();
    ask(&server, &exact);
    assert_eq!(
        each(&server, "waitlist", "providerVariantId"),
        ["501", "502"]
    );
    plugin.send(&[stock("501", "501", "in_stock", &minute(5))]);
    ask(&server, &delivered);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["notified", "waiting"],
        "a retry after the notification is still the same request"
    );
    server.advance(10 * 60_000);
    ask(&server, &request(ANN, "501"));
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["notified", "waiting", "waiting"],
        "asking anew is not"
    );
}

#[test]
fn b4_only_pages_of_a_connected_store_may_ask() {
    let server = Server::start();
    let beans = request(ANN, "501");
    assert_eq!(ask_from(&server, Some(STORE), &beans).status, 403);
    let plugin = server.connected();
    assert_eq!(
        ask_from(&server, Some(STORE), &beans).status,
        403,
        "a token that nobody has used connects nothing"
    );
    plugin.heartbeat(&json!({"health": {}}));
    let strangers = [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("http://shop.example"),
        Some("https://shop.example:444"),
        Some("https://shop.example.evil.example"),
        Some("https://www.shop.example"),
    ];
    for origin in strangers {
        for reply in [ask_from(&server, origin, &beans), server.preflight(origin)] {
            assert_eq!(reply.status, 403, "{origin:?}");
            assert_eq!(reply.json()["error"], "unknown_origin");
            assert_eq!(reply.allow_origin, "", "{origin:?}");
        }
    }
    let mut elsewhere = beans.clone();
    elsewhere["storeUrl"] = "https://other.example".into();
    let reply = ask_from(&server, Some(STORE), &elsewhere);
    assert_eq!(
        (reply.status, reply.allow_origin.as_str()),
        (422, STORE),
        "a page may read why it was refused"
    );
    let preflight = server.preflight(Some(STORE));
    assert_eq!(
        (preflight.status, preflight.allow_origin.as_str()),
        (204, STORE)
    );
    assert_eq!(preflight.allow_headers, "content-type");
    let reply = ask_from(&server, Some(STORE), &beans);
    assert_eq!((reply.status, reply.allow_origin.as_str()), (200, STORE));
    plugin.post("/disconnect", &json!({}));
    assert_eq!(ask_from(&server, Some(STORE), &beans).status, 403);
    assert_eq!(each(&server, "waitlist", "email").len(), 1);
}

/// Who waits at either company.
fn waiting(server: &Server) -> (usize, usize) {
    let of = |company: &str| server.export(company)["waitlist"].as_array().unwrap().len();
    (of("acme-coffee"), of("beta-tea"))
}

/// A store of a company, which takes commands at a shop's address.
fn joined<'a>(server: &'a Server, store: &str, commands: &str, company: &str) -> Plugin<'a> {
    let mut said = introduction(store);
    said["commandsUrl"] = commands.into();
    said["returnUrl"] = format!("{store}/wp-admin/").into();
    let plugin = server.connected_as(&said, company);
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 200);
    plugin
}

#[test]
fn r6_another_company_gets_nobodys_requests_by_naming_the_address() {
    let server = Server::start();
    let shop = Shop::page("200 OK");
    let ours = joined(&server, shop.home(), &shop.url, "acme-coffee");
    let thief = Shop::answering("200 OK");
    let theirs = joined(&server, shop.home(), &shop.url, "beta-tea");
    // Whoever is there answers no ping that is signed for somebody else.
    eventually(|| (!shop.received().is_empty()).then_some(()));
    assert_eq!(theirs.heartbeat(&json!({"health": {}})).status, 200);
    let elsewhere =
        json!({"health": {}, "storeUrl": shop.home(), "commandsUrl": thief.url.as_str()});
    assert_eq!(theirs.heartbeat(&elsewhere).status, 422);
    assert_eq!(thief.received().len(), 0);
    let mut asked = request(ANN, "501");
    asked["storeUrl"] = shop.home().into();
    assert_eq!(ask_from(&server, Some(shop.home()), &asked).status, 200);
    assert_eq!(waiting(&server), (1, 0), "without a company");
    asked["companyId"] = "acme-coffee".into();
    asked["email"] = "bob@example.com".into();
    assert_eq!(ask_from(&server, Some(shop.home()), &asked).status, 200);
    assert_eq!(waiting(&server), (2, 0));
    asked["companyId"] = "beta-tea".into();
    assert_eq!(ask_from(&server, Some(shop.home()), &asked).status, 403);
    ours.post("/disconnect", &json!({}));
    assert_eq!(
        ask_from(&server, Some(shop.home()), &request(ANN, "501")).status,
        403
    );
}

#[test]
fn r6_a_store_that_answers_a_ping_takes_over_from_a_company_that_it_left() {
    let server = Server::start();
    let shop = Shop::answering("200 OK");
    // The former token can no longer be read, so nobody has ended it.
    let former = joined(&server, shop.home(), &shop.url, "acme-coffee");
    joined(&server, shop.home(), &shop.url, "beta-tea");
    let ping = eventually(|| shop.received().pop()).expect("a ping");
    assert_eq!(
        serde_json::from_str::<Value>(&ping.body).unwrap()["type"],
        "ping"
    );
    let mut asked = request(ANN, "501");
    asked["storeUrl"] = shop.home().into();
    asked["companyId"] = "beta-tea".into();
    let taken =
        eventually(|| (ask_from(&server, Some(shop.home()), &asked).status == 200).then_some(()));
    assert_eq!((taken, waiting(&server)), (Some(()), (0, 1)));
    asked["companyId"] = serde_json::Value::Null;
    asked["email"] = "bob@example.com".into();
    assert_eq!(ask_from(&server, Some(shop.home()), &asked).status, 200);
    assert_eq!(waiting(&server), (0, 2));
    asked["companyId"] = "acme-coffee".into();
    assert_eq!(
        ask_from(&server, Some(shop.home()), &asked).status,
        403,
        "it may come back"
    );
    // Should it be there again after all, it shows it in the same way.
    assert_eq!(former.heartbeat(&json!({"health": {}})).status, 200);
    let back =
        eventually(|| (ask_from(&server, Some(shop.home()), &asked).status == 200).then_some(()));
    assert_eq!(back, Some(()));
}

#[test]
fn r6_nobody_takes_an_address_over_by_moving_there() {
    let server = Server::start();
    let shop = Shop::page("200 OK");
    joined(&server, shop.home(), &shop.url, "acme-coffee");
    let theirs = joined(
        &server,
        "https://thief.example",
        "https://thief.example/x",
        "beta-tea",
    );
    let moved = json!({"health": {}, "storeUrl": shop.home(), "commandsUrl": shop.url});
    assert_eq!(theirs.heartbeat(&moved).status, 200);
    eventually(|| shop.received().pop()).expect("a ping");
    let mut asked = request(ANN, "501");
    asked["storeUrl"] = shop.home().into();
    assert_eq!(ask_from(&server, Some(shop.home()), &asked).status, 200);
    assert_eq!(waiting(&server), (1, 0));
}

#[test]
fn k1_every_fault_of_a_request_is_told_in_plain_words() {
    let server = Server::start();
    store(&server);
    let with = |key: &str, value: Value| {
        let mut asked = request(ANN, "501");
        asked[key] = value;
        asked
    };
    let long = "x".repeat(501);
    let wrong = [
        (with("email", json!("ann")), "email: "),
        (
            with("email", json!("ann@example.com\r\nBcc: bob@example.com")),
            "email: ",
        ),
        (with("email", json!("")), "email: "),
        (with("storeUrl", json!("ftp://shop.example")), "storeUrl: "),
        (
            with("storeUrl", json!("https://shop.example/other")),
            "storeUrl: ",
        ),
        (with("providerProductId", json!("")), "providerProductId: "),
        (
            with("providerVariantId", json!("5 1")),
            "providerVariantId: ",
        ),
        (with("productTitle", json!("  ")), "productTitle: "),
        (with("productTitle", json!(long)), "productTitle: "),
        (with("variantTitle", json!(long)), "variantTitle: "),
        (with("requestedAt", json!("yesterday")), "requestedAt: "),
        (
            with("requestedAt", json!("2026-99-02T00:00:00.000Z")),
            "requestedAt: ",
        ),
    ];
    for (asked, expected) in wrong {
        let reply = ask_from(&server, Some(STORE), &asked);
        assert_eq!(reply.status, 422, "{asked}");
        let issues = reply.json()["issues"].to_string();
        assert!(
            issues.contains(expected),
            "{issues} does not say {expected}"
        );
    }
    let all = json!({"storeUrl": "", "email": "", "providerProductId": "", "productTitle": ""});
    let issues = ask_from(&server, Some(STORE), &all).json()["issues"].clone();
    assert!(issues.as_array().unwrap().len() >= 4, "{issues}");
    for malformed in [
        "",
        "[]",
        "null",
        "{",
        "{\"email\":1}",
        "{\"email\":\"\\ud800\"}",
    ] {
        let reply = server.ask(Some(STORE), malformed);
        assert_eq!(reply.status, 400, "{malformed}");
    }
    let huge = with("productTitle", json!("x".repeat(17 * 1024)));
    assert_eq!(ask_from(&server, Some(STORE), &huge).status, 413);
    assert_eq!(each(&server, "waitlist", "email").len(), 0);
    let odd = with("productTitle", json!("<b>☕</b> \"Beans\" & 'co'"));
    ask(&server, &odd);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let page = owner.get("/waitlist").body;
    assert!(
        page.contains("&lt;b&gt;☕&lt;/b&gt;") && !page.contains("<b>☕"),
        "{page}"
    );
}

#[test]
fn b4_stock_that_flaps_within_a_minute_tells_each_thing_once() {
    let flaps = [
        "out_of_stock",
        "in_stock",
        "out_of_stock",
        "in_stock",
        "out_of_stock",
    ];
    for in_one_request in [true, false] {
        let server = Server::start();
        let plugin = store(&server);
        ask(&server, &request(ANN, "501"));
        let mut reports: Vec<_> = (1..)
            .zip(flaps)
            .map(|(second, status)| {
                stock(
                    "501",
                    "501",
                    status,
                    &format!("2026-04-02T00:01:{second:02}.000Z"),
                )
            })
            .collect();
        if in_one_request {
            // As the plugin sends it: the record first, though it was read last.
            reports.insert(0, beans("out_of_stock", &minute(2)));
            plugin.send(&reports);
        } else {
            for report in &reports {
                plugin.send(std::slice::from_ref(report));
                plugin.send(std::slice::from_ref(report));
            }
        }
        let told = [
            ("back_in_stock".to_owned(), ANN.to_owned()),
            ("back_in_stock_out_of_stock".to_owned(), ANN.to_owned()),
        ];
        assert_eq!(triggered(&server), told, "in one request: {in_one_request}");
        assert_eq!(each(&server, "waitlist", "state"), ["sold_out"]);
    }
}

#[test]
fn b4_old_news_of_stock_change_nothing() {
    let server = Server::start();
    let plugin = store(&server);
    ask(&server, &request(ANN, "501"));
    plugin.send(&[stock("501", "501", "out_of_stock", &minute(10))]);
    plugin.send(&[stock("501", "501", "in_stock", &minute(5))]);
    plugin.send(&[beans("in_stock", &minute(6))]);
    assert_eq!(triggered(&server), []);
    plugin.send(&[beans("in_stock", &minute(11))]);
    assert_eq!(triggered(&server), back(1), "a record tells of stock, too");
    plugin.send(&[stock("501", "501", "out_of_stock", &minute(7))]);
    assert_eq!(triggered(&server), back(1));
    assert_eq!(each(&server, "waitlist", "backInStockAt"), [minute(11)]);
}

#[test]
fn k2_a_request_that_was_kept_while_the_backend_was_down_is_judged_by_its_own_time() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[
        stock("501", "501", "in_stock", &minute(-20)),
        stock("502", "502", "in_stock", &minute(-2)),
        stock("503", "503", "in_stock", &minute(-3)),
        stock("503", "503", "out_of_stock", &minute(-2)),
    ]);
    for product in ["501", "502", "503"] {
        let mut asked = request(ANN, product);
        asked["requestedAt"] = minute(-10).into();
        ask(&server, &asked);
    }
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["waiting", "notified", "waiting"]
    );
    let data = server.export("acme-coffee")["triggers"][0]["data"].clone();
    assert_eq!(data["requestedAt"], minute(-10));
    assert_eq!(data["backInStockAt"], minute(-2));
    assert_eq!(data["productTitle"], "Beans", "nothing else is known of it");
    assert_eq!(data["productUrl"], Value::Null);
}

#[test]
fn k2_a_request_that_comes_after_the_purchase_asks_for_nothing() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[
        bought(1, ANN, &minute(-5), &[("501", "501", 1)]),
        stock("501", "501", "in_stock", &minute(-4)),
    ]);
    let mut asked = request(ANN, "501");
    asked["requestedAt"] = minute(-10).into();
    ask(&server, &asked);
    assert_eq!(each(&server, "waitlist", "state").len(), 0);
    asked["requestedAt"] = minute(-4).into();
    ask(&server, &asked);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["notified"],
        "wants another one"
    );
}

#[test]
fn b4_only_the_variant_that_is_back_is_told_of() {
    let server = Server::start();
    let plugin = store(&server);
    let mut asked = request(ANN, "600");
    for variant in ["601", "602"] {
        asked["providerVariantId"] = variant.into();
        ask(&server, &asked);
    }
    ask(&server, &request("any@example.com", "600"));
    let mut shirt = beans("out_of_stock", &minute(1));
    shirt["data"]["id"] = "600".into();
    shirt["data"]["type"] = "variable".into();
    let small = shirt["data"]["variants"][0].clone();
    shirt["data"]["variants"] = ["601", "602"]
        .map(|id| {
            let mut variant = small.clone();
            variant["id"] = id.into();
            variant["parentId"] = "600".into();
            variant
        })
        .to_vec()
        .into();
    plugin.send(&[shirt.clone()]);
    assert_eq!(triggered(&server), []);
    shirt["data"]["variants"][1]["stockStatus"] = "on_backorder".into();
    plugin.send(&[again(&shirt, "product:600:2", &minute(2))]);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["waiting", "notified", "notified"],
        "what can be ordered is back, and so is a product of which any variant is"
    );
}

#[test]
fn b4_buying_it_ends_the_sequence_and_the_wait() {
    let server = Server::start();
    let plugin = store(&server);
    plugin.send(&[bought(1, ANN, &minute(-60), &[("501", "501", 1)])]);
    for product in ["501", "502", "503"] {
        ask(&server, &request(ANN, product));
    }
    ask(&server, &request("bob@example.com", "501"));
    plugin.send(&[
        stock("501", "501", "in_stock", &minute(1)),
        stock("502", "502", "in_stock", &minute(1)),
    ]);
    let lines = [("501", "501", 1), ("503", "503", 2)];
    plugin.send(&[bought(2, ANN, &minute(2), &lines)]);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["bought", "notified", "bought", "notified"]
    );
    assert_eq!(each(&server, "triggers", "stopped"), ["bought", "", ""]);
    plugin.send(&[
        stock("501", "501", "out_of_stock", &minute(3)),
        stock("503", "503", "in_stock", &minute(3)),
    ]);
    let told = triggered(&server);
    assert_eq!(
        told.last()
            .map(|(name, email)| (name.as_str(), email.as_str())),
        Some(("back_in_stock_out_of_stock", "bob@example.com"))
    );
    assert_eq!(told.len(), 4);
}

#[test]
fn b4_the_list_shows_who_waits() {
    let server = Server::start();
    let plugin = store(&server);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get("/waitlist").body.contains("Nobody waits"));
    ask(&server, &request(ANN, "501"));
    ask(&server, &request("bob@example.com", "502"));
    plugin.send(&[stock("501", "501", "in_stock", &minute(1))]);
    let page = owner.get("/waitlist").body;
    for shown in [
        ANN,
        "bob@example.com",
        "Beans",
        "Waiting",
        "Notified",
        "2026-04-02 00:01 UTC",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page");
    }
    let waiting = owner.get("/waitlist?filter=waiting").body;
    assert!(!waiting.contains(ANN) && waiting.contains("bob@example.com"));
    let mut other = Browser::signed_in(&server, "owner@acme.test");
    other.submit(
        "/waitlist",
        "/company",
        &[("company", "beta-tea"), ("next", "/waitlist")],
    );
    assert!(
        other.get("/waitlist").body.contains("Nobody waits"),
        "another company's"
    );
}

/// A withdrawal of Ann's at a moment.
fn withdrawn(variant: &str, at: &str) -> Value {
    let mut item = again(
        &event("ecommerce.back_in_stock_withdrawn"),
        &format!("event:back_in_stock_withdrawn:{variant}:{at}"),
        at,
    );
    item["data"]["providerVariantId"] = variant.into();
    item["data"]["withdrawnAt"] = at.into();
    item
}

#[test]
fn k4_a9_whoever_withdrew_is_never_told() {
    let server = Server::start();
    let plugin = store(&server);
    server.advance(60 * 60_000);
    for product in ["501", "601"] {
        let mut asked = request(ANN, product);
        asked["requestedAt"] = minute(1).into();
        asked["withdrawUrl"] = "https://shop.example/?storewire_withdraw=x".into();
        ask(&server, &asked);
    }
    ask(&server, &request("bob@example.com", "501"));
    assert_eq!(plugin.send(&[withdrawn("501", &minute(2))]), ["accepted"]);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["withdrawn", "waiting", "waiting"]
    );
    assert_eq!(
        each(&server, "waitlist", "withdrawUrl")[0],
        "https://shop.example/?storewire_withdraw=x"
    );
    plugin.send(&[stock("501", "501", "in_stock", &minute(61))]);
    let bob = ("back_in_stock".to_owned(), "bob@example.com".to_owned());
    assert_eq!(triggered(&server), [bob], "nobody else");
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn k4_a9_what_runs_stops_and_what_is_asked_for_later_counts() {
    let server = Server::start();
    let plugin = store(&server);
    server.advance(60 * 60_000);
    let mut asked = request(ANN, "501");
    asked["requestedAt"] = minute(1).into();
    ask(&server, &asked);
    plugin.send(&[stock("501", "501", "in_stock", &minute(2))]);
    plugin.send(&[withdrawn("501", &minute(3))]);
    assert_eq!(each(&server, "triggers", "stopped"), ["withdrawn"]);
    plugin.send(&[stock("501", "501", "out_of_stock", &minute(4))]);
    assert_eq!(triggered(&server), back(1), "and nothing of its end");
    asked["requestedAt"] = minute(5).into();
    ask(&server, &asked);
    plugin.send(&[stock("501", "501", "in_stock", &minute(6))]);
    assert_eq!(triggered(&server), back(2));
}

#[test]
fn k4_a9_a_request_that_arrives_after_its_withdrawal_is_over() {
    let server = Server::start();
    let plugin = store(&server);
    server.advance(60 * 60_000);
    plugin.send(&[withdrawn("501", &minute(3))]);
    let mut asked = request(ANN, "501");
    asked["requestedAt"] = minute(2).into();
    ask(&server, &asked);
    assert_eq!(each(&server, "waitlist", "state"), Vec::<String>::new());
    asked["confirmedAt"] = minute(4).into();
    ask(&server, &asked);
    ask(&server, &asked);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["waiting"],
        "confirmed after that, it is an act of its own"
    );
    plugin.send(&[withdrawn("501", &minute(3))]);
    plugin.send(&[again(
        &withdrawn("501", &minute(3)),
        "event:back_in_stock_withdrawn:501:once-more",
        &minute(3),
    )]);
    assert_eq!(each(&server, "waitlist", "state"), ["waiting"]);
    plugin.send(&[withdrawn("501", &minute(5))]);
    ask(&server, &asked);
    assert_eq!(each(&server, "waitlist", "state"), ["withdrawn"]);
    asked["confirmedAt"] = minute(6).into();
    ask(&server, &asked);
    assert_eq!(
        each(&server, "waitlist", "state"),
        ["withdrawn", "waiting"],
        "by the same link"
    );
    asked["withdrawUrl"] = "javascript:alert(1)".into();
    assert_eq!(ask_from(&server, Some(STORE), &asked).status, 422);
}
