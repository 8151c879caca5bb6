<?php
/**
 * What is known of a shopper's consent.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Support\ReadFailure;

/**
 * What is seen while the shopper is there, for nobody can ask later (E7). What it means is the core's to say.
 *
 * An order keeps what was seen at its checkout, so that what happens to it later, by a gateway's word or a shop manager's
 * hand, goes by the shopper's consent and not by the manager's. Where somebody can still be asked when it is sent, that
 * answer wins over the kept one: a withdrawal counts from then on.
 */
final class ShopperConsent {

	const META = '_storewire_consent';

	/** Option: the owner's choices, among them that of consent; see `Settings`. */
	const CHOICES = 'storewire_settings';

	/** The same of a user, on this site of a network. */
	const USER = 'storewire_consent';

	/** What was said, as the order keeps it. */
	const SAID = array( 'optedIn', 'optedInAt', 'optedInText', 'tick' );

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
	 * Of whose cart it was, when that is told.
	 *
	 * @param array<string,mixed> $payload What was kept of it; see of_shopper().
	 * @return array<string,mixed> What is known, for the core to judge.
	 */
	public static function of_cart( array $payload ): array {
		$kept = $payload['consent'] ?? array();
		$user = get_userdata( (int) ( $payload['snapshot']['customer']['id'] ?? 0 ) );
		return $user instanceof \WP_User ? self::of_record( $user, $kept ) : $kept;
	}

	/**
	 * Of somebody who is told of, with nobody there to be asked.
	 *
	 * @param \WP_User|\WC_Order $who  A user, or a buyer by the order.
	 * @param mixed              $kept What was kept while the shopper was there.
	 * @return array<string,mixed> What is known, for the core to judge.
	 */
	public static function of_record( $who, $kept = null ): array {
		$user   = $who instanceof \WP_User ? $who->ID : (int) $who->get_customer_id( 'edit' );
		$said   = 0 === $user ? array() : get_user_option( self::USER, $user );
		$seen   = ( is_array( $said ) ? $said : array() ) + ( is_array( $kept ) ? $kept : array() );
		$listed = self::listed( $who, ( $seen['optedIn'] ?? false ) ? true : null );
		return null === $listed ? $seen : array( 'listed' => $listed ) + $seen;
	}

	/**
	 * Keeps what is seen now with an order that a checkout makes.
	 *
	 * @param \WC_Order $order Is saved later.
	 */
	public static function keep( \WC_Order $order ): void {
		$seen = self::seen();
		if ( null !== $seen ) {
			$order->update_meta_data( self::META, $seen + self::kept( $order ) );
		}
	}

	/**
	 * Keeps what a shopper said at the opt-in box with the order. One tick counts once, however often the order is tried.
	 *
	 * @param \WC_Order           $order Is saved later.
	 * @param array<string,mixed> $said  See `OptIn`.
	 */
	public static function keep_opt_in( \WC_Order $order, array $said ): void {
		$kept = self::kept( $order );
		if ( ! ( $said['optedIn'] && ( $kept['optedIn'] ?? false ) ) ) {
			$order->update_meta_data( self::META, $said + array_diff_key( $kept, array_flip( self::SAID ) ) );
		}
	}

	/**
	 * What is kept with an order.
	 *
	 * @param \WC_Order $order The order.
	 * @return array<string,mixed>
	 */
	public static function kept( \WC_Order $order ): array {
		$kept = $order->get_meta( self::META, true, 'edit' );
		return is_array( $kept ) ? $kept : array();
	}

	/**
	 * What the WP Consent API says, and whether the shopper asked for the store's news; null where nobody says anything.
	 *
	 * @return array<string,bool>|null `subscribed`, `consented`, as far as they are known.
	 */
	private static function seen(): ?array {
		$seen = array(
			'subscribed' => self::listed( null, null ),
			'consented'  => self::has_api() ? wp_has_consent( 'marketing' ) : null,
		);
		$seen = array_filter( $seen, 'is_bool' );
		return array() === $seen ? null : $seen;
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
	 * Which of many users the store's list of subscribers has; those that it knows nothing of are missing, and so are all
	 * where there is no list.
	 *
	 * @param int[] $ids User ids.
	 * @return array<int,bool> By id.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function all_listed( array $ids ): array {
		$listed = array();
		if ( self::has_list() ) {
			cache_users( $ids );
			foreach ( array_filter( array_map( 'get_userdata', $ids ) ) as $user ) {
				try {
					$listed[ $user->ID ] = self::of_record( $user )['listed'] ?? null;
				} catch ( ReadFailure $failure ) {
					throw $failure;
				} catch ( \Throwable $failure ) {
					// Told of where the user alone is read.
					continue;
				}
			}
		}
		return array_filter( $listed, 'is_bool' );
	}

	/**
	 * Whether the store's list of subscribers has somebody; null where there is none, or it does not know.
	 *
	 * @param \WP_User|\WC_Order|null $who  Null for the shopper who is there now.
	 * @param bool|null               $said What is known without it.
	 */
	public static function listed( $who, ?bool $said ): ?bool {
		if ( ! self::has_list() ) {
			return null;
		}
		/**
		 * Whether somebody asked for the store's news, for stores that keep such lists.
		 *
		 * @since 0.1.0
		 *
		 * @param bool|null               $subscribed True where the opt-in box at the checkout was ticked; null where nobody knows.
		 * @param \WP_User|\WC_Order|null $who        A user; a buyer by the order; null for the shopper who is there now.
		 */
		$subscribed = apply_filters( self::SUBSCRIBED, $said, $who );
		return null === $subscribed ? null : (bool) $subscribed;
	}
}
