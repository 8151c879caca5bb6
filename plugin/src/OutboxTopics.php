<?php
/**
 * What the outbox may hold.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * One table of topics. Their order is the order in which objects of one batch are sent, so that what an order or an
 * event refers to goes before it.
 *
 * Seconds to settle: nobody sends a row before they are over, for a shop saves an object in several steps. What changes
 * again meanwhile goes out once.
 */
final class OutboxTopics {

	/** For each topic: the core's call, what of `Snapshots` reads its objects, and the seconds to settle. */
	const TABLE = array(
		'contact'  => array( 'contact', 'contacts', 5 ),
		'category' => array( 'category', 'categories', 5 ),
		'product'  => array( 'product', 'products', 5 ),
		'order'    => array( 'order', 'orders', 5 ),
	);

	/**
	 * Seconds to settle.
	 *
	 * @param string $topic Topic.
	 */
	public static function settle( string $topic ): int {
		return self::TABLE[ $topic ][2];
	}
}
