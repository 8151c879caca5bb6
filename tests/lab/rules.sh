# shellcheck shell=bash
# Rules of this project that no general tool knows.
# shellcheck source=tests/lab/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

versions_equal() {
  local version found
  version=$(project_version)
  found=$(
    cd "$ROOT"
    sed -nE 's/^ \* Version: +(.*)/plugin header: \1/p' plugin/storewire.php
    sed -nE "s/^define\( 'STOREWIRE_VERSION', '(.*)' \);/STOREWIRE_VERSION: \1/p" plugin/storewire.php
    sed -nE 's/^Stable tag: +(.*)/readme.txt, stable tag: \1/p' plugin/readme.txt
  )
  echo "Cargo.toml: $version"
  echo "$found"
  [[ $(wc -l <<<"$found") == 3 ]] && ! grep -qvF ": $version" <<<"$found"
}

# Rules live in the core. What betrays one in PHP or JavaScript: checking e-mail addresses, WooCommerce's statuses,
# currencies, counting money, powers (as in backing off).
shell_is_thin() {
  local quote="['\"]"
  local -a betrayers=(
    'FILTER_VALIDATE_EMAIL' 'is_email *\(' 'sanitize_email *\(' '\[\^@' "@.*\\\\\."
    "$quote(wc-)?(processing|on-hold|cancelled|checkout-draft)$quote"
    "$quote(USD|EUR|JPY|KWD)$quote"
    '[*/] *100\b' 'bc(add|mul|div|pow) *\(' '\bpow *\(' 'Math\.pow' '[^/*]\*\*[^/*]'
  )
  local pattern found=0
  for pattern in "${betrayers[@]}"; do
    if grep -rnE --include='*.php' --include='*.js' "$pattern" "$ROOT/plugin" | grep -vE ':[0-9]+:\s*(/?\*|//)'; then
      echo "^ looks like a rule: $pattern"
      found=1
    fi
  done
  return $found
}

nothing_left() {
  local found=0
  cd "$ROOT"
  # Written so that this file does not find itself.
  if git grep -InE '\b(TO''DO|FIX''ME|X''XX|HA''CK)\b' -- ':!LICENSE'; then found=1; fi
  if git grep -InF -e "$ROOT/" -e "$HOME/."; then found=1; fi
  return $found
}
