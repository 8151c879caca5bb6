<?php
/**
 * The main object and its WC() function.
 *
 * @package StandInShop
 */

/**
 * There is no cart and no session here, so both stay null, as they are in WooCommerce outside of shop pages.
 */
final class WooCommerce {

	/** @var string */
	public $version = WC_VERSION;

	/** @var null */
	public $cart = null;

	/** @var null */
	public $session = null;
}

/**
 * @return WooCommerce
 */
function WC() { // phpcs:ignore WordPress.NamingConventions.ValidFunctionName
	static $shop = null;
	if ( null === $shop ) {
		$shop = new WooCommerce();
	}
	return $shop;
}

add_action(
	'plugins_loaded',
	static function () {
		do_action( 'woocommerce_loaded' );
	},
	-1
);
add_action(
	'init',
	static function () {
		do_action( 'before_woocommerce_init' );
		do_action( 'woocommerce_init' );
	},
	0
);
