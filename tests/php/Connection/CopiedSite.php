<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Shop\CopySpans;

/**
 * A site that is at work at several places, or at another address, as copies of it are.
 */
trait CopiedSite {

	/** @return string[] The state, and why it is locked. */
	private function lock(): array {
		$facts = $this->site()->connection()->facts();
		return array( $facts['state'], $facts['lock'] );
	}

	/** The site's address is another, in the database, too; null for the true one. */
	private static function live_at( ?string $url ): void {
		global $wpdb;
		$wpdb->update( $wpdb->options, array( 'option_value' => $url ?? (string) getenv( 'SITE_URL' ) ), array( 'option_name' => 'home' ) );
		wp_cache_flush();
		null === $url ? remove_all_filters( 'option_home' ) : self::move_to( $url );
	}

	/** @return array<string,mixed> What a copy of the database has of it. */
	private function database(): array {
		$names = array( 'storewire_connection', 'storewire_places', CopySpans::OPTION );
		return array_combine( $names, array_map( 'get_option', $names ) );
	}

	/**
	 * Does something as a site does it at another place, with a database of its own.
	 *
	 * @param string              $prefix   Tells the place from others.
	 * @param array<string,mixed> $database What it has; changed by what is done.
	 */
	private function work_at( string $prefix, array &$database, callable $what ): void {
		global $wpdb;
		foreach ( $database as $option => $value ) {
			false === $value ? delete_option( $option ) : update_option( $option, $value, false );
		}
		$true              = $wpdb->base_prefix;
		$wpdb->base_prefix = $prefix . $true;
		try {
			$what();
		} finally {
			$wpdb->base_prefix = $true;
			wp_cache_flush();
			$database = $this->database();
		}
	}

	private static function move_to( string $url ): void {
		remove_all_filters( 'option_home' );
		add_filter( 'option_home', static fn(): string => $url );
	}
}
