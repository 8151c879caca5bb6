//! Runs a test module in Chromium: what cargo calls for the target wasm32-unknown-unknown. wasm-bindgen's own runner,
//! built under this workspace's Cargo.lock instead of installed.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
