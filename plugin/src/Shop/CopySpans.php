<?php
/**
 * When this database was a copy's.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Support\Clock;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;
use Storewire\Support\StoredOption;

/**
 * A copy that takes the original's place, such as a staging site, has orders that were placed on it, mostly for a test (U2).
 * Its owner is asked about them with the clone lock's question, and what is left out is so for as long as the connection
 * lasts; the core says what that covers.
 *
 * A span begins where background work first finds the clone lock closed. It ends where the copy is first found in the
 * original's place, for whoever orders there is a shopper again; else with the owner's answer. Of what is not known for
 * certain to be from the copy nothing is left out.
 */
final class CopySpans {

	const OPTION = 'storewire_copy_spans';

	/** Of what is stored: those that the owner leaves out, and those that nobody was asked about yet. */
	const LEFT_OUT = 'leftOut';
	const OPEN     = 'open';

	/**
	 * First moment, and the first one after it.
	 *
	 * @var array<int,array{from:int,to:int}> Milliseconds since 1970 UTC.
	 */
	private array $spans;

	/**
	 * Builds them.
	 *
	 * @param array<int,array{from:int,to:int}> $spans Spans.
	 */
	private function __construct( array $spans ) {
		$this->spans = $spans;
	}

	/**
	 * Those whose orders the owner leaves out.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function left_out(): self {
		return new self( self::parts( self::option()->read() )[ self::LEFT_OUT ] );
	}

	/**
	 * Those that the owner is asked about: what would be left out if the answer came now.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function asked(): self {
		return new self( self::ended( self::parts( self::option()->read() )[ self::OPEN ], Clock::milliseconds() ) );
	}

	/**
	 * Background work found the clone lock like this.
	 *
	 * @param string $lock As `Connection::facts()` has it.
	 */
	public static function follow( string $lock ): void {
		$now = Clock::milliseconds();
		self::option()->change(
			static function ( $stored ) use ( $lock, $now ): ?array {
				$parts = self::parts( $stored );
				$open  = self::followed( $parts[ self::OPEN ], $lock, $now );
				return $open === $parts[ self::OPEN ] ? null : array( self::OPEN => $open ) + $parts;
			}
		);
	}

	/**
	 * The spans in question, as the clone lock says it.
	 *
	 * @param array<int,array{from:int,to?:int}> $open Those until now.
	 * @param string                             $lock As for follow().
	 * @param int                                $now  Milliseconds since 1970 UTC.
	 * @return array<int,array{from:int,to?:int}>
	 */
	private static function followed( array $open, string $lock, int $now ): array {
		if ( '' === $lock ) {
			// The address was another only for a while.
			return array();
		}
		if ( 'promoted' === $lock ) {
			return self::ended( $open, $now );
		}
		$is_open = self::ended( $open, $now ) !== $open;
		return $is_open ? $open : array_merge( $open, array( array( 'from' => $now ) ) );
	}

	/**
	 * The owner has answered that the store moved here.
	 *
	 * @param bool $leave_out Whether to leave out what was ordered on the copy.
	 */
	public static function answer( bool $leave_out ): void {
		$now = Clock::milliseconds();
		self::option()->change(
			static function ( $stored ) use ( $leave_out, $now ): ?array {
				$parts = self::parts( $stored );
				$more  = $leave_out ? self::ended( $parts[ self::OPEN ], $now ) : array();
				return array() === $parts[ self::OPEN ] ? null : array(
					self::LEFT_OUT => array_merge( $parts[ self::LEFT_OUT ], $more ),
					self::OPEN     => array(),
				);
			}
		);
	}

	/**
	 * The connection ends, and they with it.
	 */
	public static function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * As the core reads them.
	 *
	 * @return array<int,array{from:int,to:int}>
	 */
	public function all(): array {
		return $this->spans;
	}

	/**
	 * When the first one began, seconds since 1970 UTC; 0 where there is none.
	 */
	public function since(): int {
		return intdiv( $this->spans[0]['from'] ?? 0, 1000 );
	}

	/**
	 * How many orders were placed in them. Drafts were not, and what is in the trash nobody misses.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function orders(): int {
		list( $orders, , $status, $made ) = self::source();
		return array() === $this->spans ? 0 : (int) Database::value( "SELECT COUNT(*) FROM $orders AND $status LIKE 'wc-%' AND $status NOT LIKE '%draft' AND " . $this->within( $made ) );
	}

	/**
	 * Whether an order that is there was made in one of them.
	 *
	 * @param int $order Its id.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function has( int $order ): bool {
		list( $orders, $id, , $made ) = self::source();
		return array() !== $this->spans && null !== Database::value( "SELECT 1 FROM $orders AND $id = $order AND " . $this->within( $made ) );
	}

	/**
	 * A condition, to be appended to others, that leaves out what was made in them. What has no date was made in none.
	 *
	 * @param string $made The column of the date, UTC.
	 */
	public function without( string $made ): string {
		return array() === $this->spans ? '' : " AND ($made IS NULL OR NOT " . $this->within( $made ) . ')';
	}

	/**
	 * The condition that something was made in one of them, in whole seconds, as src/core/mapping/on_copy.rs has it.
	 *
	 * @param string $made The column of the date, UTC.
	 */
	private function within( string $made ): string {
		$date = static fn( int $moment ): string => gmdate( 'Y-m-d H:i:s', intdiv( $moment, 1000 ) );
		$each = array_map( static fn( array $span ): string => "($made >= '{$date( $span['from'] )}' AND $made < '{$date( $span['to'] )}')", $this->spans );
		return '(' . implode( ' OR ', $each ) . ')';
	}

	/**
	 * Where orders are, and their columns of id, status and date.
	 *
	 * @return string[]
	 */
	private static function source(): array {
		global $wpdb;
		return OrderUtil::custom_orders_table_usage_is_enabled()
			? array( "{$wpdb->prefix}wc_orders WHERE type = 'shop_order'", 'id', 'status', 'date_created_gmt' )
			: array( "{$wpdb->posts} WHERE post_type = 'shop_order'", 'ID', 'post_status', 'post_date_gmt' );
	}

	/**
	 * Spans of which the last one has ended.
	 *
	 * @param array<int,array{from:int,to?:int}> $open Spans of which it may not have.
	 * @param int                                $now  When it does then, milliseconds since 1970 UTC.
	 * @return array<int,array{from:int,to:int}>
	 */
	private static function ended( array $open, int $now ): array {
		return array_map( static fn( array $span ): array => $span + array( 'to' => $now ), $open );
	}

	/**
	 * What is stored, in its parts.
	 *
	 * @param mixed $stored What the database has.
	 * @return array<string,array<int,array<string,int>>>
	 */
	private static function parts( $stored ): array {
		return ( is_array( $stored ) ? $stored : array() ) + array(
			self::LEFT_OUT => array(),
			self::OPEN     => array(),
		);
	}

	/**
	 * Where they are stored.
	 */
	private static function option(): StoredOption {
		return new StoredOption( self::OPTION );
	}
}
