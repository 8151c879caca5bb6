//! The document itself: openapi.yaml is held against real traffic, and would notice.

use crate::fixtures::category;
use crate::support::{STORE, Server, introduction};
use serde_json::json;

#[test]
fn traffic_that_breaks_the_document_is_listed() {
    let server = Server::start();
    let plugin = server.connected();
    let mut body = introduction(STORE);
    body["sotreName"] = "typo".into();
    server.post("/api/woocommerce/connections", &body);
    let mut item = category(1, "A");
    item["data"].as_object_mut().unwrap().remove("slug");
    plugin.post("/items", &json!({"items": [item]}));
    plugin
        .post_raw("/heartbeat", &[], b"{\"health\":{}}")
        .unwrap();
    server.post("/api/woocommerce/items", &json!({"items": []}));
    let faults: Vec<_> = server
        .violations("request")
        .iter()
        .map(|violation| violation["faults"].to_string())
        .collect();
    let expected = [
        "sotreName",
        "/items/0/data: ",
        "content-type",
        "authorization",
    ];
    assert_eq!(faults.len(), expected.len(), "{faults:?}");
    for (fault, part) in faults.iter().zip(expected) {
        assert!(fault.contains(part), "{fault} does not name {part}");
    }
}

#[test]
fn answers_of_faults_are_not_the_backends() {
    let server = Server::start();
    let plugin = server.connected();
    server.post("/test/faults", &json!({"mode": "wrong_json"}));
    plugin.heartbeat(&json!({"health": {}}));
    assert!(server.violations("answer").is_empty());
}

#[test]
fn requests_are_logged_without_their_tokens() {
    let server = Server::start();
    let plugin = server.connected();
    server.post("/test/reset", &json!({}));
    plugin.heartbeat(&json!({"health": {}}));
    let log = server.get("/test/requests");
    let last = log.json()["requests"][0].clone();
    assert_eq!(
        (last["method"].as_str(), last["status"].as_u64()),
        (Some("POST"), Some(401)),
        "reset forgot the store"
    );
    assert_eq!(last["path"], "/api/woocommerce/heartbeat");
    assert_eq!(last["bytes"], 13);
    assert_eq!(last["headers"]["content-type"], "application/json");
    assert!(!log.body.contains(&plugin.token));
}
