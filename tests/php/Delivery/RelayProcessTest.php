<?php
declare(strict_types=1);

namespace Storewire\Tests\Delivery;

use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\RelayProcess;

/**
 * Relays in processes of their own, in each other's way (D2). What they deliver, and what becomes of them when they are killed: tests/faults.
 */
final class RelayProcessTest extends OutboxTestCase {

	/** Eight processes claim ten thousand rows: each row is had once. */
	public function test_eight_processes_claim_each_row_once(): void {
		$count = self::deep() ? 10000 : 2000;
		$processes = array();
		for ( $n = 0; $n < 8; $n++ ) {
			$processes[] = new RelayProcess( 'run-claims.php' );
		}
		$this->orders( $count );
		$shares = array_map( static fn( RelayProcess $process ) => $process->result(), $processes );
		$all    = array_merge( ...$shares );
		sort( $all );
		$this->assertSame( range( 1, $count ), $all );
		$this->assertSame( 0, Outbox::size() );
		$this->assertGreaterThan( 1, count( array_filter( $shares ) ), 'More than one took part.' );
	}

	/** A deadlock is tried again. */
	public function test_a_deadlock_is_tried_again(): void {
		// As far as the plugin hears there is no transaction but its own statement.
		$tries = $this->deadlock( static fn() => mysqli_query( $GLOBALS['wpdb']->dbh, 'START TRANSACTION' ) );
		$this->assertSame( 2, $tries );
		$this->assertNotSame( 'r9', $this->rows()[8]['revision'] );
	}

	/** R23: not in somebody else's transaction, which it has ended. */
	public function test_r23_a_deadlock_in_a_transaction_is_not_tried_again(): void {
		$this->assertSame( 1, $this->deadlock( fn() => $this->sql( 'START TRANSACTION' ) ) );
		$this->assertSame( 'r9', $this->rows()[8]['revision'] );
	}

	/** R23: so nothing is written in one at all; when it is over it is, once, and at the end of the process at the latest. */
	public function test_r23_what_happens_in_a_transaction_is_written_after_it(): void {
		$outbox = $this->outbox();
		$this->sql( 'START TRANSACTION' );
		$this->assertSame( array(), $this->written( fn() => $outbox->changed( 'order', '501' ) ) );
		$this->assertTrue( $outbox->happened( 'order_placed', '501', 'once' ) );
		$this->sql( 'SAVEPOINT here' );
		$this->sql( 'ROLLBACK TO SAVEPOINT here' );
		$this->assertSame( array(), $this->written( fn() => $this->sql( 'COMMIT' ) ) );
		$this->assertSame( array( 'order', 'order_placed' ), array_column( $this->rows(), 'topic' ) );
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
		$this->assertSame( 'committed', ( new RelayProcess( 'run-transaction.php' ) )->result() );
		$this->assertSame( array( '501' ), array_column( $this->rows(), 'object' ) );
	}

	/** R23: what is rolled back goes with it, and nothing else. */
	public function test_r23_what_is_rolled_back_is_not_told(): void {
		$outbox = $this->outbox();
		$this->sql( 'BEGIN' );
		$outbox->happened( 'order_placed', '501', 'once' );
		$this->sql( 'ROLLBACK' );
		$outbox->changed( 'order', '502' );
		$this->sql( 'start transaction' );
		$outbox->changed( 'order', '502' );
		$outbox->changed( 'order', '503' );
		$this->sql( 'rollback' );
		$outbox->changed( 'order', '503' );
		$this->assertSame( array( '502', '503' ), array_column( $this->rows(), 'object' ) );
	}

	/** R23: a visitor's request asks the database, for it does not hear what others ask. */
	public function test_r23_a_visitors_order_waits_for_the_end_of_a_transaction(): void {
		$outbox = new Outbox( true );
		$outbox->changed( 'order', '501' );
		mysqli_query( $GLOBALS['wpdb']->dbh, 'START TRANSACTION' );
		$this->assertSame( array(), $this->written( array( $outbox, 'save_order' ) ) );
		$this->sql( 'COMMIT' );
		$this->assertCount( 1, $this->written( array( $outbox, 'save_order' ) ) );
	}

	/** @return string[] What was written to the outbox. */
	private function written( callable $meanwhile ): array {
		$written = array();
		$listen  = static function ( string $query ) use ( &$written ): string {
			if ( 0 === strpos( $query, 'INSERT INTO ' . OutboxTable::name() ) ) {
				$written[] = $query;
			}
			return $query;
		};
		add_filter( 'query', $listen );
		$meanwhile();
		remove_filter( 'query', $listen );
		return $written;
	}

	/**
	 * Writes a row in a transaction that meets another one.
	 *
	 * @param callable $begin Begins the transaction.
	 * @return int How often it was tried.
	 */
	private function deadlock( callable $begin ): int {
		$this->orders( 10 );
		$other = $this->other();
		// What the other transaction has changed makes it the one that the database lets live.
		$other->query( 'START TRANSACTION' );
		$other->query( 'UPDATE ' . OutboxTable::name() . ' SET reason = id WHERE id > 5' );
		$begin();
		$this->sql( 'SELECT * FROM ' . OutboxTable::name() . ' WHERE id = 1 FOR UPDATE' );
		$other->query( 'UPDATE ' . OutboxTable::name() . ' SET reason = id WHERE id = 1', MYSQLI_ASYNC );
		usleep( 200000 );
		$tries = 0;
		$count = function ( string $query ) use ( $other, &$tries ): string {
			if ( 0 === strpos( $query, 'INSERT INTO ' . OutboxTable::name() ) && 2 === ++$tries ) {
				$other->reap_async_query();
				$other->query( 'ROLLBACK' );
			}
			return $query;
		};
		add_filter( 'query', $count );
		OutboxTable::write( 'INSERT INTO ' . OutboxTable::name() . " (topic, object, revision, recorded_at) VALUES ('order', '9', 'new', 0) ON DUPLICATE KEY UPDATE revision = 'new'" );
		remove_filter( 'query', $count );
		if ( 1 === $tries ) {
			$other->reap_async_query();
			$other->query( 'ROLLBACK' );
		}
		$this->sql( 'COMMIT' );
		return $tries;
	}

	/** Rows for orders 1 to $count, due. */
	private function orders( int $count ): void {
		foreach ( array_chunk( range( 1, $count ), 10000 ) as $chunk ) {
			$values = array_map( static fn( int $id ): string => "('order', '$id', 'r$id', 0, UNIX_TIMESTAMP())", $chunk );
			$this->sql( 'INSERT INTO ' . OutboxTable::name() . ' (topic, object, revision, recorded_at, due_at) VALUES ' . implode( ',', $values ) );
		}
	}

	/** A connection of somebody else to the same database. */
	private function other(): \mysqli {
		list( $host, $socket ) = explode( ':', DB_HOST, 2 );
		return new \mysqli( $host, DB_USER, DB_PASSWORD, DB_NAME, 0, $socket );
	}
}
