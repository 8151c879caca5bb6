<?php
/**
 * What waits to be sent: the side of the shop.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Generated\Rules;
use Storewire\Support\Clock;
use Storewire\Support\Database;
use Storewire\Support\Request;
use Storewire\Support\Transactions;

/**
 * Records what happened, with INSERTs of plain columns and nothing else: no core, no reading of the shop, no HTTP (D1).
 * It never breaks the request it runs in: where the database refuses, the loss is counted, and the nightly sweep finds
 * what is missing.
 *
 * State rows say that an object changed; there is one for each object, and its record is built when it is sent. Fact rows
 * are unique by topic, object and transition, so that a hook that fires twice counts once.
 *
 * A visitor's request holds its rows and writes them all at once at its end, so that whoever shops waits for one INSERT and
 * not for one of each hook, and not even for that where PHP can answer first (see `Request`); a fatal error does not keep it
 * from that. What an order must not lose even if PHP is killed
 * while it waits for a payment's server is written before: see `save_order()`. Elsewhere, where a process may live for
 * hours, everything is written at once; but what happens in somebody's transaction, after that (see `Transactions`).
 */
final class Outbox {

	/** One in so many rows looks at the caps of anonymous visitors' rows, so that it holds where no relay ever runs. */
	const EVERY = 256;

	/** So many rows are held at most, and so many while a transaction is open. */
	const HELD                = 100;
	const HELD_IN_TRANSACTION = 10000;

	/** Classes that writing rows needs, when the plugin's files may have been replaced or deleted since (X6). */
	const NEEDED = array( Clock::class, Request::class, Caps::class, Rules::class, Database::class, Transactions::class );

	/** The transition of facts that happen to an object only once. */
	const ONCE = 'once';

	/** Payload of a state row: a hook said that the object was deleted. */
	const GONE = '{"gone":true}';

	/** Why a fact is undeliverable whose object is not there. Told again, it is another object's, which has that number now. */
	const NOT_FOUND = 'WooCommerce does not find what it happened to: it was deleted, or never saved.';

	/** SQL: whether a row that is there already waits anew: a state row, or a fact of what was not there. */
	const ANEW = "transition = '' OR reason <=> '\"" . self::NOT_FOUND . "\"'";

	/**
	 * What becomes of a row that is there already: a state row waits anew, a fact stays as it is. Whatever a relay holds loses
	 * its claim: what that relay read may be older than this, and would be taken for all there is to say.
	 *
	 * Databases assign from left to right. What waits anew has the new revision, which no other row has; the rest goes by that,
	 * for every text that a shopper's INSERT carries is read while the shopper waits.
	 */
	const AGAIN = 'revision = IF(' . self::ANEW . ", VALUES(revision), revision),
		due_at = IF(revision = VALUES(revision) OR claim <> '', LEAST(COALESCE(due_at, VALUES(due_at)), VALUES(due_at)), due_at),
		attempts = IF(revision = VALUES(revision), 0, IF(claim <> '' AND attempts > 0, attempts - 1, attempts)), claim = '',
		recorded_at = IF(transition <> '' AND revision = VALUES(revision), VALUES(recorded_at), recorded_at),
		payload = IF(revision = VALUES(revision), VALUES(payload), payload),
		buried_at = IF(revision = VALUES(revision), NULL, buried_at), reason = IF(revision = VALUES(revision), NULL, reason)";

	/**
	 * Whether rows are held until the end of the request.
	 *
	 * @var bool
	 */
	private $holds;

	/**
	 * Rows that are held, by table and by what they are about.
	 *
	 * @var array<string,array<string,array<int,mixed>>>
	 */
	private $held = array();

	/**
	 * How many rows the database refused.
	 *
	 * @var int
	 */
	private $refused = 0;

	/**
	 * State rows that were written since anybody else last asked the database something, by table and by what they are about.
	 *
	 * @var array<string,array<string,bool>>
	 */
	private $written = array();

	/**
	 * How many queries others had made by then.
	 *
	 * @var int
	 */
	private $others = 0;

	/**
	 * How many queries this object has made.
	 *
	 * @var int
	 */
	private $queries = 0;

	/**
	 * Builds it.
	 *
	 * @param bool $holds Whether to hold rows until the end of the request.
	 */
	public function __construct( bool $holds = false ) {
		$this->holds = $holds;
	}

	/**
	 * Records that an object changed. However often it changes before it is sent, there is one row.
	 *
	 * @param string $topic  `contact`, `category`, `product` or `order`.
	 * @param string $object Its id.
	 */
	public function changed( string $topic, string $object ): void {
		if ( ! $this->has( $topic, $object ) ) {
			$this->record( array( $topic, $object, '', 0, null, null ) );
		}
	}

	/**
	 * Records that an object was deleted.
	 *
	 * @param string $topic  `contact`, `category`, `product` or `order`.
	 * @param string $object Its id.
	 */
	public function gone( string $topic, string $object ): void {
		unset( $this->held[ OutboxTable::name() ][ "$topic:$object" ] );
		$this->record( array( $topic, $object, '', 0, null, self::GONE ) );
	}

	/**
	 * Whether it is recorded already that an object changed, so that what changes now goes with it. Hooks ask this most: a
	 * checkout saves its order a dozen times. A row that is written counts only as long as nobody asks the database
	 * anything: it may be rolled back, and what changes later may be committed after the row was sent.
	 *
	 * @param string $topic  `contact`, `category`, `product` or `order`.
	 * @param string $object Its id.
	 */
	public function has( string $topic, string $object ): bool {
		$table = OutboxTable::name();
		return isset( $this->held[ $table ][ "$topic:$object" ] )
			|| ( isset( $this->written[ $table ][ "$topic:$object" ] ) && $this->queries_of_others() === $this->others );
	}

	/**
	 * Records that something happened, once however often it is told.
	 *
	 * @param string                   $topic      Topic of the fact.
	 * @param string                   $object     What it happened to.
	 * @param string                   $transition Tells it from other facts of the same topic and object.
	 * @param array<string,mixed>|null $payload    Snapshot, where nothing else remembers it.
	 * @param bool                     $anonymous  Whether it comes from a visitor who is not logged in.
	 * @param int|null                 $at         When, milliseconds since 1970 UTC; now by default.
	 * @return bool Whether the row is there, or held to be written; false where the database refused it.
	 */
	public function happened( string $topic, string $object, string $transition, ?array $payload = null, bool $anonymous = false, ?int $at = null ): bool {
		$json = null === $payload ? null : (string) wp_json_encode( $payload, JSON_PARTIAL_OUTPUT_ON_ERROR );
		return $this->record( array( $topic, $object, $transition, (int) $anonymous, $at, $json ) );
	}

	/**
	 * The request is about to wait for another server: writes orders and what has happened so far.
	 */
	public function save_order(): void {
		$all = array();
		foreach ( $this->held as $table => $rows ) {
			$all[ $table ] = array_filter( $rows, static fn( array $row ): bool => '' !== $row[2] || Rules::ORDER === $row[0] );
		}
		$all = array_filter( $all );
		if ( array() === $all || Transactions::is_open() ) {
			// Should PHP be killed in a transaction, the order goes, too.
			return;
		}
		foreach ( $all as $table => $urgent ) {
			$this->held[ $table ] = array_diff_key( $this->held[ $table ], $urgent );
			$this->write( $table, $urgent );
		}
	}

	/**
	 * Whether there are rows to be written.
	 */
	public function is_holding(): bool {
		return array() !== $this->held;
	}

	/**
	 * The request ends: writes what is held.
	 */
	public function save(): void {
		$this->flush();
	}

	/**
	 * Nothing comes after this: writes what was held since; whatever comes now is written at once.
	 */
	public function close(): void {
		$this->holds = false;
		$this->flush();
	}

	/**
	 * How many rows the database has refused so far, for whoever can try again.
	 */
	public function refused(): int {
		return $this->refused;
	}

	/**
	 * How many rows wait to be sent.
	 *
	 * @param bool $all Whether to count shoppers' requests for the waitlist, too, which go to a door of their own.
	 */
	public static function size( bool $all = true ): int {
		$which = $all ? '' : " AND topic <> '" . Rules::BACK_IN_STOCK . "'";
		return (int) ( Database::own_rows( 'SELECT COUNT(*) AS n FROM ' . OutboxTable::name() . " WHERE due_at IS NOT NULL$which" )[0]['n'] ?? 0 );
	}

	/**
	 * How long the oldest of them has waited, in seconds; 0 where none waits.
	 */
	public static function age(): int {
		$rows = Database::own_rows( 'SELECT UNIX_TIMESTAMP() AS now, recorded_at FROM ' . OutboxTable::name() . ' WHERE due_at IS NOT NULL ORDER BY id LIMIT 1' );
		return array() === $rows ? 0 : max( 0, (int) $rows[0]['now'] - intdiv( (int) $rows[0]['recorded_at'], 1000 ) );
	}

	/**
	 * Takes a row: topic, object, transition, whether anonymous, when (null for now), payload. What was told first counts.
	 *
	 * @param array<int,mixed> $row The row.
	 * @return bool False where it should be written by now, and is not.
	 */
	private function record( array $row ): bool {
		if ( array() === $this->held ) {
			array_map( 'class_exists', self::NEEDED );
		}
		array_push( $row, hrtime( true ), Transactions::open() );
		$table                          = OutboxTable::name();
		$about                          = "$row[0]:$row[1]" . ( '' === $row[2] ? '' : ":$row[2]" );
		$this->held[ $table ][ $about ] = $this->held[ $table ][ $about ] ?? $row;
		return $this->may_hold( count( $this->held[ $table ] ) ) || $this->flush();
	}

	/**
	 * Whether rows may be held for another while.
	 *
	 * @param int $rows How many there are.
	 */
	private function may_hold( int $rows ): bool {
		if ( ! $this->holds && 0 !== Transactions::open() ) {
			Transactions::wait( $this, array( $this, 'roll_back' ), array( $this, 'save' ) );
			return $rows < self::HELD_IN_TRANSACTION;
		}
		return $this->holds && ( $rows < self::HELD || ( $rows < self::HELD_IN_TRANSACTION && Transactions::is_open() ) );
	}

	/**
	 * What happened in a transaction did not happen.
	 *
	 * @param int $transaction Which.
	 */
	public function roll_back( int $transaction ): void {
		foreach ( $this->held as $table => $rows ) {
			$this->held[ $table ] = array_filter( $rows, static fn( array $row ): bool => $row[7] !== $transaction );
		}
	}

	/**
	 * Writes what is held.
	 *
	 * @return bool Whether the database took all of it.
	 */
	private function flush(): bool {
		$held       = $this->held;
		$this->held = array();
		$taken      = true;
		foreach ( $held as $table => $rows ) {
			$taken = $this->write( $table, $rows ) && $taken;
		}
		return $taken;
	}

	/**
	 * Writes rows, all by one statement; in the order of their keys, so that requests which write the same rows wait for
	 * each other and do not lock each other out.
	 *
	 * @param string                         $table Table.
	 * @param array<string,array<int,mixed>> $rows  Rows by what they are about.
	 * @return bool Whether the database took all of them.
	 */
	private function write( string $table, array $rows ): bool {
		if ( array() === $rows ) {
			return true;
		}
		global $wpdb;
		ksort( $rows, SORT_STRING );
		$queries        = $wpdb->num_queries;
		$written        = OutboxTable::write( self::insert( $table, $rows ) );
		$this->queries += $wpdb->num_queries - $queries;
		if ( null === $written && 1 === count( $rows ) ) {
			++$this->refused;
			Caps::count( Caps::UNRECORDED, 1 );
			return false;
		}
		if ( null === $written ) {
			// One row may be what the database does not like; it must not cost the others.
			$taken = true;
			foreach ( $rows as $about => $row ) {
				$taken = $this->write( $table, array( $about => $row ) ) && $taken;
			}
			return $taken;
		}
		if ( $wpdb->num_queries > $queries ) {
			$this->remember( $table, $rows );
		}
		if ( array_sum( array_column( $rows, 3 ) ) > 0 ) {
			self::visited( count( $rows ) );
		}
		return true;
	}

	/**
	 * Remembers state rows that were just written.
	 *
	 * @param string                         $table Table.
	 * @param array<string,array<int,mixed>> $rows  Rows by what they are about.
	 */
	private function remember( string $table, array $rows ): void {
		if ( $this->queries_of_others() !== $this->others ) {
			$this->others  = $this->queries_of_others();
			$this->written = array();
		}
		$records                 = array_filter( $rows, static fn( array $row ): bool => '' === $row[2] );
		$this->written[ $table ] = array_fill_keys( array_keys( $records ), true ) + ( $this->written[ $table ] ?? array() );
	}

	/**
	 * How many queries others than this object have made.
	 */
	private function queries_of_others(): int {
		global $wpdb;
		return $wpdb->num_queries - $this->queries;
	}

	/**
	 * Rows of anonymous visitors were written: looks at their caps now and then.
	 *
	 * @param int $rows How many rows the last INSERT had.
	 */
	private static function visited( int $rows ): void {
		global $wpdb;
		if ( intdiv( $wpdb->insert_id + $rows - 1, self::EVERY ) > intdiv( $wpdb->insert_id - 1, self::EVERY ) ) {
			Caps::trim_carts();
			Caps::trim_waitlist();
		}
	}

	/**
	 * The statement that inserts rows.
	 *
	 * @param string                         $table Table.
	 * @param array<string,array<int,mixed>> $rows  Rows.
	 */
	private static function insert( string $table, array $rows ): string {
		$values = array();
		foreach ( $rows as $row ) {
			list( $topic, $object, $transition, $anonymous, $at, $payload, $steady ) = $row;
			// Escaped here: wpdb's own preparation of so many places takes longer than all that the hooks did.
			$texts    = "'" . implode( "', '", esc_sql( array( $topic, $object, $transition ) ) ) . "', '" . Database::random() . "'";
			$payload  = null === $payload ? 'NULL' : "'" . esc_sql( $payload ) . "'";
			$moment   = null === $at ? Clock::moment( $steady ) : (int) $at;
			$values[] = "($texts, " . (int) $anonymous . ', ' . $moment . ', UNIX_TIMESTAMP() + ' . Rules::SETTLE_SECONDS . ", $payload)";
		}
		return "INSERT INTO $table (topic, object, transition, revision, anonymous, recorded_at, due_at, payload) VALUES " . implode( ', ', $values ) . ' ON DUPLICATE KEY UPDATE ' . self::AGAIN;
	}
}
