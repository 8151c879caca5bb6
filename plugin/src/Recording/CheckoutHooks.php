<?php
/**
 * What checkouts keep with their orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Shop\ShopperConsent;

/**
 * While the shopper is there to be asked, the order that a checkout makes gets what is seen of their consent, and what they say
 * at the opt-in box (E7). The order is saved by WooCommerce afterwards; `OrderHooks` hears of that.
 */
final class CheckoutHooks {

	/**
	 * The classic checkout makes an order of its form.
	 *
	 * @param \WC_Order|mixed $order The order, to be saved next.
	 */
	public function form_makes_order( $order ): void {
		if ( OrderHooks::is_order( $order ) ) {
			ShopperConsent::keep( $order );
			self::keep_opt_in( $order, OptIn::choice_in_form() );
		}
	}

	/**
	 * The block checkout makes an order.
	 *
	 * @param \WC_Order|mixed $order The order, to be saved next.
	 */
	public function block_makes_order( $order ): void {
		if ( OrderHooks::is_order( $order ) ) {
			ShopperConsent::keep( $order );
		}
	}

	/**
	 * The block checkout brings an order up to date, or places it.
	 *
	 * @param \WC_Order|mixed        $order   The order, to be saved next.
	 * @param \WP_REST_Request|mixed $request The Store API's.
	 */
	public function block_updates_order( $order, $request ): void {
		if ( OrderHooks::is_order( $order ) && $request instanceof \WP_REST_Request ) {
			self::keep_opt_in( $order, OptIn::choice_in_block( $request ) );
		}
	}

	/**
	 * Keeps what was said at the opt-in box.
	 *
	 * @param \WC_Order                $order The order, to be saved next.
	 * @param array<string,mixed>|null $said  See OptIn::choice_in_form(); null where nobody was asked.
	 */
	private static function keep_opt_in( \WC_Order $order, ?array $said ): void {
		if ( null !== $said ) {
			ShopperConsent::keep_opt_in( $order, $said );
		}
	}
}
