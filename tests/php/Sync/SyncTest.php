<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

use Storewire\Background\Ticks;
use Storewire\Connection\Schedule;
use Storewire\Sync\SyncState;
use Storewire\Tests\Support\Predicted;

/**
 * Sync Store (S9) against the running backend: what it sends, what it says, how it goes on.
 */
final class SyncTest extends SyncTestCase {

	use Predicted;

	/** S1–S8, E8: all that SQL over the shop's tables predicts arrives, and nothing else. */
	public function test_what_arrives_is_what_sql_predicts(): void {
		$this->sync()->start( self::ALL );
		$this->assertSame( 'done', $this->finish()['state'] );
		$this->assert_as_predicted();
	}

	/** S9: progress is counted by type, and says what was left out and why (S10). */
	public function test_status_counts_every_object_and_says_why_one_was_left_out(): void {
		$this->assertSame( array( 'contacts' => 3, 'products' => 2, 'orders' => 5, 'transactions' => 4 ), array_map( static fn( $type ) => $type['total'], $this->begin()['types'] ) );
		$status = $this->finish();
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
		$seen = array();
		foreach ( $status['types'] as $name => $type ) {
			$seen[ $name ] = array( $type['total'], $type['done'], $type['skipped'], $type['failed'], $type['lastError'] );
		}
		$this->assertSame(
			array(
				'contacts'     => array( 3, 2, 1, 0, null ),
				'products'     => array( 2, 1, 1, 0, null ),
				'orders'       => array( 5, 4, 1, 0, null ),
				'transactions' => array( 4, 4, 0, 0, null ),
			),
			$seen
		);
		$reason = $status['types']['contacts']['reasons'][0];
		$this->assertSame( array( 'contact', 'neither customer nor subscriber', 1, array( (string) $this->shop->users[2] ) ), array( $reason['type'], $reason['text'], $reason['count'], $reason['examples'] ) );
		$this->assertSame( 'not published', $status['types']['products']['reasons'][0]['text'] );
		$this->assertSame( 'draft', $status['types']['orders']['reasons'][0]['text'] );
		$this->assertGreaterThanOrEqual( $status['startedAt'], $status['finishedAt'] );
	}

	/** F28: what the backend had no use for counts as that, and "done" is what it holds; again after an interruption. */
	public function test_f28_done_is_what_the_backend_holds(): void {
		foreach ( array( 7, 8 ) as $at ) {
			wc_get_order( $trashed[] = $this->shop->order( $at, array( 'status' => 'processing' ) ) )->delete();
		}
		$status = $this->whole();
		$this->assertSame( array( 7, 4, 1, 2, 0 ), self::figures( $status, 'orders' ) );
		$this->assertSame( $this->small_shop(), $this->counts() );
		$reason = $status['types']['orders']['reasons'][1];
		$this->assertSame( array( 'order', 'unused', 2, array_map( 'strval', $trashed ) ), array( $reason['type'], $reason['reason'], $reason['count'], $reason['examples'] ) );
		$this->assertStringContainsString( '2 not needed there', \Storewire\Sync\SyncWords::describe( $status )['rows']['orders']['note'] );
		wc_get_order( $synced = (int) array_key_first( $this->backend->export()['orders'] ) )->delete();
		$this->assertSame( array( 7, 4, 1, 2, 0 ), self::figures( $this->whole(), 'orders' ), 'One that was synced is Cancelled there, and held.' );
		$this->assertSame( 'Cancelled', $this->backend->export()['orders'][ (string) $synced ]['status'] );
		$this->begin();
		$row = $this->row();
		$this->finish();
		$this->change_row( array_diff_key( $row, array( 'lease' => true ) ) );
		$this->assertSame( array( 7, 4, 1, 2, 0 ), self::figures( $this->finish(), 'orders' ), 'The same items again are duplicates.' );
	}

	/** F29: the rate is that of the work, however long ago the run was asked for, and however long it waited between ticks. */
	public function test_f29_the_rate_is_that_of_the_work(): void {
		$this->shop->grow( 300 );
		$this->begin();
		$this->change_row( array( 'startedAt' => time() - HOUR_IN_SECONDS ) );
		$begun  = hrtime( true );
		$status = $this->finish();
		$took   = ( hrtime( true ) - $begun ) / 1e9;
		$work   = $this->row()['work'];
		$spent  = array_sum( array_column( $work, 0 ) );
		$this->assertLessThanOrEqual( $took, $spent );
		$this->assertSame( array( 'contacts' => 3, 'products' => 2, 'orders' => 300 ), array_map( static fn( array $kind ): int => $kind[1], $work ) );
		$this->assertEqualsWithDelta( 305 / $spent, $status['ratePerSecond'], 0.1 );
	}

	/** A13: rate and time left are those of each type; nobody can tell of one whose turn has not come. */
	public function test_a13_rate_and_time_left_by_type(): void {
		$this->shop->grow( 600 );
		$this->begin();
		do {
			$status = $this->sync()->step( 0.0 );
			$orders = $status['types']['orders'];
			$passed = $orders['done'] + $orders['skipped'];
			if ( 0 === $passed ) {
				$this->assertSame( array( 0.0, null ), array( $orders['ratePerSecond'], $orders['secondsLeft'] ) );
			}
		} while ( 0 === $passed );
		$this->assertSame( 'running', $status['state'] );
		$this->assertGreaterThan( 0.0, $orders['ratePerSecond'] );
		$this->assertSame( (int) ceil( ( 600 - $passed ) / $this->rate( 'orders' ) ), $orders['secondsLeft'] );
		$this->assertGreaterThan( 0, $status['types']['transactions']['secondsLeft'] );
		$this->assertNull( $status['types']['contacts']['secondsLeft'], 'They are done.' );
		$this->assertStringContainsString( ' left', \Storewire\Sync\SyncWords::describe( $status )['rows']['orders']['note'] );
		$status = $this->finish();
		foreach ( $status['types'] as $type ) {
			$this->assertGreaterThan( 0.0, $type['ratePerSecond'] );
			$this->assertNull( $type['secondsLeft'] );
		}
	}

	/** Objects a second of a kind, by the work it took. */
	private function rate( string $kind ): float {
		list( $seconds, $objects ) = $this->row()['work'][ $kind ];
		return $objects / $seconds;
	}

	/** Total, done, skipped, unused and failed of a type. */
	private static function figures( array $status, string $type ): array {
		$of = $status['types'][ $type ];
		return array( $of['total'], $of['done'], $of['skipped'], $of['unused'], $of['failed'] );
	}

	/** A12, X14: what a running sync is about already is under way; other types are added, and the answer says so. */
	public function test_a12_other_types_are_added_to_a_running_sync(): void {
		$first = $this->begin( array( 'products' ) );
		$this->assertSame( array( false, array(), array() ), array( $first['joined'], $first['added'], $first['underWay'] ) );
		$second = $this->begin( array( 'products', 'orders' ) );
		$this->assertSame( array( true, array( 'orders' ), array( 'products' ) ), array( $second['joined'], $second['added'], $second['underWay'] ) );
		$this->assertSame( $first['run'], $second['run'] );
		$this->assertSame( array( 'products', 'orders' ), array_keys( $second['types'] ) );
		$this->assertSame( 5, $second['types']['orders']['total'] );
		$this->assertStringContainsString( 'Added to it: Orders.', \Storewire\Sync\SyncWords::describe( $second )['asked'] );
		$status = $this->finish();
		$this->assertSame( array( 5, 4, 1, 0, 0 ), self::figures( $status, 'orders' ) );
		$this->assertSame( array( 4, 1, 0 ), array( $this->counts()['orders'], $this->counts()['products'], $this->counts()['transactions'] ) );
	}

	/** A12: while another process is at it, which goes on with them or leaves it to the next tick; nothing is passed over. */
	public function test_a12_types_are_added_while_another_process_is_at_it(): void {
		$this->shop->grow( 600 );
		$this->begin( array( 'orders' ) );
		$added = null;
		$add   = function ( $url ) use ( &$added ) {
			$added ??= $this->begin( array( 'transactions', 'contacts' ) )['added'];
			return $url;
		};
		add_filter( 'woocommerce_order_number', $add );
		$this->sync()->step( 5.0 );
		remove_filter( 'woocommerce_order_number', $add );
		$this->assertSame( array( 'contacts', 'transactions' ), $added );
		$status = $this->finish();
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( array( 480, 3 + 1 ), array( $this->counts()['orders'], $status['types']['contacts']['total'] + 1 ) );
		$this->assertSame( array( 600, 480, 120, 0, 0 ), self::figures( $status, 'orders' ) );
		$this->assertSame( $this->counts()['transactions'], $status['types']['transactions']['done'] );
		$this->assertGreaterThan( 400, $status['types']['transactions']['done'] );
	}

	/** A12: so are other dates; and a sync that stands still for a while goes on with both. */
	public function test_a12_other_dates_are_added_to_a_sync_that_is_paused(): void {
		$june = static fn( int $day ): int => gmmktime( 12, 0, 0, 6, $day, 2001 );
		$this->sync()->start( array( 'orders' ), $june( 1 ), $june( 2 ) );
		$this->change_row( array( 'state' => 'paused', 'message' => 'stopped' ) );
		$answer = $this->sync()->start( array( 'orders' ), $june( 4 ), $june( 4 ) );
		$this->assertSame( array( true, array( 'orders' ), 'running' ), array( $answer['joined'], $answer['added'], $answer['state'] ) );
		$this->finish();
		$this->assertFalse( $this->begin( array( 'products' ) )['joined'], 'It is over.' );
		$placed = array_column( array_values( $this->backend->export()['orders'] ), 'placedAt' );
		$this->assertContains( '2001-06-01T12:00:00.000Z', $placed );
		$this->assertContains( '2001-06-04T12:00:00.000Z', $placed );
	}

	/** S9: the owner pauses a run, also while another process is at it; it goes on where it was, and nothing is passed over. */
	public function test_s9_it_is_paused_and_resumed(): void {
		$this->shop->grow( 600 );
		$this->begin();
		$sync = fn() => $this->site()->sync_actions();
		$held = null;
		$hold = static function ( $number ) use ( &$held, $sync ) {
			$held ??= $sync()->steer( 'pause' )['state'];
			return $number;
		};
		add_filter( 'woocommerce_order_number', $hold );
		$this->assertSame( 'held', $this->finish()['state'] );
		remove_filter( 'woocommerce_order_number', $hold );
		$this->assertSame( 'held', $held );
		$done = $this->row()['processed'];
		$this->assertSame( array( 'held', $done ), array( $this->sync()->step( 5.0 )['state'], $this->row()['processed'] ) );
		$this->assertError( 'no sync', $sync()->steer( 'pause' ) );
		$this->assertTrue( \Storewire\Sync\SyncWords::describe( $this->sync()->status() )['held'] );
		$this->assertSame( 'running', $sync()->steer( 'resume' )['state'] );
		$this->assertIsInt( wp_next_scheduled( Schedule::SYNC_HOOK ) );
		$this->assertSame( array( 600, 480, 120, 0, 0 ), self::figures( $this->finish(), 'orders' ) );
		$this->assertSame( 480, $this->counts()['orders'] );
		$this->assertError( 'no sync', $sync()->steer( 'resume' ) );
	}

	/** S9: the owner cancels a run; what it sent stays, and another can begin. */
	public function test_s9_it_is_cancelled(): void {
		$first = $this->begin();
		$this->sync()->step( 0.0 );
		$this->assertSame( 'idle', $this->site()->sync_actions()->steer( 'cancel' )['state'] );
		$this->assertSame( 'idle', $this->sync()->step( 5.0 )['state'] );
		$this->assertError( 'no sync', $this->site()->sync_actions()->steer( 'cancel' ) );
		$second = $this->whole();
		$this->assertSame( 'done', $second['state'] );
		$this->assertNotSame( $first['run'], $second['run'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
	}

	/** S9: a second Sync Store while one runs joins it. */
	public function test_a_second_start_joins_the_run(): void {
		$first  = $this->begin();
		$second = $this->sync()->start( array( 'products' ), SyncShop::FROM, SyncShop::TO );
		$this->assertFalse( $first['joined'] );
		$this->assertTrue( $second['joined'] );
		$this->assertSame( array( array(), array( 'products' ) ), array( $second['added'], $second['underWay'] ) );
		$this->assertSame( $first['run'], $second['run'] );
		$this->finish();
		$this->assertSame( $this->small_shop(), $this->counts(), 'The joined run is the whole one.' );
		$third = $this->begin();
		$this->assertFalse( $third['joined'] );
		$this->assertNotSame( $first['run'], $third['run'] );
	}

	/** S9: one type alone, without the others. */
	public function test_one_type_alone(): void {
		$this->whole( array( 'products' ) );
		$this->assertSame( array( 'contacts' => 0, 'products' => 1, 'categories' => 1, 'orders' => 0, 'transactions' => 0 ), $this->counts() );
		$this->whole( array( 'transactions' ) );
		$this->assertSame( array( 'contacts' => 0, 'products' => 1, 'categories' => 1, 'orders' => 0, 'transactions' => 4 ), $this->counts() );
	}

	/** S3: orders bring their contacts, also where contacts are not wanted. */
	public function test_orders_alone_bring_their_contacts(): void {
		$this->whole( array( 'orders' ) );
		$this->assertSame( array( 'contacts' => 4, 'products' => 0, 'categories' => 0, 'orders' => 4, 'transactions' => 0 ), $this->counts() );
	}

	/** S9: a date range, both ends included. */
	public function test_a_date_range(): void {
		$this->sync()->start( array( 'orders' ), gmmktime( 12, 0, 0, 6, 2, 2001 ), gmmktime( 12, 0, 0, 6, 3, 2001 ) );
		$this->assertSame( 2, $this->finish()['types']['orders']['done'] );
		$this->assertSame( array( '2001-06-02T12:00:00.000Z', '2001-06-03T12:00:00.000Z' ), array_column( array_values( $this->backend->export()['orders'] ), 'placedAt' ) );
	}

	/** S9, B2: syncing again changes nothing at the backend that did not change in the shop. */
	public function test_a_second_sync_changes_nothing_and_brings_what_changed(): void {
		$this->whole();
		$before = $this->backend->export();
		$this->whole();
		$this->assertSame( $before, $this->backend->export() );
		$order = wc_get_order( (int) array_key_first( $before['orders'] ) );
		$order->set_status( 'cancelled' );
		$order->save();
		$this->whole();
		$this->assertSame( 'Cancelled', $this->backend->export()['orders'][ (string) $order->get_id() ]['status'] );
	}

	/** S9: the order of pages is stable while new orders come in; those are for the next run. */
	public function test_orders_that_come_in_meanwhile_belong_to_the_next_run(): void {
		$this->shop->grow( 400 );
		$this->begin( array( 'orders' ) );
		$new    = array();
		$cursor = 0;
		do {
			$new[]   = $this->shop->order( 7, array( 'status' => 'processing' ) );
			$status  = $this->sync()->step( 0.0 );
			$at      = $this->row()['passes'][0]['cursor'] ?? PHP_INT_MAX;
			$this->assertGreaterThan( $cursor, $at );
			$cursor = $at;
		} while ( 'running' === $status['state'] );
		$this->assertGreaterThan( 1, count( $new ), 'It took more than one page.' );
		$this->assertSame( 320, $this->counts()['orders'] );
		$this->whole( array( 'orders' ) );
		$this->assertSame( 320 + count( $new ), $this->counts()['orders'] );
	}

	/** Other plugins' code that throws while one order is read costs this order, with its reason, and no other. */
	public function test_an_object_that_throws_does_not_stop_the_sync(): void {
		$broken = $this->shop->order( 9, array( 'status' => 'processing' ) );
		$throw  = static function ( $number, $order ) use ( $broken ) {
			if ( $order->get_id() === $broken ) {
				throw new \TypeError( 'somebody else\'s mistake' );
			}
			return $number;
		};
		add_filter( 'woocommerce_order_number', $throw, 10, 2 );
		$status = $this->whole();
		remove_filter( 'woocommerce_order_number', $throw );
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
		$this->assertSame( 1, $status['types']['orders']['failed'] );
		$this->assertSame( (string) $broken, $status['types']['orders']['failures'][0]['id'] );
		$this->assertStringContainsString( 'somebody else\'s mistake', $status['types']['orders']['lastError'] );
	}

	/** One process at a time: while one holds the lease another does nothing; when it runs out, another goes on. */
	public function test_a_lease_keeps_others_out_until_it_runs_out(): void {
		$this->begin();
		$state = new SyncState();
		$state->read();
		$this->assertTrue( $state->take() );
		$this->assertSame( 'running', $this->sync()->step( 5.0 )['state'] );
		$this->assertSame( array( 0, 0 ), array( $this->counts()['orders'], $this->row()['processed'] ) );
		$this->change_row( array( 'lease' => array( 'holder' => 'dead', 'until' => time() - 1 ) ) );
		$this->assertSame( 'done', $this->finish()['state'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
		$this->assertFalse( $state->write( array( 'state' => 'running' ), true ), 'Whoever lost the lease cannot write any more.' );
		$this->assertSame( 'done', $this->row()['state'] );
	}

	/** Of two processes that take the lease at the same moment one gets it. */
	public function test_two_processes_cannot_both_take_the_lease(): void {
		$this->begin();
		$one   = new SyncState();
		$other = new SyncState();
		$one->read();
		$other->read();
		$this->assertTrue( $one->take() );
		$this->assertFalse( $other->take() );
	}

	/** D8: nothing leaves an unconnected store. */
	public function test_nothing_starts_before_the_store_is_connected(): void {
		$this->site()->lifecycle()->forget();
		$requests = count( $this->backend->requests() );
		$status   = $this->begin();
		$this->assertSame( 'idle', $status['state'] );
		$this->assertStringContainsString( 'Connect', $status['message'] );
		$this->assertSame( 'idle', $this->sync()->step( 1.0 )['state'] );
		$this->assertCount( $requests, $this->backend->requests() );
	}

	/** Ticks go on by WP-Cron until the run is done, and leave nothing behind: no row for each object, no transient. */
	public function test_ticks_end_with_the_run_and_leave_nothing(): void {
		$this->shop->grow( 50 );
		$this->site()->ticks()->start_sync( self::ALL, SyncShop::FROM, SyncShop::TO );
		$rows = $this->rows();
		$this->assertNotFalse( wp_next_scheduled( Schedule::SYNC_HOOK ) );
		for ( $tick = 0; $tick < 20 && false !== wp_next_scheduled( Schedule::SYNC_HOOK ); $tick++ ) {
			do_action( Schedule::SYNC_HOOK );
			wp_cache_flush();
		}
		$this->assertSame( 'done', $this->sync()->status()['state'] );
		$this->assertFalse( wp_next_scheduled( Schedule::SYNC_HOOK ) );
		$this->assertSame( 40, $this->counts()['orders'] );
		$this->assertSame( $rows, $this->rows() );
		$this->assertLessThan( 5000, strlen( (string) wp_json_encode( $this->row() ) ) );
	}

	/** Rows of every table. */
	private function rows(): array {
		global $wpdb;
		$rows = array();
		foreach ( $wpdb->get_col( 'SHOW TABLES' ) as $table ) {
			$rows[ $table ] = (int) $wpdb->get_var( "SELECT COUNT(*) FROM `$table`" );
		}
		return $rows;
	}
}
