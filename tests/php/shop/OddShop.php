<?php
declare(strict_types=1);

namespace Storewire\Tests;

use Automattic\WooCommerce\Utilities\OrderUtil;

/** Orders and users as importers, other plugins and old versions leave them: made by the shop, then bent by SQL. */
final class OddShop {

	/** Columns of the order tables, and keys of meta data where orders are posts. */
	private const COLUMNS = array(
		'status'   => array( 'wc_orders', 'status', 'post_status' ),
		'currency' => array( 'wc_orders', 'currency', '_order_currency' ),
		'total'    => array( 'wc_orders', 'total_amount', '_order_total' ),
		'tax'      => array( 'wc_orders', 'tax_amount', '_order_tax' ),
		'created'  => array( 'wc_orders', 'date_created_gmt', 'post_date_gmt' ),
		'modified' => array( 'wc_orders', 'date_updated_gmt', 'post_modified_gmt' ),
		'email'    => array( 'wc_orders', 'billing_email', '_billing_email' ),
		'customer' => array( 'wc_orders', 'customer_id', '_customer_user' ),
	);

	/** @var int[] */
	private array $orders = array();

	/** @var int[] */
	private array $users = array();

	/**
	 * An order that is on hold, or paid.
	 *
	 * @param array<int,array{0:int,1:string}> $lines Quantity and total of each.
	 * @param string[]                         $fees  Totals of fees.
	 * @param array<string,mixed>              $what  `paid`, `customer`.
	 */
	public function order( array $lines, array $fees = array(), array $what = array() ): int {
		$order = wc_create_order( array( 'customer_id' => $what['customer'] ?? 0 ) );
		$total = '0';
		foreach ( $lines as list( $quantity, $amount ) ) {
			$item = new \WC_Order_Item_Product();
			$item->set_props( array( 'name' => 'Kettle', 'quantity' => $quantity, 'subtotal' => $amount, 'total' => $amount ) );
			$order->add_item( $item );
			$total += (float) $amount;
		}
		foreach ( $fees as $amount ) {
			$fee = new \WC_Order_Item_Fee();
			$fee->set_props( array( 'name' => 'Deposit', 'total' => $amount ) );
			$order->add_item( $fee );
			$total += (float) $amount;
		}
		$order->set_billing_email( 'guest@example.com' );
		$order->set_total( (string) $total );
		$order->set_date_created( time() - 86400 );
		$order->set_status( 'on-hold' );
		if ( $what['paid'] ?? false ) {
			$order->set_date_paid( time() - 3600 );
		}
		$order->save();
		return $this->orders[] = $order->get_id();
	}

	public function refund( int $order, string $amount ): int {
		return wc_create_refund( array( 'order_id' => $order, 'amount' => $amount, 'reason' => 'Chipped' ) )->get_id();
	}

	public function user( string $email, string $billing ): int {
		global $wpdb;
		$name = 'odd' . wp_rand();
		$user = wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'storewire', 'user_email' => "$name@example.com", 'role' => 'customer' ) );
		$wpdb->update( $wpdb->users, array( 'user_email' => $email ), array( 'ID' => $user ) );
		update_user_meta( $user, 'billing_email', $billing );
		clean_user_cache( $user );
		return $this->users[] = $user;
	}

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

	/** Writes a property of an order where this shop keeps it; null is NULL, or nothing at all. */
	public function write( int $order, string $what, ?string $value ): void {
		global $wpdb;
		list( $table, $column, $key ) = self::COLUMNS[ $what ];
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$wpdb->update( $wpdb->prefix . $table, array( $column => $value ), array( 'id' => $order ) );
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
		$hpos   = OrderUtil::custom_orders_table_usage_is_enabled();
		$values = implode( ',', array_map( static fn( int $at ): string => "($order, '_legacy_$at', 'a:0:{')", range( 1, $count ) ) );
		$wpdb->query( $hpos ? "INSERT INTO {$wpdb->prefix}wc_orders_meta (order_id, meta_key, meta_value) VALUES $values" : "INSERT INTO {$wpdb->postmeta} (post_id, meta_key, meta_value) VALUES $values" );
		wp_cache_flush();
	}

	public function close(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/user.php';
		foreach ( $this->orders as $id ) {
			if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
				$wpdb->query( "DELETE FROM {$wpdb->prefix}wc_orders WHERE id = $id OR parent_order_id = $id" );
			} else {
				$wpdb->query( "DELETE FROM {$wpdb->posts} WHERE ID = $id OR post_parent = $id" );
			}
		}
		array_map( 'wp_delete_user', $this->users );
		wp_cache_flush();
	}
}
