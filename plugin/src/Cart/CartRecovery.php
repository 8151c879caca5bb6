<?php
/**
 * Links that bring carts back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cart;

use Storewire\Support\SealedLink;

/**
 * A link that rebuilds a cart on the store's own cart page, on whatever device it is opened (E6). Nothing is stored for it:
 * what was in the cart when it was told of stands in the link, encrypted under a random nonce, with the data that other
 * plugins keep with its lines. So it works until the time that it says, however soon WooCommerce's session ends or moves to
 * another key. While the session holds the very same cart, the link brings back what is in it now.
 *
 * It puts products into the visitor's own cart and does no more: nobody is logged in, and no address is copied.
 */
final class CartRecovery {

	const PARAMETER = 'storewire_cart';

	/** Bytes of the lines in a link, at most: servers and mail programs cut longer addresses. */
	const LONGEST = 3000;

	/** What WooCommerce makes anew of a line, or takes as an argument of its own. */
	const COMPUTED = array( 'key', 'product_id', 'variation_id', 'variation', 'quantity', 'data', 'data_hash', 'line_tax_data', 'line_subtotal', 'line_subtotal_tax', 'line_total', 'line_tax' );

	/**
	 * A link to a cart, made when it is sent: to encrypt it and to ask WooCommerce for the cart's page takes time, and
	 * shoppers need not wait for that.
	 *
	 * @param string                       $cart    The cart's id.
	 * @param string                       $session The WooCommerce session that holds it.
	 * @param array<int,array<int,mixed>> $lines   What is in it, of lines().
	 */
	public static function link( string $cart, string $session, array $lines = array() ): string {
		return SealedLink::to( wc_get_cart_url(), self::PARAMETER, array( $cart, $session, time() + WEEK_IN_SECONDS, $lines ) );
	}

	/**
	 * What a link keeps of the lines of a cart. One that cannot be kept whole is left out, for without its data it would be
	 * something else; so is what there is no room for.
	 *
	 * @param array<string,array<string,mixed>> $lines As WooCommerce has them.
	 * @return array<int,array<int,mixed>> What `WC_Cart::add_to_cart()` takes: product, quantity, variation, attributes, data.
	 */
	public static function lines( array $lines ): array {
		$room = self::LONGEST;
		$kept = array();
		foreach ( $lines as $line ) {
			$wanted = self::wanted( $line );
			$json   = (string) wp_json_encode( $wanted, JSON_PRESERVE_ZERO_FRACTION );
			if ( json_decode( $json, true ) === $wanted && strlen( $json ) <= $room ) {
				$room  -= strlen( $json );
				$kept[] = $wanted;
			}
		}
		return $kept;
	}

	/**
	 * A link was opened: fills the visitor's cart, and shows it under an address that can be shared without the link.
	 */
	public static function opened(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- the link is the permission, and works for whoever has it.
		if ( isset( $_GET[ self::PARAMETER ] ) && is_string( $_GET[ self::PARAMETER ] ) && WC()->cart instanceof \WC_Cart ) {
			self::fill( self::meant( sanitize_text_field( wp_unslash( $_GET[ self::PARAMETER ] ) ) ) );
			wp_safe_redirect( wc_get_cart_url() );
			exit;
		}
		// phpcs:enable
	}

	/**
	 * The lines that a link means; none where it is no link of this store, or its time is over.
	 *
	 * @param string $token The link's token.
	 * @return array<int,array<int,mixed>> As lines() gives them.
	 */
	private static function meant( string $token ): array {
		$said = SealedLink::open( self::PARAMETER, $token );
		if ( null === $said ) {
			return array();
		}
		list( $cart, $session, $ends_at, $lines ) = array_pad( $said, 4, array() );
		return $ends_at < time() ? array() : ( self::in_session( $cart, $session ) ?? $lines );
	}

	/**
	 * The lines of a cart as they are now; null where no session holds it any more.
	 *
	 * @param string $cart The cart's id.
	 * @param string $key  The session's key.
	 * @return array<int,array<int,mixed>>|null As lines() gives them, however many.
	 */
	private static function in_session( string $cart, string $key ): ?array {
		$session = WC()->session instanceof \WC_Session_Handler ? WC()->session->get_session( $key, array() ) : array();
		$known   = maybe_unserialize( $session[ CartHooks::KEY ] ?? '' );
		$lines   = maybe_unserialize( $session['cart'] ?? '' );
		return is_array( $lines ) && ( $known['id'] ?? null ) === $cart ? array_map( array( self::class, 'wanted' ), array_values( $lines ) ) : null;
	}

	/**
	 * What makes a line what it is.
	 *
	 * @param array<string,mixed> $line As WooCommerce has it.
	 * @return array<int,mixed> As lines() gives it.
	 */
	private static function wanted( array $line ): array {
		return array( (int) $line['product_id'], $line['quantity'], (int) $line['variation_id'], (array) $line['variation'], array_diff_key( $line, array_flip( self::COMPUTED ) ) );
	}

	/**
	 * Puts lines into the visitor's cart, where the shop's rules allow each, as WooCommerce's own ways in ask them; those that
	 * are in it by then stay as they are, such as the parts of a bundle, which it brings along.
	 *
	 * @param array<int,array<int,mixed>> $lines As lines() gives them.
	 */
	private static function fill( array $lines ): void {
		foreach ( $lines as $wanted ) {
			if ( ! self::is_there( $wanted ) && apply_filters( 'woocommerce_add_to_cart_validation', true, ...$wanted ) ) { // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WooCommerce's.
				WC()->cart->add_to_cart( ...$wanted );
			}
		}
	}

	/**
	 * Whether a line is in the visitor's cart, however much of it. Its key says nothing: other plugins add data to it later.
	 *
	 * @param array<int,mixed> $wanted As lines() gives it.
	 */
	private static function is_there( array $wanted ): bool {
		foreach ( WC()->cart->get_cart() as $line ) {
			$there = self::wanted( $line );
			// phpcs:ignore Universal.Operators.StrictComparisons, WordPress.PHP.StrictComparisons -- 1.0 has become 1 on the way.
			if ( array( 1 => 0 ) + $there == array( 1 => 0 ) + $wanted ) {
				return true;
			}
		}
		return false;
	}
}
