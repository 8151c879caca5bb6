<?php
/**
 * Every hook on one page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

use Storewire\Admin\AdminMenu;
use Storewire\Admin\Notices;
use Storewire\Background\Guard;
use Storewire\BackInStock\ConfirmationPage;
use Storewire\BackInStock\FormBlock;
use Storewire\BackInStock\FormPlacement;
use Storewire\BackInStock\WithdrawalPage;
use Storewire\BackInStock\WooNotifications;
use Storewire\Cart\CartRecovery;
use Storewire\Connection\Schedule;
use Storewire\Recording\OptIn;
use Storewire\Support\Transactions;

/**
 * What the plugin hears, and who does something then. Nothing is made or loaded before its hook fires: hooks of the plugin's
 * own and parameters stand here by their names, for a constant would load its class in every request.
 *
 * Only what is put up for a moment, and taken down again, stands elsewhere.
 */
final class Hooks {

	/** Hook, listener, method, number of arguments; a priority where it matters. */
	const RECORDED = array(
		// Orders, whoever makes or changes them: both checkouts, the admin screen, REST, gateways, renewals, the command line.
		array( 'woocommerce_new_order', 'orders', 'placed', 2 ),
		array( 'woocommerce_update_order', 'orders', 'changed', 2 ),
		array( 'woocommerce_order_status_changed', 'orders', 'status_changed', 4 ),
		array( 'woocommerce_order_status_completed', 'orders', 'was_fulfilled', 2 ),
		array( 'woocommerce_order_status_cancelled', 'orders', 'was_cancelled', 2 ),
		array( 'woocommerce_checkout_create_order', 'checkouts', 'form_makes_order', 1 ),
		array( 'woocommerce_store_api_checkout_update_order_meta', 'checkouts', 'block_makes_order', 1 ),
		array( 'woocommerce_store_api_checkout_update_order_from_request', 'checkouts', 'block_updates_order', 2 ),
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

	private Plugin $plugin;

	/**
	 * @param Plugin $plugin Makes what the hooks need.
	 */
	public function __construct( Plugin $plugin ) {
		$this->plugin = $plugin;
	}

	/** Puts all hooks in place. */
	public function register(): void {
		$this->recording();
		$this->background();
		$this->storefront();
		$this->checkout();
		$this->rest();
		add_filter( 'site_status_tests', fn( array $tests ): array => $this->plugin->site_health()->tests( $tests ) );
		add_filter( 'debug_information', fn( array $info ): array => $this->plugin->site_health()->section( $info ) );
		if ( is_admin() ) {
			$this->admin();
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			$this->command_line();
		}
	}

	/**
	 * What happens in the shop is noted down. These hooks only record (D1): they send nothing, never load the core, and
	 * whatever goes wrong in them never reaches the request they run in.
	 *
	 * What is written: one row for each object that changed and one for each fact, by one INSERT at the end of a visitor's
	 * request, and one more before that request waits for another server; see `Outbox`.
	 */
	private function recording(): void {
		$plugin = $this->plugin;
		foreach ( self::RECORDED as $row ) {
			list( $hook, $name, $method, $arguments, $priority ) = $row + array( 4 => 10 );
			add_action(
				$hook,
				static function ( ...$passed ) use ( $plugin, $name, $method ) {
					try {
						$plugin->listener( $name )->$method( ...$passed );
					} catch ( \Throwable $error ) {
						Guard::missed();
					}
					// Some are filters.
					return array_shift( $passed );
				},
				$priority,
				$arguments
			);
		}
		if ( $plugin->ends_soon() ) {
			// Right after the carts have settled: whoever comes later may end the process. The visitor has the answer first.
			add_action( 'shutdown', array( $plugin, 'answer' ), 6 );
			add_action( 'shutdown', array( $plugin, 'save_recorded' ), 6 );
		} else {
			add_filter( 'query', array( Transactions::class, 'hear' ) );
		}
		add_action( 'shutdown', array( $plugin, 'close_recorded' ), PHP_INT_MAX );
	}

	/** What WP-Cron runs. */
	private function background(): void {
		add_filter( 'cron_schedules', array( Schedule::class, 'schedules' ) ); // phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- what is due within a minute is delivered within 90 s (D10).
		$ticks = array(
			'storewire_relay_tick' => fn() => $this->plugin->ticks()->relay_tick(),
			// Where Action Scheduler has worked on its queue.
			'action_scheduler_after_process_queue' => fn() => $this->plugin->ticks()->relay_tick(),
			'storewire_sync_tick'  => fn() => $this->plugin->ticks()->sync_tick(),
			'storewire_night'      => fn() => $this->plugin->ticks()->start_sweep(),
			'storewire_sweep_tick' => fn() => $this->plugin->ticks()->sweep_tick(),
			'storewire_heartbeat'  => fn() => $this->plugin->ticks()->hourly_tick(),
		);
		foreach ( $ticks as $hook => $tick ) {
			add_action( $hook, Guard::around_tick( $tick ), 10, 0 );
		}
		// Events that are a day ahead run nothing that could put them back; somebody at work in wp-admin does.
		add_action( 'admin_init', Guard::around( array( Schedule::class, 'put_back' ) ), 10, 0 );
	}

	/** The back-in-stock form, and the pages that its mails lead to. */
	private function storefront(): void {
		add_action( 'init', array( FormBlock::class, 'register' ) );
		add_action( 'enqueue_block_editor_assets', array( FormBlock::class, 'editor' ) );
		add_shortcode( 'storewire_back_in_stock', array( FormPlacement::class, 'shortcode' ) );
		add_action( 'woocommerce_single_product_summary', array( FormPlacement::class, 'in_summary' ), 31 );
		add_filter( 'render_block_woocommerce/add-to-cart-form', array( FormPlacement::class, 'after_block' ), 10, 3 );
		add_filter( 'render_block_woocommerce/add-to-cart-with-options', array( FormPlacement::class, 'after_block' ), 10, 3 );
		// phpcs:disable WordPress.Security.NonceVerification -- links are the permission; the form is open to everybody.
		if ( isset( $_GET['storewire_signup'] ) || isset( $_POST['storewire_signup'] ) ) {
			add_action( 'template_redirect', fn() => FormPlacement::posted( $this->plugin->signups() ), 0 );
		}
		if ( isset( $_GET['storewire_confirm'] ) ) {
			add_action( 'template_redirect', fn() => ConfirmationPage::opened( $this->plugin->signups() ), 0 );
		}
		if ( isset( $_GET['storewire_withdraw'] ) ) {
			add_action( 'template_redirect', fn() => WithdrawalPage::opened( $this->plugin->outbox_at_once() ), 0 );
		}
		if ( isset( $_GET['storewire_cart'] ) ) {
			add_action( 'template_redirect', array( CartRecovery::class, 'opened' ), 5 );
		}
		// phpcs:enable
		$this->own_notifications();
	}

	/** WooCommerce's own stock notifications; where they are missing, none of these ever fires. */
	private function own_notifications(): void {
		$prefix = 'woocommerce_customer_stock_notifications_';
		add_action( "{$prefix}signup", fn( $notification ) => WooNotifications::asked( $notification, $this->plugin->signups() ) );
		add_action( "{$prefix}verified", fn( $notification ) => WooNotifications::verified( $notification, $this->plugin->signups() ) );
		add_filter(
			"{$prefix}product_is_valid",
			static function ( $is_valid ) {
				// A form may be about to be shown: looks out for it.
				add_action( 'woocommerce_before_template_part', array( WooNotifications::class, 'template' ), 10, 4 );
				return $is_valid;
			}
		);
		add_filter( "{$prefix}account_required_message_html", array( WooNotifications::class, 'says' ), 10, 2 );
		add_filter( "{$prefix}already_signed_up_message_html", array( WooNotifications::class, 'says' ), 10, 2 );
	}

	/** The opt-in box at the checkout. */
	private function checkout(): void {
		add_action( 'woocommerce_after_checkout_billing_form', array( OptIn::class, 'show' ) );
		add_action( 'wp', array( OptIn::class, 'on_page' ) );
		// Before the Store API describes its fields.
		add_action( 'rest_api_init', array( OptIn::class, 'offer' ), 5 );
	}

	/** REST routes. Shoppers' requests to WooCommerce's Store API reach none of them, and need not wait for them. */
	private function rest(): void {
		add_action(
			'rest_api_init',
			function (): void {
				if ( 0 !== strpos( (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' ), '/wc/store/' ) ) {
					$this->plugin->rest_routes()->register();
				}
			}
		);
	}

	/** wp-admin. */
	private function admin(): void {
		add_action( 'admin_menu', fn() => AdminMenu::add( fn() => $this->plugin->admin_page()->opened(), fn() => $this->plugin->admin_page()->show() ), 60 );
		add_filter( 'plugin_action_links_' . plugin_basename( STOREWIRE_FILE ), array( AdminMenu::class, 'links' ) );
		add_action( 'admin_post_storewire', fn() => $this->plugin->admin_page()->submitted() );
		add_filter( 'script_module_data_storewire-admin', array( AdminMenu::class, 'script_data' ) );
		add_action(
			'current_screen',
			function ( \WP_Screen $screen ): void {
				if ( Notices::belong_on( $screen ) ) {
					add_action( 'admin_notices', fn() => $this->plugin->notices()->show() );
				}
			}
		);
	}

	/** WP-CLI. */
	private function command_line(): void {
		\WP_CLI::add_command( 'storewire', $this->plugin->command() );
		\WP_CLI::add_command( 'storewire buried', $this->plugin->buried_command() );
		\WP_CLI::add_command( 'storewire object', $this->plugin->object_command() );
	}
}
