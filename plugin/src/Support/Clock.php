<?php
/**
 * What time it is.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * The database's time, which all web nodes share; their own clocks differ. What is told later wins at the backend, so a
 * stamp has to come from one clock, and be taken before what it stands for is read.
 */
final class Clock {

	/**
	 * Now in SQL, milliseconds since 1970 UTC. Not by way of NOW(), whose local time comes twice when summer time ends.
	 */
	const MILLISECONDS = '(UNIX_TIMESTAMP() * 1000 + MICROSECOND(UTC_TIMESTAMP(3)) DIV 1000)';

	/**
	 * Now, milliseconds since 1970 UTC.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function milliseconds(): int {
		Database::prefer_primary();
		return (int) Database::value( 'SELECT ' . self::MILLISECONDS );
	}

	/**
	 * Now, seconds since 1970 UTC.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function seconds(): int {
		return intdiv( self::milliseconds(), 1000 );
	}

	/**
	 * A moment of this process in SQL, milliseconds since 1970 UTC, so that writing it down asks nothing first.
	 *
	 * @param int $steady When it was by this process' steady clock, nanoseconds (`hrtime( true )`).
	 */
	public static function moment( int $steady ): string {
		return self::MILLISECONDS . ' - ' . max( 0, intdiv( hrtime( true ) - $steady, 1000000 ) );
	}
}
