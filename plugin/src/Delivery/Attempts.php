<?php
/**
 * How often something is tried.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

/**
 * One object never stops the others, whatever happens while it is read: even the end of the process. So it is written down
 * before reading begins how often that was begun, and taken back once it is done. What is found to have been begun before
 * goes with few beside it, then alone, and in the end is set aside with its reason.
 *
 * Relay, sync and sweep all go by this.
 */
final class Attempts {

	/** An object is tried so often. */
	const MOST = 8;

	/** Seconds until what failed is tried again; so long nobody holds the others up. */
	const AGAIN = 300;

	/** After the first failure only this part of a page goes at once. */
	const PART = 8;

	/**
	 * How many objects may go at once.
	 *
	 * @param int $page  How many if nothing has failed.
	 * @param int $tries How often one of them has failed.
	 */
	public static function page( int $page, int $tries ): int {
		if ( 0 === $tries ) {
			return $page;
		}
		return 1 === $tries ? max( 1, intdiv( $page, self::PART ) ) : 1;
	}

	/**
	 * Whether an object is to be set aside.
	 *
	 * @param int $tries How often it has failed.
	 */
	public static function are_spent( int $tries ): bool {
		return $tries >= self::MOST;
	}

	/**
	 * Why an object is set aside whose reading never came to an end.
	 *
	 * @param string $what Such as `order`.
	 * @param string $id   Its id.
	 */
	public static function ended( string $what, string $id ): string {
		return sprintf( 'Reading the %1$s %2$s ended the process %3$d times: it needs more memory or time than PHP allows, or code of another plugin ends it.', $what, $id, self::MOST );
	}

	/**
	 * Why an object is set aside of which the backend says nothing.
	 *
	 * @param string $what Such as `order`.
	 * @param string $id   Its id.
	 */
	public static function unanswered( string $what, string $id ): string {
		return sprintf( 'The backend did not say what became of the %1$s %2$s, though it was sent %3$d times.', $what, $id, self::MOST );
	}
}
