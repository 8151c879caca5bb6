# shellcheck shell=bash
# What a machine needs, and getting it: Debian packages, Rust with its wasm target, Node modules.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

TWIGGY=0.8.0

# One line a need: the program, PHP extension or Python module that shows it is there, and the package that brings it.
lab_needs() {
  local php
  php=php$(php_version)
  cat <<NEEDS
program curl curl
program unzip unzip
program zip zip
program rsync rsync
program cc build-essential
program php $php-cli
program php-fpm$(php_version) $php-fpm
extension mysqli $php-mysql
extension curl $php-curl
extension mbstring $php-mbstring
extension xml $php-xml
extension intl $php-intl
extension zip $php-zip
extension gd $php-gd
extension Zend_OPcache $php-opcache
program mariadbd mariadb-server
program mariadb mariadb-client
program nginx nginx-light
NEEDS
}

test_needs() {
  lab_needs
  cat <<NEEDS
program phpunit phpunit
program chromium chromium
program chromedriver chromium-driver
python ensurepip python3-venv
font Noto_Naskh_Arabic fonts-noto-core
font Noto_Sans_CJK_SC fonts-noto-cjk
font Noto_Color_Emoji fonts-noto-color-emoji
NEEDS
}

check_needs() {
  test_needs
  pot_needs
  cat <<NEEDS
program shellcheck shellcheck
program phpcs php-codesniffer
NEEDS
}

pot_needs() {
  cat <<NEEDS
program php php$(php_version)-cli
program xgettext gettext
NEEDS
}

# The PHP that is installed, else the one that the distribution offers.
php_version() {
  if command -v php >/dev/null; then
    php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;'
  else
    apt-cache search --names-only '^php[0-9.]+-fpm$' | sed -nE 's/^php([0-9.]+)-fpm.*/\1/p' | sort -Vr | head -n 1
  fi
}

# No pipes here: a `grep -q` that ends early would make the program before it fail.
have() { # KIND WHAT
  case $1 in
    program) command -v "$2" >/dev/null ;;
    extension) command -v php >/dev/null && grep -qix "${2//_/ }" <<<"$(php -m)" ;;
    python) command -v python3 >/dev/null && python3 -c "import $2" 2>/dev/null ;;
    font) command -v fc-list >/dev/null && [[ -n $(fc-list ":family=${2//_/ }") ]] ;;
  esac
}

# Installs what is missing of a list, as root; else says what to install, and stops.
require_packages() { # LIST_FUNCTION
  local kind what package
  local -a missing=()
  while read -r kind what package; do
    have "$kind" "$what" || missing+=("$package")
  done < <("$1")
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "install what provides these (Debian's names): ${missing[*]}"
  [[ $(id -u) == 0 ]] || die "run this first: sudo apt-get install --no-install-recommends ${missing[*]}"
  say "Installing ${missing[*]} …"
  install_packages "${missing[@]}"
}

# Packages may bring services; the lab starts instances of its own, so none of those is to start.
install_packages() { # PACKAGES…
  local policy=/usr/sbin/policy-rc.d mine=no
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    mine=yes
  fi
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get update
  quietly apt-get install --yes --no-install-recommends "$@"
  if [[ $mine == yes ]]; then rm -f "$policy"; fi
}

require_rust() {
  command -v cargo >/dev/null || die "Rust is missing. Get it from https://rustup.rs, then run this again."
  if ! [[ -d $(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown ]]; then
    command -v rustup >/dev/null || die "Rust lacks the target wasm32-unknown-unknown, and there is no rustup to add it"
    quietly rustup target add wasm32-unknown-unknown
  fi
}

# Says what a WebAssembly module's bytes are; only a benchmark needs it. Not --locked: the lock file in its package names
# versions that a registry which lags behind may not have.
require_twiggy() {
  local tool=$CACHE/tools/bin/twiggy
  if [[ $("$tool" --version 2>/dev/null) != "twiggy-opt $TWIGGY" ]]; then
    say "Installing twiggy $TWIGGY …"
    quietly cargo install twiggy --version "$TWIGGY" --root "$CACHE/tools"
  fi
  export PATH=$CACHE/tools/bin:$PATH
}

# Node runs PHP 7.4 and the browser tests; nothing else needs it.
have_node() { command -v node >/dev/null && command -v npm >/dev/null; }

require_node_modules() { # DIRECTORY
  have_node || die "Node 20 or newer is missing (https://nodejs.org)"
  if [[ ! -f $1/node_modules/.package-lock.json || $1/package-lock.json -nt $1/node_modules/.package-lock.json ]]; then
    (cd "$1" && quietly npm ci --no-audit --no-fund)
    touch "$1/node_modules/.package-lock.json"
  fi
}
