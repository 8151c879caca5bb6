<?php
/**
 * How many carts somebody may have told of.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cart;

use Storewire\Core\Limit;
use Storewire\Core\Mapped;
use Storewire\Support\RateCounters;
use Storewire\Support\VisitorAddress;

/**
 * Limits to carts of typed e-mail addresses (E1), for anybody can type anybody's. What is counted, and how many are too many,
 * is the core's to say. It is counted when the cart is about to be sent: a shopper's request only notes, sealed, from where it
 * came.
 *
 * A cart that was sent once stays known, so that what happens to it later, or a second attempt to send it, is told
 * whatever was counted meanwhile; and what happens to a cart that was one too many is not.
 */
final class CartLimits {

	/** Seconds that a cart stays known. */
	const KNOWN = WEEK_IN_SECONDS;

	/**
	 * Asks the core about a visitor's cart, and counts it.
	 *
	 * @param string   $cart    The cart's id.
	 * @param string   $visitor From where it came, as VisitorAddress::seal() gave it.
	 * @param callable $ask     Takes what the core is to know of that, gives a Mapped.
	 */
	public static function ask( string $cart, string $visitor, callable $ask ): Mapped {
		$address = VisitorAddress::unseal( $visitor );
		$known   = RateCounters::hash( 'cart', $cart );
		$mapped  = $ask( array( 'visitor' => $address->snapshot() ) );
		if ( array() === $mapped->limits || RateCounters::has( $known ) ) {
			return $mapped;
		}
		$passed = Limit::passed( $mapped->limits );
		if ( null !== $passed ) {
			RateCounters::turned_away( $passed->is_of_clients() ? $address->unnamed_proxy() : '' );
			return $ask( array( 'tooMany' => true ) );
		}
		RateCounters::add( $known, self::KNOWN );
		return $mapped;
	}
}
