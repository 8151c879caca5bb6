<?php
/**
 * The outbox's table.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

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
		update_option( Database::MARK, self::VERSION, false );
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
			if ( ! Database::is_installed() ) {
				return false;
			}
			self::make();
			if ( Database::is_installed() ) {
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
	 * Runs a statement on it; see Database::write(). Where the table was lost it is made first.
	 *
	 * @param string $sql Prepared statement.
	 * @return int|null Rows affected; null where the database refused.
	 */
	public static function write( string $sql ): ?int {
		return Database::write( $sql, static fn(): bool => self::restore() );
	}
}
