//! Tests of the browser's two builds in a real browser: the full one in `door.rs`, the storefront's in `storefront.rs`,
//! which talks to the server of `store.rs`.
