<?php
/**
 * How many carts somebody may have told of.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cart;

use Storewire\Core\Mapped;
use Storewire\Support\RateCounters;
use Storewire\Support\VisitorAddress;

/**
 * Limits to carts of typed e-mail addresses (E1), for anybody can type anybody's. How many are too many is the core's to
 * say. They are counted when they are about to be sent: a shopper's request only notes by whom it came, as a keyed hash.
 *
 * A cart that was sent once stays known, so that what happens to it later, or a second attempt to send it, is told
 * whatever was counted meanwhile; and what happens to a cart that was one too many is not.
 */
final class CartLimits {

	/** Seconds that a cart stays known. */
	const KNOWN = WEEK_IN_SECONDS;

	/**
	 * By whom this request came: by the connection, under '', and by each proxy's header that is there. The owner says
	 * which of them is to be believed, but no hook asks the database for that.
	 *
	 * @return array<string,string> Keyed hashes.
	 */
	public static function clients(): array {
		$clients = array();
		foreach ( array_merge( array( '' ), VisitorAddress::sent_headers() ) as $header ) {
			$clients[ $header ] = RateCounters::hash( 'cart of client', VisitorAddress::client_behind( $header ) );
		}
		return $clients;
	}

	/**
	 * Asks the core about a visitor's cart, with what is counted. Each count is added only where the ones before it leave
	 * something to be sent.
	 *
	 * @param string               $cart    The cart's id.
	 * @param array<string,string> $clients As clients() gave it.
	 * @param callable             $ask     Takes the counts, gives a Mapped.
	 */
	public static function ask( string $cart, array $clients, callable $ask ): Mapped {
		$known  = RateCounters::hash( 'cart', $cart );
		$mapped = $ask( array() );
		$email  = $mapped->email;
		if ( null === $email || RateCounters::has( $known ) ) {
			return $mapped;
		}
		$counts = array( 'clientInHour' => RateCounters::add( $clients[ VisitorAddress::proxy() ] ?? $clients[''], HOUR_IN_SECONDS ) );
		$mapped = $ask( $counts );
		if ( null === $mapped->email ) {
			RateCounters::turned_away( array_keys( array_filter( $clients, 'strlen', ARRAY_FILTER_USE_KEY ) ) );
			return $mapped;
		}
		$counts['emailInDay'] = RateCounters::add( RateCounters::hash( 'cart of email', $email ), DAY_IN_SECONDS );
		$mapped               = $ask( $counts );
		if ( null !== $mapped->email ) {
			RateCounters::add( $known, self::KNOWN );
		}
		return $mapped;
	}
}
