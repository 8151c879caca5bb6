<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * What the event of an order must be called, found without the core: FNV-1a, as PHP has it.
 */
final class EventId {

	/**
	 * Of what happened to an order.
	 *
	 * @param string     $topic Such as `order_placed`.
	 * @param int|string $order Its id.
	 * @param string     $key   What tells the time it happened from others.
	 */
	public static function of_order( string $topic, $order, string $key = '' ): string {
		return self::marked( $topic, (int) $order, '' ) . ( '' === $key ? '' : ":$key" );
	}

	/** Of a refund, whose moment is in the mark, too. */
	public static function refunded( \WC_Order_Refund $refund ): string {
		return self::marked( 'order_refunded', $refund->get_parent_id(), ':' . $refund->get_date_created()->getTimestamp() ) . ':' . $refund->get_id();
	}

	private static function marked( string $topic, int $order, string $moment ): string {
		return "event:$topic:$order:" . substr( hash( 'fnv1a32', wc_get_order( $order )->get_order_key() . $moment ), 0, 6 );
	}
}
