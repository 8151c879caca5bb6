<?php
/**
 * Changes orders by SQL, as importers, other plugins and old versions leave them.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

use Automattic\WooCommerce\Utilities\OrderUtil;

/** Writes what the shop's own functions would not, where this shop keeps it. */
trait Bending {

	/** @return int[] Ids of an order's lines. */
	public function lines( int $order, string $type = 'line_item' ): array {
		global $wpdb;
		return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT order_item_id FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id = %d AND order_item_type = %s ORDER BY order_item_id", $order, $type ) ) );
	}

	/** Writes what is stored about a line; null takes it away. */
	public function line( int $line, string $key, ?string $value ): void {
		global $wpdb;
		$of = array( 'order_item_id' => $line, 'meta_key' => $key );
		if ( null === $value ) {
			$wpdb->delete( "{$wpdb->prefix}woocommerce_order_itemmeta", $of );
		} else {
			$wpdb->update( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'meta_value' => $value ), $of );
		}
		wp_cache_flush();
	}

	/** Writes a property of an order; null is NULL, or nothing at all. */
	public function write( int $order, string $what, ?string $value ): void {
		global $wpdb;
		// Columns of the order tables, and of posts or their meta data.
		list( $column, $key ) = array(
			'status'   => array( 'status', 'post_status' ),
			'currency' => array( 'currency', '_order_currency' ),
			'total'    => array( 'total_amount', '_order_total' ),
			'tax'      => array( 'tax_amount', '_order_tax' ),
			'created'  => array( 'date_created_gmt', 'post_date_gmt' ),
			'modified' => array( 'date_updated_gmt', 'post_modified_gmt' ),
			'email'    => array( 'billing_email', '_billing_email' ),
			'customer' => array( 'customer_id', '_customer_user' ),
		)[ $what ];
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$wpdb->update( "{$wpdb->prefix}wc_orders", array( $column => $value ), array( 'id' => $order ) );
			if ( 'email' === $what ) {
				$wpdb->update( "{$wpdb->prefix}wc_order_addresses", array( 'email' => $value ), array( 'order_id' => $order, 'address_type' => 'billing' ) );
			}
		} elseif ( 0 === strpos( $key, 'post_' ) ) {
			$wpdb->query( "SET SESSION sql_mode = ''" );
			$wpdb->update( $wpdb->posts, array( $key => $value ?? '0000-00-00 00:00:00' ), array( 'ID' => $order ) );
		} elseif ( null === $value ) {
			$wpdb->delete( $wpdb->postmeta, array( 'post_id' => $order, 'meta_key' => $key ) );
		} else {
			$wpdb->update( $wpdb->postmeta, array( 'meta_value' => $value ), array( 'post_id' => $order, 'meta_key' => $key ) );
		}
		wp_cache_flush();
	}

	/** Writes the amount of a refund. */
	public function refund_meta( int $refund, string $amount ): void {
		global $wpdb;
		$hpos = OrderUtil::custom_orders_table_usage_is_enabled();
		$wpdb->update( $hpos ? "{$wpdb->prefix}wc_orders_meta" : $wpdb->postmeta, array( 'meta_value' => $amount ), array( $hpos ? 'order_id' : 'post_id' => $refund, 'meta_key' => '_refund_amount' ) );
		wp_cache_flush();
	}

	/** Gives an order meta data of some other plugin. */
	public function meta( int $order, int $count ): void {
		global $wpdb;
		$values = implode( ',', array_map( static fn( int $at ): string => "($order, '_legacy_$at', 'a:0:{')", range( 1, $count ) ) );
		$wpdb->query( OrderUtil::custom_orders_table_usage_is_enabled() ? "INSERT INTO {$wpdb->prefix}wc_orders_meta (order_id, meta_key, meta_value) VALUES $values" : "INSERT INTO {$wpdb->postmeta} (post_id, meta_key, meta_value) VALUES $values" );
		wp_cache_flush();
	}
}
