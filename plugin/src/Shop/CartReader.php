<?php
/**
 * Reads the shopper's cart.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

/**
 * The cart of this request as a plain array, as src/core/snapshot/cart.rs declares it, but for the link that brings it
 * back (`CartRecovery`). Nothing else remembers a cart, so facts of carts keep it.
 */
final class CartReader {

	/** Order meta: the id of the cart that it came from (E3). */
	const ORDER_META = '_storewire_cart';

	/**
	 * The cart as it is now.
	 *
	 * @param string        $id         The cart's id.
	 * @param int           $started_at When it was begun, seconds since 1970 UTC.
	 * @param \WP_User|null $user       Who it belongs to, where somebody is logged in.
	 * @param string|null   $email      The e-mail address typed at the checkout.
	 * @return array<string,mixed>
	 */
	public static function current( string $id, int $started_at, ?\WP_User $user, ?string $email ): array {
		$cart  = WC()->cart;
		$buyer = null === $user ? null : array(
			'id'    => (string) $user->ID,
			'roles' => array_values( $user->roles ),
			'email' => $user->user_email,
		);
		return array(
			'id'               => $id,
			'customer'         => $buyer,
			'email'            => $email,
			'startedAt'        => $started_at,
			'currency'         => get_woocommerce_currency(),
			'pricesIncludeTax' => (bool) $cart->display_prices_including_tax(),
			'items'            => self::items( $cart ),
			'coupons'          => array_values( array_map( 'strval', $cart->get_applied_coupons() ) ),
		);
	}

	/**
	 * What is in it.
	 *
	 * @param \WC_Cart $cart The cart.
	 * @return array<int,array<string,string|null>>
	 */
	private static function items( \WC_Cart $cart ): array {
		$lines = $cart->get_cart();
		// A cart brought back from an account has no totals until somebody asks for them.
		if ( array_filter( $lines, static fn( array $line ): bool => ! isset( $line['line_total'] ) ) ) {
			$cart->calculate_totals();
			$lines = $cart->get_cart();
		}
		$items = array();
		foreach ( $lines as $key => $line ) {
			$product = $line['data'];
			$items[] = array(
				'id'          => (string) $key,
				'productId'   => (string) $line['product_id'],
				'variationId' => (string) $line['variation_id'],
				'name'        => SnapshotValue::title( $product->get_name() ),
				'sku'         => SnapshotValue::text( $product->get_sku() ),
				'quantity'    => SnapshotValue::decimal( $line['quantity'] ),
				'subtotal'    => SnapshotValue::decimal( $line['line_subtotal'] ?? null ),
				'total'       => SnapshotValue::decimal( $line['line_total'] ?? null ),
				'totalTax'    => SnapshotValue::decimal( $line['line_tax'] ?? null ),
			);
		}
		return $items;
	}
}
