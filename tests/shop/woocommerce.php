<?php
/**
 * Plugin Name: WooCommerce (stand-in)
 * Description: A small shop that behaves like WooCommerce where Storewire looks, for machines that cannot get WooCommerce. Not for selling.
 * Version: 11.0.0-standin
 * Requires PHP: 7.4
 * License: GPL-2.0-or-later
 *
 * @package StandInShop
 */

defined( 'ABSPATH' ) || exit;

define( 'WC_VERSION', '11.0.0-standin' );
define( 'WC_PLUGIN_FILE', __FILE__ );

foreach (
	array(
		'woocommerce',
		'install',
		'content',
		'formatting',
		'datetime',
		'data',
		'addresses',
		'utilities',
		'product/attributes',
		'product/product',
		'product/types',
		'product/variation',
		'product/store',
		'product/functions',
		'product/stock',
		'order/items',
		'order/item-types',
		'order/totals',
		'order/abstract-order',
		'order/order',
		'order/refund',
		'order/table',
		'order/query',
		'order/functions',
		'order/refunding',
		'customer',
		'users',
		'pages',
	) as $stand_in_file
) {
	require_once __DIR__ . "/includes/$stand_in_file.php";
}
unset( $stand_in_file );

register_activation_hook( __FILE__, 'stand_in_install' );
