<?php
/**
 * Every hook on one page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Cart\CartHooks;
use Storewire\Cart\CartRecovery;

/**
 * What the plugin hears of the shop, and who notes it down. Hooks only record (D1): they send nothing, never load the core,
 * and whatever goes wrong in them never reaches the request they run in.
 *
 * What is written: one row for each object that changed and one for each fact, by one INSERT at the end of a visitor's
 * request, and one more before that request waits for another server; see `Outbox`.
 */
final class HookDispatcher {

	/** Hook, listener, method, number of arguments; a priority where it matters. */
	const HOOKS = array(
		// Orders, whoever makes or changes them: both checkouts, the admin screen, REST, gateways, renewals, the command line.
		array( 'woocommerce_new_order', 'orders', 'placed', 2 ),
		array( 'woocommerce_update_order', 'orders', 'changed', 2 ),
		array( 'woocommerce_order_status_changed', 'orders', 'status_changed', 4 ),
		array( 'woocommerce_order_status_completed', 'orders', 'was_fulfilled', 2 ),
		array( 'woocommerce_order_status_cancelled', 'orders', 'was_cancelled', 2 ),
		array( 'woocommerce_checkout_create_order', 'orders', 'made_by_form', 1 ),
		array( 'woocommerce_store_api_checkout_update_order_meta', 'orders', 'made_by_checkout', 1 ),
		array( 'woocommerce_store_api_checkout_update_order_from_request', 'orders', 'made_by_block', 2 ),
		array( 'woocommerce_order_refunded', 'orders', 'refunded', 2 ),
		array( 'woocommerce_pre_delete_order_refund', 'orders', 'refund_deleted', 2 ),
		array( 'woocommerce_trash_order', 'orders', 'moved', 1 ),
		array( 'woocommerce_untrash_order', 'orders', 'moved', 1 ),
		array( 'woocommerce_untrash_order', 'orders', 'comes_back', 1 ),
		array( 'woocommerce_before_delete_order', 'orders', 'about_to_go', 2 ),
		array( 'woocommerce_delete_order', 'orders', 'deleted', 1 ),

		// Products, with the stock of each and of each variation.
		array( 'woocommerce_new_product', 'products', 'changed', 1 ),
		array( 'woocommerce_update_product', 'products', 'changed', 1 ),
		array( 'woocommerce_new_product_variation', 'products', 'variation_changed', 1 ),
		array( 'woocommerce_update_product_variation', 'products', 'variation_changed', 1 ),
		array( 'woocommerce_before_product_object_save', 'products', 'about_to_change', 1 ),
		array( 'woocommerce_product_set_stock', 'products', 'stock_changed', 1 ),
		array( 'woocommerce_variation_set_stock', 'products', 'stock_changed', 1 ),
		array( 'woocommerce_product_set_stock_status', 'products', 'stock_status_changed', 3 ),
		array( 'woocommerce_variation_set_stock_status', 'products', 'stock_status_changed', 3 ),
		array( 'set_object_terms', 'products', 'terms_set', 6 ),
		array( 'deleted_term_relationships', 'products', 'terms_removed', 3 ),
		array( 'updated_post_meta', 'products', 'meta_changed', 4 ),
		array( 'edited_product_cat', 'products', 'category_changed', 1 ),
		array( 'delete_product_cat', 'products', 'category_deleted', 1 ),
		// What products derive from.
		array( 'update_option_woocommerce_currency', 'shop', 'changed', 0 ),
		array( 'update_option_permalink_structure', 'shop', 'changed', 0 ),
		array( 'update_option_woocommerce_permalinks', 'shop', 'changed', 0 ),
		array( 'woocommerce_attribute_updated', 'shop', 'changed', 0 ),
		array( 'edited_term', 'shop', 'term_changed', 3 ),

		// Posts: what WordPress itself does to products, and to orders where they are kept as posts.
		array( 'transition_post_status', 'posts', 'status_changed', 3 ),
		array( 'trashed_post', 'posts', 'changed', 1 ),
		array( 'untrashed_post', 'posts', 'changed', 1 ),
		array( 'untrashed_post', 'orders', 'comes_back', 1 ),
		array( 'before_delete_post', 'posts', 'about_to_go', 2 ),
		array( 'deleted_post', 'posts', 'deleted', 2 ),

		// Users and customers.
		array( 'user_register', 'users', 'changed', 1 ),
		array( 'profile_update', 'users', 'changed', 1 ),
		array( 'set_user_role', 'users', 'changed', 1 ),
		array( 'add_user_role', 'users', 'changed', 1 ),
		array( 'remove_user_role', 'users', 'changed', 1 ),
		array( 'add_user_to_blog', 'users', 'changed', 1 ),
		array( 'remove_user_from_blog', 'users', 'changed', 1 ),
		array( 'deleted_user', 'users', 'deleted', 1 ),
		array( 'woocommerce_new_customer', 'users', 'changed', 1 ),
		array( 'woocommerce_update_customer', 'users', 'changed', 1 ),

		// Carts: what shoppers do, in classic shops and through the Store API.
		array( 'woocommerce_add_to_cart', 'carts', 'filled', 0 ),
		array( 'woocommerce_cart_item_restored', 'carts', 'filled', 0 ),
		array( 'woocommerce_ordered_again', 'carts', 'filled', 0 ),
		array( 'woocommerce_cart_item_removed', 'carts', 'changed', 0 ),
		array( 'woocommerce_cart_item_set_quantity', 'carts', 'changed', 0 ),
		array( 'woocommerce_cart_emptied', 'carts', 'emptied', 0 ),
		array( 'woocommerce_cart_loaded_from_session', 'carts', 'loaded', 1 ),
		array( 'template_redirect', 'recovery', 'opened', 0, 5 ),
		// Checkouts: opened, and their orders made; `template_redirect` before WooCommerce empties paid carts there.
		array( 'template_redirect', 'carts', 'page_opened', 0, 5 ),
		array( 'woocommerce_checkout_create_order', 'carts', 'order_made', 1 ),
		array( 'woocommerce_store_api_checkout_update_order_meta', 'carts', 'order_made', 1 ),
		array( 'woocommerce_checkout_order_processed', 'carts', 'ordered', 0 ),
		array( 'woocommerce_store_api_checkout_order_processed', 'carts', 'ordered', 0 ),
		// Who the shopper is: by login, by the classic and by the block checkout's e-mail field.
		array( 'wp_login', 'carts', 'logged_in', 2 ),
		array( 'woocommerce_checkout_update_order_review', 'carts', 'classic_form_changed', 1 ),
		array( 'woocommerce_after_checkout_validation', 'carts', 'classic_form_sent', 1 ),
		array( 'woocommerce_store_api_cart_update_customer_from_request', 'carts', 'block_form_changed', 1 ),
		array( 'woocommerce_store_api_checkout_update_customer_from_request', 'carts', 'block_form_changed', 1 ),
		// Before WooCommerce stores the session, at 20.
		array( 'shutdown', 'carts', 'settle', 0, 5 ),

		// The request is about to wait for another server, mostly for a payment.
		array( 'requests-requests.before_request', 'recorder', 'save_order', 0 ),

		// The plugin's own: whether to record at all. By their names, for a constant would load its class in every request.
		array( 'add_option_storewire_connection', 'recorder', 'follow', 0 ),
		array( 'update_option_storewire_connection', 'recorder', 'follow', 0 ),
		array( 'delete_option_storewire_connection', 'recorder', 'follow', 0 ),
		array( 'add_option_storewire_settings', 'recorder', 'follow', 0 ),
		array( 'update_option_storewire_settings', 'recorder', 'follow', 0 ),
		array( 'delete_option_storewire_settings', 'recorder', 'follow', 0 ),
		array( 'add_option_storewire_opt_in', 'recorder', 'follow', 0 ),
		array( 'update_option_storewire_opt_in', 'recorder', 'follow', 0 ),
	);

	private Recorder $recorder;

	/**
	 * Listeners by name, made when their first hook fires.
	 *
	 * @var array<string,object>
	 */
	private array $listeners = array();

	/**
	 * Builds it.
	 *
	 * @param Recorder $recorder Takes what is noted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/** Puts the hooks in place. */
	public function register(): void {
		foreach ( self::HOOKS as $row ) {
			list( $hook, $name, $method, $arguments ) = $row;
			add_action(
				$hook,
				function ( ...$passed ) use ( $name, $method ) {
					try {
						$this->listener( $name )->$method( ...$passed );
					} catch ( \Throwable $error ) {
						self::missed();
					}
					// Some are filters.
					return $passed[0] ?? null;
				},
				$row[4] ?? 10,
				$arguments
			);
		}
	}

	/**
	 * Counts what could not be recorded, as Caps::count() does. By itself: while the plugin's files are being replaced
	 * or deleted, a class that is not loaded yet cannot be had (X6).
	 */
	private static function missed(): void {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a count.
		$wpdb->query(
			"INSERT INTO {$wpdb->options} (option_name, option_value, autoload)
			SELECT 'storewire_outbox_unrecorded', 1, 'off' FROM {$wpdb->options} AS mark WHERE mark.option_name = 'storewire_outbox_schema'
			ON DUPLICATE KEY UPDATE option_value = {$wpdb->options}.option_value + 1"
		);
		$wpdb->suppress_errors( $quiet );
	}

	/**
	 * A listener.
	 *
	 * @param string $name Of the table above.
	 */
	private function listener( string $name ): object {
		if ( ! isset( $this->listeners[ $name ] ) ) {
			$this->listeners[ $name ] = $this->make( $name );
		}
		return $this->listeners[ $name ];
	}

	/**
	 * Makes a listener.
	 *
	 * @param string $name Of the table above.
	 */
	private function make( string $name ): object {
		switch ( $name ) {
			case 'recorder':
				return $this->recorder;
			case 'recovery':
				return new CartRecovery();
			case 'orders':
				return new OrderHooks( $this->recorder );
			case 'products':
				return new ProductHooks( $this->recorder );
			case 'shop':
				return new ShopHooks( $this->recorder );
			case 'posts':
				return new PostHooks( $this->recorder );
			case 'users':
				return new UserHooks( $this->recorder );
			default:
				return new CartHooks( $this->recorder );
		}
	}
}
