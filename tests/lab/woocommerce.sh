# shellcheck shell=bash
# Finds the shop: prints the directory of a plugin whose main file is woocommerce.php.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../src/build/common.sh"

STAND_IN=$ROOT/tests/shop

woocommerce_dir() {
  if [[ -n ${WOOCOMMERCE_DIR:-} ]]; then
    [[ -f $WOOCOMMERCE_DIR/woocommerce.php ]] || die "WOOCOMMERCE_DIR=$WOOCOMMERCE_DIR holds no woocommerce.php"
    echo "$WOOCOMMERCE_DIR"
  elif [[ -f $CACHE/woocommerce/woocommerce.php ]] || woocommerce_get; then
    echo "$CACHE/woocommerce"
  else
    echo "$STAND_IN"
  fi
}

woocommerce_get() {
  local work=$ROOT/target/woocommerce-get
  mkdir -p "$work" "$CACHE"
  download https://downloads.wordpress.org/plugin/woocommerce.latest-stable.zip "$work/woocommerce.zip" \
    && unzip -q "$work/woocommerce.zip" -d "$CACHE" && rm -rf "$work"
}

# Whether a real WooCommerce can be had (else only the stand-in shop).
woocommerce_is_real() { [[ $(woocommerce_dir) != "$STAND_IN" ]]; }

# One line that says which shop a directory holds.
shop_says() { # DIR
  if [[ $1 == "$STAND_IN" ]]; then
    echo "the stand-in shop (tests/shop); a real WooCommerce is taken from WOOCOMMERCE_DIR or $CACHE/woocommerce"
  else
    echo "WooCommerce $(sed -n 's/^ \* Version: *//p' "$1/woocommerce.php") from $1"
  fi
}
