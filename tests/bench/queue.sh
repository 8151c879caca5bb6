#!/usr/bin/env bash
# Measures the outbox: ./build.sh bench queue. Prints ratios and writes them to target/bench/queue.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lab=tests/lab/lab name=bench-queue

"$lab" up "$name"
"$lab" plugin "$name"
exec "$lab" php "$name" "$PWD/tests/bench/queue.php"
