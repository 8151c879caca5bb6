<?php
/**
 * Keeps the outbox bounded.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Generated\Rules;
use Storewire\Support\Database;

/**
 * Rows that were buried and rows of anonymous visitors have caps (D6); what is evicted is counted and shown. Rows of live
 * shop facts that wait are never evicted.
 */
final class Caps {

	/** At most so many rows go at once. */
	const SLICE = 1000;

	/** What is counted, each in an option of its own. */
	const BURIED     = 'storewire_outbox_evicted_buried';
	const ANONYMOUS  = 'storewire_outbox_evicted_anonymous';
	const WAITLIST   = 'storewire_outbox_evicted_waitlist';
	const UNRECORDED = 'storewire_outbox_unrecorded';
	const LEFT       = 'storewire_outbox_left';

	/**
	 * Evicts what is too much or too old.
	 *
	 * @param OutboxPolicy $policy The core's policy.
	 */
	public static function trim( OutboxPolicy $policy ): void {
		$table = OutboxTable::name();
		self::evict( self::BURIED, "buried_at < UNIX_TIMESTAMP() - $policy->buried_seconds" );
		$over = Database::own_rows( "SELECT buried_at FROM $table WHERE buried_at IS NOT NULL ORDER BY buried_at DESC, id DESC LIMIT 1 OFFSET $policy->buried_rows" );
		if ( array() !== $over ) {
			$count = (int) Database::own_rows( "SELECT COUNT(*) AS n FROM $table WHERE buried_at IS NOT NULL" )[0]['n'];
			self::evict( self::BURIED, 'buried_at IS NOT NULL ORDER BY buried_at, id', $count - $policy->buried_rows );
		}
		self::trim_carts( $policy->cart_rows, $policy->cart_seconds );
		self::trim_waitlist( $policy->waitlist_rows );
	}

	/**
	 * Evicts what anonymous visitors did with carts beyond its cap, what is no longer fresh before all else.
	 *
	 * @param int $cap   How many may wait.
	 * @param int $fresh For so many seconds one is fresh.
	 */
	public static function trim_carts( int $cap = Rules::CART_ROWS, int $fresh = Rules::CART_FRESH_SECONDS ): void {
		self::trim_visitors( self::ANONYMOUS, "topic <> '" . Rules::BACK_IN_STOCK . "'", "recorded_at < (UNIX_TIMESTAMP() - $fresh) * 1000 DESC, id", $cap );
	}

	/**
	 * Evicts the oldest requests of anonymous visitors for the waitlist beyond their cap.
	 *
	 * @param int $cap How many may wait.
	 */
	public static function trim_waitlist( int $cap = Rules::WAITLIST_ROWS ): void {
		self::trim_visitors( self::WAITLIST, "topic = '" . Rules::BACK_IN_STOCK . "'", 'id', $cap );
	}

	/**
	 * Evicts rows of anonymous visitors beyond a cap.
	 *
	 * @param string $option Count.
	 * @param string $which  Condition.
	 * @param string $order  Which go first.
	 * @param int    $cap    How many may wait.
	 */
	private static function trim_visitors( string $option, string $which, string $order, int $cap ): void {
		$which = "anonymous = 1 AND due_at IS NOT NULL AND $which";
		$count = (int) ( Database::own_rows( 'SELECT COUNT(*) AS n FROM ' . OutboxTable::name() . " WHERE $which" )[0]['n'] ?? 0 );
		if ( $count > $cap ) {
			self::evict( $option, "$which ORDER BY $order", $count - $cap );
		}
	}

	/**
	 * What was lost so far: `{buried, anonymous, waitlist, unrecorded, left}`; for the last see `Leftovers`.
	 *
	 * @return array<string,int>
	 */
	public static function counts(): array {
		global $wpdb;
		$rows = Database::own_rows( $wpdb->prepare( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name IN (%s, %s, %s, %s, %s)", self::BURIED, self::ANONYMOUS, self::WAITLIST, self::UNRECORDED, self::LEFT ) );
		$of   = array_column( $rows, 'option_value', 'option_name' );
		return array(
			'buried'     => (int) ( $of[ self::BURIED ] ?? 0 ),
			'anonymous'  => (int) ( $of[ self::ANONYMOUS ] ?? 0 ),
			'waitlist'   => (int) ( $of[ self::WAITLIST ] ?? 0 ),
			'unrecorded' => (int) ( $of[ self::UNRECORDED ] ?? 0 ),
			'left'       => (int) ( $of[ self::LEFT ] ?? 0 ),
		);
	}

	/**
	 * Adds to a count, whatever other processes do at the same time; not where the plugin was deleted meanwhile.
	 *
	 * @param string $option Which.
	 * @param int    $rows   How many.
	 */
	public static function count( string $option, int $rows ): void {
		global $wpdb;
		OutboxTable::write(
			$wpdb->prepare(
				"INSERT INTO {$wpdb->options} (option_name, option_value, autoload) SELECT %s, %d, 'off' FROM {$wpdb->options} AS mark WHERE mark.option_name = %s
				ON DUPLICATE KEY UPDATE option_value = {$wpdb->options}.option_value + %d",
				$option,
				$rows,
				Database::MARK,
				$rows
			)
		);
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
