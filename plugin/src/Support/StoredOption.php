<?php
/**
 * An option that is read and written past all caches.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * What is decided on must not come from an object cache: some keep what was deleted or replaced (X10). And what is changed
 * in part must not undo what somebody else changes at the same time (X11), so every write replaces exactly what was read.
 *
 * Other code may still ask WordPress for the option, and hears of its changes by WordPress' own hook.
 */
final class StoredOption {

	/** So often a change is tried while others write. */
	const TRIES = 50;

	private string $option;

	/**
	 * What the database had when it was last read; null for nothing.
	 *
	 * @var string|null
	 */
	private $text;

	/**
	 * @param string $option Its name.
	 */
	public function __construct( string $option ) {
		$this->option = $option;
	}

	/**
	 * Its value, past all caches and replicas; false where there is none.
	 *
	 * @return mixed
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function read() {
		global $wpdb;
		$rows       = Database::primary_rows( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", $this->option ) );
		$this->text = $rows[0]['option_value'] ?? null;
		return null === $this->text ? false : maybe_unserialize( $this->text );
	}

	/**
	 * Writes what follows from what is there; again, where somebody else wrote in between.
	 *
	 * @param callable $change Gets the value, gives another one, or null to leave it.
	 * @return bool Whether it is what it should be.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function change( callable $change ): bool {
		for ( $try = 0; $try < self::TRIES; $try++ ) {
			$before = $this->read();
			$value  = $change( $before );
			$text   = (string) maybe_serialize( $value );
			if ( null === $value || $text === $this->text ) {
				return true;
			}
			if ( $this->write( $text ) ) {
				// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals -- WordPress' own.
				if ( null === $this->text ) {
					do_action( "add_option_{$this->option}", $this->option, $value );
				} else {
					do_action( "update_option_{$this->option}", $before, $value, $this->option );
				}
				// phpcs:enable
				return true;
			}
			usleep( random_int( 500, 5000 ) );
		}
		return false;
	}

	/**
	 * Writes it in place of what was read.
	 *
	 * @param string $text What to write.
	 * @return bool False where somebody else wrote in between.
	 */
	private function write( string $text ): bool {
		global $wpdb;
		$sql  = null === $this->text
			? $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'off')", $this->option, $text )
			: $wpdb->prepare( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s AND option_value = %s", $text, $this->option, $this->text );
		$done = Database::write( $sql );
		wp_cache_delete( $this->option, 'options' );
		wp_cache_delete( 'notoptions', 'options' );
		return 1 === $done;
	}
}
