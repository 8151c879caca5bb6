//! Signed commands to the store (D7), and the heartbeat where it cannot be reached.

use crate::shop::{Received, Shop};
use crate::support::{Browser, INTEGRATIONS, MINUTE, Plugin, Server, eventually, introduction};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The server's clock, in seconds.
const NOW: i64 = 1_775_088_000;

fn connected<'a>(server: &'a Server, shop: &Shop) -> Plugin<'a> {
    let mut introduction = introduction(shop.home());
    introduction["commandsUrl"] = shop.url.as_str().into();
    let plugin = server.connected_as(&introduction, "acme-coffee");
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 200);
    plugin
}

fn waiting(plugin: &Plugin) -> Vec<Value> {
    let answer = plugin.heartbeat(&json!({"health": {}})).json();
    answer["commands"].as_array().unwrap().clone()
}

fn send(server: &Server, request: Value) -> Value {
    let reply = server.post("/test/command", &request);
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

/// What a store has to compute.
fn expected(secret: &str, request: &Received) -> String {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let (id, at) = (
        &request.headers["webhook-id"],
        &request.headers["webhook-timestamp"],
    );
    mac.update(format!("{id}.{at}.{}", request.body).as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[test]
fn d7_every_button_tells_the_store_at_once_and_signed() {
    let server = Server::start();
    let shop = Shop::answering("202 Accepted");
    let plugin = connected(&server, &shop);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    for (button, kind) in [
        ("sync", "sync"),
        ("choices", "settings"),
        ("disconnect", "disconnect"),
    ] {
        assert_eq!(owner.press(button, &[("sync.orders", "on")]), 303);
        let received = shop.received();
        assert_eq!(received.len(), 1, "{button}");
        let request = &received[0];
        assert_eq!(
            request.headers["webhook-signature"],
            expected(&plugin.secret, request)
        );
        assert_eq!(request.headers["webhook-timestamp"], NOW.to_string());
        assert_eq!(request.headers["content-type"], "application/json");
        let command: Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(command["type"], kind);
        assert_eq!(command["id"], request.headers["webhook-id"].as_str());
        if kind == "settings" {
            assert_eq!(
                (&command["sync"]["orders"], &command["sync"]["contacts"]),
                (&json!(true), &json!(false))
            );
        }
        if kind != "disconnect" {
            assert_eq!(waiting(&plugin), Vec::<Value>::new(), "the store has it");
            let told = owner.get(&format!("{INTEGRATIONS}?told")).body;
            assert!(told.contains("The store has received this"));
        }
    }
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 410);
}

#[test]
fn d7_what_does_not_arrive_waits_for_the_heartbeat_under_the_same_id() {
    for answer in [
        "500 Oops",
        "401 Unauthorized",
        "404 Not Found",
        "302 Found\r\nlocation: /elsewhere",
    ] {
        let server = Server::start();
        let shop = Shop::answering(answer);
        let plugin = connected(&server, &shop);
        let mut owner = Browser::signed_in(&server, "owner@acme.test");
        assert_eq!(owner.press("sync", &[]), 303);
        let received = shop.received();
        assert_eq!(
            received.len(),
            1,
            "{answer}: no redirect is followed, nothing is repeated"
        );
        let waiting = waiting(&plugin);
        assert_eq!(waiting.len(), 1, "{answer}");
        assert_eq!(waiting[0]["id"], received[0].headers["webhook-id"].as_str());
        assert!(
            owner
                .get(INTEGRATIONS)
                .body
                .contains("The store could not be reached")
        );
    }
}

#[test]
fn a13_a_part_of_the_store_can_be_asked_for() {
    let server = Server::start();
    let shop = Shop::answering("500 Oops");
    let plugin = connected(&server, &shop);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let days = [("from", "2026-01-01"), ("to", "2026-01-31")];
    let orders = [("types.orders", "on"), ("types.transactions", "on")];
    assert_eq!(owner.press("sync", &[days, orders].concat()), 303);
    // What is asked in the same millisecond has no order.
    server.advance(1);
    assert_eq!(owner.press("sync", &[("types.contacts", "on")]), 303);
    assert_eq!(owner.press("sync", &[("types.contacts", "on")]), 303);
    assert_eq!(owner.press("sync", &[("from", "2026-02-30")]), 422);
    assert_eq!(shop.received().len(), 3);
    let mut asked: Vec<_> = waiting(&plugin);
    for command in &mut asked {
        command.as_object_mut().unwrap().remove("id");
    }
    assert_eq!(
        asked,
        [
            json!({"type": "sync", "types": ["orders", "transactions"], "from": 1_767_225_600, "to": 1_769_903_999}),
            json!({"type": "sync", "types": ["contacts"]}),
        ],
        "one request does not take the place of another"
    );
    assert_eq!(server.violations("answer"), Vec::<Value>::new());
}

#[test]
fn x14_what_met_a_running_sync_is_said() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let said =
        |owner: &mut Browser, query: &str| owner.get(&format!("{INTEGRATIONS}?{query}")).body;
    assert!(said(&mut owner, "told").contains("The store has received this."));
    assert!(
        said(&mut owner, "told&added=orders,contacts,%3Cb%3E")
            .contains("The store was syncing already. Added to it: Orders, Contacts.")
    );
    assert!(said(&mut owner, "told&added=").contains("The store was syncing this already"));
    assert!(!said(&mut owner, "added=orders").contains("syncing already"));
}

#[test]
fn a15_a_switch_turned_on_offers_to_catch_up_until_that_is_done() {
    let server = Server::start();
    let shop = Shop::answering("500 Oops");
    let plugin = connected(&server, &shop);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let offer = "name=\"types.orders\" value=\"on\"";
    let offers = |owner: &mut Browser| owner.get(INTEGRATIONS).body.contains(offer);
    owner.press("choices", &[("sync.contacts", "on")]);
    assert!(!offers(&mut owner));
    owner.press("choices", &[("sync.contacts", "on"), ("sync.orders", "on")]);
    assert!(offers(&mut owner), "turned on here");
    plugin.heartbeat(&json!({"health": {}, "missed": []}));
    assert!(offers(&mut owner), "the store does not have the change yet");
    owner.press("sync", &[("types.orders", "on"), ("from", "2026-01-01")]);
    assert!(offers(&mut owner), "a part is not all");
    owner.press("sync", &[("types.orders", "on")]);
    assert!(!offers(&mut owner));
    let done: Vec<_> = waiting(&plugin)
        .iter()
        .map(|command| command["id"].clone())
        .collect();
    plugin.heartbeat(&json!({"health": {}, "missed": ["orders"], "done": done}));
    assert!(offers(&mut owner), "turned on there");
    plugin.heartbeat(&json!({"health": {}, "missed": []}));
    assert!(!offers(&mut owner), "synced there");
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn f26_a_page_is_no_receipt_whatever_its_status() {
    for answer in ["200 OK", "202 Accepted", "204 No Content", "409 Conflict"] {
        let server = Server::start();
        let shop = Shop::page(answer);
        let plugin = connected(&server, &shop);
        Browser::signed_in(&server, "owner@acme.test").press("sync", &[]);
        assert_eq!(shop.received().len(), 1, "{answer}");
        assert_eq!(waiting(&plugin).len(), 1, "{answer}");
    }
}

#[test]
fn a3_reconnect_reaches_a_connected_store_as_a_command_and_ends_with_its_draft() {
    for (answer, waits) in [("200 OK", 0), ("500 Oops", 1)] {
        let server = Server::start();
        let shop = Shop::answering(answer);
        let plugin = connected(&server, &shop);
        let mut owner = Browser::signed_in(&server, "owner@acme.test");
        let path = "/settings/integrations/connect";
        let sent = owner.submit(path, path, &[("url", shop.home()), ("step", "approve")]);
        let draft = sent.location.split_once("storewire_draft=").unwrap().1;
        let received = eventually(|| shop.received().pop()).expect("a command");
        let command: Value = serde_json::from_str(&received.body).unwrap();
        assert_eq!(
            (&command["type"], &command["draftId"]),
            (&json!("reconnect"), &json!(draft))
        );
        let left = eventually(|| (waiting(&plugin).len() == waits).then_some(waits));
        assert_eq!(left, Some(waits), "{answer}");
        server.advance(15 * MINUTE);
        assert_eq!(waiting(&plugin), Vec::<Value>::new(), "the draft has ended");
    }
}

#[test]
fn a3_a_store_that_is_not_connected_is_not_told_of_a_draft() {
    let server = Server::start();
    let shop = Shop::answering("200 OK");
    let plugin = connected(&server, &shop);
    plugin.post("/disconnect", &json!({}));
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let path = "/settings/integrations/connect";
    owner.submit(path, path, &[("url", shop.home()), ("step", "approve")]);
    owner.get(INTEGRATIONS);
    assert_eq!(shop.received(), Vec::<Received>::new());
}

#[test]
fn d7_a_command_that_the_store_has_already_is_done() {
    let server = Server::start();
    let shop = Shop::answering("409 Conflict");
    let plugin = connected(&server, &shop);
    Browser::signed_in(&server, "owner@acme.test").press("sync", &[]);
    assert_eq!(waiting(&plugin), Vec::<Value>::new());
}

#[test]
fn d7_tests_can_send_what_a_store_has_to_refuse() {
    let server = Server::start();
    let shop = Shop::answering("200 OK");
    let plugin = connected(&server, &shop);
    let sent = |variant: &str| {
        let request =
            json!({"storeUrl": shop.home(), "command": {"type": "sync"}, "variant": variant});
        let answers = send(&server, request)["answers"].take();
        assert_eq!(answers[0]["status"], 200);
        assert!(answers[0]["body"].as_str().unwrap().contains("taken"));
        shop.received().remove(0)
    };
    let is_signed = |request: &Received| {
        request.headers.get("webhook-signature") == Some(&expected(&plugin.secret, request))
    };
    let late_by =
        |request: &Received| NOW - request.headers["webhook-timestamp"].parse::<i64>().unwrap();
    let good = sent("good");
    assert!(is_signed(&good) && late_by(&good) == 0);
    for variant in ["wrong_signature", "wrong_secret", "changed_body"] {
        let wrong = sent(variant);
        assert!(!is_signed(&wrong) && late_by(&wrong) == 0, "{variant}");
        assert!(
            wrong.headers["webhook-signature"].starts_with("v1,"),
            "{variant}"
        );
    }
    for (variant, late) in [("stale", 3600), ("early", -3600)] {
        let moved = sent(variant);
        assert!(is_signed(&moved) && late_by(&moved) == late, "{variant}");
    }
    assert!(!sent("unsigned").headers.contains_key("webhook-signature"));
    assert_eq!(
        waiting(&plugin),
        Vec::<Value>::new(),
        "none of them is queued"
    );
}

#[test]
fn d7_tests_can_replay_and_send_any_body() {
    let server = Server::start();
    let shop = Shop::answering("200 OK");
    let plugin = connected(&server, &shop);
    let request =
        json!({"storeUrl": shop.home(), "command": {"type": "sync"}, "id": "again", "times": 2});
    assert_eq!(send(&server, request)["id"], "again");
    let received = shop.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0], received[1]);
    send(
        &server,
        json!({"storeUrl": shop.home(), "command": "{ no JSON"}),
    );
    let raw = shop.received().remove(0);
    assert_eq!(raw.body, "{ no JSON");
    assert_eq!(
        raw.headers["webhook-signature"],
        expected(&plugin.secret, &raw)
    );
    for (odd, status) in [
        (
            json!({"storeUrl": "https://nobody.example", "command": {}}),
            404,
        ),
        (json!({"storeUrl": shop.home()}), 400),
        (
            json!({"storeUrl": shop.home(), "command": {}, "variant": "odd"}),
            400,
        ),
    ] {
        assert_eq!(server.post("/test/command", &odd).status, status, "{odd}");
    }
}
