<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Lab\Fill\Bending;

/** Orders and users as importers, other plugins and old versions leave them: made by the shop, then bent by SQL. */
final class OddShop {

	use Bending;

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
