<?php
/**
 * Keeps the outbox bounded.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Rows that were buried and rows of anonymous visitors have caps (D6); what is evicted is counted and shown. Rows of live
 * shop facts that wait are never evicted.
 */
final class OutboxBounds {

	/** Rows of anonymous visitors. The core's policy says the same (src/core/outbox.rs); hooks do not load the core. */
	const ANONYMOUS_ROWS = 5000;

	/** At most so many rows go at once. */
	const SLICE = 1000;

	/** What is counted, each in an option of its own. */
	const BURIED     = 'storewire_outbox_evicted_buried';
	const ANONYMOUS  = 'storewire_outbox_evicted_anonymous';
	const UNRECORDED = 'storewire_outbox_unrecorded';
	const LEFT       = 'storewire_outbox_left';

	/**
	 * Evicts what is too much or too old.
	 *
	 * @param array<string,mixed> $policy The core's policy.
	 * @param int                 $now    The moment for which it was asked, milliseconds since 1970 UTC.
	 */
	public static function trim( array $policy, int $now ): void {
		$table = OutboxTable::name();
		self::evict( self::BURIED, 'buried_at < UNIX_TIMESTAMP() - ' . intdiv( $now - $policy['buriedBefore'], 1000 ) );
		$over = OutboxTable::read( "SELECT buried_at FROM $table WHERE buried_at IS NOT NULL ORDER BY buried_at DESC, id DESC LIMIT 1 OFFSET " . (int) $policy['buriedRows'] );
		if ( array() !== $over ) {
			$count = (int) OutboxTable::read( "SELECT COUNT(*) AS n FROM $table WHERE buried_at IS NOT NULL" )[0]['n'];
			self::evict( self::BURIED, 'buried_at IS NOT NULL ORDER BY buried_at, id', $count - $policy['buriedRows'] );
		}
		self::trim_anonymous( $policy['visitorRows'] );
	}

	/**
	 * Evicts the oldest rows of anonymous visitors beyond their cap.
	 *
	 * @param int $cap How many may wait.
	 */
	public static function trim_anonymous( int $cap = self::ANONYMOUS_ROWS ): void {
		$table = OutboxTable::name();
		$over  = OutboxTable::read( "SELECT id FROM $table WHERE anonymous = 1 AND due_at IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET $cap" );
		if ( array() !== $over ) {
			self::evict( self::ANONYMOUS, 'anonymous = 1 AND due_at IS NOT NULL AND id <= ' . (int) $over[0]['id'] );
		}
	}

	/**
	 * What was lost so far: `{buried, anonymous, unrecorded, left}`; for the last see `Leftovers`.
	 *
	 * @return array<string,int>
	 */
	public static function counts(): array {
		global $wpdb;
		$rows = OutboxTable::read( $wpdb->prepare( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name IN (%s, %s, %s, %s)", self::BURIED, self::ANONYMOUS, self::UNRECORDED, self::LEFT ) );
		$of   = array_column( $rows, 'option_value', 'option_name' );
		return array(
			'buried'     => (int) ( $of[ self::BURIED ] ?? 0 ),
			'anonymous'  => (int) ( $of[ self::ANONYMOUS ] ?? 0 ),
			'unrecorded' => (int) ( $of[ self::UNRECORDED ] ?? 0 ),
			'left'       => (int) ( $of[ self::LEFT ] ?? 0 ),
		);
	}

	/**
	 * Adds to a count, whatever other processes do at the same time.
	 *
	 * @param string $option Which.
	 * @param int    $rows   How many.
	 */
	public static function count( string $option, int $rows ): void {
		global $wpdb;
		OutboxTable::write( $wpdb->prepare( "INSERT INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %d, 'off') ON DUPLICATE KEY UPDATE option_value = option_value + %d", $option, $rows, $rows ) );
		wp_cache_delete( $option, 'options' );
	}

	/**
	 * Deletes rows, slice by slice, and counts them.
	 *
	 * @param string $option Count.
	 * @param string $which  Condition, and order where it matters.
	 * @param int    $most   At most so many.
	 */
	private static function evict( string $option, string $which, int $most = PHP_INT_MAX ): void {
		do {
			$slice = min( self::SLICE, $most );
			$rows  = $slice > 0 ? (int) OutboxTable::write( 'DELETE FROM ' . OutboxTable::name() . " WHERE $which LIMIT $slice" ) : 0;
			$most -= $rows;
			if ( $rows > 0 ) {
				self::count( $option, $rows );
			}
		} while ( self::SLICE === $rows );
	}
}
