<?php
/**
 * The outbox's table.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Support\ReadFailure;
use Storewire\Support\ShopDatabase;

/**
 * One table for everything that waits, made for MySQL 5.7, MariaDB 10.4 and later.
 *
 * `topic, object, transition` say what a row is about and are unique; the transition is empty for a state row. Everything
 * in it is ASCII (texts are JSON), so that WordPress need not ask the database for a column's character set before it
 * writes.
 *
 * `due_at` is the one moment that counts, in seconds by the database's clock: nobody may claim the row before. It says
 * how long a row settles, and while the row is claimed it is the end of the lease. A buried row has none.
 */
final class OutboxTable {

	const VERSION = '1';
	const OPTION  = 'storewire_outbox_schema';

	/** How often a statement is tried: after deadlocks, which are over at once, and after time-outs of many seconds. */
	const TRIES           = 20;
	const TRIES_TIMED_OUT = 2;

	/** MySQL's errors: no such table; lock wait time-out; deadlock. */
	const MISSING   = 1146;
	const TIMED_OUT = 1205;
	const DEADLOCK  = 1213;

	/**
	 * The table's name on this site.
	 */
	public static function name(): string {
		global $wpdb;
		return $wpdb->prefix . 'storewire_outbox';
	}

	/**
	 * Makes the table where it is missing, and marks this site as one where the plugin is installed.
	 */
	public static function install(): void {
		self::make();
		update_option( self::OPTION, self::VERSION, false );
	}

	/**
	 * Whether the plugin is installed on this site, past all caches. Its deletion takes the mark away before all else, so that
	 * whatever is still at work then brings nothing back (X5). Nothing else may be made where the mark is missing.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function is_installed(): bool {
		global $wpdb;
		return array() !== ShopDatabase::primary_rows( $wpdb->prepare( "SELECT option_id FROM {$wpdb->options} WHERE option_name = %s", self::OPTION ) );
	}

	/**
	 * Makes the table.
	 */
	private static function make(): void {
		global $wpdb;
		$table = self::name();
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- dbDelta() compares texts, not tables.
		$wpdb->query(
			// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery.SchemaChange -- the table's name; it is made.
			"CREATE TABLE IF NOT EXISTS $table (
				id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
				topic VARCHAR(40) NOT NULL,
				object VARCHAR(64) NOT NULL,
				transition VARCHAR(64) NOT NULL DEFAULT '',
				revision VARCHAR(16) NOT NULL,
				anonymous TINYINT UNSIGNED NOT NULL DEFAULT 0,
				recorded_at BIGINT UNSIGNED NOT NULL,
				due_at BIGINT UNSIGNED NULL,
				claim VARCHAR(16) NOT NULL DEFAULT '',
				attempts INT UNSIGNED NOT NULL DEFAULT 0,
				buried_at BIGINT UNSIGNED NULL,
				reason MEDIUMTEXT NULL,
				payload MEDIUMTEXT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY about (topic, object, transition),
				KEY due (due_at),
				KEY claimed (claim),
				KEY buried (buried_at),
				KEY anonymous (anonymous)
			) DEFAULT CHARACTER SET ascii COLLATE ascii_bin"
		);
	}

	/**
	 * Makes the table again, unless it is missing because the plugin was deleted. Should that happen at this very moment, the
	 * deletion drops the table last, or it is dropped here.
	 *
	 * @return bool Whether it is there.
	 */
	private static function restore(): bool {
		try {
			if ( ! self::is_installed() ) {
				return false;
			}
			self::make();
			if ( self::is_installed() ) {
				return true;
			}
			self::drop();
		} catch ( ReadFailure $failure ) {
			unset( $failure );
		}
		return false;
	}

	/**
	 * Empties it.
	 *
	 * @return int How many rows there were.
	 */
	public static function clear(): int {
		return (int) self::write( 'DELETE FROM ' . self::name() );
	}

	/**
	 * Removes it with all that is in it.
	 */
	public static function drop(): void {
		global $wpdb;
		$wpdb->query( 'DROP TABLE IF EXISTS ' . self::name() ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL
	}

	/**
	 * Runs a statement that may be run again. Where locks are in its way it is tried again; where the table was lost it is
	 * made first. Nothing is printed, nothing is thrown.
	 *
	 * @param string $sql Prepared statement.
	 * @return int|null Rows affected; null where the database refused.
	 */
	public static function write( string $sql ): ?int {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		$tries = array(
			self::MISSING   => 1,
			self::TIMED_OUT => self::TRIES_TIMED_OUT - 1,
			// It has ended the whole transaction, and whoever began that must not go on as if it stood (R23).
			self::DEADLOCK  => 0 === Transactions::open() ? self::TRIES - 1 : 0,
		);
		do {
			$rows  = $wpdb->query( $sql ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL
			$error = false === $rows ? self::error() : 0;
			$again = ( $tries[ $error ] ?? 0 ) > 0;
			if ( $again ) {
				--$tries[ $error ];
			}
			if ( self::MISSING === $error ) {
				$again = $again && self::restore();
			} elseif ( self::DEADLOCK === $error ) {
				// Of many processes that met here, let not all come back at once.
				usleep( random_int( 500, 20000 ) );
			}
		} while ( $again );
		$wpdb->suppress_errors( $quiet );
		return is_int( $rows ) ? $rows : null;
	}

	/**
	 * The same with another table of the plugin, which is made first where an update was not activated; but not where the plugin
	 * was deleted meanwhile (X5).
	 *
	 * @param string   $sql     Prepared statement.
	 * @param callable $install Makes the table.
	 * @return int|null Rows affected; null where the database refused.
	 */
	public static function write_to( string $sql, callable $install ): ?int {
		$rows = self::write( $sql );
		try {
			if ( null === $rows && self::is_installed() ) {
				$install();
				$rows = self::write( $sql );
			}
		} catch ( ReadFailure $failure ) {
			unset( $failure );
		}
		return $rows;
	}

	/**
	 * Reads rows; none where there is no table yet.
	 *
	 * @param string $sql Prepared statement.
	 * @return array<int,array<string,string|null>>
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function read( string $sql ): array {
		try {
			return ShopDatabase::rows( $sql );
		} catch ( ReadFailure $failure ) {
			if ( self::MISSING === $failure->getCode() ) {
				return array();
			}
			throw $failure;
		}
	}

	/**
	 * A random text that no other process makes.
	 */
	public static function random(): string {
		return bin2hex( random_bytes( 6 ) );
	}

	/**
	 * The number of the error that the database gave last; -1 where it has no numbers.
	 */
	public static function error(): int {
		global $wpdb;
		if ( $wpdb->dbh instanceof \mysqli ) {
			return mysqli_errno( $wpdb->dbh ); // phpcs:ignore WordPress.DB.RestrictedFunctions -- wpdb keeps no number.
		}
		return false === stripos( $wpdb->last_error, 'no such table' ) ? -1 : self::MISSING;
	}
}
