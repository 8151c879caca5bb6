<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Tests\Support\Admin;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\Payloads;
use Storewire\Tests\Support\Person;
use Storewire\Tests\Support\Rows;
use Storewire\Tests\Support\Shopper;

/**
 * What those who run the shop do over HTTP, with wp-admin's own forms, links and scripts and over REST v3: what arrives at
 * the backend of it.
 */
final class AdminArriveTest extends ArrivalTestCase {

	const PROVES = array(
		'test_an_order_of_the_admin_screen' => array( 'woocommerce_new_order orders.placed@hpos', 'transition_post_status posts.status_changed@posts', 'woocommerce_update_order orders.changed' ),
		'test_an_order_of_rest_v3'          => array( 'woocommerce_new_order orders.placed', 'woocommerce_order_refunded orders.refunded' ),
		'test_a_refund_that_is_taken_back'  => array( 'woocommerce_order_refunded orders.refunded', 'woocommerce_pre_delete_order_refund orders.refund_deleted' ),
		'test_completed_on_the_screen'      => array( 'woocommerce_order_status_completed orders.was_fulfilled', 'woocommerce_order_status_changed orders.status_changed' ),
		'test_trashed_in_the_list'          => array( 'woocommerce_trash_order orders.moved@hpos', 'trashed_post posts.changed@posts' ),
		'test_a_product_form'               => array( 'woocommerce_update_product products.changed', 'woocommerce_product_set_stock products.stock_changed' ),
		'test_a_product_of_rest_v3'         => array( 'woocommerce_new_product products.changed' ),
		'test_a_profile'                    => array( 'profile_update users.changed' ),
	);

	/** Ann, as the order screen's fields have her. */
	const TYPED = array(
		'_billing_first_name' => 'Ann',
		'_billing_last_name'  => 'Shopper',
		'_billing_address_1'  => '7 Quay Road',
		'_billing_city'       => 'San Francisco',
		'_billing_state'      => 'CA',
		'_billing_postcode'   => '94105',
		'_billing_country'    => 'US',
		'_billing_email'      => 'ann@example.com',
		'_billing_phone'      => '+1 555 0100',
	);

	private Admin $admin;

	protected static function needs(): string {
		return 'woocommerce';
	}

	protected function setUp(): void {
		parent::setUp();
		$this->admin = new Admin( 1 );
		$this->later( static fn() => Person::gone( 1 ) );
	}

	/** E2: Add order, choose a product, type the buyer, Create: placed once, complete. */
	public function test_an_order_of_the_admin_screen(): void {
		$page = $this->admin->open( $this->on_posts() ? 'post-new.php?post_type=shop_order' : 'admin.php?page=wc-orders&action=new' );
		preg_match( '/"post_id":"?(\d+)/', $page, $found );
		$id = (int) $found[1];
		$this->removed_later( $id );
		$this->admin->ajax( 'woocommerce_add_order_item', 'order-item', array( 'order_id' => $id, 'data' => array( array( 'id' => $this->product->get_id(), 'qty' => 1 ) ) ) );
		$this->assertSame( array(), Rows::all( 'order\\_placed' ), 'Not yet.' );
		$this->admin->submit( $this->on_posts() ? 'post' : 'order', self::TYPED + array( 'order_status' => 'wc-on-hold', 'save' => 'Create' ) );
		$order = $this->order( $id );
		$this->assertSame( 'on-hold', $order->get_status() );
		$more = array( 'createdVia' => 'admin' );
		$this->arrives(
			array(
				'events'   => array( array( EventId::of_order( 'order_placed', $id ), Payloads::order_event( 'order_placed', $order, $more ) ) ),
				'orders'   => array( Payloads::order( $order, $more ) ),
				'contacts' => array( Payloads::guest( $order ) ),
			)
		);
	}

	/** E2, E3: paid from the start, and refunded later. */
	public function test_an_order_of_rest_v3(): void {
		$id = $this->made_by_rest();
		$this->deliver();
		$paid = $this->order( $id );
		$rest = $this->admin->rest( 'POST', "orders/$id/refunds", array( 'amount' => '3.00', 'api_refund' => false ) );
		$this->arrives( $this->refunded( $paid, $rest['id'] ) );
	}

	/**
	 * A refund is deleted by the button on the order screen, or over REST v3; the order's record says so, and it is no transaction any more (R14, F7).
	 *
	 * @dataProvider ways
	 */
	public function test_a_refund_that_is_taken_back( string $way ): void {
		$id     = $this->made_by_rest();
		$refund = $this->admin->rest( 'POST', "orders/$id/refunds", array( 'amount' => '3.00', 'api_refund' => false ) )['id'];
		$this->deliver();
		$all = $this->refunded( $this->order( $id ), $refund );
		if ( 'REST' === $way ) {
			$this->admin->rest( 'DELETE', "orders/$id/refunds/$refund?force=true", array() );
		} else {
			$this->admin->ajax( 'woocommerce_delete_refund', 'order-item', array( 'refund_id' => $refund ) );
		}
		wp_cache_flush();
		$this->assertFalse( wc_get_order( $refund ) );
		$all['orders']       = array( Payloads::order( $this->order( $id ), array( 'createdVia' => 'rest-api' ) ) );
		$all['transactions'] = array( Payloads::payment( $this->order( $id ) ) );
		$this->arrives( $all );
	}

	/** @return array<string,array{string}> */
	public static function ways(): array {
		return array( 'by the button' => array( 'button' ), 'over REST' => array( 'REST' ) );
	}

	/** E3: chosen in the list of statuses, and Update. */
	public function test_completed_on_the_screen(): void {
		$id = $this->ordered()->get_id();
		$this->deliver();
		$placed = $this->order( $id );
		$this->admin->open( $this->on_posts() ? "post.php?post=$id&action=edit" : "admin.php?page=wc-orders&action=edit&id=$id" );
		$this->admin->submit( $this->on_posts() ? 'post' : 'order', array( 'order_status' => 'wc-completed', 'save' => 'Update' ) );
		$order = $this->order( $id );
		$done  = array( 'status' => 'Completed' );
		$this->arrives(
			array(
				'events'       => array(
					array( EventId::of_order( 'order_placed', $id ), Payloads::order_event( 'order_placed', $placed ) ),
					array( EventId::of_order( 'payment_received', $id ), Payloads::order_event( 'payment_received', $order, $done ) ),
					array( EventId::of_order( 'order_fulfilled', $id, (string) $order->get_date_completed()->getTimestamp() ), Payloads::order_event( 'order_fulfilled', $order, $done ) ),
				),
				'orders'       => array( Payloads::order( $order, $done ) ),
				'contacts'     => array( Payloads::guest( $order ) ),
				'transactions' => array( Payloads::payment( $order ) ),
			)
		);
	}

	/** S4: the list's link to the trash, and the one back. */
	public function test_trashed_in_the_list(): void {
		$id = $this->ordered()->get_id();
		$this->deliver();
		$placed = $this->order( $id );
		if ( $this->on_posts() ) {
			$this->admin->click( "post.php?post=$id&action=trash", "trash-post_$id" );
		} else {
			$this->admin->click( "admin.php?page=wc-orders&action=trash&id[]=$id", 'bulk-orders' );
		}
		$this->assertSame( 'trash', $this->order( $id )->get_status() );
		$this->arrives(
			array(
				'events'   => array( array( EventId::of_order( 'order_placed', $id ), Payloads::order_event( 'order_placed', $placed ) ) ),
				'orders'   => array( Payloads::order( $this->order( $id ), array( 'status' => 'Cancelled' ) ) ),
				'contacts' => array( Payloads::guest( $placed ) ),
			)
		);
	}

	/** E4, S6: the product form counts the stock and says how many are too few; Update. */
	public function test_a_product_form(): void {
		$id   = $this->product->get_id();
		$text = (string) $id;
		$this->admin->open( "post.php?post=$id&action=edit" );
		$this->admin->submit( 'post', array( '_manage_stock' => 'yes', '_stock' => '4', '_low_stock_amount' => '5', '_regular_price' => '26', 'save' => 'Update' ) );
		wp_cache_flush();
		$product = wc_get_product( $id );
		$this->arrives(
			array(
				'products'   => array( Payloads::product( $product, array( 'priceCents' => 2600 ), array( 'priceCents' => 2600, 'regularPriceCents' => 2600, 'stockQuantity' => 4 ) ) ),
				'categories' => self::uncategorized( $product ),
				'events'     => array( array( "event:stock_changed:$text", Payloads::stock( $text, $text, 4, 'in_stock' ) ) ),
			)
		);
	}

	public function test_a_product_of_rest_v3(): void {
		$id = $this->admin->rest( 'POST', 'products', array( 'name' => 'Tea', 'regular_price' => '8.50', 'virtual' => true ) )['id'];
		wp_cache_flush();
		$tea = wc_get_product( $id );
		$this->later( static fn() => $tea->delete( true ) );
		$this->arrives(
			array(
				'products'   => array( Payloads::product( $tea, array( 'title' => 'Tea', 'priceCents' => 850 ), array( 'title' => 'Tea', 'priceCents' => 850, 'regularPriceCents' => 850 ) ) ),
				'categories' => self::uncategorized( $tea ),
				'events'     => array( array( "event:stock_changed:$id", Payloads::stock( (string) $id, (string) $id, null, 'in_stock' ) ) ),
			)
		);
	}

	/** S1: a user's own page in wp-admin. */
	public function test_a_profile(): void {
		$user = $this->somebody();
		$this->deliver();
		$this->admin->open( "user-edit.php?user_id=$user->ID" );
		$this->admin->submit( 'your-profile', array( 'first_name' => 'Bea', 'billing_city' => 'Paris' ) );
		wp_cache_flush();
		$user    = get_userdata( $user->ID );
		$billing = array( 'city' => 'Paris' ) + array_fill_keys( array_keys( Payloads::ANN ), null );
		$this->arrives( array( 'contacts' => array( Payloads::user( $user, array( 'firstName' => 'Bea', 'billing' => $billing ) ) ) ) );
	}

	/** Ann's order, paid, over REST v3. */
	private function made_by_rest(): int {
		$address = Shopper::ADDRESS;
		$id      = $this->admin->rest( 'POST', 'orders', array( 'set_paid' => true, 'billing' => $address, 'line_items' => array( array( 'product_id' => $this->product->get_id(), 'quantity' => 1 ) ) ) )['id'];
		$this->removed_later( $id );
		return $id;
	}

	/** What the backend has of it after a refund of 3.00. */
	private function refunded( \WC_Order $paid, int $refund ): array {
		$id     = $paid->get_id();
		$order  = $this->order( $id );
		$more   = array( 'createdVia' => 'rest-api' );
		$refund = wc_get_order( $refund );
		$detail = array( 'id' => (string) $refund->get_id(), 'amountCents' => 300, 'full' => false, 'reason' => null, 'refundedAt' => Payloads::moment( $refund->get_date_created() ), 'lineItems' => array() );
		$status = 'completed' === $order->get_status() ? array( 'status' => 'Completed' ) : array();
		$events = array(
			array( EventId::of_order( 'order_placed', $id ), Payloads::order_event( 'order_placed', $paid, $more + $status ) ),
			array( EventId::of_order( 'payment_received', $id ), Payloads::order_event( 'payment_received', $paid, $more + $status ) ),
			array( EventId::refunded( wc_get_order( (int) $detail['id'] ) ), Payloads::order_event( 'order_refunded', $order, array( 'refund' => $detail ) + $more + $status ) ),
		);
		if ( array() !== $status ) {
			$events[] = array( EventId::of_order( 'order_fulfilled', $id, (string) $order->get_date_completed()->getTimestamp() ), Payloads::order_event( 'order_fulfilled', $paid, $more + $status ) );
		}
		return array(
			'events'       => $events,
			'orders'       => array( Payloads::order( $order, array( 'refundedCents' => 300 ) + $more + $status ) ),
			'contacts'     => array( Payloads::guest( $order ) ),
			'transactions' => array( Payloads::payment( $order ), Payloads::refund( $refund, array( 'amountCents' => 300 ) ) ),
		);
	}

	/** The order as another request left it. */
	private function order( int $id ): \WC_Order {
		wp_cache_flush();
		return wc_get_order( $id );
	}

	private function on_posts(): bool {
		return 'off' === getenv( 'HPOS' );
	}

	/** The category that WooCommerce puts a product into that has none. */
	private static function uncategorized( \WC_Product $product ): array {
		$term = get_term( $product->get_category_ids()[0] );
		return array( array( 'id' => (string) $term->term_id, 'name' => $term->name, 'slug' => $term->slug, 'parentId' => null, 'url' => get_term_link( $term ) ) );
	}
}
