<?php
declare(strict_types=1);

namespace Storewire\Tests;

use Storewire\Outbox;
use Storewire\OutboxClaim;
use Storewire\OutboxTable;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Outbox\RelayProcess;

require_once __DIR__ . '/outbox/OutboxTestCase.php';
require_once __DIR__ . '/outbox/RelayProcess.php';

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
		$this->orders( 10 );
		$other = $this->other();
		// What the other transaction has changed makes it the one that the database lets live.
		$other->query( 'START TRANSACTION' );
		$other->query( 'UPDATE ' . OutboxTable::name() . ' SET reason = id WHERE id > 5' );
		$this->sql( 'START TRANSACTION' );
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
		$this->outbox()->changed( 'order', '9' );
		remove_filter( 'query', $count );
		$this->sql( 'COMMIT' );
		$this->assertSame( 2, $tries );
		$this->assertNotSame( 'r9', $this->rows()[8]['revision'] );
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
