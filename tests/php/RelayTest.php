<?php
declare(strict_types=1);

namespace Storewire\Tests;

use Storewire\Outbox;
use Storewire\OutboxBuried;
use Storewire\OutboxClaim;
use Storewire\OutboxTable;
use Storewire\OutboxTopics;
use Storewire\Relay;
use Storewire\RelayGate;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Ticker;

require_once __DIR__ . '/outbox/OutboxTestCase.php';

/**
 * A relay takes what waits to the backend, and does what the core's verdict says (D1–D4, D6).
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
			$this->outbox()->happened( 'payment_received', $id, OutboxTopics::ONCE );
			$this->outbox()->happened( 'order_placed', $id, OutboxTopics::ONCE );
			$this->outbox()->changed( 'order', $id );
			$this->settle();
			$this->assertSame( 3, $this->relay()->step( 10.0 ) );
		}
		$events = $this->backend->events();
		$order->delete( true );
		$this->assertSame( array( array(), array() ), array( $this->rows(), OutboxBuried::page( 5 ) ) );
		$this->assertEqualsCanonicalizing( array( "event:order_placed:$id", "event:payment_received:$id" ), array_column( $events, 'id' ) );
	}

	/** E2: a fact of an order that is not complete yet waits, and costs no attempt. */
	public function test_a_fact_of_an_empty_order_waits(): void {
		$order = wc_create_order();
		$id    = (string) $order->get_id();
		$this->outbox()->happened( 'order_placed', $id, OutboxTopics::ONCE );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array( '0' ), 0 ), array( array_column( $this->rows(), 'attempts' ), OutboxBuried::count() ) );
		$order->delete( true );
		$this->clock( 3600 );
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array(), array() ), array( $this->rows(), $this->backend->events() ) );
	}

	/** E1, E4: facts that hold their snapshot arrive with what was true then. */
	public function test_facts_with_a_snapshot(): void {
		$stock = array( 'id' => '101', 'parentId' => '0', 'type' => 'simple', 'status' => 'publish', 'manageStock' => true, 'stockQuantity' => '7', 'stockStatus' => 'instock' );
		$this->outbox()->happened( 'stock_changed', '101', 'k1', array( 'snapshot' => $stock ) );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array(), array() ), array( $this->rows(), OutboxBuried::page( 5 ) ) );
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

	/** What is gone has nothing to be sent, and holds nothing up. */
	public function test_objects_that_are_gone(): void {
		foreach ( array( 'order', 'order_placed', 'contact', 'category' ) as $topic ) {
			$this->outbox()->changed( $topic, '999999' );
		}
		$this->settle();
		$this->assertSame( 4, $this->relay()->step( 5.0 ) );
		$this->assertSame( array(), $this->rows() );
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

	/** D2: when the answer is lost on its way, the same ids go out again. */
	public function test_a_retry_sends_the_same_ids(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->backend->fault( 'truncated', self::ITEMS, 1 );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$revision = $this->rows()[0]['revision'];
		$this->clock( 60 );
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
		$this->assertCount( 1, $this->backend->export()['products'] );
		$this->assertNotSame( '', $revision );
	}

	/**
	 * D4: an outage costs no attempts, probes go out one at a time on the core's schedule, and all arrives afterwards.
	 * The clock is the database's.
	 */
	public function test_an_outage_of_days(): void {
		$hours    = self::deep() ? 72 : 12;
		$products = array( $this->product(), $this->product(), $this->product() );
		foreach ( $products as $product ) {
			$this->outbox()->changed( 'product', $product );
		}
		$this->backend->fault( 'outage', self::ITEMS, 1000000 );
		$relay = $this->relay();
		for ( $minute = 1; $minute <= $hours * 60; $minute++ ) {
			$this->clock( $minute * 60 );
			$relay->step( 5.0 );
		}
		$probes = count( $this->deliveries() );
		$this->assertGreaterThan( $hours * 3, $probes, 'Recovery is noticed within a quarter of an hour or so.' );
		$this->assertLessThan( $hours * 5 + 10, $probes );
		$outage = RelayGate::outage();
		$this->assertSame( $probes, $outage['failures'] );
		$this->assertNotSame( '', $outage['message'] );
		$this->assertSame( array( '0', '0', '0' ), array_column( $this->rows(), 'attempts' ) );
		$this->assertSame( 0, OutboxBuried::count() );
		$this->backend->fault( 'none' );
		$this->clock( ( $hours * 60 + 16 ) * 60 );
		$this->assertSame( 3, $this->relay()->step( 5.0 ) );
		$this->assertSame( array(), RelayGate::outage() );
		$this->assertCount( 3, $this->backend->export()['products'] );
	}

	/** @return array<string,array{0:string}> */
	public function passing_troubles(): array {
		return array(
			'out of order'   => array( 'outage' ),
			'a fault inside' => array( '500' ),
			'too many'       => array( '429' ),
			'HTML with 200'  => array( 'html' ),
			'wrong JSON'     => array( 'wrong_json' ),
			'half an answer' => array( 'truncated' ),
			'a redirect'     => array( 'redirect' ),
			'a reset'        => array( 'reset' ),
		);
	}

	/**
	 * D4: whatever is wrong with the answer, the row waits and arrives once afterwards.
	 *
	 * @dataProvider passing_troubles
	 */
	public function test_it_waits_and_goes_on( string $mode ): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->clock( 10 );
		$this->backend->fault( $mode, self::ITEMS );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->assertSame( 0, $this->relay()->step( 5.0 ), 'It does not ask before its time.' );
		$this->assertCount( 1, $this->deliveries() );
		$this->backend->fault( 'none' );
		$this->clock( 910 );
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
		$this->assertSame( array( array(), array() ), array( $this->rows(), RelayGate::outage() ) );
	}

	/** D4: `Retry-After` wins over the schedule. */
	public function test_retry_after_wins(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->clock( 10 );
		$this->backend->strike( array( 'mode' => '429', 'path' => self::ITEMS, 'retryAfter' => '2000', 'times' => 1 ) );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->clock( 1900 );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->assertCount( 1, $this->deliveries() );
		$this->clock( 2020 );
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
	}

	/** D2: a core that cannot run here claims nothing, and so costs no attempts. */
	public function test_a_core_that_cannot_run(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$site  = $this->site();
		$core  = new \Storewire\Core( '/nowhere/core.php' );
		$relay = new Relay( $core, $site->snapshots(), new \Storewire\Settings( $core ), $site->publisher(), $site->connection() );
		$this->assertSame( 0, $relay->step( 5.0 ) );
		$this->assertSame( array( '0' ), array_column( $this->rows(), 'attempts' ) );
	}

	/** D4: after a clock that was put back, a probe goes out at once. */
	public function test_an_outage_and_a_clock_put_back(): void {
		$this->clock( 3600 );
		$this->outbox()->changed( 'product', $this->product() );
		$this->clock( 3610 );
		$this->backend->fault( '500', self::ITEMS, 1 );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->clock( 0 );
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
	}

	/** D4: 413 makes smaller requests. */
	public function test_413_makes_requests_smaller(): void {
		foreach ( range( 1, 7 ) as $n ) {
			$this->outbox()->changed( 'product', $this->product( "Kettle $n" ) );
		}
		$this->settle();
		$this->backend->strike( array( 'mode' => '413', 'items' => 2, 'path' => self::ITEMS ) );
		$this->assertSame( 7, $this->relay()->step( 10.0 ) );
		$this->assertCount( 7, $this->backend->export()['products'] );
		$this->assertSame( array(), $this->rows() );
	}

	/** D4, D6: a bad item is buried with its reason and can be replayed; the others arrive. */
	public function test_one_bad_item_does_not_block_the_others(): void {
		$good = $this->product( 'Good' );
		$bad  = $this->product( 'Bad' );
		$this->outbox()->changed( 'product', $bad );
		$this->outbox()->changed( 'product', $good );
		$this->settle();
		$this->backend->strike( array( 'mode' => 'reject', 'match' => "product:$bad:", 'path' => self::ITEMS ) );
		$this->assertSame( 2, $this->relay()->step( 5.0 ) );
		$this->assertSame( array( $good ), array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) );
		$buried = OutboxBuried::page( 10 );
		$this->assertSame( array( $bad ), array_column( $buried, 'object' ) );
		$this->assertStringContainsString( 'refused by the test', $buried[0]['reason'] );
		$this->backend->fault( 'none' );
		OutboxBuried::replay_all();
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
		$this->assertCount( 2, $this->backend->export()['products'] );
	}

	/** @return array<string,array{0:string}> */
	public function refusals(): array {
		return array(
			'401' => array( '401' ),
			'403' => array( '403' ),
			'404' => array( '404' ),
		);
	}

	/**
	 * D3: when the token is refused all waits, and is delivered after reconnecting.
	 *
	 * @dataProvider refusals
	 */
	public function test_a_refused_token_pauses_until_reconnected( string $status ): void {
		$this->outbox()->changed( 'product', $product = $this->product() );
		$this->settle();
		$this->backend->fault( $status, self::ITEMS );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$this->outbox()->changed( 'product', $other = $this->product() );
		$this->clock( 600 );
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->assertCount( 1, $this->deliveries() );
		$this->backend->fault( 'none' );
		$this->clock( null );
		$this->connect();
		$this->settle();
		$this->assertSame( 2, $this->relay()->step( 5.0 ) );
		$this->assertEqualsCanonicalizing( array( $product, $other ), array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) );
	}

	/** D4: 410 ends the connection; what waited goes with it, counted and said. */
	public function test_410_ends_the_connection(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->backend->fault( '410', self::ITEMS );
		$this->relay()->step( 5.0 );
		$this->assertSame( 'none', $this->site()->connection()->state() );
		$this->assertSame( 0, Outbox::size() );
		$this->assertSame( 1, \Storewire\OutboxBounds::counts()['left'] );
		$this->assertStringContainsString( '1 change still waited', $this->site()->connection()->facts()['problem'] );
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
		for ( $try = 1; $try <= Relay::ATTEMPTS; $try++ ) {
			$this->assertSame( 0, OutboxBuried::count() );
			$this->clock( $try * 600 );
			$this->relay()->step( 5.0 );
		}
		remove_filter( 'post_type_link', $link, 10 );
		$this->assertSame( 1, OutboxBuried::count() );
		$this->assertStringContainsString( 'broken by a plugin', OutboxBuried::page( 1 )[0]['reason'] );
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
		for ( $try = 1; $try <= Relay::ATTEMPTS + 2; $try++ ) {
			$this->clock( $try * 600 );
			$this->relay()->step( 5.0 );
		}
		remove_filter( 'query', $lost );
		remove_filter( 'post_type_link', $link, 10 );
		$this->assertSame( array( 0, 1 ), array( Outbox::size(), OutboxBuried::count() ) );
		$this->assertCount( 20, $this->backend->export()['products'] );
	}

	/** D8: before connecting, nothing leaves. */
	public function test_nothing_leaves_without_a_connection(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->site()->connection()->forget();
		$this->assertSame( 0, $this->relay()->step( 5.0 ) );
		$this->assertCount( 0, $this->deliveries() );
	}

	/** WP-Cron gives the relay a turn a minute while connected (D10), and none afterwards. */
	public function test_wp_cron_is_the_ticker(): void {
		$this->assertSame( Ticker::EVERY_MINUTE, wp_get_schedule( Ticker::RELAY_HOOK ) );
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->site();
		do_action( Ticker::RELAY_HOOK );
		$this->assertCount( 1, $this->backend->export()['products'] );
		$this->site()->connection()->forget();
		wp_cache_flush();
		do_action( Ticker::RELAY_HOOK );
		$this->assertFalse( wp_next_scheduled( Ticker::RELAY_HOOK ) );
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
