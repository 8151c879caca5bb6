//! The storefront's way to the store: one request, one answer.

use super::read::Value;
use gloo_net::http::Request;
use js_sys::JSON;
use serde::Deserialize;
use storewire_core::waitlist::storefront::{self, Body, FormAnswer, LARGEST, PATIENCE};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{AbortSignal, RequestCredentials};

#[wasm_bindgen]
extern "C" {
    /// As in web-sys, but an older browser, which lacks it, is heard.
    #[wasm_bindgen(catch, js_namespace = AbortSignal, js_name = timeout)]
    fn timeout(milliseconds: u32) -> Result<AbortSignal, JsValue>;
}

/// Posts the fields as JSON, as nobody in particular: the store asks everybody alike, so it gets no cookies. None where the
/// store does not answer in time, or something else does.
pub async fn send(url: &str, fields: &JsValue) -> Option<FormAnswer> {
    let fields = JSON::stringify(fields).ok()?;
    let response = Request::post(url)
        .header("Content-Type", "application/json")
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&timeout(PATIENCE).ok()?))
        .body(fields)
        .ok()?
        .send()
        .await
        .ok()?;
    let text = response.text().await.ok()?;
    if text.len() > LARGEST {
        return None;
    }
    let body = JSON::parse(&text).ok()?;
    storefront::read_answer(response.status(), Body::deserialize(Value(body)).ok()?)
}
