#!/usr/bin/env bash
# Measures: bench.sh [GROUP…]. Prints ratios, and writes them to target/bench/GROUP.json.
# shellcheck source=src/build/pkg.sh
source "$(dirname "${BASH_SOURCE[0]}")/pkg.sh"
# shellcheck source=tests/lab/woocommerce.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/lab/woocommerce.sh"

require_packages lab_needs
require_rust
say "Benchmarks run on $(shop_says "$(woocommerce_dir)")."
"$ROOT/src/build/stage.sh"
mkdir -p "$ROOT/target/bench"
if (($# == 0)); then set -- core sync queue hooks page; fi
for group in "$@"; do
  [[ -x $ROOT/tests/bench/$group.sh ]] || die "there is no benchmark $group"
  "$ROOT/tests/bench/$group.sh"
done
