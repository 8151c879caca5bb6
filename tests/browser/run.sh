#!/usr/bin/env bash
# Runs the tests of the browser's builds in headless Chromium: run.sh [cargo test's arguments]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver)}
export WASM_BINDGEN_TEST_TIMEOUT=120
package=(--locked --package storewire-browser-tests)
wasm=("${package[@]}" --target wasm32-unknown-unknown)

cargo build --quiet "${package[@]}" --bins
programs=$(realpath "${CARGO_TARGET_DIR:-../../target}")/debug
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=$programs/browser-test-runner
coproc STORE { exec "$programs/browser-test-store"; }
trap 'kill "$STORE_PID"' EXIT
read -r STOREWIRE_TEST_STORE <&"${STORE[0]}"
read -r STOREWIRE_TEST_NOBODY <&"${STORE[0]}"
export STOREWIRE_TEST_STORE STOREWIRE_TEST_NOBODY

status=0
cargo test "${wasm[@]}" --test door "$@" || status=1
cargo test "${wasm[@]}" --features storefront --test storefront "$@" || status=1
exit $status
