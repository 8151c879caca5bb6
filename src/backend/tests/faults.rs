//! B7: every fault does what it says.

use crate::fixtures::category;
use crate::support::{Browser, Plugin, Server};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn set(server: &Server, fault: Value) {
    assert_eq!(server.post("/test/faults", &fault).status, 200);
}

fn status(plugin: &Plugin) -> u16 {
    plugin.heartbeat(&json!({"health": {}})).status
}

#[test]
fn b7_statuses() {
    let server = Server::start();
    let plugin = server.connected();
    for (mode, expected) in [
        ("401", 401),
        ("403", 403),
        ("404", 404),
        ("410", 410),
        ("429", 429),
        ("500", 500),
        ("outage", 503),
        ("413", 413),
    ] {
        set(&server, json!({"mode": mode}));
        let reply = plugin.post("/items", &json!({"items": [category(1, "A")]}));
        assert_eq!(reply.status, expected, "{mode}");
    }
    set(&server, json!({"mode": "none"}));
    assert_eq!(
        plugin.send(&[category(1, "A")]),
        ["accepted"],
        "nothing was applied meanwhile"
    );
}

#[test]
fn b7_answers_that_are_no_answers() {
    let server = Server::start();
    let plugin = server.connected();
    set(&server, json!({"mode": "html"}));
    let html = plugin.heartbeat(&json!({"health": {}}));
    assert_eq!((html.status, html.body.contains("<h1>")), (200, true));
    set(&server, json!({"mode": "wrong_json"}));
    assert_eq!(
        plugin.heartbeat(&json!({"health": {}})).json(),
        json!({"unexpected": true})
    );
    set(&server, json!({"mode": "redirect"}));
    let redirect = plugin.heartbeat(&json!({"health": {}}));
    assert_eq!(
        (redirect.status, redirect.location.as_str()),
        (302, "/elsewhere")
    );
}

#[test]
fn b7_a_truncated_answer_comes_after_the_work_is_done() {
    let server = Server::start();
    let plugin = server.connected();
    set(&server, json!({"mode": "truncated", "times": 1}));
    let reply = plugin.post("/items", &json!({"items": [category(1, "A")]}));
    assert!(reply.body.starts_with("broken"), "{}", reply.body);
    assert_eq!(plugin.send(&[category(1, "A")]), ["duplicate"]);
}

#[test]
fn b7_a_reset_is_a_reset_and_comes_after_the_work_is_done() {
    let server = Server::start();
    let plugin = server.connected();
    let body = json!({"items": [category(1, "A")]}).to_string();
    let (token, length) = (&plugin.token, body.len());
    let request = format!(
        "POST /api/woocommerce/items HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let ends_in = |mode: &str| {
        set(&server, json!({"mode": mode, "times": 1}));
        let address = server.base.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let end = stream
            .read_to_end(&mut answer)
            .map_err(|error| error.kind());
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{mode}");
        end.map(drop)
    };
    assert_eq!(ends_in("reset"), Err(ErrorKind::ConnectionReset));
    assert_eq!(
        ends_in("truncated"),
        Ok(()),
        "as when a server is shut down"
    );
    assert_eq!(plugin.send(&[category(1, "A")]), ["duplicate"]);
}

#[test]
fn b7_a_late_answer_comes_to_nobody_though_the_work_is_done() {
    let server = Server::start();
    let plugin = server.connected();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    set(&server, json!({"mode": "late", "ms": 3000, "times": 1}));
    assert!(plugin.server.hangs(&plugin.token));
    assert!(
        owner
            .get("/settings/integrations")
            .body
            .contains("just now")
    );
    set(&server, json!({"mode": "hang", "ms": 300}));
    let begun = Instant::now();
    assert_eq!(status(&plugin), 504);
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[test]
fn b7_retry_after_says_what_the_test_wants() {
    let server = Server::start();
    let plugin = server.connected();
    for (fault, expected) in [
        (json!({"mode": "429"}), "2"),
        (json!({"mode": "429", "retryAfter": "7"}), "7"),
        (
            json!({"mode": "outage", "retryAfter": "Thu, 02 Apr 2026 01:00:00 GMT"}),
            "Thu, 02 Apr 2026 01:00:00 GMT",
        ),
        (json!({"mode": "outage"}), ""),
    ] {
        set(&server, fault.clone());
        assert_eq!(
            plugin.heartbeat(&json!({"health": {}})).retry_after,
            expected,
            "{fault}"
        );
    }
}

#[test]
fn b7_slow_hang_times_and_path() {
    let server = Server::start();
    let plugin = server.connected();
    set(&server, json!({"mode": "slow", "ms": 300}));
    let begun = Instant::now();
    assert_eq!(status(&plugin), 200);
    assert!(begun.elapsed() >= Duration::from_millis(300));

    set(&server, json!({"mode": "500", "times": 2}));
    assert_eq!(
        [status(&plugin), status(&plugin), status(&plugin)],
        [500, 500, 200]
    );

    set(&server, json!({"mode": "500", "path": "items"}));
    assert_eq!(status(&plugin), 200);
    assert_eq!(plugin.post("/items", &json!({"items": []})).status, 500);

    set(&server, json!({"mode": "hang", "times": 1}));
    let hung = plugin.server.hangs(&plugin.token);
    assert!(hung, "there was an answer");
    assert_eq!(status(&plugin), 200);
}

#[test]
fn faults_that_look_at_items() {
    let server = Server::start();
    let plugin = server.connected();
    set(&server, json!({"mode": "413", "items": 2}));
    let items = [category(1, "A"), category(2, "B"), category(3, "C")];
    assert_eq!(plugin.post("/items", &json!({"items": items})).status, 413);
    assert_eq!(plugin.send(&items[..2]), ["accepted"; 2]);
    set(&server, json!({"mode": "reject", "match": "category:3:"}));
    assert_eq!(plugin.rejected(&items[2]), "refused by the test");
    assert_eq!(plugin.send(&items), ["duplicate", "duplicate", "rejected"]);
}

#[test]
fn b7_by_hand_on_the_page_and_pages_go_on_working() {
    let server = Server::start();
    let plugin = server.connected();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let set = owner.submit(
        "/settings/faults",
        "/settings/faults",
        &[("mode", "outage"), ("ms", ""), ("times", "")],
    );
    assert_eq!(set.status, 303);
    assert_eq!(status(&plugin), 503);
    let page = owner.get("/settings/faults");
    assert!(page.body.contains("A fault is on"));
    assert_eq!(server.get("/test/faults").json()["mode"], "outage");
    owner.submit("/settings/faults", "/settings/faults", &[("mode", "none")]);
    assert_eq!(status(&plugin), 200);

    let mut member = Browser::signed_in(&server, "member@acme.test");
    let token = member.form_token("/settings/faults");
    let refused = member.post(
        "/settings/faults",
        &[("form_token", &token), ("mode", "500")],
    );
    assert_eq!(refused.status, 403);
    assert_eq!(status(&plugin), 200);
}

#[test]
fn unknown_faults_are_refused() {
    let server = Server::start();
    for odd in [
        json!({"mode": "nonsense"}),
        json!({"mod": "500"}),
        json!([]),
        json!({"ms": -1}),
    ] {
        assert_eq!(server.post("/test/faults", &odd).status, 400, "{odd}");
    }
}
