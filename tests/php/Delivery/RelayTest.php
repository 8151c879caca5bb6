<?php
declare(strict_types=1);

namespace Storewire\Tests\Delivery;

use Storewire\Connection\Schedule;
use Storewire\Delivery\Relay;
use Storewire\Generated\Rules;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\EventId;

/**
 * A relay takes what waits to the backend (D1, D2, D6). What becomes of it when something goes wrong: tests/faults.
 */
final class RelayTest extends OutboxTestCase {

	const ITEMS = '/api/woocommerce/items';

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
	}

	/** Each kind of object arrives with its newest state, and leaves no row. */
	public function test_every_kind_arrives_with_its_newest_state(): void {
		$product = $this->product( 'Before' );
		$user    = self::user( 'customer' );
		$order   = wc_create_order( array( 'customer_id' => $user ) );
		$order->set_billing_email( 'customer@example.com' );
		$order->save();
		$id = (string) $order->get_id();
		$this->outbox()->changed( 'order', $id );
		$this->outbox()->changed( 'contact', (string) $user );
		$this->outbox()->changed( 'product', $product );
		$this->rename( $product, 'After' );
		$this->settle();
		$this->assertSame( 3, $this->relay()->step( 10.0 ) );
		$export = $this->backend->export();
		$order->delete( true );
		$this->assertSame( 'After', $export['products'][ $product ]['title'] );
		$this->assertArrayHasKey( $id, $export['orders'] );
		$this->assertArrayHasKey( "user:$user", $export['contacts'] );
		$this->assertSame( array(), $this->rows(), 'Delivered rows leave at once (D6).' );
		$this->assertCount( 1, $this->deliveries() );
	}

	/** S7: a category that changed is brought up to date. */
	public function test_a_category_arrives(): void {
		$product = $this->product();
		$term    = (int) wp_insert_term( uniqid( 'Pots ' ), 'product_cat' )['term_id'];
		wp_set_object_terms( (int) $product, array( $term ), 'product_cat' );
		$this->send( 'product', $product );
		wp_update_term( $term, 'product_cat', array( 'name' => 'Pans' ) );
		$this->send( 'category', (string) $term );
		wp_delete_term( $term, 'product_cat' );
		$this->assertSame( 'Pans', $this->backend->export()['categories'][ $term ]['name'] );
	}

	/** E2, E3: what happened to an order arrives, once each, after the order and its buyer; told again, it is known. */
	public function test_facts_of_an_order_arrive_once(): void {
		$order = $this->order();
		$id    = (string) $order->get_id();
		$order->set_date_paid( time() );
		$order->save();
		for ( $told = 1; $told <= 2; $told++ ) {
			$this->outbox()->happened( 'payment_received', $id, Outbox::ONCE );
			$this->outbox()->happened( 'order_placed', $id, Outbox::ONCE );
			$this->outbox()->changed( 'order', $id );
			$this->settle();
			$this->assertSame( 3, $this->relay()->step( 10.0 ) );
		}
		$events = $this->backend->events();
		$ids    = array( EventId::of_order( 'order_placed', $id ), EventId::of_order( 'payment_received', $id ) );
		$order->delete( true );
		$this->assertSame( array( array(), array() ), array( $this->rows(), BuriedRows::page( 5 ) ) );
		$this->assertEqualsCanonicalizing( $ids, array_column( $events, 'id' ) );
	}

	/** E2: a fact of an order that is not complete yet waits, and costs no attempt. Where the order never becomes whole, it is said. */
	public function test_a_fact_of_an_empty_order_waits(): void {
		$order = wc_create_order();
		$id    = (string) $order->get_id();
		$this->outbox()->happened( 'order_placed', $id, Outbox::ONCE );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array( '0' ), 0 ), array( array_column( $this->rows(), 'attempts' ), BuriedRows::count() ) );
		$order->delete( true );
		$this->clock( 3601 );
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array( $id ), array() ), array( array_column( BuriedRows::page( 5 ), 'object' ), $this->backend->events() ) );
		$this->assertStringContainsString( 'does not find', BuriedRows::page( 5 )[0]['reason'] );
	}

	/** E1, E4: facts that hold their snapshot arrive with what was true then. */
	public function test_facts_with_a_snapshot(): void {
		$stock = array( 'id' => '101', 'parentId' => '0', 'type' => 'simple', 'status' => 'publish', 'manageStock' => true, 'stockQuantity' => '7', 'stockStatus' => 'instock' );
		$this->outbox()->happened( 'stock_changed', '101', 'k1', array( 'snapshot' => $stock ) );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array(), array() ), array( $this->rows(), BuriedRows::page( 5 ) ) );
		$this->assertSame( array( 'event:stock_changed:101:k1' ), array_column( $this->backend->events(), 'id' ) );
	}

	/** S6, S8: a product that was deleted is not available any more, and stays at the backend. */
	public function test_a_deleted_product_is_unavailable(): void {
		$product = $this->product();
		$this->send( 'product', $product );
		wp_delete_post( (int) $product, true );
		$this->send( 'product', $product );
		$this->assertFalse( $this->backend->export()['products'][ $product ]['includeInOnlineStore'] );
	}

	/** S8: what could not be read is not gone, and is not deleted at the backend. */
	public function test_what_the_database_does_not_tell_is_not_gone(): void {
		$this->site()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		$user = self::user( 'customer' );
		$this->send( 'contact', (string) $user );
		$sent = count( $this->deliveries() );
		$fail = static function ( string $sql ): string {
			global $wpdb;
			return false === strpos( $sql, "FROM $wpdb->users" ) ? $sql : 'SELECT nonsense';
		};
		add_filter( 'query', $fail );
		$this->outbox()->changed( 'contact', (string) $user );
		$this->settle();
		$quiet = $GLOBALS['wpdb']->suppress_errors();
		$this->relay()->step( 5.0 );
		$GLOBALS['wpdb']->suppress_errors( $quiet );
		remove_filter( 'query', $fail );
		$this->assertCount( $sent, $this->deliveries() );
		$this->assertSame( array( "$user" ), array_column( $this->rows(), 'object' ), 'it is read again later' );
	}

	/** What is gone has nothing to be sent, and holds nothing up. D11: what happened to it is not taken for done. */
	public function test_objects_that_are_gone(): void {
		foreach ( array( 'order', 'contact', 'category' ) as $topic ) {
			$this->outbox()->changed( $topic, '999999' );
		}
		$this->outbox()->happened( 'order_placed', '999999', Outbox::ONCE );
		$this->settle();
		$this->assertSame( 4, $this->relay()->step( 5.0 ) );
		$this->assertSame( array( array( 'order_placed', '0' ) ), array_map( static fn( array $row ): array => array( $row['topic'], $row['attempts'] ), $this->rows() ) );
		$this->assertCount( 0, $this->deliveries() );
	}

	/** What changes while it is on its way is sent again. */
	public function test_what_changes_on_its_way_is_sent_again(): void {
		$product = $this->product( 'First' );
		$this->outbox()->changed( 'product', $product );
		$this->settle();
		$sql = function ( string $query ) use ( $product, &$sql ): string {
			// Just before the delivered row would leave.
			if ( 0 === strpos( $query, 'DELETE FROM ' . OutboxTable::name() ) ) {
				remove_filter( 'query', $sql );
				$this->rename( $product, 'Second' );
			}
			return $query;
		};
		add_filter( 'query', $sql );
		$this->relay()->step( 5.0 );
		$this->assertSame( 1, Outbox::size(), 'The change is not lost.' );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertSame( 'Second', $this->backend->export()['products'][ $product ]['title'] );
		$this->assertSame( array(), $this->rows() );
	}

	/** D2: a core that cannot run here claims nothing, and so costs no attempts. */
	public function test_a_core_that_cannot_run(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$site  = $this->site();
		$core  = new \Storewire\Core\Core( '/nowhere/core.php' );
		$relay = new Relay( $core, new \Storewire\Delivery\ClaimReader( new \Storewire\Delivery\ItemMapper( $core ), $site->snapshots() ), new \Storewire\Connection\Settings( $core ), $site->sender(), $site->connection() );
		$this->assertSame( 0, $relay->step( 5.0 ) );
		$this->assertSame( array( '0' ), array_column( $this->rows(), 'attempts' ) );
	}

	/** D2: where other plugins need most of PHP's memory, a tick still delivers what it can. */
	public function test_little_memory_is_left(): void {
		$product = $this->product();
		$this->outbox()->changed( 'product', $product );
		$this->settle();
		$limit = ini_get( 'memory_limit' );
		add_filter( 'admin_memory_limit', $low = static fn(): string => '1M' );
		ini_set( 'memory_limit', (string) (int) ( memory_get_usage( true ) * 1.25 ) );
		$done = $this->relay()->step( 5.0 );
		ini_set( 'memory_limit', $limit );
		remove_filter( 'admin_memory_limit', $low );
		$this->assertSame( 1, $done );
		$this->assertArrayHasKey( $product, $this->backend->export()['products'] );
	}

	/** An object that other plugins' code cannot read goes last, is buried in the end, and holds nobody up. */
	public function test_an_object_that_cannot_be_read(): void {
		$bad  = $this->product( 'Bad' );
		$good = $this->product( 'Good' );
		$this->outbox()->changed( 'product', $bad );
		$this->outbox()->changed( 'product', $good );
		add_filter( 'post_type_link', $link = static function ( $url, $post ) use ( $bad ) {
			if ( (string) $post->ID === $bad ) {
				throw new \Error( 'broken by a plugin' );
			}
			return $url;
		}, 10, 2 );
		for ( $try = 1; $try <= Rules::ATTEMPTS; $try++ ) {
			$this->assertSame( 0, BuriedRows::count() );
			$this->clock( $try * 600 );
			$this->relay()->step( 5.0 );
		}
		remove_filter( 'post_type_link', $link, 10 );
		$this->assertSame( 1, BuriedRows::count() );
		$this->assertStringContainsString( 'broken by a plugin', BuriedRows::page( 1 )[0]['reason'] );
		$this->assertSame( array( $good ), array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) );
		$this->assertCount( 1, $this->deliveries() );
	}

	/** A row that ends the process again and again is found among others and buried. */
	public function test_a_row_that_ends_processes_is_buried(): void {
		$bad = $this->product( 'Bad' );
		$this->outbox()->changed( 'product', $bad );
		for ( $n = 0; $n < 20; $n++ ) {
			$this->outbox()->changed( 'product', $this->product( "Good $n" ) );
		}
		$link = static function ( $url, $post ) use ( $bad ) {
			// As a fatal error would, as far as the table is concerned: nothing is given back.
			if ( (string) $post->ID === $bad ) {
				throw new \ErrorException( 'end' );
			}
			return $url;
		};
		$lost = static fn( string $query ): string => false !== strpos( $query, 'UPDATE ' . OutboxTable::name() ) && false !== strpos( $query, "claim = ''" ) && false === strpos( $query, 'attempts = attempts - 1' ) && false === strpos( $query, 'buried_at' ) ? 'SELECT 1' : $query;
		add_filter( 'post_type_link', $link, 10, 2 );
		add_filter( 'query', $lost );
		for ( $try = 1; $try <= Rules::ATTEMPTS + 2; $try++ ) {
			$this->clock( $try * 600 );
			$this->relay()->step( 5.0 );
		}
		remove_filter( 'query', $lost );
		remove_filter( 'post_type_link', $link, 10 );
		$this->assertSame( array( 0, 1 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertCount( 20, $this->backend->export()['products'] );
	}

	/** D8: before connecting, nothing leaves. */
	public function test_nothing_leaves_without_a_connection(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->site()->lifecycle()->forget();
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->assertCount( 0, $this->deliveries() );
	}

	/** WP-Cron gives the relay a turn a minute while connected (D10), and none afterwards. */
	public function test_wp_cron_is_the_ticker(): void {
		$this->assertSame( Schedule::EVERY_MINUTE, wp_get_schedule( Schedule::RELAY_HOOK ) );
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->site();
		do_action( Schedule::RELAY_HOOK );
		$this->assertCount( 1, $this->backend->export()['products'] );
		$this->site()->lifecycle()->forget();
		wp_cache_flush();
		do_action( Schedule::RELAY_HOOK );
		$this->assertFalse( wp_next_scheduled( Schedule::RELAY_HOOK ) );
	}

	/** A complete order of a guest. */
	private function order(): \WC_Order {
		$order = wc_create_order();
		$item  = new \WC_Order_Item_Product();
		$item->set_name( 'Kettle' );
		$item->set_quantity( 1 );
		$item->set_subtotal( '25.00' );
		$item->set_total( '25.00' );
		$order->add_item( $item );
		$order->set_billing_email( 'customer@example.com' );
		$order->set_total( '25.00' );
		$order->set_status( 'processing' );
		$order->save();
		return $order;
	}

	/** Lets an object settle and sends it. */
	private function send( string $topic, string $object ): void {
		$this->outbox()->changed( $topic, $object );
		$this->settle();
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
	}

	/** @return array<int,array<string,mixed>> Requests with items. */
	private function deliveries(): array {
		return array_filter( $this->backend->requests(), static fn( $request ) => self::ITEMS === $request['path'] );
	}
}
