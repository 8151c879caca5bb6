#!/usr/bin/env bash
# Measures what pages weigh and cost, with and without the form: ./build.sh bench page. Prints it and writes
# target/bench/page.json. Needs Node and Chromium.
# shellcheck source=src/build/pkg.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../src/build/pkg.sh"
LAB=$ROOT/tests/lab/lab
NAME=bench-page

if ! have_node; then
  say "bench page: skipped, there is no Node here"
  exit 0
fi
require_packages test_needs
require_twiggy
require_node_modules "$ROOT/tests/e2e"

# The module as it is shipped, but with the names of its functions.
wasm=$(wasm_build storewire-browser:storefront wasm-browser)
web_module --names "$wasm" "$ROOT/target/bench/named" storefront
twiggy top -n 100000 --format json "$ROOT/target/bench/named/storefront_bg.wasm" >"$ROOT/target/bench/named/items.json"

"$LAB" drop "$NAME"
trap '"$LAB" drop "$NAME"' EXIT
"$LAB" up "$NAME"
"$LAB" backend "$NAME"
"$LAB" connect "$NAME"
STOREWIRE_LAB=$NAME node "$ROOT/tests/bench/page.mjs" "$ROOT/target/bench/named/items.json" "$ROOT/target/bench/page.json" "$@"
