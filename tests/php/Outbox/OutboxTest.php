<?php
declare(strict_types=1);

namespace Storewire\Tests\Outbox;

use Storewire\Generated\Rules;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Claim;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxPolicy;
use Storewire\Outbox\OutboxTable;
use Storewire\Outbox\OutboxWriter;

/**
 * The outbox by itself (D2, D6): what is recorded, claimed, given back, removed, buried, evicted.
 */
final class OutboxTest extends OutboxTestCase {

	const LEASE = 120;

	/** However often an object changes, one row waits; each change gives it another revision. */
	public function test_changes_of_an_object_coalesce(): void {
		$this->outbox()->changed( 'order', '501' );
		$first = $this->rows()[0];
		$this->outbox()->changed( 'order', '501' );
		$this->outbox()->changed( 'order', '502' );
		$rows = $this->rows();
		$this->assertSame( array( '501', '502' ), array_column( $rows, 'object' ) );
		$this->assertNotSame( $first['revision'], $rows[0]['revision'] );
		$this->assertSame( $first['due_at'], $rows[0]['due_at'], 'An object that changes all the time is sent all the same.' );
		$this->assertSame( 2, Outbox::size() );
	}

	/** D1: one write for each changed object in a request, however many hooks fire. */
	public function test_one_write_for_each_object_of_a_request(): void {
		global $wpdb;
		$outbox = $this->outbox();
		$before = $wpdb->num_queries;
		for ( $hook = 0; $hook < 10; $hook++ ) {
			$outbox->changed( 'order', '501' );
			$outbox->changed( 'product', '101' );
		}
		$this->assertSame( 2, $wpdb->num_queries - $before );
	}

	/** D1: a visitor's request writes what an order must not lose before its payment, all else at its end; and nothing twice. */
	public function test_a_visitors_request_writes_twice_at_most(): void {
		$statements = array();
		$watch      = static function ( string $sql ) use ( &$statements ): string {
			// Besides, it asks whether a transaction is open.
			$statements = array_merge( $statements, 0 === strpos( $sql, 'SELECT @@' ) ? array() : array( $sql ) );
			return $sql;
		};
		$outbox = new Outbox( true );
		add_filter( 'query', $watch );
		foreach ( array( 'made', 'paid' ) as $moment ) {
			for ( $hook = 0; $hook < 3; $hook++ ) {
				$outbox->changed( 'contact', '7' );
				$outbox->changed( 'order', '501' );
				$outbox->changed( 'product', '101' );
			}
			$outbox->happened( 'order_placed', '501', 'once', array( 'told' => $moment ) );
			$outbox->save_order();
		}
		$this->assertCount( 2, $statements, 'The fact is told twice, but there is nothing else.' );
		$outbox->close();
		$this->assertCount( 3, $statements );
		$outbox->changed( 'order', '502' );
		remove_filter( 'query', $watch );
		$this->assertCount( 4, $statements, 'After the end all is written at once.' );
		$rows = $this->rows();
		$this->assertSame( array( 'order', 'order_placed', 'contact', 'product', 'order' ), array_column( $rows, 'topic' ) );
		$this->assertSame( '{"told":"made"}', $rows[1]['payload'] );
		remove_action( 'shutdown', array( $outbox, 'close' ), PHP_INT_MAX );
	}

	/** A row that waited already may be claimed at any time, so what changes after it was written is written again. */
	public function test_a_change_after_the_first_writing_is_not_lost(): void {
		$this->filled( 1 );
		$outbox = new Outbox( true );
		$outbox->changed( 'order', '1' );
		$outbox->changed( 'order', '2' );
		$outbox->save_order();
		$claim = Claim::take( 10, self::LEASE );
		$this->assertSame( array( '1' ), array_column( $claim->rows, 'object' ) );
		$outbox->changed( 'order', '1' );
		$outbox->close();
		$claim->ack( array_map( 'intval', array_column( $claim->rows, 'id' ) ) );
		$this->assertSame( array( '1', '2' ), array_column( $this->rows(), 'object' ) );
		remove_action( 'shutdown', array( $outbox, 'close' ), PHP_INT_MAX );
	}

	/** A row that the database does not take costs itself and no other; a request that changes a lot holds not all of it. */
	public function test_rows_that_are_held(): void {
		$outbox = new Outbox( true );
		$outbox->changed( 'order', '501' );
		$outbox->changed( 'order', 'é' );
		$outbox->changed( 'order', '502' );
		$outbox->close();
		$this->assertSame( array( '501', '502' ), array_column( $this->rows(), 'object' ) );
		$this->assertSame( 1, Caps::counts()['unrecorded'] );
		remove_action( 'shutdown', array( $outbox, 'close' ), PHP_INT_MAX );

		$outbox = new Outbox( true );
		for ( $order = 1000; $order < 1000 + Outbox::HELD; $order++ ) {
			$outbox->changed( 'order', (string) $order );
		}
		$this->assertSame( 2 + Outbox::HELD, Outbox::size() );
		remove_action( 'shutdown', array( $outbox, 'close' ), PHP_INT_MAX );
	}

	/** A fact is recorded once, whichever hook tells it how often. */
	public function test_a_fact_counts_once(): void {
		global $wpdb;
		$this->outbox()->happened( 'order', '501', 'placed', array( 'név' => 'Ünő' ), false, 1764000000123 );
		$this->outbox()->happened( 'order', '501', 'placed', array( 'late' => true ) );
		$this->outbox()->happened( 'order', '501', 'paid' );
		$rows = $this->rows();
		$this->assertSame( array( 'placed', 'paid' ), array_column( $rows, 'transition' ) );
		$this->assertSame( array( 'név' => 'Ünő' ), json_decode( $rows[0]['payload'], true ) );
		$this->assertSame( '1764000000123', $rows[0]['recorded_at'] );
		$this->assertNull( $rows[1]['payload'] );
		$this->assertSame( '', $wpdb->last_error );
	}

	/** Nobody may claim a row before it has settled. */
	public function test_rows_settle(): void {
		$this->clock( 0 );
		$this->outbox()->changed( 'order', '501' );
		$this->assertSame( array(), Claim::take( 10, self::LEASE )->rows );
		$this->clock( 60 );
		$this->assertCount( 1, Claim::take( 10, self::LEASE )->rows );
	}

	/** A claimed row is nobody else's until the lease ends, by the database's clock. */
	public function test_a_lease_ends(): void {
		$this->filled( 3 );
		$first = Claim::take( 2, self::LEASE );
		$this->assertCount( 2, $first->rows );
		$this->assertCount( 1, Claim::take( 2, self::LEASE )->rows );
		$this->assertCount( 0, Claim::take( 2, self::LEASE )->rows );
		$this->clock( self::LEASE - 5 );
		$this->assertCount( 0, Claim::take( 10, self::LEASE )->rows );
		$first->renew();
		$this->clock( self::LEASE + 5 );
		$second = Claim::take( 10, self::LEASE );
		$this->assertCount( 1, $second->rows, 'The renewed lease holds, the other one has ended.' );
		$this->clock( 3 * self::LEASE );
		$this->assertCount( 3, Claim::take( 10, self::LEASE )->rows );
		$first->ack( array_map( 'intval', array_column( $first->rows, 'id' ) ) );
		$this->assertSame( 3, Outbox::size(), 'What another relay holds now, a late one does not remove.' );
	}

	/** A clock that is put back an hour holds nothing up. */
	public function test_a_clock_put_back(): void {
		$this->clock( 3600 );
		$this->outbox()->changed( 'order', '501' );
		$this->clock( 0 );
		$this->assertCount( 1, Claim::take( 10, self::LEASE )->rows );
	}

	/** What changes again while it is on its way is sent again. */
	public function test_a_row_that_changes_while_claimed_stays(): void {
		$this->filled( 2 );
		$claim = Claim::take( 10, self::LEASE );
		$ids   = array_map( 'intval', array_column( $claim->rows, 'id' ) );
		$this->outbox()->changed( 'order', $claim->rows[0]->object );
		$claim->ack( $ids );
		$rows = $this->rows();
		$this->assertSame( array( (string) $ids[0] ), array_column( $rows, 'id' ) );
		$this->assertNotSame( $claim->rows[0]->revision, $rows[0]['revision'] );
		$claim->bury( $ids[0], 'No.' );
		$this->assertSame( 0, BuriedRows::count() );
		$this->settle();
		$this->assertCount( 1, Claim::take( 10, self::LEASE )->rows );
	}

	/** D6: buried rows can be looked at and replayed, one or all; a change brings an object back by itself. */
	public function test_buried_rows_are_shown_and_replayed(): void {
		$this->filled( 4 );
		$claim = Claim::take( 10, self::LEASE );
		foreach ( $claim->rows as $row ) {
			$claim->bury( $row->id, "It's “bad” № {$row->object}" );
		}
		$this->assertSame( array( 0, 4 ), array( Outbox::size(), BuriedRows::count() ) );
		$page = BuriedRows::page( 2, 1 );
		$this->assertSame( array( '3', '2' ), array_column( $page, 'object' ) );
		$this->assertSame( 'It\'s “bad” № 3', $page[0]['reason'] );
		$this->assertSame( array( 'order', '' ), array( $page[0]['topic'], $page[0]['transition'] ) );
		$this->assertTrue( BuriedRows::replay( $page[0]['id'] ) );
		$this->assertFalse( BuriedRows::replay( $page[0]['id'] ) );
		$this->assertSame( $claim->rows[2]->revision, Claim::take( 10, self::LEASE )->rows[0]->revision, 'The same item ids again.' );
		$this->outbox()->changed( 'order', '1' );
		$this->assertSame( 2, BuriedRows::count() );
		$this->assertSame( 2, BuriedRows::replay_all() );
		$this->assertSame( array( 4, 0 ), array( Outbox::size(), BuriedRows::count() ) );
	}

	/** D6: buried rows are capped by number and by age; evictions are counted; what waits is never evicted. */
	public function test_buried_rows_are_bounded(): void {
		$now    = (int) ( microtime( true ) * 1000 );
		$policy = $this->policy( $now );
		$this->filled( 11500 );
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET buried_at = UNIX_TIMESTAMP() - id, due_at = NULL WHERE id > 500' );
		Caps::trim( $policy );
		$this->assertSame( array( 500, 10000 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertSame( 1000, Caps::counts()['buried'] );
		$this->assertSame( 10500, (int) max( array_column( $this->rows(), 'object' ) ), 'The oldest went.' );
		$this->clock( 90 * DAY_IN_SECONDS + 3600 );
		Caps::trim( $policy );
		$this->assertSame( array( 500, 0 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertSame( 11000, Caps::counts()['buried'] );
	}

	/** D6: anonymous visitors fill no more than their own cap, even where no relay ever runs. */
	public function test_anonymous_rows_are_bounded(): void {
		$this->filled( Rules::CART_ROWS + 5 );
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET anonymous = 1 WHERE id > 5' );
		$outbox = $this->outbox();
		for ( $visitor = 0; $visitor < 2 * OutboxWriter::EVERY; $visitor++ ) {
			$outbox->happened( 'order', "v$visitor", 'asked', array(), true );
		}
		$this->assertLessThan( Rules::CART_ROWS + 5 + OutboxWriter::EVERY, Outbox::size() );
		Caps::trim( $this->policy( 1 ) );
		$this->assertSame( Rules::CART_ROWS + 5, Outbox::size(), 'The core has the same cap.' );
		$this->assertSame( 2 * OutboxWriter::EVERY, Caps::counts()['anonymous'] );
		$this->assertSame( '1', $this->rows()[0]['object'], 'Rows of the shop stay.' );
	}

	/** R8: neither kind pushes the other out, and of carts what is older than a day goes first. */
	public function test_r8_each_kind_has_its_own_cap(): void {
		$table = OutboxTable::name();
		$now   = time();
		$this->outbox()->happened( 'back_in_stock', '1', 'asked', array(), true, 1000 * ( $now - 3 * DAY_IN_SECONDS ) );
		$this->outbox()->happened( 'cart_started', 'fresh', 'once', array(), true, 1000 * $now );
		$rows = array();
		for ( $n = 1; $n <= Rules::CART_ROWS + 9; $n++ ) {
			$rows[] = sprintf( "('cart_started', 'c%d', 'once', '%08d', 1, %d, %d, '{}')", $n, $n, 1000 * ( $n > 20 ? $now : $now - 2 * DAY_IN_SECONDS ), $now );
		}
		foreach ( array_chunk( $rows, 1000 ) as $chunk ) {
			$this->sql( "INSERT INTO $table (topic, object, transition, revision, anonymous, recorded_at, due_at, payload) VALUES " . implode( ', ', $chunk ) );
		}
		Caps::trim( $this->policy( $now * 1000 ) );
		$left = array_column( $this->rows(), 'object' );
		$this->assertCount( Rules::CART_ROWS + 1, $left );
		$this->assertSame( array( '1', 'fresh', 'c11' ), array_slice( $left, 0, 3 ), 'A request of three days ago stays, and so does a fresh cart that was written before the old ones.' );
		$this->assertSame( array( 10, 0 ), array( Caps::counts()['anonymous'], Caps::counts()['waitlist'] ) );
		Caps::trim_waitlist( 0 );
		$this->assertSame( array( Rules::CART_ROWS, 1 ), array( Outbox::size(), Caps::counts()['waitlist'] ), 'The sibling: requests do not cost carts anything either.' );
	}

	/** A missing table (a new site of a network, an update without activation) is made by the first row. */
	public function test_a_missing_table_is_made(): void {
		OutboxTable::drop();
		$this->outbox()->changed( 'order', '501' );
		$this->assertSame( 1, Outbox::size() );
	}

	/** Where the database takes nothing, the request goes on, and the loss is counted. */
	public function test_a_refusing_database_breaks_nothing(): void {
		$this->sql( 'ALTER TABLE ' . OutboxTable::name() . ' CHANGE claim renamed VARCHAR(16)' );
		try {
			$this->outbox()->changed( 'order', '501' );
			$this->outbox()->happened( 'order', '501', 'placed' );
		} finally {
			OutboxTable::drop();
		}
		$this->assertSame( 2, Caps::counts()['unrecorded'] );
		$this->expectOutputString( '' );
	}

	/** How much waits, and how long already. */
	public function test_size_and_age(): void {
		$this->assertSame( array( 0, 0 ), array( Outbox::size(), Outbox::age() ) );
		$this->outbox()->changed( 'order', '501' );
		$this->clock( 120 );
		$this->assertEqualsWithDelta( 120, Outbox::age(), 3 );
	}

	/** The core's policy. */
	private function policy( int $now ): OutboxPolicy {
		return new OutboxPolicy( $this->site()->core()->call( array( 'outbox' => array( 'now' => $now ) ) )['outbox'], $now );
	}

	/** Rows for orders 1 to $count, due. */
	private function filled( int $count ): void {
		foreach ( array_chunk( range( 1, $count ), 1000 ) as $chunk ) {
			$values = array_map( static fn( int $id ): string => "('order', '$id', 'r$id', 0, UNIX_TIMESTAMP())", $chunk );
			$this->sql( 'INSERT INTO ' . OutboxTable::name() . ' (topic, object, revision, recorded_at, due_at) VALUES ' . implode( ',', $values ) );
		}
	}
}
