<?php
/**
 * How often something is tried.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Core\Core;
use Storewire\Generated\Rules;

/**
 * One object never stops the others, whatever happens while it is read: even the end of the process. So it is written down
 * before reading begins how often that was begun, and taken back once it is done; what that means for the next page, the core
 * says (src/core/backend/attempts.rs).
 *
 * Relay, sync and sweep all go by this.
 */
final class Attempts {

	/**
	 * How many objects may go at once.
	 *
	 * @param Core $core     The rules.
	 * @param int  $page     How many if nothing has failed.
	 * @param int  $tries    How often one of them has failed.
	 * @param int  $failures How many deliveries in a row have failed.
	 */
	public static function page( Core $core, int $page, int $tries, int $failures = 0 ): int {
		return $core->call(
			array(
				'portion' => array(
					'page'     => $page,
					'tries'    => $tries,
					'failures' => $failures,
				),
			)
		)['portion'];
	}

	/**
	 * Whether an object is to be set aside.
	 *
	 * @param int $tries How often it has failed.
	 */
	public static function are_spent( int $tries ): bool {
		return $tries >= Rules::ATTEMPTS;
	}

	/**
	 * Why an object is set aside whose reading never came to an end.
	 *
	 * @param string $what Such as `order`.
	 * @param string $id   Its id.
	 */
	public static function ended( string $what, string $id ): string {
		return sprintf( 'Reading the %1$s %2$s ended the process %3$d times: it needs more memory or time than PHP allows, or code of another plugin ends it.', $what, $id, Rules::ATTEMPTS );
	}

	/**
	 * Why an object is set aside of which the backend says nothing.
	 *
	 * @param string $what Such as `order`.
	 * @param string $id   Its id.
	 */
	public static function unanswered( string $what, string $id ): string {
		return sprintf( 'The backend did not say what became of the %1$s %2$s, though it was sent %3$d times.', $what, $id, Rules::ATTEMPTS );
	}
}
