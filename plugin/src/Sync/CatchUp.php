<?php
/**
 * What was missed while a switch was off.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Connection\Settings;
use Storewire\Generated\Rules;
use Storewire\Support\Clock;

/**
 * Types whose sync was switched on since they were last synced as a whole (C7): whoever switched it, and where, both sides
 * offer to catch up. Each switch keeps since when it lets through (Settings); here is only kept when each type was synced.
 */
final class CatchUp {

	const OPTION = 'storewire_synced';

	/** What was left out of these for want of consent is missed, too, once less of it is asked for (E7). */
	const PERSONAL = array( Rules::CONTACTS, Rules::ORDERS, Rules::TRANSACTIONS );

	/**
	 * Types that were missed.
	 *
	 * @param Settings $settings The owner's choices.
	 * @return string[] Of `contacts`, `products`, `orders`, `transactions`.
	 */
	public static function missed( Settings $settings ): array {
		$rules  = $settings->rules();
		$synced = get_option( self::OPTION, array() );
		$missed = array();
		// Where only subscribers go out, less is let through than before.
		$person = Rules::CONSENT_SUBSCRIBERS === $rules['consent'] ? 0 : $rules['since']['person'];
		foreach ( Rules::TYPES as $type ) {
			$since = max( $rules['since'][ $type ], in_array( $type, self::PERSONAL, true ) ? $person : 0 );
			if ( $rules['sync'][ $type ] && $since > ( $synced[ $type ] ?? 0 ) ) {
				$missed[] = $type;
			}
		}
		return $missed;
	}

	/**
	 * Types are synced as a whole, from now on, or the owner does not want to.
	 *
	 * @param string[] $types Types.
	 */
	public static function done( array $types ): void {
		$synced = get_option( self::OPTION, array() );
		update_option( self::OPTION, array_fill_keys( $types, Clock::milliseconds() ) + ( is_array( $synced ) ? $synced : array() ), false );
	}
}
