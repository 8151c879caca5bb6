#!/usr/bin/env bash
# Measures the outbox: ./build.sh bench queue. Prints ratios and writes them to target/bench/queue.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lab=tests/lab/lab name=bench-queue

trap '"$lab" down "$name"' EXIT
"$lab" up "$name"
"$lab" plugin "$name"
"$lab" php "$name" "$PWD/tests/bench/queue.php"
