<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Recording\Recorder;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\Shopper;

/**
 * A shop in which guests buy, over HTTP and in processes of its own, with every hook in its place. What it has in the end is
 * compared with what the backend has.
 */
abstract class ShopTestCase extends FaultsTestCase {

	protected \WC_Product $beans;

	/** Path of the page with the classic checkout. */
	protected string $page;

	private int $page_before;

	/** How many hours the database's clock is ahead. */
	private int $hours = 0;

	/** The last order that is none of the test's. */
	private int $before;

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		( new Recorder( $this->outbox() ) )->follow();
		$this->beans = new \WC_Product_Simple();
		$this->beans->set_props( array( 'name' => 'Coffee Beans', 'regular_price' => '25.00', 'virtual' => true ) );
		$this->beans->save();
		$this->outbox()->changed( 'product', (string) $this->beans->get_id() );
		$page              = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic', 'post_content' => '[woocommerce_checkout]' ) );
		$this->page        = "/?page_id=$page";
		$this->page_before = (int) get_option( 'woocommerce_checkout_page_id' );
		$this->before      = max( 0, 0, ...array_map( static fn( \WC_Order $order ): int => $order->get_id(), self::all_orders() ) );
		update_option( 'woocommerce_checkout_page_id', $page );
	}

	protected function tearDown(): void {
		wp_delete_post( (int) get_option( 'woocommerce_checkout_page_id' ), true );
		update_option( 'woocommerce_checkout_page_id', $this->page_before );
		foreach ( $this->new_orders() as $order ) {
			$order->delete( true );
		}
		$this->beans->delete( true );
		parent::tearDown();
	}

	/** What the stand-in shop does not have. */
	protected function need_checkouts(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no checkouts.' );
		}
	}

	/**
	 * A guest buys beans: every other one on the classic checkout, the rest through the Store API.
	 *
	 * @param int $number Of the guest; each has an address of her own.
	 * @return int The order's id.
	 */
	protected function buys( int $number ): int {
		$shopper = new Shopper();
		if ( 1 === $number % 2 ) {
			$shopper->adds_classically( $this->beans );
			return $shopper->orders_classically( $this->page );
		}
		$shopper->adds( $this->beans );
		return $shopper->orders( array( 'email' => "guest$number@example.com" ) );
	}

	/**
	 * The night comes: what the hooks missed is found. A sweep that is under way has passed some of it already, so it ends first.
	 * Then relays have turns until nothing is due.
	 */
	protected function a_night_passes(): void {
		$this->sweep();
		$this->site()->sweep()->start();
		$this->sweep();
	}

	/** Turns of the sweep and of relays, until there is nothing left for them to do. */
	private function sweep(): void {
		$this->deliver();
		for ( $tick = 0; $tick < 50 && $this->site()->sweep()->step( 20.0 ); $tick++ ) {
			$this->deliver();
			gc_collect_cycles();
		}
		$this->deliver();
	}

	/** Another hour is over: leases have ended, everything has settled. Relays have turns until nothing is due. */
	protected function deliver(): void {
		$this->clock( ++$this->hours * HOUR_IN_SECONDS );
		$relay = $this->relay();
		do {
			$rows = $relay->step( 20.0 );
		} while ( $rows > 0 );
	}

	/**
	 * The shop's orders are at the backend as they are in the shop, each was placed once, and the backend has no others.
	 *
	 * @return int How many there are.
	 */
	protected function assert_all_orders_arrived(): int {
		$shop   = array();
		$placed = array();
		foreach ( $this->new_orders() as $order ) {
			if ( ! self::is_draft( $order ) ) {
				$id          = (string) $order->get_id();
				$shop[ $id ] = array( $order->get_status(), (int) round( 100 * $order->get_total() ), count( $order->get_items() ) );
				$placed[]    = EventId::of_order( 'order_placed', $id );
			}
		}
		$backend = array_map( static fn( array $order ): array => array( $order['originalStatus'], $order['totalCents'], count( $order['lineItems'] ) ), $this->backend->export()['orders'] );
		ksort( $shop );
		ksort( $backend );
		$this->assertSame( $shop, $backend );
		$events = array_column( $this->backend->events(), 'id' );
		$this->assertEqualsCanonicalizing( $placed, array_values( preg_grep( '/^event:order_placed:/', $events ) ) );
		$this->assertSame( count( $events ), count( array_unique( $events ) ) );
		return count( $shop );
	}

	/** @return \WC_Order[] Orders that were made since the test began, whatever became of them. */
	protected function new_orders(): array {
		return array_filter( self::all_orders(), fn( \WC_Order $order ): bool => $order->get_id() > $this->before );
	}

	/** Whether an order never left draft, and so is none (S4). */
	protected static function is_draft( \WC_Order $order ): bool {
		return in_array( $order->get_status(), array( 'checkout-draft', 'auto-draft' ), true );
	}

	/** @return \WC_Order[] */
	private static function all_orders(): array {
		global $wpdb;
		$table = \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ? "{$wpdb->prefix}wc_orders WHERE type" : "$wpdb->posts WHERE post_type";
		return array_filter( array_map( 'wc_get_order', $wpdb->get_col( "SELECT id FROM $table = 'shop_order' ORDER BY id" ) ) );
	}
}
