<?php
declare(strict_types=1);

namespace Storewire\Tests\Recording;

use Storewire\Connection\Schedule;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\Shopper;
use Storewire\Tests\Support\StoreTestCase;

/**
 * From the shop to the backend: what arrives there over HTTP of what shoppers do, exactly once (D2, E1–E3).
 */
final class RecordedDeliveryTest extends StoreTestCase {

	private \WC_Product $product;

	protected function setUp(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no carts.' );
		}
		parent::setUp();
		global $wpdb;
		OutboxTable::install();
		$wpdb->query( 'DELETE FROM ' . OutboxTable::name() );
		$this->product = new \WC_Product_Simple();
		$this->product->set_props( array( 'name' => 'Coffee Beans', 'regular_price' => '25.00', 'virtual' => true ) );
		$this->product->save();
		$this->connect();
		$this->site()->sync()->forget();
		// A sweep in the background would record what the backend has not got yet.
		Schedule::stop();
	}

	protected function tearDown(): void {
		global $wpdb;
		foreach ( wc_get_orders( array( 'limit' => -1, 'billing_email' => 'ann@example.com', 'status' => 'any' ) ) as $order ) {
			$order->delete( true );
		}
		$this->product->delete( true );
		parent::tearDown();
		$wpdb->query( 'SET SESSION timestamp = DEFAULT' );
		$wpdb->query( 'DELETE FROM ' . OutboxTable::name() );
	}

	/** E2, E3: a guest's order, paid, completed and refunded: each event once, E2's payload literally. */
	public function test_an_order_and_what_becomes_of_it(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$id = $shopper->orders();
		$this->deliver();
		$order = wc_get_order( $id );
		$order->update_status( 'completed' );
		$refund = wc_create_refund( array( 'order_id' => $id, 'amount' => '5.00' ) );
		$this->deliver();
		$events = $this->events();
		$once   = array( EventId::of_order( 'order_placed', $id ), EventId::of_order( 'payment_received', $id ), EventId::refunded( $refund ) );
		foreach ( $once as $event ) {
			$this->assertArrayHasKey( $event, $events, implode( ' ', array_keys( $events ) ) );
		}
		$this->assertCount( 1, preg_grep( "/^event:order_fulfilled:$id:/", array_keys( $events ) ) );
		$product = (string) $this->product->get_id();
		$placed  = $events[ EventId::of_order( 'order_placed', $id ) ];
		$this->assertSame( 'ecommerce.order_placed', $placed['name'] );
		$literal = json_decode(
			'{"orderId":"' . $id . '","orderedAt":"' . gmdate( 'Y-m-d\TH:i:s.000\Z', $order->get_date_created()->getTimestamp() ) . '","lineItems":[{"provider":"woocommerce",
			"providerProductId":"' . $product . '","providerVariantId":"' . $product . '","title":"Coffee Beans","quantity":1,"priceCents":2500}]}',
			true
		);
		$this->assertCount( 1, $placed['lineItems'] );
		$this->assertSame( self::sorted( $literal['lineItems'][0] ), self::sorted( array_intersect_key( $placed['lineItems'][0], $literal['lineItems'][0] ) ) );
		unset( $literal['lineItems'] );
		$this->assertSame( self::sorted( $literal ), self::sorted( array_intersect_key( $placed, $literal ) ) );
		$this->assertSame( 500, $events[ EventId::refunded( $refund ) ]['refund']['amountCents'] );
		$this->assertSame( 'ann@example.com', $placed['contact']['email'] );
	}

	/** E1: a cart begun before its shopper was known, told when she types her address, at its true time. */
	public function test_a_cart(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$begun = gmdate( 'Y-m-d\TH:i:s.999\Z' );
		$this->deliver();
		$this->assertSame( array(), preg_grep( '/cart/', array_keys( $this->events() ) ) );
		sleep( 2 );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$this->deliver();
		$carts = array_intersect_key( $this->events(), array_flip( preg_grep( '/^event:cart_started:/', array_keys( $this->events() ) ) ) );
		$this->assertCount( 1, $carts );
		$cart = reset( $carts );
		$this->assertLessThan( $begun, $cart['startedAt'] );
		$this->assertStringContainsString( '?storewire_cart=', str_replace( '&', '?', $cart['recoveryUrl'] ) );
		$this->assertSame( array( 2500, 'guest:ann@example.com' ), array( $cart['totalCents'], $cart['contact']['id'] ) );
	}

	/** E2: whoever makes an order, and in however many steps, it is placed once, with all that is in it; a draft never is. */
	public function test_orders_of_every_source_are_complete(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$ids = array( 'block checkout' => $shopper->orders() );

		$ids['classic checkout'] = $this->classically(
			function ( string $page ) use ( $shopper ): int {
				$shopper->adds_classically( $this->product );
				return $shopper->orders_classically( $page );
			}
		);

		$order           = wc_create_order();
		$ids['in steps'] = $order->get_id();
		$this->deliver_due();
		$order->add_product( $this->product );
		$order->set_billing_email( 'ann@example.com' );
		$order->calculate_totals();
		$order->save();

		$request = new \WP_REST_Request( 'POST', '/wc/v3/orders' );
		$request->set_body_params(
			array(
				'billing'    => array( 'email' => 'ann@example.com' ),
				'line_items' => array( array( 'product_id' => $this->product->get_id(), 'quantity' => 1 ) ),
			)
		);
		$ids['REST'] = rest_do_request( $request )->get_data()['id'];

		$draft = new \WC_Order();
		$draft->add_product( $this->product );
		$draft->set_props( array( 'status' => 'checkout-draft', 'billing_email' => 'ann@example.com' ) );
		$draft->save();

		$this->deliver();
		$events = $this->events();
		foreach ( $ids as $source => $id ) {
			$placed = $events[ EventId::of_order( 'order_placed', $id ) ] ?? array();
			$this->assertSame( array( 2500, 1, 'ann@example.com' ), array( $placed['totalCents'] ?? null, count( $placed['lineItems'] ?? array() ), $placed['contact']['email'] ?? null ), $source );
		}
		$this->assertCount( count( $ids ), preg_grep( '/^event:order_placed:/', array_keys( $events ) ) );
		$draft->delete( true );
	}

	/**
	 * Does something while the shop has the classic checkout.
	 *
	 * @param callable $what Gets the page's path.
	 * @return mixed What it gives.
	 */
	private function classically( callable $what ) {
		$page   = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic', 'post_content' => '[woocommerce_checkout]' ) );
		$before = wc_get_page_id( 'checkout' );
		update_option( 'woocommerce_checkout_page_id', $page );
		try {
			return $what( "/?page_id=$page" );
		} finally {
			update_option( 'woocommerce_checkout_page_id', $before );
			wp_delete_post( $page, true );
		}
	}

	/** E4: stock that an order takes is told per product, with the status that follows. */
	public function test_stock(): void {
		$this->product->set_manage_stock( true );
		$this->product->set_stock_quantity( 1 );
		$this->product->save();
		$this->deliver();
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$shopper->orders();
		$this->deliver();
		$product = (string) $this->product->get_id();
		$stock   = array_values( array_filter( $this->events(), static fn( array $event ): bool => 'ecommerce.stock_changed' === $event['name'] ) );
		$last    = end( $stock );
		$this->assertSame( array( $product, $product, 0, 'out_of_stock' ), array( $last['id'], $last['parent_id'], $last['stockQuantity'], $last['stockStatus'] ) );
		$this->assertCount( 2, $stock );
	}

	/** The order of keys means nothing. */
	private static function sorted( array $map ): array {
		ksort( $map );
		return $map;
	}

	/** Lets go out what can. */
	private function deliver_due(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . OutboxTable::name() . ' SET due_at = 1' );
		$this->site()->relay()->step( 10.0 );
	}

	/** Lets all that was recorded go out; nothing is left or undeliverable. */
	private function deliver(): void {
		global $wpdb;
		$this->assertSame( array(), $wpdb->get_col( 'SELECT reason FROM ' . OutboxTable::name() . ' WHERE buried_at IS NOT NULL' ) );
		$this->deliver_due();
		$this->assertSame( array(), $wpdb->get_results( 'SELECT topic, object, transition, reason FROM ' . OutboxTable::name(), ARRAY_A ) );
	}

	/**
	 * Events at the backend.
	 *
	 * @return array<string,array<string,mixed>> Their data, by item id.
	 */
	private function events(): array {
		$browser = new Browser();
		$export  = $browser->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ), null );
		return array_column( $export['events'], 'data', 'id' );
	}
}
