#!/usr/bin/env bash
# Runs the tests of the browser's door in headless Chromium: run.sh [cargo test's arguments]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
export CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver)}
export WASM_BINDGEN_TEST_TIMEOUT=120
exec cargo test --locked --package storewire-browser-tests --target wasm32-unknown-unknown "$@"
