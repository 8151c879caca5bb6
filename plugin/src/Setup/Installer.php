<?php
/**
 * Comes and goes without a trace.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Setup;

use Storewire\Background\Presence;
use Storewire\Background\Removal;
use Storewire\Connection\Connection;
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

	private Presence $presence;
	private Connection $connection;

	/**
	 * @param Presence   $presence   Tells the backend.
	 * @param Connection $connection Whether a site was connected.
	 */
	public function __construct( Presence $presence, Connection $connection ) {
		$this->presence   = $presence;
		$this->connection = $connection;
	}

	/**
	 * On activation: a store that was connected goes on.
	 *
	 * @param bool $network Whether the plugin was activated for all sites.
	 */
	public function activate( bool $network = false ): void {
		if ( Requirements::pass() ) {
			self::on_each_site( $network, fn() => $this->resume() );
		}
	}

	/**
	 * On deactivation: nothing runs in the background any more; all data stays, and the backend hears of it.
	 *
	 * @param bool $network Whether the plugin was deactivated for all sites.
	 */
	public function deactivate( bool $network = false ): void {
		self::on_each_site( $network, fn() => $this->pause() );
	}

	/**
	 * On deletion: ends the connection and removes everything, on every site.
	 */
	public function uninstall(): void {
		self::on_each_site( is_multisite(), fn() => $this->remove() );
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
	 */
	private function pause(): void {
		$this->presence->pause();
		Schedule::stop();
	}

	/**
	 * Makes the outbox, schedules again what a stored connection needs, and tells the backend.
	 */
	private function resume(): void {
		OutboxTable::install();
		RateCounters::install();
		Ledger::install();
		LeftOut::install();
		Schedule::follow( $this->connection->state() );
		$this->presence->resume();
	}

	/**
	 * Removes everything from one site: first what says that the plugin is installed, so that whatever is at work meanwhile
	 * makes nothing again (X5), and at last what it had written before it knew.
	 */
	private function remove(): void {
		$this->presence->end();
		Removal::forget();
		OutboxTable::drop();
		RateCounters::drop();
		Ledger::drop();
		LeftOut::drop();
		Traces::remove();
		Removal::forget();
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
