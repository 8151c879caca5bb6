//! The core inside PHP.
#![cfg(target_arch = "wasm32")]
