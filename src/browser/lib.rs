//! The core inside a browser: wp-admin's page and the storefront's form check what people type by the very rules that
//! the store applies later. Two builds: the full one for wp-admin answers any call; with the feature `storefront` only the
//! form of [`storewire_core::waitlist::signup`] is checked and sent, for shoppers wait for what is downloaded.
//!
//! `wasm-bindgen --target web` makes `pkg/browser` of it. Values are read by [`read`], for the core's structs want to
//! know exactly what kind of value stands where; answers go out through serde-wasm-bindgen, as plain objects and lists,
//! strings, numbers, booleans and null.
#![cfg(target_arch = "wasm32")]

#[cfg(feature = "storefront")]
mod client;
mod read;

use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
#[cfg(feature = "storefront")]
use wasm_bindgen::prelude::JsError;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Answers a call, `{"storeUrl": {"text": "…"}}`. Never throws: what is not a call is refused by the answer.
#[cfg(not(feature = "storefront"))]
#[wasm_bindgen]
pub fn answer(call: JsValue) -> JsValue {
    use storewire_core::call::{self, Call};
    written(&call::answer(
        Call::deserialize(read::Value(call)).unwrap_or_default(),
    ))
}

/// Checks the form, `{"email": "…", …}`: what `answer` says to `{"signup": form}`, without the tag; null where that is
/// refused.
#[cfg(feature = "storefront")]
#[wasm_bindgen]
pub fn signup(form: JsValue) -> JsValue {
    use storewire_core::waitlist::signup::{self, Form};
    written(&signup::check(
        Form::deserialize(read::Value(form)).unwrap_or_default(),
    ))
}

/// Sends the form's fields to the store. Resolves to what the store says, `{"state": "done", "message": "…", "issues": {}}`
/// (see [`storewire_core::waitlist::storefront`]); rejects where it does not answer: then the form is to be posted.
#[cfg(feature = "storefront")]
#[wasm_bindgen]
pub async fn submit(url: String, fields: JsValue) -> Result<JsValue, JsError> {
    match client::send(&url, &fields).await {
        Some(told) => Ok(written(&told)),
        None => Err(JsError::new("The store did not answer.")),
    }
}

/// Writing an answer cannot fail: its integers are safe ones, and there are no maps with odd keys in it.
fn written(answer: &impl Serialize) -> JsValue {
    answer
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}
