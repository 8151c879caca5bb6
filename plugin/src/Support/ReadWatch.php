<?php
/**
 * Whether every question was answered.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * WordPress and WooCommerce read with queries of their own, and where one of them fails they go on with less: an order
 * without its address, a product without its price. Whatever is read through here is complete, or it is a `ReadFailure`.
 *
 * What other plugins ask their own tables while WooCommerce reads is their affair.
 */
final class ReadWatch {

	/**
	 * How many errors WordPress had counted so far. It keeps them all, also those that the next query would hide.
	 *
	 * @var int
	 */
	private $errors;

	/**
	 * The connection that is read from; a new one says that the old one was lost under some query.
	 *
	 * @var int
	 */
	private $connection;

	/**
	 * The query under way, before filters.
	 *
	 * @var string
	 */
	private $query = '';

	/**
	 * Why queries failed, by query.
	 *
	 * @var array<string,string>
	 */
	private $failures = array();

	/**
	 * Reads.
	 *
	 * @param callable $read Reads with functions of WordPress and WooCommerce.
	 * @return mixed What it gives.
	 * @throws ReadFailure Where a query was not answered.
	 */
	public static function over( callable $read ) {
		Database::prefer_primary();
		$watch = new self();
		add_filter( 'query', array( $watch, 'begin' ), PHP_INT_MIN );
		add_filter( 'query', array( $watch, 'sent' ), PHP_INT_MAX );
		try {
			$result = $read();
		} catch ( \Throwable $failure ) {
			// What trips over an answer that is missing is not to blame.
			$watch->verify();
			throw $failure;
		} finally {
			remove_filter( 'query', array( $watch, 'begin' ), PHP_INT_MIN );
			remove_filter( 'query', array( $watch, 'sent' ), PHP_INT_MAX );
		}
		$watch->verify();
		return $result;
	}

	/** Begins to watch. */
	private function __construct() {
		$this->errors     = self::errors();
		$this->connection = self::connection();
	}

	/**
	 * A query begins, so the one before has ended.
	 *
	 * @param mixed $query The query.
	 * @return mixed The same.
	 */
	public function begin( $query ) {
		$this->end();
		$this->query = (string) $query;
		return $query;
	}

	/**
	 * A query has passed the filters. WordPress does not send an empty one, and gives what the one before had found.
	 *
	 * @param mixed $query The query.
	 * @return mixed The same.
	 */
	public function sent( $query ) {
		if ( ! $query ) {
			$this->fail( 'Something has taken away a query.' );
		}
		return $query;
	}

	/**
	 * The reading is over.
	 *
	 * @throws ReadFailure Where a query was not answered.
	 */
	private function verify(): void {
		global $wpdb;
		$this->end();
		if ( ! $wpdb->ready || self::connection() !== $this->connection ) {
			$this->failures[''] = 'The connection to the database was lost meanwhile.';
		}
		if ( array() !== $this->failures ) {
			self::distrust( array_keys( $this->failures ) );
			throw new ReadFailure( (string) reset( $this->failures ) ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
	}

	/**
	 * The query under way has ended.
	 */
	private function end(): void {
		$errors = self::errors();
		if ( $errors > $this->errors ) {
			$this->fail( (string) ( $GLOBALS['EZSQL_ERROR'][ $errors - 1 ]['error_str'] ?? '' ) );
		}
		$this->errors = $errors;
	}

	/**
	 * A query failed.
	 *
	 * @param string $why Why.
	 */
	private function fail( string $why ): void {
		if ( self::reads_the_shop( $this->query ) ) {
			$this->failures[ $this->query ] = '' === $why ? 'The database does not answer.' : $why;
		}
	}

	/**
	 * Takes out of the cache what WordPress made of failed queries: it remembers that there is no meta data, no term, for
	 * this process and, in a shared cache, for all.
	 *
	 * @param string[] $queries The queries. They name the objects by their ids.
	 */
	private static function distrust( array $queries ): void {
		preg_match_all( '/\b(?<id>\d+)\b/', implode( ' ', $queries ), $found );
		$ids    = array_map( 'intval', array_unique( $found['id'] ) );
		$groups = array_map( static fn( string $taxonomy ): string => $taxonomy . '_relationships', get_object_taxonomies( 'product' ) );
		foreach ( array_merge( $groups, array( 'posts', 'post_meta', 'users', 'user_meta', 'terms', 'term_meta' ) ) as $group ) {
			wp_cache_delete_multiple( $ids, $group );
		}
	}

	/**
	 * Whether a query reads tables of WordPress or WooCommerce.
	 *
	 * @param string $query The query.
	 */
	private static function reads_the_shop( string $query ): bool {
		global $wpdb;
		$tables   = implode( '\b|', array_map( 'preg_quote', $wpdb->tables( 'all' ) ) );
		$prefixes = preg_quote( $wpdb->prefix, '/' ) . '(?:wc|woocommerce)_';
		return 1 === preg_match( "/^\W*SELECT\b.*\b(?:$tables\b|$prefixes)/is", $query );
	}

	/**
	 * How many errors WordPress has counted.
	 */
	private static function errors(): int {
		return count( (array) ( $GLOBALS['EZSQL_ERROR'] ?? array() ) );
	}

	/**
	 * Number of the connection; 0 where there are several, or none that has one.
	 */
	private static function connection(): int {
		global $wpdb;
		$several = method_exists( $wpdb, 'send_reads_to_masters' );
		return ! $several && $wpdb->dbh instanceof \mysqli ? mysqli_thread_id( $wpdb->dbh ) : 0; // phpcs:ignore WordPress.DB.RestrictedFunctions -- wpdb does not keep it.
	}
}
