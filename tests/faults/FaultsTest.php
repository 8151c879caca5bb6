<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Backend\Client;
use Storewire\Backend\OutageGate;
use Storewire\Delivery\Relay;
use Storewire\Delivery\Sender;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\RelayProcess;

/**
 * Everything that can go wrong between the shop and the backend: how the queue is meanwhile, and that all is at the
 * backend once in the end (D2–D4, D6).
 */
final class FaultsTest extends FaultsTestCase {

	use Troubles;

	/** Seconds until a relay gives up a request in these tests. */
	const PATIENCE = 4;

	private string $product;
	private string $order;

	/** Where relays find the backend; '' for where it is. */
	private string $elsewhere = '';

	/**
	 * What goes wrong: as the backend's test API takes it, or the method that brings it about. What becomes of the queue:
	 * the method that looks at it, ends the trouble and goes on.
	 *
	 * @return array<string,array{0:array<string,mixed>|string,1:string}>
	 */
	public function faults(): array {
		$seconds = self::deep() ? 30 : self::PATIENCE + 2;
		return array(
			'connection refused'             => array( 'nobody_listens', 'it_waits' ),
			'TLS error'                      => array( 'an_unknown_certificate', 'it_waits' ),
			'hang of 30 s'                   => array( array( 'mode' => 'hang', 'ms' => $seconds * 1000 ), 'it_waits' ),
			'answer after the time-out'      => array( array( 'mode' => 'late', 'ms' => $seconds * 1000 ), 'it_waits' ),
			'reset in mid-response'          => array( array( 'mode' => 'reset' ), 'it_waits' ),
			'500 for a while'                => array( array( 'mode' => '500', 'times' => 4 ), 'it_probes_until_it_is_over' ),
			'HTTP 503'                       => array( array( 'mode' => 'outage' ), 'it_waits' ),
			'429 with Retry-After'           => array( array( 'mode' => '429', 'retryAfter' => '2000' ), 'it_waits_as_long_as_it_is_told' ),
			'HTTP 413'                       => array( array( 'mode' => '413', 'items' => 1 ), 'it_sends_less_at_a_time' ),
			'HTTP 401'                       => array( array( 'mode' => '401' ), 'it_waits_for_the_owner' ),
			'HTTP 403'                       => array( array( 'mode' => '403' ), 'it_waits_for_the_owner' ),
			'HTTP 404'                       => array( array( 'mode' => '404' ), 'it_waits_for_the_owner' ),
			'HTTP 410'                       => array( array( 'mode' => '410' ), 'it_is_set_aside' ),
			'redirect'                       => array( array( 'mode' => 'redirect' ), 'it_waits' ),
			'HTML with 200'                  => array( array( 'mode' => 'html' ), 'it_waits' ),
			'truncated JSON'                 => array( array( 'mode' => 'truncated' ), 'it_waits' ),
			'another JSON'                   => array( array( 'mode' => 'wrong_json' ), 'it_waits' ),
			'per-item rejection'             => array( array( 'mode' => 'reject', 'match' => 'product:' ), 'it_buries_one' ),
			'lock wait time-out: recording'  => array( 'a_lock_while_recording', 'it_goes_on_by_itself' ),
			'lock wait time-out: claiming'   => array( 'a_lock_while_claiming', 'it_goes_on_by_itself' ),
			'lock wait time-out: delivered'  => array( 'a_lock_while_removing', 'it_sends_again_after_the_lease' ),
			'full disk on insert'            => array( 'a_full_disk', 'the_sweep_finds_it' ),
			'clock jumping back an hour'     => array( 'a_clock_put_back', 'it_goes_on_by_itself' ),
			'clock back, a probe dead'       => array( 'a_clock_put_back_and_a_dead_probe', 'it_goes_on_by_itself' ),
			'clock back during an outage'    => array( 'a_clock_put_back_in_an_outage', 'it_goes_on_by_itself' ),
		);
	}

	/**
	 * A product changed, an order was made and placed; then something goes wrong.
	 *
	 * @dataProvider faults
	 * @param array<string,mixed>|string $fault   What.
	 * @param string                     $becomes What becomes of the queue.
	 */
	public function test_nothing_is_lost_or_doubled( $fault, string $becomes ): void {
		$this->product = $this->product();
		$this->order   = $this->order();
		if ( is_array( $fault ) ) {
			$this->record();
			$this->backend->strike( $fault + array( 'path' => self::ITEMS, 'times' => 1000 ) );
		} else {
			$this->$fault();
		}
		$this->$becomes();
		$this->assert_nothing_left();
		$this->assert_all_is_there_once();
	}

	/** All waits, no attempt is lost, nobody asks before it is time; then all goes at once. */
	private function it_waits(): void {
		$begun = microtime( true );
		$this->assertSame( 0, $this->step() );
		$this->assertLessThan( ( self::deep() ? Client::TIMEOUT : self::PATIENCE ) + 8, microtime( true ) - $begun );
		$this->assert_all_waits();
		$this->assertSame( 1, OutageGate::outage()['failures'] );
		$this->assertNotSame( '', OutageGate::outage()['message'] );
		$asked = $this->deliveries();
		$this->assertLessThanOrEqual( 1, $asked, 'One request in vain is enough.' );
		$this->assertSame( 0, $this->step(), 'It does not ask before its time.' );
		$this->assertSame( $asked, $this->deliveries() );
		$this->mend();
		$this->clock( 60 );
		$this->assertSame( 3, $this->step() );
	}

	/** One probe at a time, on the core's schedule of seconds and minutes; the first that gets through opens the way. */
	private function it_probes_until_it_is_over(): void {
		$probes = array();
		for ( $minute = 0; $minute <= 15 && array() !== $this->rows(); $minute++ ) {
			$this->clock( $minute * 60 );
			$this->step();
			$probes[] = $this->deliveries();
			$this->assertSame( array(), array_filter( array_column( $this->rows(), 'attempts' ) ), 'An outage costs no attempt.' );
		}
		$this->assertEqualsWithDelta( 10, count( $probes ), 1, '5 s, 30 s, 2 m and 5 m after each other, with jitter; relays asked once a minute.' );
		$this->assertSame( 4, $probes[8], 'Four failed.' );
		$this->assertLessThanOrEqual( 8, end( $probes ), 'A probe of one item a request got through, and then all the rest at once.' );
	}

	/** `Retry-After` wins over the schedule. */
	private function it_waits_as_long_as_it_is_told(): void {
		$this->assertSame( 0, $this->step() );
		$this->assert_all_waits();
		$this->mend();
		$this->clock( 1900 );
		$this->assertSame( 0, $this->step() );
		$this->assertSame( 1, $this->deliveries() );
		$this->clock( 2060 );
		$this->assertSame( 3, $this->step() );
	}

	/** Smaller and smaller requests, at once. */
	private function it_sends_less_at_a_time(): void {
		$this->assertSame( 3, $this->step() );
	}

	/** Reconnect mode: all waits, recording goes on, nobody asks; after reconnecting all is delivered (D3). */
	private function it_waits_for_the_owner(): void {
		$this->assertSame( 0, $this->step() );
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$this->assert_all_waits();
		$this->rename( $this->product, 'Tea Kettle' );
		$this->clock( DAY_IN_SECONDS );
		$this->assertSame( 0, $this->step() );
		$this->assertSame( 1, $this->deliveries() );
		$this->mend();
		$this->clock( null );
		$this->connect();
		$this->site()->sync()->forget();
		$this->settle();
		$this->assertSame( 3, $this->step() );
		$this->assertSame( 'Tea Kettle', $this->backend->export()['products'][ $this->product ]['title'] );
	}

	/** R2, D4: the backend has ended the connection: what waited is set aside, and sent to the same company. */
	private function it_is_set_aside(): void {
		$this->assertSame( 0, $this->step() );
		$this->assertSame( 'none', $this->site()->connection()->state() );
		$this->assert_all_waits();
		$this->assertSame( 0, Caps::counts()['left'] );
		$this->assertSame( array(), $this->backend->export()['products'] );
		$this->mend();
		// Another day: what was recorded before counts all the same.
		$stored = get_option( 'storewire_connection' );
		update_option( 'storewire_connection', array( 'connectedAt' => $stored['connectedAt'] - DAY_IN_SECONDS ) + $stored );
		$this->connect();
		$this->assertGreaterThan( $stored['connectedAt'] - DAY_IN_SECONDS, $this->site()->connection()->facts()['connectedAt'], 'Nothing of the time between is made up.' );
		$this->site()->sync()->forget();
		$this->settle();
		$this->assertSame( 3, $this->step() );
	}

	/** The bad item is buried with its reason, the others arrive; replayed, it arrives too (D6). */
	private function it_buries_one(): void {
		$this->assertSame( 3, $this->step() );
		$this->assertSame( array( array(), 0 ), array( $this->backend->export()['products'], Outbox::size() ) );
		$this->assertCount( 1, $this->backend->events() );
		$buried = BuriedRows::page( 10 );
		$this->assertSame( array( $this->product ), array_column( $buried, 'object' ) );
		$this->assertStringContainsString( 'refused by the test', $buried[0]['reason'] );
		$this->mend();
		$this->assertTrue( BuriedRows::replay( $buried[0]['id'] ) );
		$this->assertSame( 1, $this->step() );
	}

	/** Everything is still there, and goes. */
	private function it_goes_on_by_itself(): void {
		$this->assertCount( 3, $this->rows() );
		$this->assertSame( 3, $this->step() );
	}

	/** What the backend has and the table still holds goes out again when the lease is over, under the same ids. */
	private function it_sends_again_after_the_lease(): void {
		$this->assert_all_is_there_once();
		$this->assertCount( 3, $this->rows() );
		$this->assertSame( 0, $this->step(), 'The lease holds.' );
		$this->clock( 301 );
		$this->assertSame( 3, $this->step() );
	}

	/** What could not be recorded is counted, and the nightly sweep finds it. */
	private function the_sweep_finds_it(): void {
		$this->assertSame( array( array(), 3 ), array( $this->rows(), Caps::counts()['unrecorded'] ) );
		$this->mend();
		( new Recorder( $this->outbox() ) )->follow();
		$this->site()->sweep()->start();
		while ( $this->site()->sweep()->step( 20.0 ) ) {
			$this->assertSame( array(), OutageGate::outage() );
		}
		$this->settle();
		$this->step();
	}

	/** Records a change of the product, the order and its placing, and lets them settle. */
	private function record(): void {
		$this->outbox()->changed( 'product', $this->product );
		$this->placed( $this->order );
		$this->settle();
	}

	/** One turn of a relay with little patience. */
	private function step(): int {
		if ( '' !== $this->elsewhere ) {
			return ( new RelayProcess( 'run-relay.php', array( 'STOREWIRE_ELSEWHERE' => $this->elsewhere ) ) )->result();
		}
		$site   = $this->site();
		$client = new Client( $site->core(), self::deep() ? Client::TIMEOUT : self::PATIENCE );
		$sender = new Sender( $site->core(), $client, $site->connection() );
		return ( new Relay( $site->core(), $site->reader(), $site->settings(), $sender, $site->connection() ) )->step( 60.0 );
	}

	/** All three wait, nobody holds them, and no attempt was lost. */
	private function assert_all_waits(): void {
		$this->assertSame( array( '0', '0', '0' ), array_column( $this->rows(), 'attempts' ) );
		$this->assertSame( array( '', '', '' ), array_column( $this->rows(), 'claim' ) );
		$this->assertSame( 0, BuriedRows::count() );
	}

	/** The product, the order and its event are at the backend, each once, and nothing else. */
	private function assert_all_is_there_once(): void {
		$export = $this->backend->export();
		$this->assertContains( $this->product, array_map( 'strval', array_keys( $export['products'] ) ) );
		$this->assertContains( $this->order, array_map( 'strval', array_keys( $export['orders'] ) ) );
		$this->assertSame( array( EventId::of_order( 'order_placed', $this->order ) ), array_column( $this->backend->events(), 'id' ) );
	}
}
