<?php
/**
 * Plugin Name:          Storewire for WooCommerce
 * Description:          Connects your store to your marketing automation: contacts, products, orders and transactions, kept in step.
 * Version:              0.1.0
 * Requires at least:    6.8
 * Requires PHP:         7.4
 * Requires Plugins:     woocommerce
 * WC requires at least: 8.9
 * WC tested up to:      11.0
 * Author:               Storewire contributors
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          storewire
 * Domain Path:          /languages
 *
 * This file must parse on any PHP 5.6 or later, so that an old PHP gets the notice below and not a fatal error.
 *
 * @package Storewire
 */

namespace Storewire;

use Storewire\Setup\Requirements;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

define( 'STOREWIRE_VERSION', '0.1.0' );
define( 'STOREWIRE_FILE', __FILE__ );
define( 'STOREWIRE_DEFAULT_BACKEND_URL', 'https://app.storewire.example' );

if ( PHP_VERSION_ID < 70400 || PHP_INT_SIZE < 8 ) {
	add_action(
		'admin_notices',
		function () {
			if ( current_user_can( 'activate_plugins' ) ) {
				/* translators: %s: the version of PHP that runs now. */
				$text = __( 'Storewire for WooCommerce needs a 64-bit PHP 7.4 or later; this site runs PHP %s. Ask your host to switch. Until then Storewire does nothing.', 'storewire' );
				printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( sprintf( $text, PHP_VERSION . ' (' . ( PHP_INT_SIZE * 8 ) . '-bit)' ) ) );
			}
		}
	);
	return;
}

require __DIR__ . '/src/autoload.php';

/**
 * The wired plugin, for REST routes, tests and other code of this site.
 *
 * @return Plugin
 */
function plugin() {
	static $plugin = null;
	if ( null === $plugin ) {
		$plugin = new Plugin();
	}
	return $plugin;
}

register_activation_hook(
	__FILE__,
	function ( $network = false ) {
		plugin()->installer()->activate( (bool) $network );
	}
);
register_deactivation_hook(
	__FILE__,
	function ( $network = false ) {
		plugin()->installer()->deactivate( (bool) $network );
	}
);
add_filter( 'wpmu_drop_tables', array( 'Storewire\\Setup\\Installer', 'tables_of_site' ) );

add_action(
	'before_woocommerce_init',
	function () {
		if ( class_exists( 'Automattic\\WooCommerce\\Utilities\\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
		}
	}
);

add_action(
	'plugins_loaded',
	function () {
		if ( Requirements::pass() ) {
			plugin()->register();
		}
	}
);
