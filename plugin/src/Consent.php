<?php
/**
 * What is known of a shopper's consent.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * What is seen while the shopper is there, for nobody can ask later (E7). What it means is the core's to say.
 *
 * An order keeps what was seen at its checkout, so that what happens to it later, by a gateway's word or a shop manager's
 * hand, goes by the shopper's consent and not by the manager's.
 */
final class Consent {

	const META = '_storewire_consent';

	/**
	 * Of the shopper who is there now.
	 *
	 * @return array<string,array<string,bool>> A part of a fact's payload; empty where nothing is known.
	 */
	public static function of_shopper(): array {
		$seen = self::seen();
		return null === $seen ? array() : array( 'consent' => $seen );
	}

	/**
	 * Of the buyer of an order; null where nothing is known.
	 *
	 * @param \WC_Order $order The order.
	 * @return array<string,array<string,bool>>|null A part of a fact's payload.
	 */
	public static function of_order( \WC_Order $order ): ?array {
		$kept = $order->get_meta( self::META, true, 'edit' );
		return is_array( $kept ) ? array( 'consent' => $kept ) : null;
	}

	/**
	 * Keeps what is seen now with an order that a checkout makes.
	 *
	 * @param \WC_Order $order Is saved later.
	 */
	public static function keep( \WC_Order $order ): void {
		$seen = self::seen();
		if ( null !== $seen ) {
			$order->update_meta_data( self::META, $seen );
		}
	}

	/**
	 * What the WP Consent API says, and whether the shopper asked for the store's news; null where nobody says anything.
	 *
	 * @return array{subscribed:bool,consented:bool}|null
	 */
	private static function seen(): ?array {
		/**
		 * Whether the shopper who is there asked for the store's news, for stores that keep such lists.
		 *
		 * @param bool|null $subscribed Null where nobody knows.
		 */
		$subscribed = apply_filters( 'storewire_shopper_subscribed', null );
		$asks       = function_exists( 'wp_has_consent' );
		return $asks || null !== $subscribed ? array(
			'subscribed' => (bool) $subscribed,
			'consented'  => $asks && wp_has_consent( 'marketing' ),
		) : null;
	}
}
