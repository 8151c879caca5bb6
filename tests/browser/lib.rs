//! Tests of the browser's door in a real browser; they are in `door.rs`.
