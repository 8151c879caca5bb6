<?php
/**
 * Who may decide for the store.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * The owner is whoever manages the shop in WooCommerce.
 */
final class Owner {

	const CAPABILITY = 'manage_woocommerce';

	/**
	 * Whether the current user is one.
	 */
	public static function is_here(): bool {
		return current_user_can( self::CAPABILITY );
	}
}
