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

	/** The filter that says who subscribed. */
	const SUBSCRIBED = 'storewire_shopper_subscribed';

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
	 * Of somebody whose record is read, with nobody there to be asked.
	 *
	 * @param \WP_User|\WC_Order $who  A user, or a buyer by the order.
	 * @param mixed              $kept What was kept with the order.
	 * @return array<string,mixed> What is known, for the core to judge.
	 */
	public static function of_record( $who, $kept = null ): array {
		$subscribed = self::subscribed( $who );
		$seen       = is_array( $kept ) ? $kept : array();
		return null === $subscribed ? $seen : array( 'subscribed' => $subscribed ) + $seen;
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
		$subscribed = self::subscribed( null );
		$asks       = self::has_api();
		return $asks || null !== $subscribed ? array(
			'subscribed' => (bool) $subscribed,
			'consented'  => $asks && wp_has_consent( 'marketing' ),
		) : null;
	}

	/**
	 * Whether a consent plugin speaks the WP Consent API here.
	 */
	public static function has_api(): bool {
		return function_exists( 'wp_has_consent' );
	}

	/**
	 * Whether a newsletter plugin, or the owner's own code, says who subscribed.
	 */
	public static function has_list(): bool {
		return has_filter( self::SUBSCRIBED );
	}

	/**
	 * Whether somebody asked for the store's news; null where nobody knows.
	 *
	 * @param \WP_User|\WC_Order|null $who Null for the shopper who is there now.
	 */
	private static function subscribed( $who ): ?bool {
		/**
		 * Whether somebody asked for the store's news, for stores that keep such lists.
		 *
		 * @since 0.1.0
		 *
		 * @param bool|null               $subscribed Null where nobody knows.
		 * @param \WP_User|\WC_Order|null $who        A user; a buyer by the order; null for the shopper who is there now.
		 */
		$subscribed = apply_filters( self::SUBSCRIBED, null, $who );
		return null === $subscribed ? null : (bool) $subscribed;
	}
}
