# shellcheck shell=bash
# Finds WordPress: prints the directory that holds its wp-load.php.
# shellcheck source=src/build/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../src/build/debian.sh"

wordpress_dir() {
  if [[ -n ${WORDPRESS_DIR:-} ]]; then
    [[ -f $WORDPRESS_DIR/wp-load.php ]] || die "WORDPRESS_DIR=$WORDPRESS_DIR holds no wp-load.php"
    echo "$WORDPRESS_DIR"
    return
  fi
  local tree=$CACHE/wordpress
  [[ -f $tree/wp-load.php ]] || wordpress_get "$tree"
  echo "$tree"
}

wordpress_get() { # TREE
  local work=$ROOT/target/wordpress-get
  rm -rf "$work"
  mkdir -p "$work" "$(dirname "$1")"
  say "Fetching WordPress …"
  if download https://wordpress.org/latest.zip "$work/latest.zip"; then
    unzip -q "$work/latest.zip" -d "$work"
  else
    wordpress_from_debian "$work"
  fi
  rm -rf "$1"
  mv "$work/wordpress" "$1"
  rm -rf "$work"
}

# Debian's package, from a newer suite than most machines have. It shares some libraries with other packages by symbolic
# links; those become files, so that the tree stands alone.
wordpress_from_debian() { # WORK
  local work=$1 link target
  debian_files testing "$work" wordpress wordpress-theme-twentytwentyfive libjs-cropper libjs-jquery-ui libjs-lodash \
    libjs-underscore libphp-phpmailer php-getid3 || die "no WordPress: set WORDPRESS_DIR to an unpacked copy"
  mv "$work/files/usr/share/wordpress" "$work/wordpress"
  mkdir "$work/files/usr/share/wordpress" # links climb through it
  (
    cd "$work/wordpress"
    rm -f wp-config.php .htaccess
    find . -type l -print | while read -r link; do
      target=$(readlink "$link")
      case $target in
        /etc/*) ;;
        /*) target=$work/files$target ;;
        *) target=$work/files/usr/share/wordpress/$(dirname "$link")/$target ;;
      esac
      target=$(realpath -m -s "$target")
      rm "$link"
      cp -L "$target" "$link" || die "Debian's wordpress package links to $target, which no fetched package holds"
    done
  )
}

# A theme with classic templates, as WordPress shipped them until 2021: prints its directory, or fails where it cannot be
# had. Debian 12 has a package of it, later suites have none.
classic_theme_dir() {
  local theme=$CACHE/twentytwentyone work=$ROOT/target/theme-get
  if [[ ! -f $theme/style.css ]]; then
    rm -rf "$work"
    mkdir -p "$work" "$CACHE"
    if download https://downloads.wordpress.org/theme/twentytwentyone.zip "$work/theme.zip"; then
      unzip -q "$work/theme.zip" -d "$work"
    elif debian_files bookworm "$work" wordpress-theme-twentytwentyone; then
      mv "$work/files/usr/share/wordpress/wp-content/themes/twentytwentyone" "$work/"
    else
      return 1
    fi
    mv "$work/twentytwentyone" "$theme"
    rm -rf "$work"
  fi
  echo "$theme"
}
