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
 * what is missing. `OutboxWriter` has the statement.
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

	/** So many rows are held at most, and so many while a transaction is open. */
	const HELD                = 100;
	const HELD_IN_TRANSACTION = 10000;

	/** Classes that writing rows needs, when the plugin's files may have been replaced or deleted since (X6). */
	const NEEDED = array( NewRow::class, OutboxWriter::class, Clock::class, Request::class, Caps::class, Rules::class, Database::class, Transactions::class );

	/** The transition of facts that happen to an object only once. */
	const ONCE = 'once';

	/** Payload of a state row: a hook said that the object was deleted. */
	const GONE = '{"gone":true}';

	/** Why a fact is undeliverable whose object is not there. Told again, it is another object's, which has that number now. */
	const NOT_FOUND = 'WooCommerce does not find what it happened to: it was deleted, or never saved.';

	/** Whether rows are held until the end of the request. */
	private bool $holds;

	private OutboxWriter $writer;

	/**
	 * Rows that are held, by table and key.
	 *
	 * @var array<string,array<string,NewRow>>
	 */
	private array $held = array();

	/**
	 * @param bool $holds Whether to hold rows until the end of the request.
	 */
	public function __construct( bool $holds = false ) {
		$this->holds  = $holds;
		$this->writer = new OutboxWriter();
	}

	/**
	 * Records that an object changed. However often it changes before it is sent, there is one row.
	 *
	 * @param string $topic  `contact`, `category`, `product` or `order`.
	 * @param string $object Its id.
	 */
	public function changed( string $topic, string $object ): void {
		if ( ! $this->has( $topic, $object ) ) {
			$this->record( new NewRow( $topic, $object ) );
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
		$this->record( new NewRow( $topic, $object, '', self::GONE ) );
	}

	/**
	 * Whether it is recorded already that an object changed, so that what changes now goes with it. Hooks ask this most: a
	 * checkout saves its order a dozen times.
	 *
	 * @param string $topic  `contact`, `category`, `product` or `order`.
	 * @param string $object Its id.
	 */
	public function has( string $topic, string $object ): bool {
		$table = OutboxTable::name();
		return isset( $this->held[ $table ][ "$topic:$object" ] ) || $this->writer->has_just_written( $table, "$topic:$object" );
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
		return $this->record( new NewRow( $topic, $object, $transition, $json, $anonymous, $at ) );
	}

	/**
	 * The request is about to wait for another server: writes orders and what has happened so far.
	 */
	public function save_order(): void {
		$all = array();
		foreach ( $this->held as $table => $rows ) {
			$all[ $table ] = array_filter( $rows, static fn( NewRow $row ): bool => ! $row->is_state() || Rules::ORDER === $row->topic );
		}
		$all = array_filter( $all );
		if ( array() === $all || Transactions::is_open() ) {
			// Should PHP be killed in a transaction, the order goes, too.
			return;
		}
		foreach ( $all as $table => $urgent ) {
			$this->held[ $table ] = array_diff_key( $this->held[ $table ], $urgent );
			$this->writer->write( $table, $urgent );
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
		return $this->writer->refused();
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
		$oldest = Database::own_rows( 'SELECT UNIX_TIMESTAMP() AS now, recorded_at FROM ' . OutboxTable::name() . ' WHERE due_at IS NOT NULL ORDER BY id LIMIT 1' );
		return array() === $oldest ? 0 : max( 0, (int) $oldest[0]['now'] - intdiv( (int) $oldest[0]['recorded_at'], 1000 ) );
	}

	/**
	 * Takes a row. What was told first counts.
	 *
	 * @param NewRow $row The row.
	 * @return bool False where it should be written by now, and is not.
	 */
	private function record( NewRow $row ): bool {
		if ( array() === $this->held ) {
			array_map( 'class_exists', self::NEEDED );
		}
		$table                               = OutboxTable::name();
		$this->held[ $table ][ $row->key() ] = $this->held[ $table ][ $row->key() ] ?? $row;
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
			$this->held[ $table ] = array_filter( $rows, static fn( NewRow $row ): bool => $row->transaction !== $transaction );
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
			$taken = $this->writer->write( $table, $rows ) && $taken;
		}
		return $taken;
	}
}
