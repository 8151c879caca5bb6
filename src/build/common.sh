# shellcheck shell=bash
# What every part of the lab shares. Source it; it sets ROOT, CACHE and LAB_HOME and defines helpers.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Downloads and tools that a second clone can use again.
CACHE=${STOREWIRE_CACHE:-$HOME/.cache/storewire}
LAB_HOME=$ROOT/target/lab
# Debian keeps some programs where only root's PATH looks; rustup installs into the home directory.
PATH=$PATH:/usr/sbin:/sbin:$HOME/.cargo/bin
export ROOT CACHE LAB_HOME PATH

say() { printf '%s\n' "$*" >&2; }
die() {
  say "storewire: $*"
  exit 1
}

# The version that every part of the project carries.
project_version() { sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -n 1; }

# Runs a command and shows its output only if it fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    cat "$log" >&2
    rm -f "$log"
    say "storewire: this command failed: $*"
    return 1
  fi
}

# Downloads URL to FILE, or fails within a few seconds where there is no way out.
download() { # URL FILE
  curl --fail --silent --location --connect-timeout 5 --max-time 300 --output "$2.part" "$1" && mv "$2.part" "$2"
}

# A port below those that Linux gives to outgoing connections: what is to listen there may start minutes later.
free_port() {
  # shellcheck disable=SC2016 # PHP's variables
  php -r 'do { $port = random_int(11000, 32767); } while (!@stream_socket_server("tcp://127.0.0.1:$port")); echo $port;'
}
