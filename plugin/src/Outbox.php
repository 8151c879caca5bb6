<?php
/**
 * What waits to be sent: the side of the shop.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Records what happened, with one INSERT of plain columns and nothing else: no core, no reading of the shop, no HTTP (D1).
 * It never breaks the request it runs in: where the database refuses, the loss is counted, and the nightly sweep finds
 * what is missing.
 *
 * State rows say that an object changed; there is one for each object, and its record is built when it is sent. Fact rows
 * are unique by topic, object and transition, so that a hook that fires twice counts once.
 */
final class Outbox {

	/** Seconds of the settling time that are left aside when a request leaves out a second write. */
	const MARGIN = 2;

	/**
	 * Until when an object that this request has recorded need not be recorded again, by topic and object: seconds of
	 * this process' steady clock. The row is new and settles until then, so whatever changes meanwhile goes with it.
	 *
	 * @var array<string,float>
	 */
	private $settling = array();

	/**
	 * Records that an object changed. However often it changes before it is sent, there is one row.
	 *
	 * @param string $topic  `contact`, `category`, `product` or `order`.
	 * @param string $object Its id.
	 */
	public function changed( string $topic, string $object ): void {
		$key = "$topic:$object";
		if ( hrtime( true ) / 1e9 < ( $this->settling[ $key ] ?? 0 ) ) {
			return;
		}
		$rows = $this->insert(
			array( $topic, $object, '', null, false, null ),
			"revision = VALUES(revision), claim = '', attempts = 0, buried_at = NULL, reason = NULL,
			due_at = LEAST(COALESCE(due_at, VALUES(due_at)), VALUES(due_at))"
		);
		if ( 1 === $rows ) {
			$this->settling[ $key ] = hrtime( true ) / 1e9 + OutboxTopics::SETTLE - self::MARGIN;
		}
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
	 */
	public function happened( string $topic, string $object, string $transition, ?array $payload = null, bool $anonymous = false, ?int $at = null ): void {
		$this->insert( array( $topic, $object, $transition, $payload, $anonymous, $at ), 'id = id' );
		global $wpdb;
		if ( $anonymous && 0 === $wpdb->insert_id % OutboxBounds::EVERY ) {
			OutboxBounds::trim_anonymous();
		}
	}

	/**
	 * How many rows wait to be sent.
	 */
	public static function size(): int {
		return (int) ( OutboxTable::read( 'SELECT COUNT(*) AS n FROM ' . OutboxTable::name() . ' WHERE due_at IS NOT NULL' )[0]['n'] ?? 0 );
	}

	/**
	 * How long the oldest of them has waited, in seconds; 0 where none waits.
	 */
	public static function age(): int {
		$rows = OutboxTable::read( 'SELECT UNIX_TIMESTAMP() AS now, recorded_at FROM ' . OutboxTable::name() . ' WHERE due_at IS NOT NULL ORDER BY id LIMIT 1' );
		return array() === $rows ? 0 : max( 0, (int) $rows[0]['now'] - intdiv( (int) $rows[0]['recorded_at'], 1000 ) );
	}

	/**
	 * Inserts a row.
	 *
	 * @param array<int,mixed> $row   Topic, object, transition, payload, whether anonymous, when.
	 * @param string           $again What to do where the row is there already.
	 * @return int|null 1 where the row is new.
	 */
	private function insert( array $row, string $again ): ?int {
		global $wpdb;
		list( $topic, $object, $transition, $payload, $anonymous, $at ) = $row;
		// phpcs:disable WordPress.DB.PreparedSQL -- the table's name, and a part that this class wrote.
		$sql = $wpdb->prepare(
			'INSERT INTO ' . OutboxTable::name() . ' (topic, object, transition, revision, anonymous, recorded_at, due_at, payload)
			VALUES (%s, %s, %s, %s, %d, %d, UNIX_TIMESTAMP() + %d, ' . ( null === $payload ? 'NULL' : '%s' ) . ") ON DUPLICATE KEY UPDATE $again",
			array_merge(
				array( $topic, $object, $transition, OutboxTable::random(), (int) $anonymous, $at ?? (int) ( microtime( true ) * 1000 ), OutboxTopics::SETTLE ),
				null === $payload ? array() : array( (string) wp_json_encode( $payload, JSON_PARTIAL_OUTPUT_ON_ERROR ) )
			)
		);
		// phpcs:enable
		$rows = OutboxTable::write( $sql );
		if ( null === $rows ) {
			OutboxBounds::count( OutboxBounds::UNRECORDED, 1 );
		}
		return $rows;
	}
}
