//! The core inside a browser.
#![cfg(target_arch = "wasm32")]
