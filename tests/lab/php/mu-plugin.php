<?php
/**
 * Plugin Name: Storewire lab
 * Description: A custom order status and currency, as shops have them; mail and update checks go nowhere.
 */

declare(strict_types=1);

require __DIR__ . '/storewire-lab/clock.php';

add_filter( 'pre_wp_mail', '__return_true' );
// WooCommerce takes most of an order's time to compose its mails; scripts on the command line do without.
if ( PHP_SAPI === 'cli' ) {
	add_filter( 'woocommerce_email_actions', '__return_empty_array' );
}

// Action Scheduler has requests of its own for the background.
if ( DISABLE_WP_CRON ) {
	add_filter( 'action_scheduler_allow_async_request_runner', '__return_false' );
	// Nobody waits for anything but the answer: what a request did is done when it comes.
	add_filter( 'storewire_answer_first', '__return_false' );
}

// There is nowhere to look for updates, so WordPress need not warn that it could not.
foreach ( array( 'core', 'plugins', 'themes' ) as $what ) {
	add_filter(
		'pre_site_transient_update_' . $what,
		static function (): object {
			return (object) array(
				'last_checked'    => time(),
				'version_checked' => wp_get_wp_version(),
				'updates'         => array(),
				'response'        => array(),
				'translations'    => array(),
				'checked'         => array(),
			);
		}
	);
}

// An older WooCommerce asks for its translations earlier than a newer WordPress likes, in every request.
add_filter(
	'doing_it_wrong_trigger_error',
	static function ( bool $trigger, string $function, string $message ): bool {
		return $trigger && ! ( '_load_textdomain_just_in_time' === $function && false !== strpos( $message, '<code>woocommerce</code>' ) );
	},
	10,
	3
);

add_action(
	'init',
	static function (): void {
		register_post_status(
			'wc-awaiting-pickup',
			array(
				'label'                     => 'Awaiting pickup',
				'public'                    => true,
				'show_in_admin_status_list' => true,
				'show_in_admin_all_list'    => true,
				'exclude_from_search'       => false,
			)
		);
	}
);

add_filter(
	'wc_order_statuses',
	static function ( array $statuses ): array {
		return $statuses + array( 'wc-awaiting-pickup' => 'Awaiting pickup' );
	}
);

// The shop is filled with old drafts on purpose; the nightly cleaning would take them away while the sync counts them.
add_action(
	'wp_loaded',
	static function (): void {
		remove_all_actions( 'wp_scheduled_auto_draft_delete' );
		remove_all_actions( 'woocommerce_cleanup_draft_orders' );
	}
);
