#!/usr/bin/env bash
# Formatting, lints, static checks, the reproducible build, versions, the thin-shell rule. Goes through all of them, and
# ends with 1 if any failed.
# shellcheck source=src/build/pkg.sh
source "$(dirname "${BASH_SOURCE[0]}")/pkg.sh"
# shellcheck source=src/build/rules.sh
source "$(dirname "${BASH_SOURCE[0]}")/rules.sh"

failed=0
check() { # NAME COMMAND…
  local name=$1 log
  shift
  log=$(mktemp)
  # In a shell of its own, for `set -e` does not hold inside a condition.
  if ("$@") >"$log" 2>&1 & wait $!; then
    say "ok      $name"
  else
    say "FAILED  $name"
    sed 's/^/        /' "$log" >&2
    failed=1
  fi
  rm -f "$log"
}

tracked() { git -C "$ROOT" ls-files -z -- "$@"; }

formatting() { cargo fmt --all --manifest-path "$ROOT/Cargo.toml" --check; }

lints() { (cd "$ROOT" && cargo clippy --quiet --locked --workspace --all-targets -- --deny warnings); }

# One at a time: together they would share features, and the one without std would get it.
lints_wasm() {
  local package
  for package in storewire-php storewire-browser "storewire-browser --features storefront"; do
    # shellcheck disable=SC2086 # a package and its options
    (cd "$ROOT" && cargo clippy --quiet --locked --package $package --target wasm32-unknown-unknown -- --deny warnings)
  done
}

php_syntax() { (cd "$ROOT" && tracked '*.php' | xargs -0 -n 1 -P 2 php -l); }

php74_syntax() {
  require_node_modules "$ROOT/tests/wasm2php"
  (cd "$ROOT" && find target/stage/storewire -name '*.php' -print0 | xargs -0 realpath -z \
    | xargs -0 node tests/wasm2php/php74.mjs src/build/syntax.php)
}

php_style() { (cd "$ROOT" && phpcs --standard=src/build/phpcs.xml plugin); }

shipped_style() { (cd "$ROOT" && phpcs --standard=src/build/phpcs-shipped.xml target/stage/storewire); }

shell() { (cd "$ROOT" && tracked '*.sh' tests/lab/lab .ci/run | xargs -0 shellcheck --external-sources); }

# The same sources, in another directory and compiled anew, must give the same bytes.
reproducible() {
  local again=$ROOT/target/again
  rm -rf "$again"
  mkdir -p "$again/tree"
  (cd "$ROOT" && tracked | rsync -a --from0 --files-from=- ./ "$again/tree/")
  CARGO_TARGET_DIR=$again/target "$again/tree/src/build/stage.sh"
  diff --recursive "$ROOT/target/stage/storewire" "$again/tree/target/stage/storewire"
}

require_packages check_needs
require_rust
say "Building …"
"$ROOT/src/build/stage.sh"

check "Rust is formatted" formatting
check "Rust has no lints" lints
check "Rust for WebAssembly has no lints" lints_wasm
check "PHP has no syntax errors" php_syntax
if have_node; then check "the plugin parses under PHP 7.4" php74_syntax; else say "skipped the plugin parses under PHP 7.4: no Node"; fi
check "PHP keeps to the rules of phpcs.xml" php_style
check "what ships keeps to the rules of phpcs-shipped.xml" shipped_style
check "shell scripts pass shellcheck" shell
check "the texts to be translated are collected" "$ROOT/src/build/pot.sh" --check
check "versions are equal everywhere" versions_equal
check "the shell holds no rules" shell_is_thin
check "SQL is read where a failure throws" reads_are_answered
check "no rooms of a crate form a circle" rooms_stand
check "the folders of the plugin keep to their order" folders_stand
check "the tree in README is the tree on disk" tree_is_true
check "nothing is left to be done, and no path of this machine" nothing_left
check "the build of pkg/ is reproducible" reproducible
((failed == 0)) || die "some checks failed"
say "All checks passed."
