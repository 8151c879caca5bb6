<?php
/**
 * What the outbox may hold.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

/**
 * One table of topics. Their order is the order in which the objects of one batch are sent, so that what an order or an
 * event refers to goes before it.
 *
 * For each topic: the core's call, with its word for the fact where it has one; what of `Snapshots` reads its objects, or
 * '' where the row holds its snapshot. The first four are records and have state rows, all others are facts.
 *
 * Nobody sends a row before it has settled, for a shop saves an object in several steps. What changes again meanwhile
 * goes out once.
 */
final class Topics {

	const TABLE = array(
		'contact'          => array( 'contact', 'contacts' ),
		'category'         => array( 'category', 'categories' ),
		'product'          => array( 'product', 'products' ),
		'order'            => array( 'order', 'orders' ),
		'marketing_subscribed' => array( 'optIn', '' ),
		'cart_started'     => array( 'cartEvent:started', '' ),
		'checkout_started' => array( 'cartEvent:checkout', '' ),
		'cart_cleared'     => array( 'cartEvent:cleared', '' ),
		'order_placed'     => array( 'orderEvent:placed', 'orders' ),
		'payment_received' => array( 'orderEvent:paid', 'orders' ),
		'order_fulfilled'  => array( 'orderEvent:fulfilled', 'orders' ),
		'order_cancelled'  => array( 'orderEvent:cancelled', 'orders' ),
		'order_refunded'   => array( 'orderEvent:refunded', 'orders' ),
		'stock_changed'    => array( 'stock', '' ),
		self::SIGNUP       => array( '', '' ),
		self::WITHDRAWAL   => array( 'withdrawal', '' ),
	);

	/** A shopper's request to be told when a product is back. It holds all that is sent, and goes as a request of its own (K1). */
	const SIGNUP = 'back_in_stock';

	/** A shopper took such a request back (K4). */
	const WITHDRAWAL = 'back_in_stock_withdrawn';

	/** The transition of facts that happen to an object only once. */
	const ONCE = 'once';

	/** Seconds that a row settles. The core's policy says the same (src/core/backend/outbox.rs); hooks do not load the core. */
	const SETTLE = 5;
}
