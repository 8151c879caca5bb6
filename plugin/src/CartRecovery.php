<?php
/**
 * Links that bring carts back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * A link that rebuilds a cart on the store's own cart page, on whatever device it is opened (E6). Nothing is stored for
 * it: it says, encrypted under a random nonce, which WooCommerce session holds the cart. So it brings back what is in the
 * cart now, ends with the session, with the cart, or after a week, and tells nobody anything.
 *
 * It puts products into the visitor's own cart and does no more: nobody is logged in, no address and no custom data of a
 * line is copied.
 */
final class CartRecovery {

	const PARAMETER = 'storewire_cart';

	/**
	 * A link to a cart, made when it is sent: to encrypt it and to ask WooCommerce for the cart's page takes time, and
	 * shoppers need not wait for that.
	 *
	 * @param string $cart    The cart's id.
	 * @param string $session The WooCommerce session that holds it.
	 */
	public static function link( string $cart, string $session ): string {
		return SealedLink::to( wc_get_cart_url(), self::PARAMETER, array( $cart, $session, time() + WEEK_IN_SECONDS ) );
	}

	/**
	 * A link was opened: fills the visitor's cart, and shows it under an address that can be shared without the link.
	 */
	public function opened(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- the link is the permission, and works for whoever has it.
		if ( isset( $_GET[ self::PARAMETER ] ) && is_string( $_GET[ self::PARAMETER ] ) && WC()->cart instanceof \WC_Cart ) {
			self::fill( self::lines( sanitize_text_field( wp_unslash( $_GET[ self::PARAMETER ] ) ) ) );
			wp_safe_redirect( wc_get_cart_url() );
			exit;
		}
		// phpcs:enable
	}

	/**
	 * The lines of the cart that a link means; none where it is no link of this store, or its cart is over.
	 *
	 * @param string $token The link's token.
	 * @return array<string,array<string,mixed>> Lines as WooCommerce keeps them, by key.
	 */
	private static function lines( string $token ): array {
		$said = SealedLink::said( self::PARAMETER, $token );
		if ( null === $said || $said[2] < time() || ! WC()->session instanceof \WC_Session_Handler ) {
			return array();
		}
		$session = WC()->session->get_session( $said[1], array() );
		$known   = maybe_unserialize( $session[ CartListener::KEY ] ?? '' );
		$lines   = maybe_unserialize( $session['cart'] ?? '' );
		return is_array( $lines ) && ( $known['id'] ?? null ) === $said[0] ? $lines : array();
	}

	/**
	 * Puts lines into the visitor's cart, where the shop's rules allow each, as WooCommerce's own ways in ask them; those that
	 * are in it already stay as they are.
	 *
	 * @param array<string,array<string,mixed>> $lines Lines.
	 */
	private static function fill( array $lines ): void {
		foreach ( array_diff_key( $lines, WC()->cart->get_cart() ) as $line ) {
			$wanted = array( (int) $line['product_id'], $line['quantity'], (int) $line['variation_id'], (array) $line['variation'] );
			if ( apply_filters( 'woocommerce_add_to_cart_validation', true, ...$wanted ) ) { // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WooCommerce's.
				WC()->cart->add_to_cart( ...$wanted );
			}
		}
	}
}
