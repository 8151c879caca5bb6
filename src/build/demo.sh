#!/usr/bin/env bash
# The whole system, running: demo.sh [--once] [--shop woocommerce|stand-in] [--hpos on|off]
# shellcheck source=tests/lab/up.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/lab/up.sh"
# shellcheck source=src/build/requirements.sh
source "$(dirname "${BASH_SOURCE[0]}")/requirements.sh"

once=no
shop_options=()
while (($#)); do
  case $1 in
    --once) once=yes ;;
    --shop | --hpos) shop_options+=("$1" "${2:?$1 needs a value}") && shift ;;
    *) die "demo knows --once, --shop woocommerce|stand-in and --hpos on|off" ;;
  esac
  shift
done

# shellcheck disable=SC2317 # runs at the end, by trap
finish() {
  instance_down demo
  say "Everything that the demo started has ended."
}

require_packages lab_needs
require_rust
if [[ " ${shop_options[*]} " == *" --shop stand-in "* ]]; then WOOCOMMERCE_DIR=$STAND_IN; fi
say "The demo runs on $(shop_says "$(woocommerce_dir)")."
say "Building …"
"$ROOT/src/build/stage.sh"

trap finish EXIT
trap 'exit 130' INT TERM
"$LAB/lab" drop demo
"$LAB/lab" up demo "${shop_options[@]}"
"$LAB/lab" backend demo --fresh --check-openapi
say "Filling the shop: 60 products and more, 200 users, 500 orders …"
"$LAB/lab" fill demo
"$LAB/lab" connect demo
"$LAB/lab" sync demo --keep >/dev/null
instance_load demo
instance_php demo "$LAB/php/summary.php"

if [[ $once == yes ]]; then
  instance_php demo "$LAB/php/story.php" >&2
  "$LAB/lab" compare demo >&2
  instance_php demo "$LAB/php/summary.php" --line
  exit
fi

cat >&2 <<TEXT

Shop      $SITE_URL
wp-admin  $SITE_URL/wp-admin/admin.php?page=storewire   $ADMIN_USER / $ADMIN_PASSWORD
Backend   $BACKEND_URL   owner@acme.test / storewire
TEXT
instance_php demo "$LAB/php/story.php" >&2 || say "The story does not go on; see target/lab/demo/log."
say "Ctrl-C ends everything."
while is_running nginx && is_running backend; do sleep 1; done
die "a part of the demo has ended by itself; see target/lab/demo/log"
