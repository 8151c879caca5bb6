<?php
/**
 * What could not be delivered.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Support\Database;

/**
 * Buried rows, to be looked at and replayed, one or all (D6).
 */
final class BuriedRows {

	/**
	 * How many there are.
	 */
	public static function count(): int {
		return (int) ( Database::own_rows( 'SELECT COUNT(*) AS n FROM ' . OutboxTable::name() . ' WHERE buried_at IS NOT NULL' )[0]['n'] ?? 0 );
	}

	/**
	 * A page of them, the latest first.
	 *
	 * @param int $limit  At most so many.
	 * @param int $offset So many are left out at the beginning.
	 * @return array<int,array<string,mixed>> Each `{id, topic, object, transition, recordedAt, buriedAt, reason}`; moments
	 *         are milliseconds since 1970 UTC.
	 */
	public static function page( int $limit, int $offset = 0 ): array {
		$rows = Database::own_rows(
			'SELECT id, topic, object, transition, recorded_at, buried_at, reason FROM ' . OutboxTable::name() . "
			WHERE buried_at IS NOT NULL ORDER BY buried_at DESC, id DESC LIMIT $limit OFFSET $offset"
		);
		return array_map( array( self::class, 'read' ), $rows );
	}

	/**
	 * A buried row, for people.
	 *
	 * @param array<string,string|null> $row As it is stored.
	 * @return array<string,mixed> As in page().
	 */
	public static function read( array $row ): array {
		return array(
			'id'         => (int) $row['id'],
			'topic'      => $row['topic'],
			'object'     => $row['object'],
			'transition' => $row['transition'],
			'recordedAt' => (int) $row['recorded_at'],
			'buriedAt'   => (int) $row['buried_at'] * 1000,
			'reason'     => (string) json_decode( (string) $row['reason'] ),
		);
	}

	/**
	 * Sends one again, under the same item ids.
	 *
	 * @param int $id Row id.
	 * @return bool Whether it was buried.
	 */
	public static function replay( int $id ): bool {
		return self::raise( ' AND id = ' . $id ) > 0;
	}

	/**
	 * Sends a fact again that is told anew.
	 *
	 * @param string $topic      Topic of the fact.
	 * @param string $object     What it happened to.
	 * @param string $transition Tells it from other facts of the same topic and object.
	 */
	public static function replay_fact( string $topic, string $object, string $transition ): void {
		global $wpdb;
		self::raise( $wpdb->prepare( ' AND topic = %s AND object = %s AND transition = %s', $topic, $object, $transition ) );
	}

	/**
	 * Sends all of them again.
	 *
	 * @return int How many.
	 */
	public static function replay_all(): int {
		return self::raise( '' );
	}

	/**
	 * Lets buried rows wait again.
	 *
	 * @param string $which Which of them, as a further condition.
	 */
	private static function raise( string $which ): int {
		return (int) OutboxTable::write( 'UPDATE ' . OutboxTable::name() . " SET due_at = UNIX_TIMESTAMP(), buried_at = NULL, reason = NULL, attempts = 0 WHERE buried_at IS NOT NULL$which" );
	}
}
