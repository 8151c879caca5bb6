#!/usr/bin/env bash
# From nothing: what is tracked, in another directory, with an empty home and every cache empty. Runs the demo once, and
# installs what the other commands need; so that no step of theirs comes to rely on what happens to lie around here. Only
# Debian's packages and the homes of cargo and rustup stay as they are. Says how long the demo took.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

fresh=$ROOT/target/fresh
rm -rf "$fresh"
mkdir -p "$fresh"/{tree,home}
git -C "$ROOT" ls-files -z | rsync -a --from0 --files-from=- "$ROOT/" "$fresh/tree/"

# cargo and rustup are found by these where HOME is another.
CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}
RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export CARGO_HOME RUSTUP_HOME HOME=$fresh/home
unset STOREWIRE_CACHE CARGO_TARGET_DIR WOOCOMMERCE_DIR WORDPRESS_DIR STOREWIRE_BACKEND

cd "$fresh/tree"
begun=$SECONDS
./build.sh demo --once
say "The first demo took $((SECONDS - begun)) s."

# In a shell of its own, whose ROOT and CACHE are the empty ones.
bash -c '
  source tests/lab/wordpress.sh
  source src/build/requirements.sh
  if have_node; then
    for modules in tests/*/package.json; do require_node_modules "$(dirname "$modules")"; done
  fi
  require_twiggy
  classic_theme_dir
  cargo build --quiet --locked --package storewire-browser-tests --bins
'
rm -rf "$fresh"
