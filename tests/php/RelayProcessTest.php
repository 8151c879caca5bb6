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
 * Relays in processes of their own (D2): many at once, killed at any moment, with locks in their way.
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

	/** Many relays at once: each product arrives, in as many deliveries as there are, none twice. */
	public function test_many_relays_deliver_each_row_once(): void {
		$this->connect();
		$products = $this->products( self::deep() ? 400 : 60 );
		$this->settle();
		$processes = array( new RelayProcess(), new RelayProcess(), new RelayProcess(), new RelayProcess() );
		$totals    = array_map( static fn( RelayProcess $process ) => $process->result(), $processes );
		$this->assertSame( count( $products ), array_sum( $totals ) );
		$this->assertEqualsCanonicalizing( $products, array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) );
	}

	/** Kill -9 at random moments while the shop goes on changing: nothing is lost, the newest state is there at the end. */
	public function test_killed_relays_lose_nothing(): void {
		list( $count, $kills ) = self::deep() ? array( 150, 200 ) : array( 30, 8 );
		$this->connect();
		$products = $this->products( $count );
		mt_srand( 20260402 );
		$names  = array();
		$killed = 0;
		while ( $killed < $kills ) {
			$this->expire();
			$process = new RelayProcess();
			for ( $change = 0; $change < 5; $change++ ) {
				$product           = $products[ mt_rand( 0, $count - 1 ) ];
				$names[ $product ] = "Kettle $killed.$change";
				$this->rename( $product, $names[ $product ] );
			}
			$killed += $process->kill_after( mt_rand( 0, 250000 ) ) ? 1 : 0;
		}
		$this->expire();
		( new RelayProcess() )->result();
		$this->expire();
		( new RelayProcess() )->result();
		$this->assertSame( array(), $this->rows() );
		$there = $this->backend->export()['products'];
		$this->assertEqualsCanonicalizing( $products, array_map( 'strval', array_keys( $there ) ) );
		foreach ( $names as $product => $name ) {
			$this->assertSame( $name, $there[ $product ]['title'] );
		}
	}

	/** A lock in the way is waited for, and tried again after the database's time-out. */
	public function test_a_lock_wait_time_out_is_tried_again(): void {
		$this->orders( 10 );
		$other = $this->other();
		$other->query( 'START TRANSACTION' );
		$other->query( 'SELECT * FROM ' . OutboxTable::name() . ' FOR UPDATE' );
		$this->sql( 'SET SESSION innodb_lock_wait_timeout = 1' );
		$tries = 0;
		$count = function ( string $query ) use ( $other, &$tries ): string {
			if ( 0 === strpos( $query, 'INSERT INTO ' . OutboxTable::name() ) && 2 === ++$tries ) {
				$other->query( 'ROLLBACK' );
			}
			return $query;
		};
		add_filter( 'query', $count );
		$this->outbox()->changed( 'order', '5' );
		remove_filter( 'query', $count );
		$this->sql( 'SET SESSION innodb_lock_wait_timeout = DEFAULT' );
		$this->assertSame( 2, $tries );
		$this->assertNotSame( 'r5', $this->rows()[4]['revision'] );
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

	/** What killed processes held runs out, and everything has settled. */
	private function expire(): void {
		$this->settle();
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET attempts = 0' );
	}

	/** @return string[] Ids of new products that wait. */
	private function products( int $count ): array {
		$ids = array();
		for ( $n = 0; $n < $count; $n++ ) {
			$ids[] = $this->product( "Kettle $n" );
			$this->outbox()->changed( 'product', end( $ids ) );
		}
		return $ids;
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
