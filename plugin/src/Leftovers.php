<?php
/**
 * What still waits when a connection ends.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * What is recorded is recorded for the company that the store is connected to, and for nobody else. So the outbox ends with
 * its connection, buried rows and all: whoever is connected next, be it the same company, gets the records by the first
 * sync, and hears of nothing that happened before (E8). What is thrown away is counted and said.
 */
final class Leftovers {

	/**
	 * Empties the outbox.
	 *
	 * @return int How many rows there were.
	 */
	public static function drop(): int {
		$rows = OutboxTable::clear();
		if ( $rows > 0 ) {
			OutboxBounds::count( OutboxBounds::LEFT, $rows );
		}
		return $rows;
	}

	/**
	 * Says so.
	 *
	 * @param int $rows How many there were.
	 * @return string '' where there were none.
	 */
	public static function words( int $rows ): string {
		/* translators: %s: a number. */
		$text = _n( '%s change still waited to be sent over the former connection, and was thrown away with it.', '%s changes still waited to be sent over the former connection, and were thrown away with it.', $rows, 'storewire' );
		return 0 === $rows ? '' : sprintf( $text, number_format_i18n( $rows ) );
	}
}
