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

	/** @return bool Whether orders are also written to wp_posts. */
	public static function is_custom_order_tables_in_sync(): bool {
		return false;
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

/** Takes note of what plugins declare to be compatible with. */
final class FeaturesUtil {

	/** @var array[] */
	private static $declared = array();

	/** @return bool */
	public static function declare_compatibility( string $feature_id, string $plugin_file, bool $positive_compatibility = true ): bool {
		self::$declared[ plugin_basename( $plugin_file ) ][ $positive_compatibility ? 'compatible' : 'incompatible' ][] = $feature_id;
		return true;
	}

	/** @return array[] Features by `compatible`, `incompatible`, `uncertain`. */
	public static function get_compatible_features_for_plugin( string $plugin_name, bool $enabled_features_only = false ): array {
		return ( self::$declared[ $plugin_name ] ?? array() ) + array( 'compatible' => array(), 'incompatible' => array(), 'uncertain' => array() );
	}

	/** @return bool */
	public static function feature_is_enabled( string $feature_id ): bool {
		return 'custom_order_tables' === $feature_id;
	}
}
