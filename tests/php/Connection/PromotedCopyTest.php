<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Connection\Connection;
use Storewire\Outbox\LeftOut;
use Storewire\Outbox\Outbox;
use Storewire\Shop\CopySpans;
use Storewire\Support\Clock;
use Storewire\Support\LeasedOption;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Arrival\ArrivalTestCase;
use Storewire\Tests\Support\Payloads;


/**
 * U2: a copy of the store takes the original's place, and has orders that were placed on it. Its owner says whether they
 * were only tests.
 */
final class PromotedCopyTest extends ArrivalTestCase {

	use CopiedSite;

	/** The store is connected for a day, and was a copy for these seconds before now. */
	private const CONNECTED = DAY_IN_SECONDS;
	private const COPIED    = 2 * HOUR_IN_SECONDS;
	private const PROMOTED  = HOUR_IN_SECONDS;

	protected function setUp(): void {
		parent::setUp();
		$since = array( 'connectedAt' => time() - self::CONNECTED );
		update_option( Connection::OPTION, $since + get_option( Connection::OPTION ), false );
	}

	protected function tearDown(): void {
		self::database_clock( 0 );
		self::live_at( null );
		parent::tearDown();
	}

	public function test_what_was_ordered_on_the_copy_is_left_out(): void {
		$user     = $this->somebody();
		$original = $this->placed( 3 * HOUR_IN_SECONDS, array( 'customer_id' => $user->ID ) );
		$this->deliver();
		list( $test, $guest ) = $this->promote_with_two_orders( $user, $original );
		$real = $this->placed( 60 );
		$this->assertSame( 2, $this->site()->actions()->status()['copy']['orders'] );
		$this->assertSame( 'connected', $this->site()->actions()->moved( true )['screen'] );
		$this->everything_goes();
		$this->assertSame( array( $original, $real ), $this->orders_there() );
		$this->assertSame( 'Completed', $this->backend->export()['orders'][ $original ]['status'], 'What happened to it on the copy is true of it now.' );
		$this->assertEqualsCanonicalizing( array( "payment:$original", "payment:$real" ), array_keys( $this->backend->export()['transactions'] ) );
		$this->assertSame( array( $original, $real ), $this->orders_of_events() );
		$this->assertSame( array(), $this->carts_of_events() );
		$this->assertEquals( Payloads::revenue( 2500 ), $this->backend->export()['contacts'][ "user:$user->ID" ]['revenue'] );
		$this->assertArrayNotHasKey( 'contact:guest:copy@example.com', $this->backend->export()['contacts'] );
		$this->assertSame( array( 0, 0 ), $this->night() );
		foreach ( array( $test, $guest ) as $order ) {
			$said = $this->site()->inspector()->inspect( 'order', $order );
			$this->assertSame( array( null, 'on_copy', 'from a copy of the store' ), array( $said['body'], $said['leftOut'][0]['reason'], $said['leftOut'][0]['text'] ) );
		}
		$this->assertArrayHasKey( 'on_copy', LeftOut::sums() );
	}

	public function test_without_the_tick_everything_is_sent(): void {
		$user     = $this->somebody();
		$original = $this->placed( 3 * HOUR_IN_SECONDS, array( 'customer_id' => $user->ID ) );
		$this->deliver();
		list( $test, $guest ) = $this->promote_with_two_orders( $user, $original );
		$this->assertSame( 'connected', $this->site()->actions()->moved()['screen'] );
		$this->everything_goes();
		$this->assertSame( array( $original, $test, $guest ), $this->orders_there() );
		$this->assertSame( array( $original, $test, $guest ), $this->orders_of_events() );
		$this->assertSame( array( 'cart' . $test ), $this->carts_of_events() );
		$this->assertSame( 2, $this->backend->export()['contacts'][ "user:$user->ID" ]['revenue'][0]['ordersCount'] );
		$this->assertSame( array(), CopySpans::left_out()->all() );
	}

	/** The owner decides on the page, and is told of how many orders. */
	public function test_the_page_asks(): void {
		$this->promote( static function (): void {} );
		$page = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$this->assertStringContainsString( 'This store moved', $page->body );
		$this->assertStringNotContainsString( 'leaveOut', $page->body, 'There is nothing to leave out.' );
		$this->placed( self::COPIED - 60 );
		$this->placed( self::COPIED - 120 );
		$this->placed( self::COPIED - 180, array( 'status' => 'checkout-draft' ) );
		$page->open( admin_url( 'admin.php?page=storewire' ) );
		$this->assertStringContainsString( 'Leave out the 2 orders placed while this was a copy (since ', $page->body );
		$this->assertSame( 1, preg_match( '/<input type="checkbox" name="leaveOut" value="1" form="([^"]+)"/', $page->body, $box ), 'without a tick' );
		$this->assertStringContainsString( " id=\"$box[1]\"><input", $page->body, 'the form of the button' );
		$page->press( 'This store moved', array( 'leaveOut' => '1' ) );
		$this->assertStringContainsString( 'data-screen="connected"', $page->open( admin_url( 'admin.php?page=storewire' ) )->body );
		$this->assertCount( 1, CopySpans::left_out()->all() );
	}

	/** Whoever orders once the copy has taken the original's place is a shopper. */
	public function test_a_span_ends_where_the_copy_takes_the_originals_place(): void {
		$this->promote( static function (): void {} );
		$this->site()->actions()->moved( true );
		list( $span ) = CopySpans::left_out()->all();
		$this->assertEqualsWithDelta( array( time() - self::COPIED, time() - self::PROMOTED ), array( $span['from'] / 1000, $span['to'] / 1000 ), 60 );
	}

	/** A store that moved to another address was never in the original's place: the span ends with the answer. */
	public function test_a_span_ends_with_the_answer(): void {
		$database = $this->database();
		$this->work_at( 'staging_', $database, function (): void {
			self::live_at( 'https://moved.example.com' );
			$this->tick( self::COPIED );
			$now = Clock::milliseconds();
			$this->site()->actions()->moved( true );
			list( $span ) = CopySpans::left_out()->all();
			$this->assertGreaterThanOrEqual( $now, $span['to'] );
			$this->assertLessThanOrEqual( Clock::milliseconds(), $span['to'] );
		} );
	}

	public function test_an_address_that_comes_back_at_its_place_leaves_nothing_out(): void {
		self::live_at( 'https://for-a-while.example.com' );
		$this->tick( self::COPIED );
		$order = $this->placed( self::COPIED - 60 );
		self::live_at( null );
		$this->tick( self::PROMOTED );
		$this->assertSame( array( 'connected', '' ), $this->lock() );
		$this->assertSame( array(), CopySpans::asked()->all() );
		$this->everything_goes();
		$this->assertSame( array( $order ), $this->orders_there() );
	}

	/** Each promotion has its span; they go on with the connection, and end with it. */
	public function test_spans_add_up_and_live_as_long_as_the_connection(): void {
		foreach ( array( 1, 2 ) as $times ) {
			$this->promote( static function (): void {} );
			$this->site()->actions()->moved( true );
			$this->assertCount( $times, CopySpans::left_out()->all() );
		}
		$this->promote( static function (): void {} );
		$this->site()->actions()->moved( false );
		wp_set_current_user( 1 );
		$this->connect();
		$this->assertCount( 2, CopySpans::left_out()->all(), 'The same company is connected again.' );
		$this->assertFalse( is_wp_error( $this->site()->actions()->disconnect( false ) ) );
		$this->connect();
		$this->assertSame( array(), CopySpans::left_out()->all() );
	}

	public function test_another_company_knows_nothing_of_spans(): void {
		$this->promote( static function (): void {} );
		$this->site()->actions()->moved( true );
		wp_set_current_user( 1 );
		$this->connect_beta();
		$this->assertSame( array(), CopySpans::left_out()->all() );
	}

	/** The copy gave a number to an order that the original gave to another one: that stays at the backend as it is. */
	public function test_numbers_that_were_given_twice(): void {
		$order = $this->placed( 3 * HOUR_IN_SECONDS );
		$this->deliver();
		$this->promote( static function () use ( $order ): void {
			$copys = wc_get_order( $order );
			$copys->set_props( array( 'date_created' => time() - self::COPIED + 60, 'billing_city' => 'Test Town' ) );
			$copys->save();
		} );
		$before = $this->backend->export()['orders'];
		$this->site()->actions()->moved( true );
		$this->everything_goes();
		$this->assertSame( array( 0, 0 ), $this->night() );
		$this->assertSame( $before, $this->backend->export()['orders'] );
	}

	/**
	 * Two orders on a copy that takes the original's place: one of a customer, which is given back in part, and one of a
	 * guest. An older order is completed, and a cart is begun.
	 *
	 * @return int[] The orders.
	 */
	private function promote_with_two_orders( \WP_User $user, int $older ): array {
		$orders = array();
		$this->promote(
			function () use ( $user, $older, &$orders ): void {
				$orders[] = $this->placed( self::COPIED - 60, array( 'customer_id' => $user->ID ) );
				$orders[] = $this->placed( self::PROMOTED + 1, array( 'billing_email' => 'copy@example.com' ) );
				wc_create_refund( array( 'order_id' => $orders[0], 'amount' => '5.00' ) );
				wc_get_order( $older )->update_status( 'completed' );
				$cart = array( 'id' => "cart$orders[0]", 'email' => 'copy@example.com', 'startedAt' => time() - self::COPIED + 60, 'currency' => 'USD', 'items' => array( array( 'id' => 'a', 'productId' => (string) $this->product->get_id(), 'quantity' => '1', 'subtotal' => '25', 'total' => '25', 'totalTax' => '0' ) ) );
				$this->site()->outbox()->happened( 'checkout_started', $cart['id'], Outbox::ONCE, array( 'snapshot' => $cart ), false, ( time() - self::COPIED + 60 ) * 1000 );
			}
		);
		return $orders;
	}

	/** Something is done on a copy, which takes the original's place. */
	private function promote( callable $what ): void {
		$database = $this->database();
		$this->work_at( 'staging_', $database, function () use ( $what ): void {
			self::live_at( 'https://staging.example.com' );
			$this->tick( self::COPIED );
			$this->assertSame( array( 'locked', 'address' ), $this->lock() );
			$what();
			$this->tick( self::COPIED - 600 );
			self::live_at( null );
		} );
		$this->work_at( '', $database, function (): void {
			$this->tick( self::PROMOTED );
			$this->tick( self::PROMOTED - 600 );
			$this->assertSame( array( 'locked', 'promoted' ), $this->lock() );
		} );
	}

	/** Background work, so many seconds ago. */
	private function tick( int $ago ): void {
		self::database_clock( $ago );
		$this->site()->ticks()->relay_tick();
		self::database_clock( 0 );
	}

	private static function database_clock( int $ago ): void {
		$GLOBALS['wpdb']->query( 'SET SESSION timestamp = ' . ( 0 === $ago ? 'DEFAULT' : time() - $ago ) );
	}

	/** An order that was placed so many seconds ago, and paid. */
	private function placed( int $ago, array $props = array() ): int {
		return $this->ordered( $props + array( 'status' => 'processing', 'date_created' => time() - $ago ) )->get_id();
	}

	/** The relay, a sync of the whole store, and two nights. */
	private function everything_goes(): void {
		$this->deliver();
		$this->assertFalse( is_wp_error( $this->site()->sync_actions()->start( array(), '', '' ) ) );
		do {
			$this->site()->sync()->step( 10.0 );
		} while ( 'running' === $this->site()->sync()->status()['state'] );
		$this->assertSame( 'done', $this->site()->sync()->status()['state'] );
		$this->night();
	}

	/** @return int[] What a whole sweep repaired, and what it left. */
	private function night(): array {
		$this->site()->sweep()->start();
		for ( $tick = 0; $tick < 20 && $this->site()->sweep()->step( 10.0 ); $tick++ ) {
			$this->deliver();
		}
		$state = ( new LeasedOption( Sweep::OPTION ) )->read();
		$this->deliver();
		return array( $state['repaired'], $state['left'] );
	}

	/** @return int[] The orders that the backend has, ascending. */
	private function orders_there(): array {
		$orders = array_keys( $this->backend->export()['orders'] );
		sort( $orders );
		return $orders;
	}

	/** @return int[] The orders that events are about, ascending. */
	private function orders_of_events(): array {
		$orders = array_unique( array_map( 'intval', array_filter( array_column( array_column( $this->backend->events(), 'data' ), 'orderId' ) ) ) );
		sort( $orders );
		return $orders;
	}

	/** @return string[] The carts that events are about. */
	private function carts_of_events(): array {
		$carts = array_filter( $this->backend->events(), static fn( array $event ): bool => 'ecommerce.checkout_started' === $event['data']['name'] );
		return array_column( array_column( $carts, 'data' ), 'cartId' );
	}
}
