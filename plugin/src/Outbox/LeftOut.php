<?php
/**
 * How much live delivery left out.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Support\Database;

/**
 * Counts by day, type and reason (A14, S10), for some weeks; of the latest ones `Ledger` keeps the ids. Days are those of
 * UTC, by the database's clock.
 */
final class LeftOut {

	/** The page sums up so many days; so many can be asked for, and so many single ones. */
	const SHOWN_DAYS = 7;
	const KEPT_DAYS  = 31;
	const LATEST     = 100;

	/** The table's name on this site. */
	public static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'storewire_left_out';
	}

	/**
	 * Makes the table where it is missing.
	 */
	public static function install(): void {
		OutboxTable::write(
			'CREATE TABLE IF NOT EXISTS ' . self::table() . ' (
				day INT UNSIGNED NOT NULL,
				type VARCHAR(20) NOT NULL,
				reason VARCHAR(40) NOT NULL,
				n BIGINT UNSIGNED NOT NULL,
				PRIMARY KEY  (day, type, reason)
			) DEFAULT CHARACTER SET ascii COLLATE ascii_bin'
		);
	}

	/**
	 * Removes it with all that is in it.
	 */
	public static function drop(): void {
		OutboxTable::write( 'DROP TABLE IF EXISTS ' . self::table() );
	}

	/**
	 * Counts, whatever other processes do at the same time.
	 *
	 * @param array<int,array<string,mixed>> $reasons `{type, reason, count}`, of what was left out.
	 */
	public static function count( array $reasons ): void {
		global $wpdb;
		sort( $reasons );
		foreach ( $reasons as $reason ) {
			$sql = $wpdb->prepare( 'INSERT INTO ' . self::table() . ' (day, type, reason, n) VALUES (FLOOR(UNIX_TIMESTAMP() / 86400), %s, %s, %d) ON DUPLICATE KEY UPDATE n = n + VALUES(n)', $reason['type'], $reason['reason'], $reason['count'] ); // phpcs:ignore WordPress.DB.PreparedSQL -- the table's name.
			Database::write_own( $sql, array( self::class, 'install' ) );
		}
	}

	/**
	 * Counts of the last days.
	 *
	 * @param int $days So many, with today.
	 * @return array<int,array{day:string,type:string,reason:string,count:int}> The latest day first.
	 */
	public static function days( int $days ): array {
		$rows = Database::own_rows( 'SELECT day, type, reason, n FROM ' . self::table() . " WHERE day > FLOOR(UNIX_TIMESTAMP() / 86400) - $days ORDER BY day DESC, n DESC, type, reason" );
		return array_map(
			static fn( array $row ): array => array(
				'day'    => gmdate( 'Y-m-d', (int) $row['day'] * DAY_IN_SECONDS ),
				'type'   => (string) $row['type'],
				'reason' => (string) $row['reason'],
				'count'  => (int) $row['n'],
			),
			$rows
		);
	}

	/**
	 * Sums by reason over the last days.
	 *
	 * @return array<string,int> The most frequent first.
	 */
	public static function sums(): array {
		$sums = array();
		foreach ( self::days( self::SHOWN_DAYS ) as $row ) {
			$sums[ $row['reason'] ] = ( $sums[ $row['reason'] ] ?? 0 ) + $row['count'];
		}
		arsort( $sums );
		return $sums;
	}

	/**
	 * Removes days that are too long ago.
	 *
	 * @param OutboxPolicy $policy The core's policy.
	 */
	public static function trim( OutboxPolicy $policy ): void {
		OutboxTable::write( 'DELETE FROM ' . self::table() . " WHERE day < FLOOR((UNIX_TIMESTAMP() - $policy->left_out_seconds) / 86400)" );
	}
}
