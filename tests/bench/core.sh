#!/usr/bin/env bash
# One order through the core in PHP, beside WooCommerce's own reading of it and a mapping written by hand.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LAB=$ROOT/tests/lab/lab
NAME=bench-core

cleanup() {
  "$LAB" drop "$NAME" >/dev/null
  rm -rf "$INI"
}
INI=$(mktemp -d)
trap cleanup EXIT
"$LAB" up "$NAME"

# opcache as a store has it, on the command line too, without its pause after a file has changed.
printf '%s\n' opcache.enable_cli=1 opcache.jit=off opcache.file_update_protection=0 >"$INI/bench.ini"
export PHP_INI_SCAN_DIR=":$INI"
"$LAB" php "$NAME" "$ROOT/tests/bench/core.php" "$ROOT/target/bench/core.json"
