//! The storefront's build in headless Chromium (see `run.sh`): it checks the form as every other host does, and its client
//! hears a store from everything else that may answer, or not (K2). The server is `store.rs`.
#![cfg(all(target_arch = "wasm32", feature = "storefront"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../../src/browser/lib.rs"]
mod door;

use gloo_net::http::Request;
use js_sys::{Array, Date, JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Where `store.rs` listens, and where nobody does; `run.sh` says it.
const STORE: Option<&str> = option_env!("STOREWIRE_TEST_STORE");
const NOBODY: Option<&str> = option_env!("STOREWIRE_TEST_NOBODY");

/// The fields of a form, as the page's script hands them over.
const FIELDS: &str =
    r#"{"product":"501","variation":"0","email":"ann@example.com","agreed":true,"website":""}"#;

fn store(path: &str) -> String {
    STORE.expect("run.sh says where it is").to_owned() + path
}

/// What a GET of the server brings.
async fn read(path: &str) -> JsValue {
    let response = Request::get(&store(path)).send().await.unwrap();
    JSON::parse(&response.text().await.unwrap()).unwrap()
}

fn get(holder: &JsValue, key: &str) -> JsValue {
    Reflect::get(holder, &key.into()).unwrap()
}

fn text(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

/// The JSON text of what the client hears at an address; none where the form is to be posted.
async fn submit(url: String) -> Option<String> {
    let fields = JSON::parse(FIELDS).unwrap();
    door::submit(url, fields).await.ok().map(|told| text(&told))
}

/// The same, of a server that answers this.
async fn heard(status: u16, body: &str) -> Option<String> {
    let body: String = js_sys::encode_uri_component(body).into();
    submit(store(&format!("/{status}/{body}"))).await
}

const DONE: &str = r#"{"state":"done","message":"Thank you.","issues":{}}"#;

#[wasm_bindgen_test]
async fn the_form_is_checked_as_in_every_host() {
    let cases: Array = read("/cases").await.into();
    for case in cases.iter() {
        let said = door::signup(get(&get(&case, "call"), "signup"));
        let expected = get(&get(&case, "answer"), "signup");
        let expected = if expected.is_undefined() {
            JsValue::NULL
        } else {
            expected
        };
        assert_eq!(text(&said), text(&expected), "{}", text(&case));
    }
    assert!(cases.length() >= 30, "{} cases", cases.length());
}

#[wasm_bindgen_test]
fn what_is_no_form_is_refused() {
    for script in [
        "undefined",
        "null",
        "7",
        "'form'",
        "[]",
        "{}",
        "document.body",
        "Symbol()",
    ] {
        let form = js_sys::eval(&format!("({script})")).unwrap();
        assert!(door::signup(form).is_null(), "{script}");
    }
}

#[wasm_bindgen_test]
async fn the_stores_answers_are_told_as_they_come() {
    assert_eq!(heard(200, DONE).await.as_deref(), Some(DONE));
    let invalid = r#"{"state":"invalid","message":"This product is in stock.","issues":{"email":"Bitte E‑Mail‑Adresse 🙂 <b>"}}"#;
    assert_eq!(heard(422, invalid).await.as_deref(), Some(invalid));
    let later = r#"{"state":"later","message":"Please try again later.","issues":{}}"#;
    assert_eq!(heard(429, later).await.as_deref(), Some(later));
}

#[wasm_bindgen_test]
async fn what_was_typed_arrives() {
    heard(200, DONE).await.unwrap();
    let request = read("/heard").await;
    assert_eq!(get(&request, "body").as_string().unwrap(), FIELDS);
    let headers = text(&get(&request, "headers"));
    assert!(
        headers.contains("\"content-type: application/json\""),
        "{headers}"
    );
}

/// Whoever is logged in must not be treated otherwise: the store is asked without cookies.
#[wasm_bindgen_test]
async fn nobody_is_logged_in_for_it() {
    let script = "const fetch = globalThis.fetch; globalThis.fetch = (request) => { globalThis.credentials = request.credentials; \
                  globalThis.fetch = fetch; return fetch(request) }";
    js_sys::eval(script).unwrap();
    heard(200, DONE).await.unwrap();
    let credentials = js_sys::eval("credentials").unwrap();
    assert_eq!(credentials.as_string().unwrap(), "omit");
}

#[wasm_bindgen_test]
async fn a_redirect_within_the_store_is_followed() {
    let body: String = js_sys::encode_uri_component(DONE).into();
    let told = submit(store(&format!("/moved/200/{body}"))).await;
    assert_eq!(told.as_deref(), Some(DONE));
}

#[wasm_bindgen_test]
async fn what_answers_in_the_stores_place_is_not_believed() {
    let page = "<!doctype html><title>Just a moment</title>";
    for (status, body) in [
        (200, page),
        (403, page),
        (429, page),
        (503, page),
        (200, ""),
        (200, "null"),
        (200, "[]"),
        (200, "\"done\""),
        (200, "{\"state\":\"done\""),
        (200, "{\"state\":\"done\"}"),
        (200, "{\"success\":true}"),
        (
            404,
            "{\"code\":\"rest_no_route\",\"message\":\"No route was found.\"}",
        ),
        (
            500,
            "{\"code\":\"internal_server_error\",\"message\":\"There has been a critical error.\"}",
        ),
        (500, DONE),
        (429, DONE),
    ] {
        assert_eq!(heard(status, body).await, None, "{status} {body}");
    }
}

#[wasm_bindgen_test]
async fn too_much_and_too_little_is_not_believed() {
    assert_eq!(submit(store("/large")).await, None);
    assert_eq!(submit(store("/half")).await, None);
}

#[wasm_bindgen_test]
async fn where_there_is_no_store_there_is_no_answer() {
    let nobody = NOBODY.expect("run.sh says where it is");
    assert_eq!(submit(nobody.into()).await, None);
    for url in [
        "http://",
        "https://ann:secret@localhost",
        "mailto:ann@example.com",
    ] {
        assert_eq!(submit(url.into()).await, None, "{url}");
    }
}

#[wasm_bindgen_test]
async fn a_store_that_hangs_is_waited_for_eight_seconds() {
    let start = Date::now();
    assert_eq!(submit(store("/hang")).await, None);
    let waited = Date::now() - start;
    assert!((7500.0..11000.0).contains(&waited), "{waited} ms");
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_stop_waiting_does_not_begin() {
    js_sys::eval("globalThis.own = AbortSignal.timeout; AbortSignal.timeout = undefined").unwrap();
    let told = heard(200, DONE).await;
    js_sys::eval("AbortSignal.timeout = globalThis.own").unwrap();
    assert_eq!(told, None);
}
