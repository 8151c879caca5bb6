<?php
/**
 * Reads from the database.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

use Storewire\Outbox\OutboxTable;

/**
 * The only place where the plugin reads with SQL. `wpdb` gives an empty list both where there is nothing and where the
 * database did not answer; here the second is a `ReadFailure`, so that nobody takes it for the first (D11).
 */
final class ShopDatabase {

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
			throw new ReadFailure( '' === $wpdb->last_error ? 'The database does not answer.' : $wpdb->last_error, OutboxTable::error() );
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
}
