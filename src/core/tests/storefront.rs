//! K2: what a browser takes for the store's answer, and what not.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use storewire_core::waitlist::storefront::{Body, read_answer};

/// What is made of an answer; null for none.
fn heard(status: u16, body: Value) -> Value {
    let body: Body = serde_json::from_value(body).unwrap();
    serde_json::to_value(read_answer(status, body)).unwrap()
}

#[test]
fn the_three_states_are_shown_as_they_come() {
    let done = json!({"state": "done", "message": "Thank you.", "issues": {}});
    assert_eq!(heard(200, done.clone()), done);
    let invalid = json!({"state": "invalid", "message": "", "issues": {"email": "Enter it.", "agreed": "Tick it."}});
    assert_eq!(heard(422, invalid.clone()), invalid);
    let later = json!({"state": "later", "message": "Try again later.", "issues": {}});
    assert_eq!(heard(429, later.clone()), later);
}

/// PHP cannot tell `{}` from `[]`.
#[test]
fn an_empty_list_of_issues_is_none() {
    let told = heard(
        200,
        json!({"state": "done", "message": "Thank you.", "issues": []}),
    );
    assert_eq!(told["issues"], json!({}));
}

#[test]
fn what_else_a_body_holds_is_left_out() {
    let body =
        json!({"state": "done", "message": "Thank you.", "issues": {"product": "?"}, "data": 1});
    assert_eq!(
        heard(200, body),
        json!({"state": "done", "message": "Thank you.", "issues": {}})
    );
}

#[test]
fn a_state_counts_only_with_its_status() {
    for state in ["done", "invalid", "later"] {
        for status in [
            0, 200, 201, 204, 304, 400, 401, 403, 404, 413, 422, 429, 500, 502, 503,
        ] {
            let body = json!({"state": state, "message": "This is said.", "issues": {}});
            let is_pair = matches!(
                (status, state),
                (200, "done") | (422, "invalid") | (429, "later")
            );
            assert_eq!(!heard(status, body).is_null(), is_pair, "{status} {state}");
        }
    }
}

#[test]
fn what_is_no_answer_of_the_store_is_none() {
    for body in [
        json!({}),
        json!({"state": "done"}),
        json!({"state": "done", "message": "Thank you."}),
        json!({"state": "done", "issues": {}}),
        json!({"state": "accepted", "message": "Thank you.", "issues": {}}),
        json!({"state": 1, "message": "Thank you.", "issues": {}}),
        json!({"state": "done", "message": ["Thank you."], "issues": {}}),
        json!({"state": "done", "message": "Thank you.", "issues": "none"}),
        json!({"state": "done", "message": "Thank you.", "issues": ["email"]}),
        json!({"state": "done", "message": "Thank you.", "issues": {"email": true}}),
        json!({"state": "done", "message": "Thank you.", "issues": {"agreed": {}}}),
        json!({"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}),
    ] {
        assert_eq!(heard(200, body.clone()), Value::Null, "{body}");
    }
}

#[test]
fn an_answer_that_says_nothing_is_none() {
    for (status, state) in [(200, "done"), (422, "invalid"), (429, "later")] {
        let body = json!({"state": state, "message": " ", "issues": {"email": ""}});
        assert_eq!(heard(status, body), Value::Null, "{state}");
    }
}
