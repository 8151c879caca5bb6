#!/usr/bin/env bash
# A newer PHP than this machine's, from Debian's packages, for tests: php-versions.sh 8.4|8.5 prints the folder that holds
# its `php` and `php-fpm`, or fails where it cannot be had.
# shellcheck source=src/build/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

# Where Debian has a version; opcache is a package of its own until 8.4.
declare -A SUITES=([8.4]="stable" [8.5]="unstable experimental")
declare -A OPCACHE=([8.4]=php8.4-opcache)

php_get() { # VERSION TREE
  local version=$1 tree=$2 work=$ROOT/target/php-get-$1
  local -a packages=()
  local part
  for part in cli fpm mbstring mysql curl xml; do packages+=("php$version-$part"); done
  [[ -z ${OPCACHE[$version]:-} ]] || packages+=("${OPCACHE[$version]}")
  say "Fetching PHP $version …"
  rm -rf "$work" "$tree"
  mkdir -p "$work"
  debian_tree "${SUITES[$version]}" "$work" "${packages[@]}" || return 1
  php_wrap "$version" "$work/files" || return 1
  mv "$work/files" "$tree"
  rm -rf "$work"
}

# Makes programs that bring their own C library, and settings that load the extensions of a store.
php_wrap() { # VERSION TREE
  local version=$1 tree=$2 loader extensions name program
  loader=$(cd "$tree" && find usr/lib* -name 'ld-linux-*.so.*' -type f | head -n 1)
  extensions=$(cd "$tree" && dirname "$(find usr/lib/php -name mbstring.so)")
  [[ -n $loader && -n $extensions ]] || return 1
  [[ ! -f $tree/$extensions/opcache.so ]] || echo "zend_extension=opcache" >"$tree/php.ini"
  # In this order, for some need others.
  for name in mysqlnd pdo ctype dom xml simplexml xmlreader xmlwriter curl exif fileinfo iconv mbstring mysqli pdo_mysql \
    phar posix sockets tokenizer; do
    [[ ! -f $tree/$extensions/$name.so ]] || echo "extension=$name"
  done >>"$tree/php.ini"
  for name in php php-fpm; do
    program=usr/bin/php$version
    [[ $name == php ]] || program=usr/sbin/php-fpm$version
    cat >"$tree/$name" <<SH
#!/bin/sh
here=\$(dirname "\$(readlink -f "\$0")")
export PHP_INI_SCAN_DIR="\${PHP_INI_SCAN_DIR-}"
exec "\$here/$loader" --argv0 "\$here/$name" --library-path "\$here/$(dirname "$loader")" \\
  "\$here/$program" -c "\$here/php.ini" -d "extension_dir=\$here/$extensions" "\$@"
SH
    chmod +x "$tree/$name"
  done
  [[ $("$tree/php" -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, function_exists("opcache_get_status");') == "${version}1" ]]
}

version=${1:-}
[[ -n ${SUITES[$version]:-} ]] || die "php-versions.sh ${!SUITES[*]}"
tree=$CACHE/php-$version
mkdir -p "$CACHE" "$ROOT/target"
exec 9>"$CACHE/php-$version.lock"
flock 9
[[ -x $tree/php-fpm ]] || php_get "$version" "$tree" || die "PHP $version cannot be had"
echo "$tree"
