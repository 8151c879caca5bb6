<?php
declare(strict_types=1);

namespace Storewire\Tests\Outbox;

use Storewire\Connection\Schedule;
use Storewire\Outbox\BuriedRows;
use Storewire\Recording\Recorder;
use Storewire\Support\Clock;
use Storewire\Sync\SyncState;
use Storewire\Tests\Support\RelayProcess;

/**
 * The last state wins, whatever runs beside it and whatever the clocks of web nodes say.
 */
final class LastStateTest extends OutboxTestCase {

	private \WC_Order $order;
	private string $id;

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		( new Recorder( $this->outbox() ) )->follow();
		$item = new \WC_Order_Item_Product();
		$item->set_props( array( 'name' => 'Kettle', 'quantity' => 1, 'subtotal' => '25.00', 'total' => '25.00' ) );
		$this->order = wc_create_order();
		$this->order->add_item( $item );
		$this->order->set_billing_email( 'guest@example.com' );
		$this->order->set_total( '25.00' );
		$this->order->save();
		$this->id = (string) $this->order->get_id();
	}

	protected function tearDown(): void {
		$this->order->delete( true );
		parent::tearDown();
	}

	/** R18: a web node's clock is an hour ahead. */
	public function test_r18_two_relays_with_clocks_an_hour_apart(): void {
		$this->outbox()->changed( 'order', $this->id );
		$this->settle();
		$this->assertSame( 1, ( new RelayProcess( 'run-ahead.php' ) )->result() );
		$this->assertSame( 'pending', $this->status() );
		$this->complete();
		$this->assertSame( 'completed', $this->status() );
	}

	/** R18: what such a node records, and the sync on such a node, have the database's time, too. */
	public function test_r18_hooks_write_the_databases_time(): void {
		$this->clock( DAY_IN_SECONDS );
		$before = Clock::milliseconds();
		$this->outbox()->changed( 'order', $this->id );
		$this->outbox()->happened( 'order_placed', $this->id, 'once' );
		foreach ( $this->rows() as $row ) {
			$this->assertEqualsWithDelta( $before, (int) $row['recorded_at'], 5000 );
		}
	}

	/** R18: what a request holds until its end is written down with the moment at which it happened. */
	public function test_r18_what_is_held_has_the_moment_at_which_it_happened(): void {
		$outbox = new \Storewire\Outbox\Outbox( true );
		$outbox->changed( 'order', $this->id );
		usleep( 1200000 );
		$after = Clock::milliseconds();
		$outbox->close();
		remove_action( 'shutdown', array( $outbox, 'close' ), PHP_INT_MAX );
		$this->assertLessThanOrEqual( $after - 1100, (int) $this->rows()[0]['recorded_at'] );
	}

	/** X1: a relay has read an older state and takes its time, while another one sends the newer. */
	public function test_x1_a_slow_relay_beside_a_fast_one(): void {
		$go = get_temp_dir() . uniqid( 'storewire-go' );
		$this->outbox()->changed( 'order', $this->id );
		$this->settle();
		$slow = new RelayProcess( 'run-slow.php', array( 'STOREWIRE_GO' => $go ) );
		$this->complete();
		$this->assertSame( 'completed', $this->status() );
		touch( $go );
		$this->assertSame( 1, $slow->result() );
		unlink( $go );
		$this->assertSame( 'completed', $this->status() );
		$this->assertSame( array( array(), array() ), array( $this->rows(), BuriedRows::page( 5 ) ) );
	}

	/** X7: saved, saved again in a transaction at once, committed after a relay has sent the first. */
	public function test_x7_a_change_in_a_transaction_is_recorded(): void {
		global $wpdb;
		$outbox = $this->outbox();
		$this->note( $outbox, 'One' );
		$before = $this->rows()[0]['revision'];
		$wpdb->query( 'START TRANSACTION' );
		$this->note( $outbox, 'Two' );
		$wpdb->query( 'COMMIT' );
		$this->assertNotSame( $before, $this->rows()[0]['revision'], 'A relay that has sent the first row does not take the second for it.' );
	}

	/** X7, the other way round: what was recorded in a transaction goes with it; what is saved after that does not. */
	public function test_x7_a_change_after_a_rollback_is_recorded(): void {
		global $wpdb;
		$outbox = $this->outbox();
		$wpdb->query( 'START TRANSACTION' );
		$this->note( $outbox, 'One' );
		$wpdb->query( 'ROLLBACK' );
		$this->assertSame( array(), $this->rows() );
		$this->note( $outbox, 'Two' );
		$this->assertSame( array( $this->id ), array_column( $this->rows(), 'object' ) );
	}

	/** X7: the same in a visitor's request that has written its order before a payment. */
	public function test_x7_a_visitors_request_that_rolls_back(): void {
		global $wpdb;
		$outbox = new \Storewire\Outbox\Outbox( true );
		$wpdb->query( 'START TRANSACTION' );
		$this->note( $outbox, 'One' );
		$outbox->save_order();
		$wpdb->query( 'ROLLBACK' );
		$this->note( $outbox, 'Two' );
		$outbox->close();
		remove_action( 'shutdown', array( $outbox, 'close' ), PHP_INT_MAX );
		$this->assertSame( array( $this->id ), array_column( $this->rows(), 'object' ) );
	}

	/** X3: the server's clock was a day ahead when everything was scheduled. */
	public function test_x3_events_of_a_wrong_clock_are_put_back(): void {
		foreach ( Schedule::SCHEDULES as $hook => $schedule ) {
			wp_clear_scheduled_hook( $hook );
			wp_schedule_event( time() + 3 * DAY_IN_SECONDS, $schedule, $hook );
		}
		$this->assertContains( 'clock', array_column( $this->findings(), 'code' ) );
		$this->site()->ticks()->relay_tick();
		foreach ( Schedule::LONGEST as $hook => $longest ) {
			$this->assertLessThanOrEqual( $longest, Schedule::seconds_ahead( $hook ), $hook );
		}
		$this->assertNotContains( 'clock', array_column( $this->findings(), 'code' ) );
	}

	/** X3: what has lost its event has it again after any tick. */
	public function test_x3_lost_events_come_back(): void {
		Schedule::stop();
		$this->site()->ticks()->relay_tick();
		foreach ( array( Schedule::RELAY_HOOK, Schedule::HEARTBEAT_HOOK, Schedule::NIGHT_HOOK ) as $hook ) {
			$this->assertNotFalse( wp_next_scheduled( $hook ), $hook );
		}
	}

	/** X3: a sync that waits goes on when its time has come by the database's clock. */
	public function test_x3_a_sync_waits_by_the_databases_clock(): void {
		$this->site()->sync()->start( array( 'orders' ) );
		$this->backend->fault( 'outage', '/api/woocommerce/items' );
		$this->assertSame( 'waiting', $this->site()->sync()->step( 5.0 )['state'] );
		$this->backend->fault( 'none' );
		$this->assertLessThan( HOUR_IN_SECONDS * 1000, ( new SyncState() )->read()['retryAt'] - Clock::milliseconds() );
		$this->clock( 1200 );
		$this->assertSame( 'done', $this->site()->sync()->step( 5.0 )['state'] );
	}

	/** X3, the other way round: the database's clock is put back while a sync and a sweep wait. */
	public function test_x3_a_clock_that_is_put_back_holds_nothing_up(): void {
		$this->clock( DAY_IN_SECONDS );
		$this->backend->fault( 'outage', '/api/woocommerce/' );
		$this->site()->sync()->start( array( 'orders' ) );
		$this->assertSame( 'waiting', $this->site()->sync()->step( 5.0 )['state'] );
		$sync = ( new SyncState() )->read();
		( new SyncState() )->remove();
		$this->site()->sweep()->start();
		$this->assertTrue( $this->site()->sweep()->step( 5.0 ) );
		$this->clock( 0 );
		$this->backend->fault( 'none' );
		$this->assertFalse( $this->site()->sweep()->step( 20.0 ) );
		$row = new SyncState();
		$row->read();
		$row->write( $sync, false );
		$this->assertSame( 'done', $this->site()->sync()->step( 5.0 )['state'] );
	}

	/** The order is completed, and a relay sends it. */
	private function complete(): void {
		$order = wc_get_order( $this->order->get_id() );
		$order->set_status( 'completed' );
		$order->save();
		$this->outbox()->changed( 'order', $this->id );
		$this->settle();
		$this->assertSame( 1, $this->relay()->step( 1.0 ) );
	}

	/** Saves the order with a note, and records it as a hook would. */
	private function note( \Storewire\Outbox\Outbox $outbox, string $note ): void {
		$this->order->set_customer_note( $note );
		$this->order->save();
		$outbox->changed( 'order', $this->id );
	}

	/** The order's status at the backend. */
	private function status(): string {
		return $this->backend->export()['orders'][ $this->id ]['originalStatus'];
	}
}
