//! Reconciliation: ranges miss nothing, and texts that differ name exactly the objects that do.

use super::config;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use storewire_core::call::{Call, answer};

fn ask(call: Value) -> Value {
    let call: Call = serde_json::from_value(call).unwrap();
    serde_json::to_value(answer(call)).unwrap()
}

/// Totals by order.
fn orders() -> impl Strategy<Value = BTreeMap<u32, u16>> {
    prop::collection::btree_map(1..5_000u32, any::<u16>(), 0..1_400)
}

fn text(orders: &BTreeMap<u32, u16>) -> String {
    let mut text = String::new();
    for (id, cents) in orders {
        writeln!(text, "{id}|pending|{cents}|7|").unwrap();
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases / 20, ..config() })]

    #[test]
    fn ranges_lie_side_by_side_and_hold_every_order(orders in orders()) {
        let row = |(id, cents): (&u32, &u16)| json!({
            "id": id, "state": "pending", "currency": "USD", "modifiedAt": 7,
            "amount": format!("{}.{:02}", cents / 100, cents % 100),
        });
        let rows: Vec<Value> = orders.iter().map(row).collect();
        let page = json!({"type": "orders", "from": 1, "to": 5000, "rows": rows});
        let answer = ask(json!({"inventory": page}));
        let mut next = 1;
        let mut all = String::new();
        for range in answer["inventory"]["ranges"].as_array().unwrap() {
            prop_assert_eq!(&range["from"], &json!(next));
            next = range["to"].as_u64().unwrap() + 1;
            let lines = range["text"].as_str().unwrap();
            prop_assert_eq!(&range["count"], &json!(lines.lines().count()));
            prop_assert!(lines.lines().count() <= 500);
            let inside = |line: &str| {
                let id: u64 = line.split('|').next().unwrap().parse().unwrap();
                id < next && id >= range["from"].as_u64().unwrap()
            };
            prop_assert!(lines.lines().all(inside));
            all += lines;
        }
        prop_assert_eq!(next, 5001);
        prop_assert_eq!(all, text(&orders));
    }

    #[test]
    fn what_differs_is_what_a_look_at_each_order_finds(store in orders(), backend in orders(), same in orders()) {
        let with = |own: BTreeMap<u32, u16>| -> BTreeMap<u32, u16> { own.into_iter().chain(same.clone()).collect() };
        let (store, backend) = (with(store), with(backend));
        let send: Vec<String> = store.iter().filter(|(id, cents)| backend.get(id) != Some(cents)).map(|(id, _)| id.to_string()).collect();
        let surplus: Vec<String> = backend.keys().filter(|id| !store.contains_key(id)).map(u32::to_string).collect();
        let answer = ask(json!({"compare": {"store": text(&store), "backend": text(&backend)}}));
        prop_assert_eq!(answer, json!({"difference": {"send": send, "surplus": surplus}}));
    }
}
