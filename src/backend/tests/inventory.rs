//! Reconciliation: which ranges of a store differ (issue: what a hook missed is found and repaired).

use crate::fixtures::{again, order, product, unavailable, user};
use crate::support::{Plugin, Server};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const LATER: &str = "2026-04-03T00:00:00.000Z";

fn range(from: i64, to: i64, lines: &[&str]) -> Value {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let digest: String = Sha256::digest(text.as_bytes())
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    json!({"from": from, "to": to, "count": lines.len(), "digest": digest})
}

#[track_caller]
fn differing(plugin: &Plugin, kind: &str, ranges: &[Value]) -> Value {
    let reply = plugin.post("/inventory", &json!({"type": kind, "ranges": ranges}));
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["differing"].clone()
}

#[test]
fn orders_that_are_missing_changed_or_too_many_are_found() {
    let server = Server::start();
    let plugin = server.connected();
    let mut changed = order(502, "Pending");
    changed["data"]["modifiedAt"] = "2026-04-02T12:00:00.000Z".into();
    let mut trashed = order(503, "Cancelled");
    trashed["data"]["originalStatus"] = "trash".into();
    plugin.send(&[
        order(501, "Pending"),
        changed,
        trashed,
        order(1000, "Pending"),
    ]);
    let first = "501|processing|123456|0|";
    let second = "502|processing|123456|1775131200|";
    let last = "1000|processing|123456|0|";
    let ranges = [
        range(1, 501, &[first]),
        range(502, 999, &[second]),
        range(1000, 9999, &[last]),
    ];
    assert_eq!(differing(&plugin, "orders", &ranges), json!([]));
    assert_eq!(
        differing(&plugin, "orders", &[range(1, 9999, &[first, second, last])]),
        json!([])
    );
    assert_eq!(differing(&plugin, "orders", &[]), json!([]));

    let ranges = [
        range(1, 500, &["500|completed|1|0|"]),
        range(501, 501, &["501|processing|123457|0|"]),
        range(502, 502, &[second]),
        range(600, 2000, &[]),
    ];
    assert_eq!(
        differing(&plugin, "orders", &ranges),
        json!([
            {"from": 1, "to": 500, "text": ""},
            {"from": 501, "to": 501, "text": format!("{first}\n")},
            {"from": 600, "to": 2000, "text": format!("{last}\n")},
        ])
    );
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn products_and_contacts_by_their_own_lines_and_only_those_of_the_store() {
    let server = Server::start();
    let plugin = server.connected();
    let gone = again(&unavailable(102), "product_unavailable:102:r2", LATER);
    plugin.send(&[
        product(101, "A"),
        product(102, "B"),
        gone,
        user(12, "ann@example.com", "Ann"),
    ]);
    let other = server.connected_at("https://other.example", "acme-coffee");
    other.send(&[product(103, "C"), user(13, "bob@example.com", "Bob")]);
    assert_eq!(
        differing(
            &plugin,
            "products",
            &[range(1, 999, &["101|publish|1290|0|"])]
        ),
        json!([])
    );
    assert_eq!(
        differing(
            &plugin,
            "contacts",
            &[range(1, 999, &["12|ann@example.com|0|0|"])]
        ),
        json!([])
    );
    assert_eq!(
        differing(
            &plugin,
            "contacts",
            &[range(1, 999, &["12|ann@old.example|0|0|"])]
        )[0]["text"],
        "12|ann@example.com|0|0|\n"
    );
}

#[test]
fn f14_f15_f27_fingerprints_are_said_again() {
    let server = Server::start();
    let plugin = server.connected();
    let (mut kettle, mut sale, mut ann) = (
        product(101, "Kettle"),
        order(501, "Pending"),
        user(12, "ann@example.com", "Ann"),
    );
    for item in [&mut kettle, &mut sale, &mut ann] {
        item["data"]["fingerprint"] = "5f1e".into();
    }
    plugin.send(&[kettle, sale, ann]);
    for (kind, line) in [
        ("products", "101|publish|1290|0|5f1e"),
        ("orders", "501|processing|123456|0|5f1e"),
        ("contacts", "12|ann@example.com|0|0|5f1e"),
    ] {
        assert_eq!(
            differing(&plugin, kind, &[range(1, 999, &[line])]),
            json!([])
        );
        let stale = line.replace("5f1e", "0000");
        let text = differing(&plugin, kind, &[range(1, 999, &[&stale])])[0]["text"].clone();
        assert_eq!(text, format!("{line}\n"));
    }
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let server = Server::start();
    let plugin = server.connected();
    for (body, part) in [
        (json!({"type": "transactions", "ranges": []}), "type"),
        (
            json!({"type": "orders", "ranges": [range(5, 4, &[])]}),
            "ranges[0]",
        ),
        (
            json!({"type": "orders", "ranges": [range(1, 5, &[]), range(5, 9, &[])]}),
            "ranges[1]",
        ),
    ] {
        let refused = plugin.post("/inventory", &body);
        assert_eq!(refused.status, 422, "{body}");
        assert!(
            refused.json()["issues"][0].as_str().unwrap().contains(part),
            "{}",
            refused.body
        );
    }
    let many: Vec<_> = (0..501).map(|id| range(id, id, &[])).collect();
    assert_eq!(
        plugin
            .post("/inventory", &json!({"type": "orders", "ranges": many}))
            .status,
        413
    );
    assert_eq!(
        plugin
            .post("/inventory", &json!({"type": "orders", "ranges": [{}]}))
            .status,
        400
    );
    assert_eq!(
        server
            .post(
                "/api/woocommerce/inventory",
                &json!({"type": "orders", "ranges": []})
            )
            .status,
        401
    );
}
