//! What a page may hand to the core, and what it gets back (in headless Chromium; see `run.sh`). That the answers are
//! right is proven by the golden cases; here it is that any JavaScript value gets one, and none throws.
#![cfg(all(target_arch = "wasm32", not(feature = "storefront")))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../../src/browser/lib.rs"]
mod door;

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The answer's JSON text to what a piece of JavaScript makes.
#[track_caller]
fn answer(script: &str) -> String {
    let call = js_sys::eval(&format!("({script})")).expect("the test's own script runs");
    let answer = door::answer(call);
    JSON::stringify(&answer)
        .expect("an answer is plain data")
        .into()
}

/// The answer to a store URL.
#[track_caller]
fn url(script: &str) -> String {
    answer(&format!("{{ storeUrl: {{ text: {script} }} }}"))
}

#[track_caller]
fn has(answer: &str, part: &str) {
    assert!(answer.contains(part), "no {part} in {answer}");
}

/// C5
#[wasm_bindgen_test]
fn a_store_url_is_accepted_as_it_is() {
    has(
        &url("'https://yourstore.com'"),
        r#""url":"https://yourstore.com""#,
    );
}

/// C5
#[wasm_bindgen_test]
fn a_store_url_is_normalized_and_says_so() {
    let answer = url("' HTTPS://YourStore.com:443/ '");
    has(&answer, r#""url":"https://yourstore.com""#);
    assert!(
        !answer.contains(r#""notes":[]"#),
        "nothing is said in {answer}"
    );
}

/// C5
#[wasm_bindgen_test]
fn a_faulty_store_url_is_refused_with_the_fault() {
    for (text, code) in [
        ("'http://yourstore.com'", "url_scheme"),
        ("'ftp://yourstore.com'", "url_scheme"),
        ("'https://ann:secret@yourstore.com'", "url_credentials"),
        ("'https://yourstore.com/?a=b'", "url_query"),
        ("'https://yourstore.com/#top'", "url_fragment"),
        ("'https://'", "url_no_host"),
    ] {
        let answer = url(text);
        has(&answer, r#"{"refused":{"issues":["#);
        has(&answer, &format!(r#""code":"{code}""#));
    }
    has(
        &url("'http://localhost:8080'"),
        r#""url":"http://localhost:8080""#,
    );
}

#[wasm_bindgen_test]
fn an_answer_is_plain_data() {
    let call = js_sys::eval("({ storeUrl: { text: 'https://yourstore.com' } })").unwrap();
    let answer = door::answer(call);
    let plain = Reflect::get_prototype_of(&Object::new()).unwrap();
    assert_eq!(
        Reflect::get_prototype_of(answer.unchecked_ref()).unwrap(),
        plain
    );
    let inside = Reflect::get(&answer, &"storeUrl".into()).unwrap();
    assert_eq!(
        Reflect::get_prototype_of(inside.unchecked_ref()).unwrap(),
        plain
    );
}

#[wasm_bindgen_test]
fn what_is_no_call_is_refused() {
    for script in [
        "undefined",
        "null",
        "true",
        "0",
        "NaN",
        "''",
        "'order'",
        "7n",
        "Symbol()",
        "() => 1",
        "class {}",
        "[]",
        "[1]",
        "new Map([['storeUrl', {}]])",
        "new Set()",
        "new Date()",
        "/x/",
        "new Uint8Array(3)",
        "Promise.resolve()",
        "document.body",
        "{}",
        "{ nonsense: 1 }",
        "Object.create(null)",
        "new (class Call { storeUrl = {} })()",
    ] {
        has(&answer(script), r#""code":"unknown_call""#);
    }
}

#[wasm_bindgen_test]
fn a_value_of_the_wrong_kind_is_named() {
    for script in [
        "1",
        "true",
        "7n",
        "[]",
        "{}",
        "Symbol()",
        "() => 1",
        "new String('x')",
        "new Date()",
        "document.body",
    ] {
        let answer = url(script);
        has(&answer, r#""code":"wrong_kind""#);
        has(&answer, r#""path":"text""#);
    }
    for script in ["undefined", "null", "''", "'  '"] {
        has(&url(script), r#""code":"missing""#);
    }
}

#[wasm_bindgen_test]
fn what_throws_when_it_is_looked_at_is_of_the_wrong_kind() {
    has(
        &answer("{ storeUrl: { get text() { throw new Error('no') } } }"),
        r#""code":"wrong_kind""#,
    );
    let proxy = "(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy })()";
    has(
        &answer(&format!("{{ storeUrl: {proxy} }}")),
        r#""code":"wrong_kind""#,
    );
    has(&answer(proxy), r#""code":"unknown_call""#);
    let array = "(() => { const p = Proxy.revocable([], {}); p.revoke(); return p.proxy })()";
    has(
        &answer(&format!("{{ settings: {{ imports: {array} }} }}")),
        r#""path":"imports""#,
    );
}

#[wasm_bindgen_test]
fn a_cycle_ends_where_the_structs_end() {
    let answer = answer(
        "(() => { const o = { text: 'https://yourstore.com' }; o.storeUrl = o; return o })()",
    );
    has(&answer, r#""url":"https://yourstore.com""#);
}

#[wasm_bindgen_test]
fn half_a_character_is_repaired() {
    let call = "{ contact: { snapshot: { id: '1', roles: ['customer'], email: 'ann@example.com', firstName: 'a\\ud800b' }, \
                run: { revision: 'r', readAt: 0, contacts: true } } }";
    // An item is finished text within the answer.
    has(&answer(call), "\\\"firstName\\\":\\\"a\u{FFFD}b\\\"");
}

#[wasm_bindgen_test]
fn an_object_of_another_window_is_a_map() {
    let call = "(() => { const frame = document.body.appendChild(document.createElement('iframe'));
                return frame.contentWindow.eval(`({ storeUrl: { text: 'https://yourstore.com' } })`) })()";
    has(&answer(call), r#""url":"https://yourstore.com""#);
}

#[wasm_bindgen_test]
fn nothing_is_left_behind_by_a_thousand_calls() {
    let call =
        js_sys::eval("({ storeUrl: { text: 'https://' + 'a'.repeat(200) + '.com' } })").unwrap();
    let memory = || {
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        js_sys::Reflect::get(&memory.buffer(), &JsValue::from("byteLength"))
            .unwrap()
            .as_f64()
            .unwrap()
    };
    (0..100).for_each(|_| drop(door::answer(call.clone())));
    let before = memory();
    (0..1000).for_each(|_| drop(door::answer(call.clone())));
    assert_eq!(memory(), before);
}
