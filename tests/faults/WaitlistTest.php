<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Backend\OutageGate;
use Storewire\Outbox\Outbox;
use Storewire\Support\LeasedOption;
use Storewire\Support\RateCounters;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\RelayProcess;

/**
 * D2, K2, K3: shoppers ask, stock comes and goes, somebody buys, and the backend is down all the while. Afterwards each thing
 * has arrived once, and whoever waited was told what they would have been told.
 */
final class WaitlistTest extends ShopTestCase {

	/** Names of the triggers, without what all of them begin with. */
	const BACK = 'back_in_stock';
	const GONE = 'back_in_stock_out_of_stock';

	private \WC_Product $kettle;

	/** @var callable Lets WP-Cron work again. */
	private $loud;

	/** WP-Cron, which has another clock than these relays, does not deliver meanwhile. */
	protected function setUp(): void {
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		parent::setUp();
		RateCounters::install();
		$this->sql( 'TRUNCATE TABLE ' . RateCounters::table() );
		$this->kettle = new \WC_Product_Simple();
		$this->kettle->set_props( array( 'name' => 'Copper Kettle', 'regular_price' => '49', 'stock_status' => 'outofstock' ) );
		$this->kettle->save();
		$this->outbox()->changed( 'product', (string) $this->kettle->get_id() );
		$this->deliver();
		$this->assert_nothing_left();
	}

	protected function tearDown(): void {
		$this->kettle->delete( true );
		parent::tearDown();
		( $this->loud )();
	}

	/** A request, then the product is there for a while: the shopper learns both, in this order, and the order arrives, too. */
	public function test_the_whole_story(): void {
		$this->outage();
		$this->asks( 'ann' );
		$this->stock( 'instock' );
		$order = $this->order();
		$this->placed( $order );
		$this->stock( 'outofstock' );
		$this->asks( 'bob' );
		$this->recovery();
		$this->assertSame( array( 'ann sold_out', 'bob waiting' ), $this->waitlist() );
		$this->assertSame( array( 'ann ' . self::BACK, 'ann ' . self::GONE ), $this->triggers() );
		$this->assertSame( array( $order ), array_map( 'strval', array_keys( $this->backend->export()['orders'] ) ) );
		$this->assertSame( array( EventId::of_order( 'order_placed', $order ) ), array_values( preg_grep( '/^event:order_placed:/', array_column( $this->backend->events(), 'id' ) ) ) );
	}

	/** It is still there when the backend is. */
	public function test_back_to_stay(): void {
		$this->outage();
		$this->asks( 'ann' );
		$this->stock( 'instock' );
		$this->recovery();
		$this->assertSame( array( 'ann notified' ), $this->waitlist() );
		$this->assertSame( array( 'ann ' . self::BACK ), $this->triggers() );
	}

	/** It was there and gone again before anybody asked: nobody is told. */
	public function test_back_before_the_request(): void {
		$this->outage();
		$this->stock( 'instock', 'outofstock' );
		$this->asks( 'ann' );
		$this->recovery();
		$this->assertSame( array( 'ann waiting' ), $this->waitlist() );
		$this->assertSame( array(), $this->triggers() );
	}

	/** All of it waits for the same relay: the request is there before the stock that it waits for. */
	public function test_back_and_gone_between_two_deliveries(): void {
		$this->asks( 'ann' );
		$this->stock( 'instock', 'outofstock' );
		$this->deliver();
		$this->assertSame( array( 'ann sold_out' ), $this->waitlist() );
		$this->assertSame( array( 'ann ' . self::BACK, 'ann ' . self::GONE ), $this->triggers() );
	}

	/**
	 * In, out, in, out, in within a minute: one message each. Who waits while the backend is down is told how it stands when
	 * it is back, and nothing that is over: it learns first how the product is now.
	 */
	public function test_flapping_stock(): void {
		foreach ( array( 'ann' => false, 'bob' => true ) as $name => $is_down ) {
			$this->stock( 'outofstock' );
			$this->deliver();
			$this->asks( $name );
			$this->deliver();
			if ( $is_down ) {
				$this->outage();
			}
			foreach ( array( 'instock', 'outofstock', 'instock', 'outofstock', 'instock' ) as $status ) {
				$this->stock( $status );
				if ( ! $is_down ) {
					$this->deliver();
				}
			}
			$this->recovery();
		}
		$this->assertSame( array( 'ann sold_out', 'bob notified' ), $this->waitlist() );
		$this->assertSame( array( 'ann ' . self::BACK, 'ann ' . self::GONE, 'bob ' . self::BACK ), $this->triggers() );
	}

	/** Requests are throttled, and nothing else: all else is delivered, and they come when they may. */
	public function test_only_requests_are_throttled(): void {
		$this->backend->strike( array( 'mode' => '429', 'path' => 'back-in-stock', 'times' => 1000 ) );
		$this->asks( 'ann' );
		$order = $this->order();
		$this->placed( $order );
		$this->deliver();
		$this->assertSame( array( $order ), array_map( 'strval', array_keys( $this->backend->export()['orders'] ) ) );
		$this->assertSame( 1, Outbox::size() );
		$this->recovery();
		$this->assertSame( array( 'ann waiting' ), $this->waitlist() );
	}

	/**
	 * All waits are over. The clock stays as it is, unlike in other tests of faults: other processes record what happens, and what
	 * was sent with tomorrow's date would be newer than that.
	 */
	protected function deliver(): void {
		foreach ( OutageGate::OPTIONS as $option ) {
			$gate   = new LeasedOption( $option );
			$outage = $gate->read();
			if ( array() !== $outage ) {
				$gate->write( array( 'retryAt' => 0 ) + $outage, false );
			}
		}
		do {
			$this->settle();
		} while ( $this->relay()->step( 20.0 ) > 0 );
	}

	private function outage(): void {
		$this->backend->fault( 'outage', '', 1000000 );
	}

	/** The backend is there again, and with it all that was recorded: once. */
	private function recovery(): void {
		$this->deliver();
		$this->backend->fault( 'none' );
		$this->deliver();
		$this->assert_nothing_left();
		$events = array_column( $this->backend->events(), 'id' );
		$this->assertSame( $events, array_values( array_unique( $events ) ) );
	}

	/** Somebody asks to be told, over HTTP. */
	private function asks( string $name ): void {
		$answer = ( new Browser() )->json( 'POST', rest_url( 'storewire/v1/signup' ), array( 'product' => $this->kettle->get_id(), 'email' => "$name@example.com", 'agreed' => true ) );
		$this->assertSame( 'done', $answer['state'] ?? '' );
	}

	/** The kettle's stock changes, once for each status. */
	private function stock( string ...$statuses ): void {
		$process = new RelayProcess( '../../faults/run-stock.php', array( 'PRODUCT' => (string) $this->kettle->get_id(), 'STATUSES' => implode( ' ', $statuses ) ) );
		$this->assertSame( count( $statuses ), $process->result() );
	}

	/** @return string[] Who is on the list, and how it stands with them. */
	private function waitlist(): array {
		return array_map( static fn( array $entry ): string => strtok( $entry['email'], '@' ) . " $entry[state]", $this->list( 'waitlist' ) );
	}

	/** @return string[] What was triggered for whom, the earliest first. */
	private function triggers(): array {
		$told = array_filter( $this->list( 'triggers' ), static fn( array $trigger ): bool => false !== strpos( $trigger['name'], self::BACK ) );
		return array_values( array_map( static fn( array $trigger ): string => strtok( $trigger['email'], '@' ) . ' ' . substr( $trigger['name'], strlen( 'ecommerce.' ) ), $told ) );
	}

	/** @return array<int,array<string,mixed>> A list of what the backend made of all that came. */
	private function list( string $name ): array {
		return ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )[ $name ];
	}
}
