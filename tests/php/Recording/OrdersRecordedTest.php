<?php
declare(strict_types=1);

namespace Storewire\Tests\Recording;

use Automattic\WooCommerce\Internal\DataStores\Orders\DataSynchronizer;

/**
 * Orders from any source: what hooks record of them (S4, S5, E2, E3).
 */
final class OrdersRecordedTest extends RecordingTestCase {

	/** E2: made in code, step by step: one order, placed once. */
	public function test_an_order_made_step_by_step_is_placed_once(): void {
		$product = $this->product();
		$order   = wc_create_order();
		$this->remove_later( $order );
		$id = $order->get_id();
		$order->add_product( $product, 2 );
		$order->set_billing_email( 'ann@example.com' );
		$order->calculate_totals();
		$order->save();
		$this->assertSame( array( "order $id", "order_placed $id once" ), $this->rows() );
		$this->assertNull( $this->row( 'order_placed' )['payload'], 'The payload is built at delivery.' );
	}

	/** E2: an order that stays in draft was not placed; one that leaves it is, once. */
	public function test_a_draft_is_placed_when_it_leaves_draft(): void {
		foreach ( array( 'auto-draft', 'checkout-draft' ) as $draft ) {
			$this->forget();
			$order = $this->order( array( 'status' => $draft ) );
			$id    = $order->get_id();
			$this->assertSame( array(), $this->rows( 'order\\_placed' ), $draft );
			$order = wc_get_order( $id );
			$order->set_status( 'pending' );
			$order->save();
			$order->set_billing_phone( '1' );
			$order->save();
			$this->assertSame( array( "order_placed $id once" ), $this->rows( 'order\\_placed' ), $draft );
		}
	}

	/**
	 * R12: with HPOS and compatibility mode an order's backup post goes from WordPress' draft to WooCommerce's, which is no
	 * placing either: the fact would be read as a draft, and be gone when the shopper orders.
	 */
	public function test_a_backup_post_that_becomes_a_draft_is_not_placed(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop keeps no copies of orders in posts.' );
		}
		$this->forget();
		$id = wp_insert_post( array( 'post_type' => 'shop_order', 'post_status' => 'draft', 'post_title' => 'Order' ) );
		$this->later( static fn() => wp_delete_post( $id, true ) );
		wp_update_post( array( 'ID' => $id, 'post_status' => 'wc-checkout-draft' ) );
		$this->assertSame( array(), $this->rows() );
	}

	/** F2: HPOS compatibility mode copies orders to posts, and cleans the copies up again: nothing happened to any order. */
	public function test_f2_copies_of_orders_tell_nothing(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) || 'on' !== getenv( 'HPOS' ) ) {
			$this->markTestSkipped( 'Only where orders have tables of their own are posts their copies.' );
		}
		global $wpdb;
		$id     = $this->order( array( 'status' => 'processing' ), $this->product() )->get_id();
		$option = DataSynchronizer::ORDERS_DATA_SYNC_ENABLED_OPTION;
		$before = get_option( $option );
		$this->later( static fn() => update_option( $option, $before ) );
		update_option( $option, 'yes' );
		$this->forget();
		wc_get_container()->get( DataSynchronizer::class )->process_batch( array( $id ) );
		$this->assertSame( 'wc-processing', $wpdb->get_var( "SELECT post_status FROM {$wpdb->posts} WHERE ID = $id" ), 'the order was copied' );
		$this->assertSame( array(), $this->rows() );
		update_option( $option, 'no' );
		clean_post_cache( $id );
		wp_trash_post( $id );
		wp_untrash_post( $id );
		wp_delete_post( $id, true );
		$this->assertSame( array(), $this->rows(), 'Not of the copy that goes.' );
		$this->assertInstanceOf( \WC_Order::class, wc_get_order( $id ) );
	}

	/** E2: the admin's "Add order" screen, where WordPress saves the post before WooCommerce does (orders as posts). */
	public function test_an_order_of_the_admin_screen_is_placed_once(): void {
		if ( 'on' === getenv( 'HPOS' ) ) {
			$order = $this->order( array( 'status' => 'auto-draft' ) );
			$order = wc_get_order( $order->get_id() );
		} else {
			$id    = wp_insert_post( array( 'post_type' => 'shop_order', 'post_status' => 'auto-draft' ) );
			$this->assertSame( array(), $this->rows() );
			wp_update_post( array( 'ID' => $id, 'post_status' => 'wc-pending' ) );
			$order = wc_get_order( $id );
			$this->remove_later( $order );
		}
		$order->set_billing_email( 'ann@example.com' );
		$order->set_status( 'pending' );
		$order->save();
		$id = $order->get_id();
		$this->assertSame( array( "order $id", "order_placed $id once" ), $this->rows() );
	}

	/** E3: paid once, by a gateway. */
	public function test_a_payment_is_received_once(): void {
		$order = $this->order( array( 'payment_method' => 'bacs' ), $this->product( array( 'virtual' => false ) ) );
		$id    = $order->get_id();
		$this->assertSame( array(), $this->rows( 'payment%' ) );
		$order->payment_complete( 'tx-1' );
		$order->set_billing_phone( '1' );
		$order->save();
		$this->assertSame( array( "payment_received $id once" ), $this->rows( 'payment%' ) );
	}

	/** E3: paid by a manual status change, and by an order that is paid from its first save on. */
	public function test_a_manual_status_change_pays(): void {
		$parcel = $this->product( array( 'virtual' => false ) );
		$order  = $this->order( array(), $parcel );
		$id     = $order->get_id();
		wc_get_order( $id )->update_status( 'processing' );
		$this->assertSame( array( "payment_received $id once" ), $this->rows( 'payment%' ) );
		$this->forget();
		$order = $this->order( array( 'status' => 'completed' ) );
		$id    = $order->get_id();
		$this->assertSame( array( "payment_received $id once" ), $this->rows( 'payment%' ) );
		$this->assertSame( array( "order_placed $id once" ), $this->rows( 'order\\_placed' ) );
	}

	/** E3: an older paid order that is only edited was not paid just now. */
	public function test_editing_a_paid_order_pays_nothing(): void {
		$order = $this->order( array( 'status' => 'processing' ) );
		$this->forget();
		$order = wc_get_order( $order->get_id() );
		$order->set_customer_note( 'Ring twice' );
		$order->save();
		$this->assertSame( array( 'order ' . $order->get_id() ), $this->rows() );
	}

	/** E3: completed and cancelled, once for each time. */
	public function test_fulfilled_and_cancelled(): void {
		$order = $this->order( array( 'status' => 'processing' ) );
		$id    = $order->get_id();
		$order->update_status( 'completed' );
		$order->save();
		$this->assertSame( array( "order_fulfilled $id " . $order->get_date_completed()->getTimestamp() ), $this->rows( 'order\\_fulfilled' ) );
		$this->assertSame( array(), $this->rows( 'order\\_cancelled' ) );
		$order->update_status( 'cancelled' );
		$order->save();
		$this->assertSame( array( "order_cancelled $id once" ), $this->rows( 'order\\_cancelled' ) );
		$order->update_status( 'on-hold' );
		wc_get_order( $id )->update_status( 'cancelled' );
		$this->assertCount( 2, $this->rows( 'order\\_cancelled' ) );
		$this->assertCount( 1, $this->rows( 'order\\_fulfilled' ) );
	}

	/** E3, S5: each refund once, partial ones and the rest. */
	public function test_each_refund_once(): void {
		$order = $this->order( array( 'status' => 'processing' ), $this->product() );
		$id    = $order->get_id();
		$this->forget();
		$first = wc_create_refund( array( 'order_id' => $id, 'amount' => '5.00' ) );
		$rest  = wc_create_refund( array( 'order_id' => $id, 'amount' => '20.00' ) );
		$this->assertSame( 'refunded', wc_get_order( $id )->get_status() );
		$this->assertSame( array( "order $id", "order_refunded $id " . $first->get_id(), "order_refunded $id " . $rest->get_id() ), $this->rows( 'order%' ) );
	}

	/** S4: the trash, the way back, and the end. */
	public function test_trash_and_return(): void {
		$order = $this->order( array( 'status' => 'processing' ) );
		$id    = $order->get_id();
		$this->forget();
		$order->delete( false );
		$this->assertSame( array( "order $id" ), $this->rows() );
		$this->forget();
		if ( 'on' === getenv( 'HPOS' ) ) {
			wc_get_order( $id )->untrash();
		} else {
			wp_untrash_post( $id );
		}
		$this->assertSame( array( "order $id" ), $this->rows( 'order' ) );
		$this->assertSame( array(), $this->rows( 'order\\_placed' ), 'It was placed long ago.' );
		$this->forget();
		wc_get_order( $id )->delete( true );
		$this->assertSame( array( "order $id" ), $this->rows() );
	}

	/** REST v3: an order, its payment and its refund. */
	public function test_orders_of_the_rest_api(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no REST API.' );
		}
		$product = $this->product();
		wp_set_current_user( 1 );
		$made = $this->rest(
			'/wc/v3/orders',
			array(
				'set_paid'   => true,
				'billing'    => array( 'email' => 'ann@example.com' ),
				'line_items' => array( array( 'product_id' => $product->get_id(), 'quantity' => 1 ) ),
			)
		);
		$id   = $made['id'];
		$this->remove_later( wc_get_order( $id ) );
		$this->assertSame( array( "order $id", "order_placed $id once", "payment_received $id once" ), array_values( preg_grep( '/^(order |order_placed|payment)/', $this->rows() ) ) );
		$refund = $this->rest( "/wc/v3/orders/$id/refunds", array( 'amount' => '3.00', 'api_refund' => false ) )['id'];
		$this->assertSame( array( "order_refunded $id $refund" ), $this->rows( 'order\\_refunded' ) );
	}

	/** S11: what a customer spent changes with the order, so the contact is read again; guests have no user. */
	public function test_the_buyer_changes_with_the_order(): void {
		$user = $this->customer();
		$this->order( array( 'customer_id' => $user->ID ) );
		$this->assertSame( array( "contact $user->ID" ), $this->rows( 'contact' ) );
		$this->forget();
		$this->order();
		$this->assertSame( array(), $this->rows( 'contact' ) );
	}

	/** E7, R13: an order keeps what was seen of the shopper's consent; what a manager does later goes by it, unless the list says more. */
	public function test_consent_is_kept_with_the_order(): void {
		$yes = static fn() => true;
		add_filter( 'storewire_shopper_subscribed', $yes );
		$order = $this->order( array( 'status' => 'checkout-draft' ), $this->product( array( 'virtual' => false ) ) );
		do_action( 'woocommerce_store_api_checkout_update_order_meta', $order );
		$order->save();
		remove_filter( 'storewire_shopper_subscribed', $yes );
		wc_get_order( $order->get_id() )->update_status( 'processing' );
		$this->assertNull( $this->row( 'order_placed' )['payload'], 'it is asked for when it is sent' );
		$read = static fn(): array => \Storewire\plugin()->snapshots()->orders( array( $order->get_id() ) )->consents[ $order->get_id() ];
		$this->assertSame( array( 'subscribed' => true ), $read() );
		$no = static fn() => false;
		add_filter( 'storewire_shopper_subscribed', $no );
		$this->assertSame( array( 'listed' => false, 'subscribed' => true ), $read() );
		remove_filter( 'storewire_shopper_subscribed', $no );
	}

	/** @return array<string,mixed> The answer of WooCommerce's REST API. */
	private function rest( string $route, array $body ): array {
		$request = new \WP_REST_Request( 'POST', $route );
		$request->set_body_params( $body );
		$response = rest_do_request( $request );
		$this->assertSame( 201, $response->get_status(), (string) wp_json_encode( $response->get_data() ) );
		return $response->get_data();
	}
}
