<?php
/**
 * WooCommerce's own stock notifications for customers.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Outbox\Caps;
use Storewire\Shop\SnapshotValue;

/**
 * Where the shop has them switched on, what shoppers ask for there is kept like what they ask for here, once for the same
 * shopper and product, and no product gets two forms. WooCommerce sends its own mails as before.
 *
 * Only its public hooks are used, and of what they pass only what they document. `…_signup` (WooCommerce 10.2) fires for a
 * request that is made, which may still have to be confirmed; `…_verified` (10.9) when it is confirmed. There is no hook
 * for requests that the owner enters in wp-admin, and none for those who unsubscribe. Stock is reported by E4 in any case.
 * Where the notifications are off or missing, none of these hooks ever fires.
 */
final class WooNotifications {

	const PREFIX   = 'woocommerce_customer_stock_notifications_';
	const TEMPLATE = 'single-product/back-in-stock-form.php';

	/**
	 * Products that have WooCommerce's form on this page; whether it can be used without a picker.
	 *
	 * @var array<int,bool>
	 */
	private static array $shown = array();

	/**
	 * Whether the notifications are switched on, by the list of WooCommerce's data stores and its owner's setting.
	 */
	public static function is_on(): bool {
		// phpcs:ignore WooCommerce.Commenting.CommentHooks, WordPress.NamingConventions.PrefixAllGlobals -- WooCommerce's own.
		$stores = (array) apply_filters( 'woocommerce_data_stores', array() );
		return isset( $stores['stock_notification'] ) && 'yes' === get_option( self::PREFIX . 'allow_signups' );
	}

	/**
	 * Whether a product has WooCommerce's form on this page already, or WooCommerce's word for those who get none.
	 *
	 * @param int  $product Product id.
	 * @param bool $follows Whether the page has a picker that WooCommerce's form follows, too; without, that of a variable
	 *                      product stays hidden.
	 */
	public static function shows( int $product, bool $follows ): bool {
		return isset( self::$shown[ $product ] ) && ( $follows || self::$shown[ $product ] );
	}

	/**
	 * A template is about to be shown.
	 *
	 * @param string $name    Which.
	 * @param string $path    Where themes keep theirs.
	 * @param string $located Its file.
	 * @param mixed  $args    What it shows.
	 */
	public static function template( $name, $path, $located, $args ): void {
		if ( self::TEMPLATE === $name && isset( $args['product_id'] ) ) {
			self::$shown[ (int) $args['product_id'] ] = (bool) ( $args['is_visible'] ?? true );
		}
	}

	/**
	 * A message is about to be shown in place of the form.
	 *
	 * @param mixed $html    What the filter says.
	 * @param mixed $product Of which product.
	 * @return mixed What the filter says.
	 */
	public static function says( $html, $product ) {
		if ( $product instanceof \WC_Product ) {
			self::$shown[ $product->get_id() ] = true;
		}
		return $html;
	}

	/**
	 * Somebody signed up in WooCommerce's form.
	 *
	 * @param object $notification WooCommerce's.
	 * @param SignupService $signups Keeps it.
	 */
	public static function asked( $notification, SignupService $signups ): void {
		self::take( $notification, false, $signups );
	}

	/**
	 * Somebody confirmed that.
	 *
	 * @param object $notification WooCommerce's.
	 * @param SignupService $signups Keeps it.
	 */
	public static function verified( $notification, SignupService $signups ): void {
		self::take( $notification, true, $signups );
	}

	/**
	 * Keeps what was asked for. Whatever goes wrong here never reaches WooCommerce.
	 *
	 * @param object $notification WooCommerce's: `get_status()`, `get_product_id()`, `get_user_email()`, `get_date_created()`.
	 * @param bool          $is_verified Whether it was confirmed now.
	 * @param SignupService $signups     Keeps it.
	 */
	private static function take( $notification, bool $is_verified, SignupService $signups ): void {
		try {
			if ( 'active' !== $notification->get_status() ) {
				return;
			}
			$asked_at = SnapshotValue::moment( $notification->get_date_created() );
			$signups->join(
				WaitedProduct::load( (int) $notification->get_product_id() ),
				(string) $notification->get_user_email(),
				__( 'Signed up in WooCommerce’s own form for stock notifications.', 'storewire' ),
				$is_verified && null !== $asked_at ? 1000 * $asked_at : null
			);
		} catch ( \Throwable $error ) {
			Caps::count( Caps::UNRECORDED, 1 );
		}
	}
}
