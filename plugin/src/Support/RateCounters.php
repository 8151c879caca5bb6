<?php
/**
 * How often somebody has asked.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Counts for the limits of K2 and of carts (E1), by the database's clock, exact however many requests come at once. What is counted is kept as a
 * keyed hash, so that nobody reads addresses in it. A count is over when its period is; the table never grows beyond its
 * cap.
 */
final class RateCounters {

	/** So many counts are kept, about; the ones that end first go first. */
	const ROWS = 20000;

	/** Transient: the header of a proxy by which clients came who were turned away. */
	const PROXY = 'storewire_signup_proxy';

	/** One in so many new counts looks at the cap and at what is over. */
	const EVERY = 50;

	/**
	 * The table's name on this site.
	 */
	public static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'storewire_signups';
	}

	/**
	 * Makes the table where it is missing.
	 */
	public static function install(): void {
		Database::write(
			'CREATE TABLE IF NOT EXISTS ' . self::table() . ' (
				counted CHAR(32) NOT NULL,
				n INT UNSIGNED NOT NULL,
				ends_at BIGINT UNSIGNED NOT NULL,
				PRIMARY KEY  (counted),
				KEY ends (ends_at)
			) DEFAULT CHARACTER SET ascii COLLATE ascii_bin'
		);
	}

	/**
	 * Removes it with all that is in it.
	 */
	public static function drop(): void {
		Database::write( 'DROP TABLE IF EXISTS ' . self::table() );
	}

	/**
	 * What a count is kept under.
	 *
	 * @param string $what Kind of count.
	 * @param string $of   Of whom.
	 */
	public static function hash( string $what, string $of ): string {
		return substr( hash_hmac( 'sha256', "$what $of", wp_salt() ), 0, 32 );
	}

	/**
	 * Counts once more.
	 *
	 * @param string $counted Of hash().
	 * @param int    $seconds How long a count lasts.
	 * @return int How often, with this time, since the count began; 1 where the database refuses.
	 */
	public static function add( string $counted, int $seconds ): int {
		global $wpdb;
		$sql = $wpdb->prepare(
			// The columns are set in this order, so the first looks at the old end.
			// phpcs:ignore WordPress.DB.PreparedSQL -- the table's name.
			'INSERT INTO ' . self::table() . ' (counted, n, ends_at) VALUES (%s, 1, UNIX_TIMESTAMP() + %d) ON DUPLICATE KEY UPDATE
				n = LAST_INSERT_ID( IF( ends_at <= UNIX_TIMESTAMP(), 1, n + 1 ) ), ends_at = IF( ends_at <= UNIX_TIMESTAMP(), VALUES(ends_at), ends_at )',
			$counted,
			$seconds
		);
		Database::write_own( $sql, array( self::class, 'install' ) );
		$n = max( 1, (int) $wpdb->insert_id );
		if ( 1 === $n && 1 === wp_rand( 1, self::EVERY ) ) {
			self::trim();
		}
		return $n;
	}

	/**
	 * Whether a count has begun and is not over.
	 *
	 * @param string $counted Of hash().
	 */
	public static function has( string $counted ): bool {
		return self::ends_at( $counted ) > 0;
	}

	/**
	 * When a count is over, seconds since 1970 UTC; 0 where it is, or never began.
	 *
	 * @param string $counted Of hash().
	 */
	public static function ends_at( string $counted ): int {
		global $wpdb;
		$rows = Database::own_rows( $wpdb->prepare( 'SELECT ends_at FROM ' . self::table() . ' WHERE counted = %s AND ends_at > UNIX_TIMESTAMP()', $counted ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- the table's name.
		return (int) ( $rows[0]['ends_at'] ?? 0 );
	}

	/**
	 * Somebody was turned away, maybe for want of a proxy's name.
	 *
	 * @param string $proxy The header of the proxy by which they came, which the owner does not name; '' for none.
	 */
	public static function turned_away( string $proxy ): void {
		if ( '' !== $proxy && self::unnamed_proxy() !== $proxy ) {
			set_transient( self::PROXY, $proxy, WEEK_IN_SECONDS );
		}
	}

	/**
	 * The header of the proxy by which those came who were turned away lately; '' where there is none, or the owner has
	 * named one since.
	 */
	public static function unnamed_proxy(): string {
		return VisitorAddress::names_proxy() ? '' : (string) get_transient( self::PROXY );
	}

	/**
	 * Forgets a count.
	 *
	 * @param string $counted Of hash().
	 */
	public static function forget( string $counted ): void {
		global $wpdb;
		Database::write( $wpdb->prepare( 'DELETE FROM ' . self::table() . ' WHERE counted = %s', $counted ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- the table's name.
	}

	/**
	 * Removes counts that are over, and those beyond the cap.
	 */
	public static function trim(): void {
		Database::write( 'DELETE FROM ' . self::table() . ' WHERE ends_at <= UNIX_TIMESTAMP()' );
		$over = (int) ( Database::own_rows( 'SELECT COUNT(*) AS n FROM ' . self::table() )[0]['n'] ?? 0 ) - self::ROWS;
		if ( $over > 0 ) {
			Database::write( 'DELETE FROM ' . self::table() . " ORDER BY ends_at LIMIT $over" );
		}
	}
}
