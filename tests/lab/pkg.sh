# shellcheck shell=bash
# Builds pkg/: the core as PHP and as WebAssembly for browsers.
# shellcheck source=tests/lab/requirements.sh
source "$(dirname "${BASH_SOURCE[0]}")/requirements.sh"

# Paths of this machine must not stand in what is shipped: the same sources give the same bytes everywhere.
wasm_build() { # PACKAGE[:FEATURE] PROFILE [RUSTC FLAG…]
  local package=${1%:*} feature=()
  [[ $1 != *:* ]] || feature=(--features "${1#*:}")
  local remap="--remap-path-prefix=$ROOT=storewire --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
  remap+=" --remap-path-prefix=$(rustc --print sysroot)=rust"
  (cd "$ROOT" && RUSTFLAGS="$remap ${*:3}" cargo build --quiet --locked --package "$package" "${feature[@]}" \
    --profile "$2" --target wasm32-unknown-unknown)
  echo "$(cargo_target)/wasm32-unknown-unknown/$2/${package//-/_}.wasm"
}

cargo_target() { echo "${CARGO_TARGET_DIR:-$ROOT/target}"; }

build_pkg() { # OUT
  local out=$1 wasm
  require_rust
  mkdir -p "$out/php" "$out/browser"
  # A call costs PHP far more than a processor: somewhat more is inlined than LLVM does by itself (225), for 4 % more size.
  wasm=$(wasm_build storewire-php wasm-php -Cllvm-args=-inline-threshold=300)
  (cd "$ROOT" && cargo run --quiet --locked --release --package storewire-wasm2php -- "$wasm" "$out/php/core.php" \
    --guard --append 'raw=%' --append 'first={"%":' --append 'next=,"%":' --append 'int=%' --recall text)
  (cd "$ROOT" && cargo run --quiet --locked --package storewire-conformance --bin known-answers) >"$out/php/known-answers.php"
  wasm=$(wasm_build storewire-browser wasm-browser)
  web_module "$wasm" "$out/browser" storewire
  wasm=$(wasm_build storewire-browser:storefront wasm-browser)
  web_module "$wasm" "$out/browser" storefront
}

web_module() { # [--names] WASM OUT NAME
  (cd "$ROOT" && cargo run --quiet --locked --release --package storewire-build --bin web-module -- "$@")
}
