#!/usr/bin/env bash
# Runs one call of the core and prints its answer: call.sh [--host native|browser|php] < call.json
# shellcheck source=src/build/pkg.sh
source "$(dirname "${BASH_SOURCE[0]}")/pkg.sh"

require_rust
case "${*:-}" in
  *browser* | *php*) [[ -f $ROOT/pkg/php/core.php && -f $ROOT/pkg/browser/storewire.js ]] || build_pkg "$ROOT/pkg" >&2 ;;
esac
cd "$ROOT"
exec cargo run --quiet --locked --package storewire-conformance --bin call -- "$@"
