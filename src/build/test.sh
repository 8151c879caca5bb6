#!/usr/bin/env bash
# Runs tests: test.sh [GROUP…] [--deep]
# shellcheck source=tests/lab/up.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/lab/up.sh"
# shellcheck source=src/build/pkg.sh
source "$(dirname "${BASH_SOURCE[0]}")/pkg.sh"
# shellcheck source=src/build/tally.sh
source "$(dirname "${BASH_SOURCE[0]}")/tally.sh"

ALL=(core wasm2php conformance browser plugin faults backend e2e)

group_core() { cargo_suite core storewire-core; }

group_wasm2php() { cargo_suite wasm2php storewire-wasm2php storewire-wasm2php-tests; }

# The tests of a PHP that cannot be had here say nothing by themselves.
group_conformance() {
  local version
  local -a without=()
  for version in 8.4 8.5; do
    if ! "$ROOT/src/build/php-versions.sh" "$version" >/dev/null; then
      skip_suite "conformance in PHP $version" "it cannot be had here"
      without+=(--skip "php_${version/./_}")
    fi
  done
  run_suite cargo conformance cargo test --locked --no-fail-fast --manifest-path "$ROOT/Cargo.toml" \
    --package storewire-conformance -- "${without[@]}"
}

# The same of schemathesis.
group_backend() {
  local -a without=()
  if ! "$ROOT/src/build/schemathesis.sh" >/dev/null; then
    skip_suite "schemathesis against the backend" "it cannot be had here"
    without+=(--skip schemathesis)
  fi
  run_suite cargo backend cargo test --locked --no-fail-fast --manifest-path "$ROOT/Cargo.toml" \
    --package storewire-backend -- "${without[@]}"
}

group_browser() { run_suite cargo browser "$ROOT/tests/browser/run.sh"; }

# The plugin's tests run on every shop there is, each in a WordPress of its own.
group_plugin() {
  prepare_instances
  if woocommerce_is_real; then
    side_by_side plugin_with_order_tables plugin_with_posts plugin_on_the_stand_in
  else
    skip_suite "plugin on WooCommerce" "there is no WooCommerce here"
    plugin_on_the_stand_in
  fi
}

plugin_with_order_tables() { plugin_on "plugin on WooCommerce, HPOS on" test-hpos --shop woocommerce --hpos on; }
plugin_with_posts() { plugin_on "plugin on WooCommerce, HPOS off" test-posts --shop woocommerce --hpos off; }
plugin_on_the_stand_in() { plugin_on "plugin on the stand-in shop" test-stand-in --shop stand-in; }

# Crashes, outages, hangs, crowds.
group_faults() {
  prepare_instances
  if woocommerce_is_real; then
    side_by_side faults_on_woocommerce faults_on_the_stand_in
  else
    skip_suite "faults on WooCommerce" "there is no WooCommerce here"
    faults_on_the_stand_in
  fi
}

faults_on_woocommerce() { faults_on "faults on WooCommerce" test-faults --shop woocommerce; }
faults_on_the_stand_in() { faults_on "faults on the stand-in shop" test-faults-stand-in --shop stand-in; }

# What instances share is made before several are made at once.
prepare_instances() {
  wordpress_dir >/dev/null
  backend_program >/dev/null
}

faults_on() { # NAME INSTANCE OPTIONS…
  local name=$1 instance=$2
  shift 2
  new_instance "$instance" --quiet "$@"
  run_suite phpunit "$name" "$LAB/lab" phpunit "$instance" --configuration "$ROOT/tests/faults/phpunit.xml" --verbose
  instance_down "$instance"
}

plugin_on() { # NAME INSTANCE OPTIONS…
  local name=$1 instance=$2
  shift 2
  new_instance "$instance" --quiet "$@"
  "$LAB/lab" save "$instance" new
  run_suite phpunit "$name" "$LAB/lab" phpunit "$instance" --verbose
  run_suite step "$name: the demo's shop arrives, object by object" lab_round_trip "$instance"
  instance_down "$instance"
}

new_instance() { # INSTANCE OPTIONS…
  "$LAB/lab" drop "$1"
  "$LAB/lab" up "$@"
  "$LAB/lab" backend "$1" --fresh --check-openapi
}

# In a store as new as on the first day: what the tests left waiting would arrive between the records of the sync.
lab_round_trip() { # INSTANCE
  "$LAB/lab" restore "$1" new
  "$LAB/lab" fill "$1"
  "$LAB/lab" backend "$1" --fresh --check-openapi
  "$LAB/lab" connect "$1"
  "$LAB/lab" sync "$1" --keep >/dev/null
  "$LAB/lab" compare "$1"
}

# A browser, an owner, and the zip.
group_e2e() {
  if ! have_node; then
    skip_suite e2e "there is no Node here"
    return
  fi
  require_node_modules "$ROOT/tests/e2e"
  quietly "$ROOT/src/build/zip.sh"
  new_instance e2e --no-plugin
  "$LAB/lab" fill e2e --orders 60
  STOREWIRE_LAB=e2e run_suite node e2e node --test --test-reporter=tap "$ROOT"/tests/e2e/*.test.mjs
  instance_down e2e
  new_instance e2e-form
  "$LAB/lab" classic-theme e2e-form
  "$LAB/lab" connect e2e-form
  STOREWIRE_LAB=e2e-form run_suite node "e2e of the back-in-stock form" node --test --test-concurrency=1 --test-reporter=tap "$ROOT"/tests/e2e/back-in-stock/*.test.mjs
  instance_down e2e-form
  new_instance e2e-upgrade --no-plugin --quiet
  # Without the OpenAPI document: an early version sends records as they were then.
  "$LAB/lab" backend e2e-upgrade
  "$LAB/lab" fill e2e-upgrade --orders 60
  STOREWIRE_LAB=e2e-upgrade run_suite node "e2e of an update" node --test --test-reporter=tap "$ROOT"/tests/e2e/upgrade/*.test.mjs
  instance_down e2e-upgrade
}

# From empty caches, as on a machine that never saw this project: only with --deep, or by name.
group_fresh() { run_suite step "a fresh machine: the demo, and what the commands install" "$ROOT/src/build/fresh.sh"; }

cargo_suite() { # NAME PACKAGES…
  local name=$1 package
  local -a packages=()
  shift
  for package in "$@"; do packages+=(--package "$package"); done
  run_suite cargo "$name" cargo test --locked --no-fail-fast --manifest-path "$ROOT/Cargo.toml" "${packages[@]}"
}

groups=()
for argument in "$@"; do
  case $argument in
    --deep)
      export STOREWIRE_DEEP=1
      ALL+=(fresh)
      ;;
    *)
      declare -F "group_$argument" >/dev/null || die "there is no test group $argument; there are: ${ALL[*]}"
      groups+=("$argument")
      ;;
  esac
done

require_packages test_needs
require_rust
say "Tests run on $(shop_says "$(woocommerce_dir)")."
"$ROOT/src/build/stage.sh"
if have_node; then require_node_modules "$ROOT/tests/wasm2php"; fi
for group in "${groups[@]:-${ALL[@]}}"; do "group_$group"; done
tally
