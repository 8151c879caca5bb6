#!/usr/bin/env bash
# Measures what shoppers wait while the backend hangs: ./build.sh bench hooks. Prints it and writes target/bench/hooks.json.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LAB=$ROOT/tests/lab/lab
NAME=bench-hooks

"$LAB" drop "$NAME"
trap '"$LAB" drop "$NAME"' EXIT
# What an INSERT takes depends on how careful the database is: as careful as a store's.
STOREWIRE_CAREFUL=1 "$LAB" up "$NAME"
if [[ $("$LAB" env "$NAME" | sed -n 's/^SHOP=//p') != woocommerce ]]; then
  echo "bench hooks: skipped, the stand-in shop has no carts and no checkouts" >&2
  exit 0
fi
"$LAB" backend "$NAME"
"$LAB" connect "$NAME"
"$LAB" php "$NAME" "$ROOT/tests/bench/hooks.php" "$ROOT/target/bench/hooks.json" "$@"
