<?php
/**
 * The two utility classes that plugins ask.
 *
 * @package StandInShop
 */

namespace Automattic\WooCommerce\Utilities;

/** Where orders are stored: here always in tables of their own. */
final class OrderUtil {

	/** @return bool */
	public static function custom_orders_table_usage_is_enabled(): bool {
		return true;
	}

	/** @return string */
	public static function get_table_for_orders() {
		return $GLOBALS['wpdb']->prefix . 'wc_orders';
	}

	/** @return string */
	public static function get_table_for_order_meta() {
		return $GLOBALS['wpdb']->prefix . 'wc_orders_meta';
	}

	/** @return string|null `shop_order` or `shop_order_refund`. */
	public static function get_order_type( $order_id ) {
		$order = wc_get_order( $order_id );
		return $order ? $order->get_type() : null;
	}

	/** @return bool */
	public static function is_order( $order_id, $types = array() ) {
		$type = self::get_order_type( $order_id );
		return $type && ( ! $types || in_array( $type, (array) $types, true ) );
	}
}

/** Plugins declare here what they are compatible with; nothing here depends on it. */
final class FeaturesUtil {

	/** @return bool */
	public static function declare_compatibility( string $feature_id, string $plugin_file, bool $positive_compatibility = true ): bool {
		return doing_action( 'before_woocommerce_init' );
	}
}
