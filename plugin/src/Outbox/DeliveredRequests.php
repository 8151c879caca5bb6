<?php
/**
 * Shoppers' requests that the backend has.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Generated\Rules;
use Storewire\Support\RateCounters;

/**
 * Remembers for a while which requests were delivered over which connection, by a hash, so that none is sent twice. Another
 * company does not know of them.
 */
final class DeliveredRequests {

	/** Seconds that a request is remembered after it was sent. */
	const REMEMBERED = WEEK_IN_SECONDS;

	/**
	 * The backend has taken them.
	 *
	 * @param ClaimedRow[] $rows What was delivered; other rows than requests are left aside.
	 * @param string       $over The connection that took them.
	 */
	public static function note( array $rows, string $over ): void {
		foreach ( $rows as $row ) {
			if ( Rules::BACK_IN_STOCK === $row->topic ) {
				RateCounters::add( self::hash( $row->transition, $over ), self::REMEMBERED );
			}
		}
	}

	/**
	 * Whether the backend has one.
	 *
	 * @param string $request Its transition.
	 * @param string $over    The connection.
	 */
	public static function has( string $request, string $over ): bool {
		return RateCounters::has( self::hash( $request, $over ) );
	}

	/**
	 * What it is remembered under.
	 *
	 * @param string $request Its transition.
	 * @param string $over    The connection.
	 */
	private static function hash( string $request, string $over ): string {
		return RateCounters::hash( 'delivered', "$request $over" );
	}
}
