#!/usr/bin/env bash
# Measures the sync: ./build.sh bench sync. Prints ratios and writes them to target/bench/sync.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lab=tests/lab/lab name=bench-sync

cargo build --quiet --locked --release --package storewire-backend
STOREWIRE_BACKEND=${CARGO_TARGET_DIR:-$PWD/target}/release/storewire-backend
export STOREWIRE_BACKEND

"$lab" up "$name"
"$lab" plugin "$name"
"$lab" backend "$name"
"$lab" fill "$name"
"$lab" php "$name" "$PWD/tests/bench/sync-orders.php"
"$lab" connect "$name"
exec "$lab" php "$name" "$PWD/tests/bench/sync.php"
