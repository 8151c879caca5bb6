//! Everything that the core makes is taken: all golden cases, sent over HTTP.

use crate::support::Server;
use serde_json::{Value, json};

#[test]
fn every_item_of_the_golden_cases_is_accepted_and_fits_the_document() {
    let server = Server::start();
    let plugin = server.connected();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases");
    let mut items = Vec::new();
    for case in std::fs::read_dir(cases).unwrap() {
        let path = case.unwrap().path();
        let case: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let answer = &case["answer"];
        for item in answer["mapped"]["items"].as_array().into_iter().flatten() {
            let mut item = item["json"].clone();
            // Cases share ids; a number in front makes each one new.
            item["id"] = format!("{}.{}", items.len(), item["id"].as_str().unwrap()).into();
            items.push(item);
        }
    }
    assert!(items.len() > 100, "only {} items", items.len());
    let events = items.iter().filter(|item| item["type"] == "event").count();
    assert!(events > 10, "only {events} events");
    for batch in items.chunks(500) {
        let reply = plugin.post("/items", &json!({ "items": batch })).json();
        let refused: Vec<_> = reply["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|result| result["status"] != "accepted")
            .collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}
