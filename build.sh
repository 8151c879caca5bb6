#!/usr/bin/env bash
# The one entry. Each command does all of its own set-up and can be run again at any time.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/src/build/common.sh"

usage() {
  cat >&2 <<'TEXT'
./build.sh demo [--once]            the whole system, running: shop, plugin, backend; --once: run through it and end;
                                    also --shop woocommerce|stand-in, --hpos on|off
./build.sh test [GROUP…] [--deep]   core wasm2php conformance browser plugin backend faults e2e (default: all); fresh (with --deep)
./build.sh bench [GROUP…]           core sync queue hooks page (default: all); ratios, also in target/bench/GROUP.json
./build.sh call [--host native|browser|php] < call.json
./build.sh zip                      the installable plugin, target/storewire-VERSION.zip
./build.sh pot                      collects the texts to be translated: plugin/languages/storewire.pot
./build.sh check                    formatting, lints, static checks, reproducible build, versions, thin-shell rule
TEXT
  exit 2
}

[[ $# -ge 1 ]] || usage
command=$1
shift
case $command in
  demo | test | bench | call | zip | pot | check | stage) exec "$ROOT/src/build/$command.sh" "$@" ;;
  *) usage ;;
esac
