<?php
/**
 * What goes wrong in the plugin stays there.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Outbox\OutboxTable;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

/**
 * Other code works in the same requests: nothing of it ends because the plugin's work failed. This class is there from the
 * start of each request, for while the plugin's files are being replaced or deleted, none can be loaded (X6).
 */
final class Guard {

	/**
	 * What a hook had to record could not be: counts it, as Caps::count() does, but needs no other class for that.
	 */
	public static function missed(): void {
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
	 * Work for a hook. Where the database does not answer, the next tick tries again.
	 *
	 * @param callable $work The work.
	 */
	public static function around( callable $work ): \Closure {
		return static function () use ( $work ): void {
			try {
				$work();
			} catch ( ReadFailure $failure ) {
				// Nothing is known, so nothing follows from it.
				unset( $failure );
			} catch ( \Error $error ) {
				trigger_error( esc_html( (string) $error ), E_USER_WARNING ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- for the server's log.
			}
		};
	}

	/**
	 * The same in the background, where the plugin may be deleted meanwhile (X5).
	 *
	 * @param callable $work The work.
	 */
	public static function around_tick( callable $work ): \Closure {
		return self::around(
			static function () use ( $work ): void {
				// Their files may be gone when they are needed.
				array_map( 'class_exists', array( Removal::class, OutboxTable::class, Database::class ) );
				try {
					$work();
				} finally {
					Removal::tidy();
				}
			}
		);
	}
}
