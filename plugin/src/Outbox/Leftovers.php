<?php
/**
 * What still waits when a connection ends.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

/**
 * What is recorded is recorded for the company that the store is connected to, and for nobody else. So the outbox ends with
 * its connection, buried rows and all: whoever is connected next, be it the same company, gets the records by the first
 * sync, and hears of nothing that happened before (E8). What is thrown away is counted and said.
 *
 * Only the owner ends it in this way. Where the backend does, what waits is set aside: the same company gets it when it is
 * connected again (D4), unless the owner dismisses it before.
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
			Caps::count( Caps::LEFT, $rows );
		}
		return $rows;
	}

	/**
	 * Says what is set aside.
	 *
	 * @param int    $rows    How many there are.
	 * @param string $company For which company.
	 */
	public static function kept( int $rows, string $company ): string {
		/* translators: 1: a number, 2: name of a company. */
		$text = _n( '%1$s change waits for %2$s. It is sent if you connect this store to the same company again, and thrown away if you connect it to another one.', '%1$s changes wait for %2$s. They are sent if you connect this store to the same company again, and thrown away if you connect it to another one.', $rows, 'storewire' );
		return sprintf( $text, number_format_i18n( $rows ), $company );
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
