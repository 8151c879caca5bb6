//! Translates a WebAssembly module to one PHP class.
fn main() {}
