//! The document itself: openapi.yaml is held against real traffic, and would notice.

use crate::fixtures::category;
use crate::support::{STORE, Server, introduction};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

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
    let body = Sha256::digest(br#"{"health":{}}"#);
    let digest: String = body.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(last["sha256"], digest);
    assert_eq!(last["headers"]["content-type"], "application/json");
    assert!(!log.body.contains(&plugin.token));
}

/// All names of fields, and all words that a field may be, in a part of the document.
fn spelled(part: &Value, names: &mut BTreeSet<String>, words: &mut BTreeSet<String>) {
    if let Some(properties) = part.get("properties").and_then(Value::as_object) {
        names.extend(properties.keys().cloned());
    }
    let choices = part.get("enum").and_then(Value::as_array);
    for word in choices.into_iter().flatten().chain(part.get("const")) {
        words.extend(word.as_str().map(str::to_owned));
    }
    let parts: Vec<&Value> = match part {
        Value::Object(map) => map.values().collect(),
        Value::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        spelled(part, names, words);
    }
}

#[test]
fn a18_whatever_is_on_the_wire_has_one_spelling() {
    let document: Value = serde_yaml_ng::from_str(include_str!("../openapi.yaml")).unwrap();
    let (mut names, mut words) = (BTreeSet::new(), BTreeSet::new());
    spelled(&document, &mut names, &mut words);
    assert!(names.contains("stockStatus") && words.contains("in_stock"));
    let odd: Vec<&String> = names
        .iter()
        .filter(|name| !name.chars().all(|c| c.is_ascii_alphanumeric()))
        .filter(|name| !name.starts_with(|c: char| c.is_ascii_lowercase()) || name.contains('_'))
        .collect();
    assert_eq!(odd, ["parent_id"], "E4 names this one");
    let mut alike: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for word in &words {
        let letters = word.chars().filter(|c| c.is_ascii_alphanumeric());
        let letters = letters.map(|c| c.to_ascii_lowercase()).collect();
        alike.entry(letters).or_default().push(word);
    }
    alike.retain(|_, spellings| spellings.len() > 1);
    // S4 has its own words for orders: `Pending` (an attempt to connect is `pending`) and `WooCommerce` (the provider is
    // `woocommerce`).
    assert_eq!(
        alike.into_values().collect::<Vec<_>>(),
        [["Pending", "pending"], ["WooCommerce", "woocommerce"]]
    );
}
