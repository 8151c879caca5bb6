<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

use Storewire\Tests\Support\OrderCopies;

/**
 * A small shop for tests of the sync, all of it dated 2001, so that a date range holds nothing else: two products, three
 * users, and as many orders as wanted. Orders beyond the first five are copies made by SQL, thousands a second.
 *
 * close() takes away every row that came after open().
 */
final class SyncShop {

	/** The year 2001, to be synced as a date range. */
	const FROM = 978307200;
	const TO   = 1009843199;

	/** One of each: a customer's, a guest's, an unpaid one, a partly refunded one, a draft. */
	const ORDERS_IN_A_SET = 5;

	/** @var array<string,int> Highest ids before. */
	private array $before = array();

	/** @var array<string,int> Ids just below those of the first order and its lines. */
	private array $first = array();

	/** @var int[] */
	public array $products = array();

	/** @var int[] */
	public array $users = array();

	public function open(): self {
		foreach ( array( 'posts' => 'ID', 'users' => 'ID', 'woocommerce_order_items' => 'order_item_id', 'wc_orders' => 'id' ) as $table => $id ) {
			$this->before[ $table ] = OrderCopies::highest( $table, $id );
		}
		$this->before['wc_orders'] = max( $this->before['wc_orders'], $this->before['posts'] );
		foreach ( array( array( 'customer' ), array( 'shop_manager', 'subscriber' ), array( 'editor' ) ) as $at => $roles ) {
			$user = wp_insert_user(
				array(
					'user_login'      => "sync-$at",
					'user_email'      => "sync-$at@shop.example",
					'user_pass'       => 'x',
					'first_name'      => "Given$at",
					'user_registered' => '2001-02-03 04:05:06',
				)
			);
			( new \WP_User( $user ) )->set_role( '' );
			foreach ( $roles as $role ) {
				( new \WP_User( $user ) )->add_role( $role );
			}
			$this->users[] = $user;
		}
		foreach ( array( 'publish', 'draft' ) as $status ) {
			$product = new \WC_Product_Simple();
			$product->set_name( "Kettle & pot, $status" );
			$product->set_status( $status );
			$product->set_sku( "SYNC-$status" );
			$product->set_regular_price( '12.50' );
			$product->set_date_created( '2001-03-04T05:06:07+00:00' );
			$this->products[] = $product->save();
		}
		$order       = wc_get_order( $this->order( 1, array( 'customer' => $this->users[0], 'status' => 'completed' ) ) );
		$this->first = array(
			'order' => $order->get_id() - 1,
			'item'  => array_key_first( $order->get_items() ) - 1,
		);
		$this->order( 2, array( 'status' => 'processing' ) );
		$this->order( 3, array( 'customer' => $this->users[2], 'status' => 'pending' ) );
		$refunded = $this->order( 4, array( 'status' => 'completed' ) );
		wc_create_refund( array( 'order_id' => $refunded, 'amount' => '5.00', 'reason' => 'Chipped', 'date_created' => '2001-06-02T00:00:00+00:00' ) );
		$this->order( 5, array( 'status' => 'checkout-draft' ) );
		return $this;
	}

	/**
	 * Makes an order.
	 *
	 * @param int                 $day   Day of June 2001.
	 * @param array<string,mixed> $about `customer`, `status`, `currency`, `price`.
	 */
	public function order( int $day, array $about = array() ): int {
		$order = wc_create_order( array( 'customer_id' => $about['customer'] ?? 0, 'created_via' => 'checkout' ) );
		$item  = new \WC_Order_Item_Product();
		$item->set_product_id( $this->products[0] );
		$item->set_name( 'Kettle &amp; pot' );
		$item->set_quantity( 2 );
		$item->set_subtotal( $about['price'] ?? '25.00' );
		$item->set_total( $about['price'] ?? '25.00' );
		$order->add_item( $item );
		$order->set_address( array( 'first_name' => 'Ann', 'last_name' => 'Lee', 'city' => 'Oslo', 'country' => 'NO', 'email' => "Ann$day@Guests.example" ), 'billing' );
		$order->set_currency( $about['currency'] ?? 'EUR' );
		$order->set_payment_method( 'cod' );
		$order->set_total( $about['price'] ?? '25.00' );
		$order->set_date_created( sprintf( '2001-06-%02dT12:00:00+00:00', $day ) );
		$order->save();
		if ( in_array( $about['status'] ?? '', array( 'completed', 'processing' ), true ) ) {
			$order->set_date_paid( sprintf( '2001-06-%02dT12:05:00+00:00', $day ) );
		}
		$order->set_status( $about['status'] ?? 'pending' );
		$order->save();
		return $order->get_id();
	}

	/** Copies the set of orders until there are so many orders in all. */
	public function grow( int $orders ): self {
		( new OrderCopies( $this->first['order'], $this->first['item'] ) )->make( intdiv( $orders, self::ORDERS_IN_A_SET ) - 1 );
		return $this;
	}

	public function close(): void {
		global $wpdb;
		foreach ( $this->users as $user ) {
			require_once ABSPATH . 'wp-admin/includes/user.php';
			wp_delete_user( $user );
		}
		foreach ( $this->products as $product ) {
			wc_get_product( $product )->delete( true );
		}
		$first = $this->before['wc_orders'];
		$items = $this->before['woocommerce_order_items'];
		foreach ( array_reverse( OrderCopies::TABLES ) as $table => list( $id ) ) {
			if ( OrderCopies::exists( $table ) ) {
				$wpdb->query( "DELETE FROM {$wpdb->prefix}$table WHERE $id > " . ( 'order_item_id' === $id ? $items : $first ) );
				$wpdb->query( "ALTER TABLE {$wpdb->prefix}$table AUTO_INCREMENT = 1" );
			}
		}
		wp_cache_flush();
	}
}
