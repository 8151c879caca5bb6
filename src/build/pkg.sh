# shellcheck shell=bash
# Builds pkg/: the core as PHP and as WebAssembly for browsers.
# shellcheck source=src/build/requirements.sh
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
  local out=$1 php wasm tools
  require_rust
  mkdir -p "$out/php" "$out/browser"
  # Not optimized: they run for a second, and would be compiled for two minutes. Beside the modules, for those are linked by
  # one processor at a time.
  (cd "$ROOT" && cargo build --quiet --locked --bin wasm2php --bin web-module --bin known-answers --bin php-rules) &
  tools=$!
  # A call costs PHP far more than a processor: somewhat more is inlined than LLVM does by itself (225), for 4 % more size.
  php=$(wasm_build storewire-php wasm-php -Cllvm-args=-inline-threshold=300)
  wasm=$(wasm_build storewire-browser wasm-browser)
  wait "$tools"
  "$(cargo_target)/debug/wasm2php" "$php" "$out/php/core.php" \
    --guard --append 'raw=%' --append 'first={"%":' --append 'next=,"%":' --append 'int=%' --recall text --trust
  "$(cargo_target)/debug/known-answers" >"$out/php/known-answers.php"
  "$(cargo_target)/debug/php-rules" >"$out/php/rules.php"
  web_module "$wasm" "$out/browser" storewire
  wasm=$(wasm_build storewire-browser:storefront wasm-browser)
  web_module "$wasm" "$out/browser" storefront
}

web_module() { # [--names] WASM OUT NAME
  "$(cargo_target)/debug/web-module" "$@"
}
