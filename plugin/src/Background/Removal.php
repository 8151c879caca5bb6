<?php
/**
 * The end of all options and events.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Connection\Schedule;
use Storewire\Support\Database;

/**
 * What is stored of the plugin on one site beside its tables goes here: when it is deleted, and again where something was
 * still at work then.
 */
final class Removal {

	/**
	 * Something of the plugin was at work and is at its end. Should the plugin have been deleted under it (X5), it takes
	 * along what it brought back.
	 */
	public static function tidy(): void {
		if ( ! Database::is_installed() ) {
			self::forget();
		}
	}

	/**
	 * Removes all options and events from one site.
	 */
	public static function forget(): void {
		global $wpdb;
		// What this process remembers of them may be older than what others did.
		wp_cache_delete( 'alloptions', 'options' );
		Schedule::stop();
		delete_option( Database::MARK );
		$names = Database::column(
			$wpdb->prepare(
				"SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s",
				$wpdb->esc_like( 'storewire_' ) . '%',
				$wpdb->esc_like( '_transient_storewire_' ) . '%',
				$wpdb->esc_like( '_transient_timeout_storewire_' ) . '%'
			)
		);
		array_map( 'delete_option', $names );
	}
}
