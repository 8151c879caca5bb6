<?php
/**
 * What is told of a shopper's cart.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cart;

use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Shop\CartReader;
use Storewire\Shop\ShopperConsent;
use Storewire\Support\VisitorAddress;

/**
 * Records what happened to a cart (E1), each fact once, with the cart as it is now: nothing else remembers it.
 */
final class CartFacts {

	private Recorder $recorder;

	/**
	 * @param Recorder $recorder Takes the facts.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/**
	 * Tells of a cart what was not told yet.
	 *
	 * @param array<string,mixed> $known What is known of it, as `CartHooks` keeps it.
	 * @param \WP_User|null       $user  Who is logged in; null where the shopper is known by the address in `email` alone.
	 * @return array<string,mixed> What is known of it from now on.
	 */
	public function tell( array $known, ?\WP_User $user ): array {
		$known = $this->move( $known, null === $user ? $known['email'] : $user->user_email );
		$facts = array_diff_key( self::facts( $known ), array_flip( $known['told'] ) );
		if ( array() === $facts ) {
			return $known;
		}
		$payload = self::payload( $known, $user );
		foreach ( $facts as $topic => $at ) {
			if ( null === $user ) {
				$this->visitor_did( $topic, $known['id'], $payload, $at );
			} else {
				$this->recorder->happened( $topic, $known['id'], Outbox::ONCE, $payload, $at * 1000 );
			}
			$known['told'][] = $topic;
		}
		$known['toldTo'] = null === $user ? $known['email'] : $user->user_email;
		return $known;
	}

	/**
	 * What has happened to a cart, told or not.
	 *
	 * @param array<string,mixed> $known What is known of it.
	 * @return array<string,int> When, seconds since 1970 UTC, by topic.
	 */
	private static function facts( array $known ): array {
		if ( WC()->cart->is_empty() ) {
			// What was never told of is not told to be over.
			return array() === $known['told'] || $known['ordered'] ? array() : array( Rules::CART_CLEARED => time() );
		}
		$facts = array( Rules::CART_STARTED => $known['startedAt'] );
		return isset( $known['openedAt'] ) ? $facts + array( Rules::CHECKOUT_STARTED => $known['openedAt'] ) : $facts;
	}

	/**
	 * What the facts of a cart keep.
	 *
	 * @param array<string,mixed> $known What is known of it.
	 * @param \WP_User|null       $user  Who is logged in.
	 * @return array<string,mixed>
	 */
	private static function payload( array $known, ?\WP_User $user ): array {
		$cart    = CartReader::current( $known['id'], $known['startedAt'], $user, $known['email'] ?? null );
		$payload = array( 'snapshot' => $cart ) + ShopperConsent::of_shopper();
		if ( ! WC()->cart->is_empty() ) {
			// What `CartRecovery` makes a link of. The session goes by the user where somebody is logged in.
			$session             = null === $user ? (string) WC()->session->get_customer_id() : (string) $user->ID;
			$payload['recovery'] = array( $known['id'], $session, CartRecovery::lines( WC()->cart->get_cart() ) );
		}
		return $payload;
	}

	/**
	 * Moves a cart that was told of under an address which is no longer the shopper's, for it was mistyped: that cart ends,
	 * so that nobody is reminded of it, and what is in it is told again as another one, with its true start.
	 *
	 * @param array<string,mixed> $known What is known of it.
	 * @param string              $email The shopper's address now; '' where there is none.
	 * @return array<string,mixed> What is known of it from now on.
	 */
	private function move( array $known, string $email ): array {
		$before = $known['toldTo'] ?? '';
		if ( '' === $before || '' === $email || 0 === strcasecmp( $before, $email ) || ( $known['ordered'] && WC()->cart->is_empty() ) ) {
			return $known;
		}
		$nothing = array(
			'items'   => array(),
			'coupons' => array(),
		);
		$cart    = $nothing + CartReader::current( $known['id'], $known['startedAt'], null, $before );
		$this->visitor_did( Rules::CART_CLEARED, $known['id'], array( 'snapshot' => $cart ) + ShopperConsent::of_shopper(), time() );
		return array(
			'id'     => bin2hex( random_bytes( 16 ) ),
			'told'   => array(),
			'toldTo' => '',
		) + $known;
	}

	/**
	 * Records what happened to a cart of a typed address, with from where that came, for `CartLimits`.
	 *
	 * @param string              $topic   Topic of the fact.
	 * @param string              $cart    The cart's id.
	 * @param array<string,mixed> $payload What nothing else remembers.
	 * @param int                 $at      When, seconds since 1970 UTC.
	 */
	private function visitor_did( string $topic, string $cart, array $payload, int $at ): void {
		$this->recorder->visitor_did( $topic, $cart, Outbox::ONCE, $payload + array( 'visitor' => VisitorAddress::here()->seal() ), $at * 1000 );
	}
}
