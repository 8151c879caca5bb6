<?php
/**
 * Currency, decimals, yes and no.
 *
 * @package StandInShop
 */

/** @return string ISO 4217 code of the store's currency. */
function get_woocommerce_currency() {
	return apply_filters( 'woocommerce_currency', get_option( 'woocommerce_currency' ) );
}

/** @return string The currency's symbol; its code where none is known here. */
function get_woocommerce_currency_symbol( $currency = '' ) {
	$currency = $currency ? $currency : get_woocommerce_currency();
	$symbols  = array( 'USD' => '&#36;', 'EUR' => '&euro;', 'GBP' => '&pound;', 'JPY' => '&yen;' );
	return apply_filters( 'woocommerce_currency_symbol', $symbols[ $currency ] ?? $currency, $currency );
}

/** @return int Decimals of prices. */
function wc_get_price_decimals() {
	return absint( apply_filters( 'wc_get_price_decimals', get_option( 'woocommerce_price_num_decimals', 2 ) ) );
}

/** @return int Decimals kept inside calculations. */
function wc_get_rounding_precision() {
	return max( wc_get_price_decimals() + 2, 6 );
}

/** @return string What stands between units and decimals on pages. */
function wc_get_price_decimal_separator() {
	$separator = stripslashes( (string) get_option( 'woocommerce_price_decimal_sep', '.' ) );
	return '' === $separator ? '.' : $separator;
}

/** @return string A price as HTML. */
function wc_price( $price, $args = array() ) {
	$symbol = get_woocommerce_currency_symbol( $args['currency'] ?? '' );
	$amount = number_format( (float) $price, $args['decimals'] ?? wc_get_price_decimals(), wc_get_price_decimal_separator(), ',' );
	return '<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">' . $symbol . '</span>' . $amount . '</bdi></span>';
}

/**
 * @param float|int|string|null $number     A number, as anybody may write it.
 * @param int|string|false      $dp         Decimals; '' for those of prices; false to leave a text's decimals alone.
 * @param bool                  $trim_zeros Whether zeros at the end go.
 * @return string
 */
function wc_format_decimal( $number, $dp = false, $trim_zeros = false ) {
	if ( null === $number || '' === $number ) {
		return '';
	}
	if ( ! is_float( $number ) ) {
		$number = str_replace( wc_get_price_decimal_separator(), '.', (string) $number );
		$number = preg_replace( '/\.(?![^.]+$)|[^0-9.-]/', '', $number );
	}
	if ( false !== $dp ) {
		$number = number_format( (float) $number, '' === $dp ? wc_get_price_decimals() : (int) $dp, '.', '' );
	} elseif ( is_float( $number ) ) {
		$number     = sprintf( '%.' . wc_get_rounding_precision() . 'F', $number );
		$trim_zeros = true;
	}
	return $trim_zeros && false !== strpos( $number, '.' ) ? rtrim( rtrim( $number, '0' ), '.' ) : $number;
}

/** @return float A number with as many decimals as prices have. */
function stand_in_round( $number ) {
	return round( (float) $number, wc_get_price_decimals() );
}

/** @return string A refund's amount: the same, negative. */
function wc_format_refund_total( $amount ) {
	return $amount * -1;
}

/** @return int|float Units in stock; whole unless a filter says otherwise. */
function wc_stock_amount( $amount ) {
	return apply_filters( 'woocommerce_stock_amount', (int) $amount );
}

/** @return bool */
function wc_string_to_bool( $string ) { // phpcs:ignore -- same name as in WooCommerce.
	return is_bool( $string ) ? $string : in_array( strtolower( (string) $string ), array( 'yes', 'true', '1' ), true );
}

/** @return string `yes` or `no`. */
function wc_bool_to_string( $bool ) { // phpcs:ignore -- same name as in WooCommerce.
	return wc_string_to_bool( $bool ) ? 'yes' : 'no';
}

/** @return string|array The same, without tags and line breaks. */
function wc_clean( $var ) { // phpcs:ignore -- same name as in WooCommerce.
	return is_array( $var ) ? array_map( 'wc_clean', $var ) : ( is_scalar( $var ) ? sanitize_text_field( $var ) : $var );
}

/** @return bool */
function wc_tax_enabled() {
	return apply_filters( 'wc_tax_enabled', 'yes' === get_option( 'woocommerce_calc_taxes' ) );
}

/** @return bool */
function wc_prices_include_tax() {
	return wc_tax_enabled() && 'yes' === get_option( 'woocommerce_prices_include_tax' );
}
