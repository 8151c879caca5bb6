//! An order that is not complete is looked at again, always later, and a bounded number of times (D2).

use serde_json::{Value, json};
use storewire_core::call::{Call, answer};

const PLACED: i64 = 1_775_088_000;

fn ask(now: i64) -> Value {
    let call = json!({"orderEvent": {
        "fact": "placed", "occurredAt": PLACED * 1000, "connectedAt": 0,
        "run": {"revision": "r", "readAt": now, "orderReceivedTrigger": true},
        "snapshot": {"id": "501", "status": "pending", "currency": "EUR", "createdAt": PLACED, "total": "0"},
    }});
    let call: Call = serde_json::from_value(call).unwrap();
    serde_json::to_value(answer(call)).unwrap()["mapped"].take()
}

#[test]
fn an_order_that_stays_empty_is_given_up_after_a_day_and_a_few_looks() {
    let mut now = PLACED * 1000;
    let mut looks = 0;
    let last = loop {
        let said = ask(now);
        looks += 1;
        assert!(looks <= 40, "{said}");
        let Some(again) = said["retryAt"].as_i64() else {
            break said;
        };
        assert!(again >= now + 10_000, "{said}");
        now = again;
    };
    assert_eq!(last["skipped"][0]["reason"], "no_items");
    assert!(now - PLACED * 1000 >= 86_400_000);
}
