# shellcheck shell=bash
# Rules of this project that no general tool knows.
# shellcheck source=src/build/common.sh
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

# Rules live in the core. The shell has the words and numbers of its rules from the generated Rules alone; and the checks see
# it where it has not, however that is spelled.
shell_is_thin() {
  local rules=$ROOT/pkg/php/rules.php fault
  php "$ROOT/src/build/words.php" "$rules" "$ROOT/plugin/src" || return 1
  php "$ROOT/src/build/numbers.php" "$ROOT/plugin/src" || return 1
  while IFS= read -r fault; do
    sees words.php "$fault" "$rules" || return 1
  done <<'FAULTS'
'cancelled' === $from;
"can\x63elled" === $from;
'can' . 'celled' === $from;
isset( array( "cancelled" => 1 )[ $from ] );
'woocommerce_order_status_cancelled' === "woocommerce_order_status_$from";
"wc-checkout-draft" === $from;
$sql = "SELECT id FROM $table WHERE status <> 'auto-draft'";
$switches = array( 'contacts' );
$is_on = $switches['orderReceivedTrigger'];
is_email( $from );
filter_var( $from, FILTER_VALIDATE_EMAIL );
call_user_func( 'IS_EMAIL', $from );
preg_match( '/^[^@]+@/', $from );
$wait = $base ** $tries;
'EUR' === $currency;
'on-hold' === $from;
FAULTS
  while IFS= read -r fault; do
    sees numbers.php "$fault" || return 1
  done <<'FAULTS'
sleep( 900 );
$wait = 0x384;
$wait = 9_00;
$wait = 9e2;
$wait = (int) "900";
$more = $limit >> 3;
function wait( int $seconds = 900 ) {}
$wait = array( 5, 30 );
$cents = $amount * 100;
$wait = 1000;
return substr( $text, 0, min( 20, $most ) );
FAULTS
  scripts_are_thin
}

# Whether a check finds a fault in a file of the plugin.
sees() { # CHECK FAULT [ARGUMENT…]
  local planted=$ROOT/target/tmp/thin found
  rm -rf "$planted" && mkdir -p "$planted/Support"
  printf '<?php\nnamespace Storewire\\Support;\n%s\n' "$2" >"$planted/Support/Planted.php"
  found=$(php "$ROOT/src/build/$1" "${@:3}" "$planted" || true)
  if ! grep -q '/Planted\.php:' <<<"$found"; then
    echo "$1 does not see: $2"
    return 1
  fi
}

# The plugin's scripts ask the core, too. What betrays a rule in one: the shape of an e-mail address, statuses, currencies,
# counting money, powers.
scripts_are_thin() {
  local quote="['\"]"
  ! grep -rnE --include='*.js' -e '\[\^@' -e "@.*\\\\\." -e "$quote(wc-)?(processing|on-hold|cancelled|checkout-draft)$quote" \
    -e "$quote(USD|EUR|JPY|KWD)$quote" -e '[*/] *100\b' -e 'Math\.pow' -e '[^/*]\*\*[^/*]' "$ROOT/plugin" | grep -vE ':[0-9]+:\s*(/?\*|//)'
}

# A read that fails is not "nothing there" (D11): SQL is read through Database.php, which throws, and nowhere else. wpdb's
# own readers give nothing in both cases. Nor by other names: called by a variable, through an alias, past wpdb.
reads_are_answered() {
  # shellcheck disable=SC2016 # what is looked for begins with a dollar sign
  local -a leaks=(
    'get_(results|row|col|var)\b' 'last_result\b' "['\"]get_['\"]"
    '(\$wpdb|\bwpdb['"'"'"] *\]) *->[[:space:]]*[{$]' '\$wpdb *[;,)]' "GLOBALS *\[ *['\"]wpdb"
    'mysqli_(query|real_query|multi_query|prepare|execute|stmt|fetch|store_result|use_result|connect|init)' 'new +.?(mysqli|PDO|wpdb)\b'
  )
  local pattern found=0
  for pattern in "${leaks[@]}"; do
    # shellcheck disable=SC2016
    if grep -rniE --include='*.php' --exclude=Database.php "$pattern" "$ROOT/plugin" | grep -viE ':[[:space:]]*global \$wpdb;|method_exists\( \$wpdb, '; then
      echo "^ reads past Database: $pattern"
      found=1
    fi
  done
  # Statements that write. Guard counts by itself: it has to work where no class can be loaded.
  if grep -rniE --include='*.php' -- '-> *query *\(' "$ROOT/plugin" | grep -vE '/src/(Support/Database|Outbox/OutboxTable|Support/LeasedOption|Background/Guard)\.php:'; then
    echo "^ statements are run by OutboxTable::write(), and read by Database"
    found=1
  fi
  return $found
}

# The rooms of a crate stand one upon the other: those in a circle would be one room.
rooms_stand() {
  cd "$ROOT"
  cargo test --quiet --locked --package storewire-build
  cargo run --quiet --locked --package storewire-build --bin rooms -- src/core src/wasm2php src/php src/browser src/backend
}

# The plugin's folders stand one upon the other, too; and the check sees it where they do not.
folders_stand() {
  local planted=$ROOT/target/tmp/folders fault
  php "$ROOT/src/build/folders.php" "$ROOT/plugin/src" || return 1
  for fault in 'use Storewire\Admin\AdminPage;' 'use Storewire\Admin\{AdminPage, Notices};' '\Storewire\plugin();' 'add_action( 1, 2 );' 'new \Storewire\Delivery\Relay();' "\$call = 'Storewire\\\\Admin\\\\AdminPage';"; do
    rm -rf "$planted" && mkdir -p "$planted/Support"
    cp "$ROOT/plugin/src/Plugin.php" "$planted/"
    printf '<?php\nnamespace Storewire\\Support;\n%s\n' "$fault" >"$planted/Support/Planted.php"
    if php "$ROOT/src/build/folders.php" "$planted" >/dev/null; then
      echo "The check of folders does not see: $fault"
      return 1
    fi
  done
}

# The tree in README is the tree on disk: in every folder that it shows from the inside, the same folders, and no file that
# is not there.
tree_is_true() {
  local drawn root file disk
  cd "$ROOT"
  drawn=$(awk '/^```/ { inside = !inside } inside && /^[a-z].*\// { root = $1 } inside && root && /^  [A-Za-z]/ { print root, $1 }' README.md)
  [[ -n $drawn ]] || return 1
  while read -r root; do
    disk=$(git ls-files "$root" | sed -nE "s,^(${root})([^/]+/).*,\\1 \\2,p" | sort -u)
    if ! diff <(grep "^$root .*/$" <<<"$drawn" | sort) <(echo "$disk"); then
      echo "^ README's tree of $root, and the folders that are there"
      return 1
    fi
  done < <(cut -d' ' -f1 <<<"$drawn" | sort -u)
  while read -r root file; do
    [[ -e $root$file ]] || { echo "README shows $root$file"; return 1; }
  done <<<"$drawn"
}

nothing_left() {
  local found=0
  cd "$ROOT"
  # Written so that this file does not find itself.
  if git grep -InE '\b(TO''DO|FIX''ME|X''XX|HA''CK)\b' -- ':!LICENSE'; then found=1; fi
  if git grep -InF -e "$ROOT/" -e "$HOME/."; then found=1; fi
  return $found
}
