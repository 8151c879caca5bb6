//! R2: whatever answers in the backend's place, nothing is buried and the connection stays as it is; and the backend's own
//! words mean what the protocol says (D3, D4).

use serde_json::{Value, json};
use storewire_core::call::{Call, answer};

fn ask(call: Value) -> Value {
    let call: Call = serde_json::from_value(call).unwrap();
    serde_json::to_value(answer(call)).unwrap()
}

fn deliver(lane: &str, response: &Value, sent: &[&str], open: Option<bool>) -> Value {
    ask(json!({"delivery": {
        "lane": lane, "sent": sent, "response": response, "open": open, "success": false,
        "failures": 0, "now": 1_775_088_000_000_i64, "jitter": 0,
    }}))["verdict"]
        .take()
}

/// Bodies of others with a status: a page, JSON without words, and words that the protocol does not have.
fn of_others(status: i64) -> [Value; 4] {
    [
        json!({"status": status, "json": false}),
        json!({"status": status, "json": true}),
        json!({"status": status, "json": true, "error": "blocked_by_policy"}),
        json!({"status": status, "json": false, "error": "unknown_token"}),
    ]
}

#[test]
fn r2_what_others_answer_buries_nothing_and_ends_nothing() {
    for status in 400..600 {
        for response in of_others(status) {
            for (lane, sent) in [
                ("items", &["a:1", "a:2"][..]),
                ("items", &["a:1"]),
                ("waitlist", &["w:1"]),
            ] {
                for open in [None, Some(false), Some(true)] {
                    let verdict = deliver(lane, &response, sent, open);
                    let state = verdict["state"].as_str().unwrap();
                    assert!(
                        ["retry", "split", "unclear", "suspect"].contains(&state),
                        "{lane} {response} {verdict}"
                    );
                    assert_eq!(
                        (&verdict["buried"], &verdict["acked"], &verdict["heartbeat"]),
                        (&json!([]), &json!([]), &json!(false))
                    );
                    assert!(open.is_none() || state != "unclear", "asked twice");
                    assert!(state != "split" || sent.len() > 1, "nothing to split");
                    assert!(
                        state != "suspect" || lane == "waitlist" || open == Some(true),
                        "an item is suspected only while the way is open"
                    );
                }
            }
        }
    }
}

#[test]
fn r2_what_others_answer_says_nothing_of_the_connection_either() {
    for status in 400..600 {
        for response in of_others(status) {
            for step in [
                "connect",
                "poll",
                "token",
                "heartbeat",
                "inventory",
                "disconnect",
            ] {
                let outcome = ask(json!({"reply": {
                    "step": step, "response": response, "now": 1_775_088_000_000_i64,
                }}));
                let code = outcome["outcome"]["code"].as_str().unwrap();
                assert!(
                    ["not_a_backend", "server_trouble"].contains(&code),
                    "{step} {response} {code}"
                );
                assert_eq!(outcome["outcome"]["state"], "unchanged");
            }
        }
    }
}

#[test]
fn d3_d4_the_backends_own_words_mean_what_they_say() {
    for (status, error, items, waitlist, code) in [
        (401, "unknown_token", "reconnect", "retry", "revoked"),
        (403, "token_refused", "reconnect", "retry", "revoked"),
        (404, "unknown_store", "reconnect", "retry", "revoked"),
        (
            410,
            "disconnected",
            "disconnected",
            "delivered",
            "disconnected",
        ),
    ] {
        let response = json!({"status": status, "json": true, "error": error});
        assert_eq!(deliver("items", &response, &["a:1"], None)["state"], items);
        let asked = deliver("waitlist", &response, &["w:1"], None);
        assert_eq!(asked["state"], waitlist);
        assert_eq!(asked["heartbeat"], status != 410);
        assert_eq!(
            asked["buried"].as_array().unwrap().len(),
            usize::from(status == 410)
        );
        for step in ["heartbeat", "inventory"] {
            let outcome = ask(json!({"reply": {"step": step, "response": response}}));
            assert_eq!(outcome["outcome"]["code"], code);
            assert_eq!(outcome["outcome"]["state"], items);
        }
    }
}
