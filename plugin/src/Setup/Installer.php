<?php
/**
 * Comes and goes without a trace.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Setup;

use Storewire\Background\Presence;
use Storewire\Connection\Schedule;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\LeftOut;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\Database;
use Storewire\Support\RateCounters;

/**
 * Activation, deactivation, and the removal of everything the plugin ever stored (C8). What it stores are options
 * and the outbox.
 */
final class Installer {

	/**
	 * On activation: a store that was connected goes on.
	 *
	 * @param bool $network Whether the plugin was activated for all sites.
	 */
	public static function activate( bool $network = false ): void {
		if ( Requirements::pass() ) {
			$presence = \Storewire\plugin()->presence();
			self::on_each_site( $network, static fn() => self::resume( $presence ) );
		}
	}

	/**
	 * On deactivation: nothing runs in the background any more; all data stays, and the backend hears of it.
	 *
	 * @param bool $network Whether the plugin was deactivated for all sites.
	 */
	public static function deactivate( bool $network = false ): void {
		$presence = \Storewire\plugin()->presence();
		self::on_each_site( $network, static fn() => self::pause( $presence ) );
	}

	/**
	 * On deletion: ends the connection and removes everything, on every site.
	 */
	public static function uninstall(): void {
		$presence = \Storewire\plugin()->presence();
		self::on_each_site( is_multisite(), static fn() => self::remove( $presence ) );
		if ( is_multisite() ) {
			self::drop_orphans();
		}
	}

	/**
	 * Drops the tables of sites that were deleted from a page on which the plugin was not active: nobody asked it then.
	 */
	private static function drop_orphans(): void {
		global $wpdb;
		$own = array_map( static fn( string $table ): string => substr( $table, strlen( $wpdb->prefix ) ), self::tables_of_site( array() ) );
		$all     = Database::column( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->base_prefix ) . '%' ) );
		$orphans = preg_grep( '/^' . preg_quote( $wpdb->base_prefix, '/' ) . '\d+_(' . implode( '|', $own ) . ')$/', $all );
		foreach ( $orphans as $table ) {
			OutboxTable::write( "DROP TABLE IF EXISTS $table" );
		}
	}

	/**
	 * A site of a network is being deleted: its tables go along (C8). What else there is goes with WordPress' own.
	 *
	 * @param string[] $tables Names of the tables that WordPress drops. It has switched to that site.
	 * @return string[]
	 */
	public static function tables_of_site( array $tables ): array {
		return array_merge( $tables, array( OutboxTable::name(), RateCounters::table(), Ledger::table(), LeftOut::table() ) );
	}

	/**
	 * Stops what runs in the background.
	 *
	 * @param Presence $presence Tells the backend.
	 */
	private static function pause( Presence $presence ): void {
		$presence->pause();
		Schedule::stop();
	}

	/**
	 * Makes the outbox, schedules again what a stored connection needs, and tells the backend.
	 *
	 * @param Presence $presence Tells it.
	 */
	private static function resume( Presence $presence ): void {
		OutboxTable::install();
		RateCounters::install();
		Ledger::install();
		LeftOut::install();
		Schedule::follow( \Storewire\plugin()->connection()->state() );
		$presence->resume();
	}

	/**
	 * Removes everything from one site: first what says that the plugin is installed, so that whatever is at work meanwhile
	 * makes nothing again (X5), and at last what it had written before it knew.
	 *
	 * @param Presence $presence Tells the backend.
	 */
	private static function remove( Presence $presence ): void {
		$presence->end();
		self::forget();
		OutboxTable::drop();
		RateCounters::drop();
		Ledger::drop();
		LeftOut::drop();
		Traces::remove();
		self::forget();
	}

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
	private static function forget(): void {
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

	/**
	 * Does something on one site, or on every site of the network.
	 *
	 * @param bool     $all  Whether on every site.
	 * @param callable $what What to do.
	 */
	private static function on_each_site( bool $all, callable $what ): void {
		$sites = $all && is_multisite() ? get_sites(
			array(
				'fields' => 'ids',
				'number' => 0,
			)
		) : array( get_current_blog_id() );
		foreach ( $sites as $site ) {
			if ( is_multisite() ) {
				switch_to_blog( (int) $site );
			}
			$what();
			if ( is_multisite() ) {
				restore_current_blog();
			}
		}
	}
}
