//! What the shell gets to know of the rules is what the core goes by: every topic has a call, and its switches, no others,
//! let through what the golden cases map of it.

use serde_json::{Value, json};
use std::fs;
use storewire_conformance::root;
use storewire_core::call::{Call, answer};
use storewire_core::tables::{RULES, TOPICS, Topic, Value as Held};

/// Golden calls of a topic that yield items.
fn calls_of(topic: &Topic) -> Vec<Value> {
    let call = topic.call.unwrap();
    let mut calls = Vec::new();
    for file in fs::read_dir(root().join("tests/cases")).unwrap() {
        let case: Value =
            serde_json::from_str(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap();
        let fact = &case["call"][call]["fact"];
        let is_of = topic.fact.is_none_or(|word| fact == word);
        if is_of && case["call"][call].is_object() && yields_items(&case["answer"]) {
            calls.push(case["call"].clone());
        }
    }
    calls
}

fn yields_items(answer: &Value) -> bool {
    let items = answer["mapped"]["items"].as_array();
    items.is_some_and(|items| !items.is_empty())
}

/// Whether a call yields items while just these switches are on.
fn is_let_through(call: &Value, name: &str, on: &[&str]) -> bool {
    let mut call = call.clone();
    for switch in switches() {
        call[name]["run"][switch] = json!(on.contains(&switch));
    }
    let call: Call = serde_json::from_value(call).unwrap();
    yields_items(&serde_json::to_value(answer(call)).unwrap())
}

fn switches() -> Vec<&'static str> {
    let switches = RULES.iter().find(|rule| rule.name == "SWITCHES");
    match switches.map(|rule| &rule.value) {
        Some(Held::Words(_, switches)) => switches.to_vec(),
        _ => panic!("no switches"),
    }
}

#[test]
fn c7_the_switches_of_a_topic_let_it_through_and_no_others() {
    for topic in TOPICS.iter().filter(|topic| topic.call.is_some()) {
        let call = topic.call.unwrap();
        let cases = calls_of(topic);
        assert!(!cases.is_empty(), "no golden case maps {}", topic.name);
        for case in &cases {
            for switch in switches() {
                let expected = topic.switches.is_empty() || topic.switches.contains(&switch);
                let through = is_let_through(case, call, &[switch]);
                assert!(
                    through <= expected,
                    "{switch} lets {} through: {case}",
                    topic.name
                );
            }
            let all = is_let_through(case, call, topic.switches);
            assert!(all, "{} is not let through: {case}", topic.name);
        }
        for switch in topic.switches {
            let let_through = |case| is_let_through(case, call, &[switch]);
            assert!(
                cases.iter().any(let_through),
                "{switch} never lets {} through",
                topic.name
            );
        }
    }
}
