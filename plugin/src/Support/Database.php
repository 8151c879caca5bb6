<?php
/**
 * The database, past all caches.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * The only place where the plugin reads with SQL. `wpdb` gives an empty list both where there is nothing and where the
 * database did not answer; here the second is a `ReadFailure`, so that nobody takes it for the first (D11).
 *
 * What it writes are the plugin's own tables and rows; what refuses is said, not thrown.
 */
final class Database {

	/** Option: the plugin is installed on this site; its value is the version of its tables. */
	const MARK = 'storewire_outbox_schema';

	/** How often a statement is tried: after deadlocks, which are over at once, and after time-outs of many seconds. */
	const TRIES           = 20;
	const TRIES_TIMED_OUT = 2;

	/** MySQL's errors: no such table; lock wait time-out; deadlock. */
	const MISSING   = 1146;
	const TIMED_OUT = 1205;
	const DEADLOCK  = 1213;

	/** Sends a read to the primary wherever something in between spreads reads over replicas. */
	private const FROM_PRIMARY = ' FOR UPDATE';

	/**
	 * The rows of a query, each by column.
	 *
	 * @param string $sql Prepared statement.
	 * @return array<int,array<string,string|null>>
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function rows( string $sql ): array {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		// Not get_results(), which hides that a query failed.
		$found = $wpdb->query( $sql ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL
		$wpdb->suppress_errors( $quiet );
		if ( false === $found || '' !== $wpdb->last_error ) {
			// phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
			throw new ReadFailure( '' === $wpdb->last_error ? 'The database does not answer.' : $wpdb->last_error, self::error() );
		}
		return array_map( 'get_object_vars', (array) $wpdb->last_result );
	}

	/**
	 * The first column of a query.
	 *
	 * @param string $sql Prepared statement.
	 * @return array<int,string|null>
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function column( string $sql ): array {
		return array_map( 'current', self::rows( $sql ) );
	}

	/**
	 * The first value of a query; null where there is none.
	 *
	 * @param string $sql Prepared statement.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function value( string $sql ): ?string {
		return self::column( $sql )[0] ?? null;
	}

	/**
	 * The rows of a query as the primary database has them. A replica lags behind, and what it does not have yet may well be
	 * there.
	 *
	 * @param string $sql Prepared statement that reads a table, without a locking clause.
	 * @return array<int,array<string,string|null>>
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function primary_rows( string $sql ): array {
		self::prefer_primary();
		return self::rows( $sql . self::FROM_PRIMARY );
	}

	/**
	 * Has whatever this process reads from now on come from the primary, where WordPress itself knows of replicas (HyperDB,
	 * LudicrousDB).
	 */
	public static function prefer_primary(): void {
		global $wpdb;
		if ( method_exists( $wpdb, 'send_reads_to_masters' ) ) {
			$wpdb->send_reads_to_masters();
		}
	}

	/**
	 * Runs a statement that may be run again. Where locks are in its way it is tried again. Nothing is printed, nothing
	 * is thrown.
	 *
	 * @param string        $sql     Prepared statement.
	 * @param callable|null $restore Makes the table again where it was lost, and says whether it is there.
	 * @return int|null Rows affected; null where the database refused.
	 */
	public static function write( string $sql, ?callable $restore = null ): ?int {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		$tries = array(
			self::MISSING   => null === $restore ? 0 : 1,
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
				$again = $again && $restore();
			} elseif ( self::DEADLOCK === $error ) {
				// Of many processes that met here, let not all come back at once.
				usleep( random_int( 500, 20000 ) );
			}
		} while ( $again );
		$wpdb->suppress_errors( $quiet );
		return is_int( $rows ) ? $rows : null;
	}

	/**
	 * The same with a table of the plugin's, which is made first where an update was not activated; but not where the plugin
	 * was deleted meanwhile (X5).
	 *
	 * @param string   $sql     Prepared statement.
	 * @param callable $install Makes the table.
	 * @return int|null Rows affected; null where the database refused.
	 */
	public static function write_own( string $sql, callable $install ): ?int {
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
	 * The rows of a query on a table of the plugin's; none where there is no such table yet.
	 *
	 * @param string $sql Prepared statement.
	 * @return array<int,array<string,string|null>>
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function own_rows( string $sql ): array {
		try {
			return self::rows( $sql );
		} catch ( ReadFailure $failure ) {
			if ( self::MISSING === $failure->getCode() ) {
				return array();
			}
			throw $failure;
		}
	}

	/**
	 * Whether the plugin is installed on this site, past all caches. Its deletion takes the mark away before all else, so that
	 * whatever is still at work then brings nothing back (X5). Nothing else may be made where the mark is missing.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function is_installed(): bool {
		global $wpdb;
		return array() !== self::primary_rows( $wpdb->prepare( "SELECT option_id FROM {$wpdb->options} WHERE option_name = %s", self::MARK ) );
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
