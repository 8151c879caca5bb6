<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/**
 * Writes down which of the shop's actions run, in which order and with what.
 */
final class HookSpy {

	/** Actions that a listener may rest on. What the shop does for e-mails, caches, reports and lines is its own affair. */
	private const WATCHED = '/^(woocommerce_('
		. 'new_order|update_order|order_status_.+|order_payment_status_changed|pre_payment_complete|payment_complete.*'
		. '|create_refund|refund_created|order_refunded|order_partially_refunded|order_fully_refunded|update_order_refund'
		. '|before_trash_order|trash_order|untrash_order|before_delete_order|delete_order'
		. '|reduce_order_item_stock|reduce_order_stock|restore_order_item_stock|restore_order_stock|no_stock|low_stock'
		. '|(new|update|trash|before_delete|delete)_product(_variation)?|updated_product_stock|updated_product_price|variable_product_sync_data'
		. '|(product|variation)_(before_)?set_stock|(product|variation)_set_stock_status'
		. '|created_customer|new_customer|update_customer'
		. ')|(created|edited|delete)_product_cat|user_register)$/';

	/** What objects are called, by the first class that fits: the shop may hand over classes of its own that extend these. */
	private const CLASSES = array( 'WC_Order_Refund', 'WC_Order', 'WC_Order_Item_Product', 'WC_Product_Variation', 'WC_Product_Variable', 'WC_Product_Simple', 'WC_Customer', 'WP_Term' );

	/** @var string[] */
	private static $lines = array();

	/** @var int[] How often each action has run, to tell actions from filters. */
	private static $counts = array();

	/**
	 * @param callable $deed What is watched.
	 * @return string[] One line for each action, such as `woocommerce_new_order( int, WC_Order )`.
	 */
	public static function watch( callable $deed ): array {
		self::$lines  = array();
		self::$counts = $GLOBALS['wp_actions'];
		add_action( 'all', array( self::class, 'note' ), 10, 5 );
		try {
			$deed();
		} finally {
			remove_action( 'all', array( self::class, 'note' ) );
		}
		return self::$lines;
	}

	/**
	 * Notes one action.
	 *
	 * @param string $hook      Its name.
	 * @param mixed  ...$values What it is given.
	 */
	public static function note( $hook, ...$values ): void {
		if ( did_action( $hook ) > ( self::$counts[ $hook ] ?? 0 ) ) {
			self::$counts[ $hook ] = did_action( $hook );
			if ( preg_match( self::WATCHED, $hook ) ) {
				self::$lines[] = "$hook( " . implode( ', ', array_map( array( self::class, 'kind' ), $values ) ) . ' )';
			}
		}
	}

	/** @param mixed $value A value; texts are told as they are, the rest by its kind. */
	private static function kind( $value ): string {
		if ( is_object( $value ) ) {
			foreach ( self::CLASSES as $class ) {
				if ( $value instanceof $class ) {
					return $class;
				}
			}
			return get_class( $value );
		}
		if ( is_string( $value ) ) {
			return is_numeric( $value ) ? 'numeric' : $value;
		}
		return is_int( $value ) ? 'int' : gettype( $value );
	}
}
