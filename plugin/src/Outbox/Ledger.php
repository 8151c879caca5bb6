<?php
/**
 * What was delivered lately, and what was left out.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Support\Database;

/**
 * One table of what became of rows of the outbox (D6, S10), written by relays: what was sent, and what live delivery left
 * out, with the reason. It names objects by their ids and holds no addresses (P2). Its bounds are the core's
 * (src/core/backend/outbox.rs).
 */
final class Ledger {

	const SENT     = 'sent';
	const LEFT_OUT = 'left';

	/** A reason may be so long, in characters. */
	const LONGEST = 100;

	/** At most so many rows go into one statement. */
	const SLICE = 200;

	/**
	 * The table's name on this site.
	 */
	public static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'storewire_ledger';
	}

	/**
	 * Makes the table where it is missing. Texts are JSON, so that all is ASCII.
	 */
	public static function install(): void {
		OutboxTable::write(
			'CREATE TABLE IF NOT EXISTS ' . self::table() . " (
				id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
				at BIGINT UNSIGNED NOT NULL,
				outcome VARCHAR(4) NOT NULL,
				topic VARCHAR(40) NOT NULL,
				object VARCHAR(64) NOT NULL,
				transition VARCHAR(64) NOT NULL,
				type VARCHAR(20) NOT NULL DEFAULT '',
				reason VARCHAR(40) NOT NULL DEFAULT '',
				text TEXT NULL,
				PRIMARY KEY  (id),
				KEY kept (outcome, id),
				KEY about (object, topic)
			) DEFAULT CHARACTER SET ascii COLLATE ascii_bin"
		);
	}

	/**
	 * Removes it with all that is in it.
	 */
	public static function drop(): void {
		OutboxTable::write( 'DROP TABLE IF EXISTS ' . self::table() );
	}

	/**
	 * Notes what became of rows of the outbox.
	 *
	 * @param array<int,array<string,mixed>> $entries Each `{outcome, row}`, a ClaimedRow; and where something was
	 *                                                left out `{type, reason, text}`.
	 */
	public static function note( array $entries ): void {
		global $wpdb;
		foreach ( array_chunk( $entries, self::SLICE ) as $slice ) {
			$values = array();
			foreach ( $slice as $entry ) {
				$text     = isset( $entry['text'] ) ? (string) wp_json_encode( mb_substr( $entry['text'], 0, self::LONGEST ), JSON_PARTIAL_OUTPUT_ON_ERROR ) : '';
				$values[] = $wpdb->prepare( '(UNIX_TIMESTAMP(), %s, %s, %s, %s, %s, %s, %s)', $entry['outcome'], $entry['row']->topic, $entry['row']->object, $entry['row']->transition, $entry['type'] ?? '', $entry['reason'] ?? '', $text );
			}
			$sql = 'INSERT INTO ' . self::table() . ' (at, outcome, topic, object, transition, type, reason, text) VALUES ' . implode( ', ', $values );
			Database::write_own( $sql, array( self::class, 'install' ) );
		}
	}

	/**
	 * The latest entries.
	 *
	 * @param string $outcome SENT or LEFT_OUT.
	 * @param int    $limit   At most so many.
	 * @return array<int,array<string,mixed>> As of() gives them.
	 */
	public static function latest( string $outcome, int $limit ): array {
		global $wpdb;
		return self::read( $wpdb->prepare( 'outcome = %s ORDER BY id DESC LIMIT %d', $outcome, $limit ) );
	}

	/**
	 * What became of one object.
	 *
	 * @param string   $object Its id.
	 * @param string[] $topics What is told of objects of its type.
	 * @return array<int,array<string,mixed>> The latest first, each `{at, outcome, topic, object, transition}`, and where
	 *         something was left out `{type, reason, text}`; moments are seconds since 1970 UTC.
	 */
	public static function entries( string $object, array $topics ): array {
		global $wpdb;
		$places = implode( ', ', array_fill( 0, count( $topics ), '%s' ) );
		return self::read( $wpdb->prepare( "object = %s AND topic IN ($places) ORDER BY id DESC", $object, ...$topics ) ); // phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- as many places as topics.
	}

	/**
	 * Reads entries.
	 *
	 * @param string $which Condition and order, prepared.
	 * @return array<int,array<string,mixed>>
	 */
	private static function read( string $which ): array {
		$rows = Database::own_rows( 'SELECT at, outcome, topic, object, transition, type, reason, text FROM ' . self::table() . " WHERE $which" );
		return array_map(
			static function ( array $row ): array {
				$entry = array( 'at' => (int) $row['at'] ) + $row;
				return self::LEFT_OUT === $row['outcome']
					? array( 'text' => (string) json_decode( (string) $row['text'] ) ) + $entry
					: array_diff_key( $entry, array_flip( array( 'type', 'reason', 'text' ) ) );
			},
			$rows
		);
	}

	/**
	 * Removes what is too much or too old.
	 *
	 * @param OutboxPolicy $policy The core's policy.
	 */
	public static function trim( OutboxPolicy $policy ): void {
		OutboxTable::write( 'DELETE FROM ' . self::table() . " WHERE outcome = '" . self::SENT . "' AND at < UNIX_TIMESTAMP() - $policy->ledger_seconds" );
		foreach ( array( self::SENT => $policy->ledger_rows, self::LEFT_OUT => $policy->left_out_rows ) as $outcome => $rows ) {
			$over = Database::own_rows( 'SELECT id FROM ' . self::table() . " WHERE outcome = '$outcome' ORDER BY id DESC LIMIT 1 OFFSET $rows" );
			if ( array() !== $over ) {
				OutboxTable::write( 'DELETE FROM ' . self::table() . " WHERE outcome = '$outcome' AND id <= " . (int) $over[0]['id'] );
			}
		}
	}
}
