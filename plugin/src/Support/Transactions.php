<?php
/**
 * Other people's transactions.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Whether somebody, such as an importer, has a transaction open on WordPress' connection. Nothing of the outbox is written in
 * it: where a deadlock with a relay ends it, they would not hear of that and go on as if their statements stood (R23). What
 * happens in it is written after it, or goes with it.
 *
 * A process that may live for hours hears all of its queries. A visitor's request holds its rows anyway, and asks the
 * database where it has to write some before its end.
 */
final class Transactions {

	/** What begins and ends them. */
	const WORDS = '/^\s*(?:(?<begin>START\s+TRANSACTION|BEGIN)|(?<commit>COMMIT)|ROLLBACK(?!\s+(?:WORK\s+)?TO))\b/i';

	/**
	 * The one that is open, counted from 1; 0 where none is known of.
	 */
	private static int $open = 0;

	/**
	 * How many there were.
	 */
	private static int $count = 0;

	/**
	 * What to do when one is over, by whom: first where it is rolled back, with its number; then in any case.
	 *
	 * @var array<int,array{0:callable,1:callable}>
	 */
	private static array $waiting = array();

	/**
	 * Hears a query.
	 *
	 * @param mixed $query The query.
	 * @return mixed The same.
	 */
	public static function hear( $query ) {
		if ( 0 === self::$open && array() !== self::$waiting ) {
			self::settle();
		}
		if ( 1 === preg_match( self::WORDS, (string) $query, $found ) ) {
			$begins = '' !== ( $found['begin'] ?? '' );
			if ( ! $begins && '' === ( $found['commit'] ?? '' ) ) {
				foreach ( self::$waiting as list( $roll_back ) ) {
					$roll_back( self::$open );
				}
			}
			self::$open = $begins ? ++self::$count : 0;
		}
		return $query;
	}

	/**
	 * The transaction that is open, as far as this process has heard; 0 where none is.
	 */
	public static function open(): int {
		return self::$open;
	}

	/**
	 * Whether one is open, also where this process hears nothing. MySQL does not say; MariaDB does.
	 */
	public static function is_open(): bool {
		if ( 0 !== self::$open ) {
			return true;
		}
		try {
			return '1' === Database::value( 'SELECT @@in_transaction' );
		} catch ( ReadFailure $failure ) {
			return false;
		}
	}

	/**
	 * Has somebody wait for the end of the one that is open.
	 *
	 * @param object   $who       Who waits.
	 * @param callable $roll_back Called with its number where it did not happen.
	 * @param callable $save      Called when it is over.
	 */
	public static function wait( object $who, callable $roll_back, callable $save ): void {
		self::$waiting[ spl_object_id( $who ) ] = array( $roll_back, $save );
	}

	/**
	 * One is over, or the process is: has written what happened in it, maybe between two queries of somebody who may still ask for the number that the
	 * first one gave.
	 */
	public static function settle(): void {
		global $wpdb;
		$number        = $wpdb->insert_id;
		$waiting       = self::$waiting;
		self::$waiting = array();
		foreach ( $waiting as list( , $save ) ) {
			$save();
		}
		$wpdb->insert_id = $number;
	}
}
