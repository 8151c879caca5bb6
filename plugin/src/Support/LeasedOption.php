<?php
/**
 * A row with a lease.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * State in one option row, bounded whatever it is about, and the lease on it.
 *
 * Every write replaces exactly what was read (compare and swap), so of many processes on many web nodes one wins and the
 * others see that they lost. Holding the lease is no more than having one's name in the row; it runs out when its holder
 * died, and a holder that was only slow finds at its next write that somebody else went on. Time is the database's, for
 * web nodes' clocks differ.
 */
class LeasedOption {

	/** A holder renews its lease with every round, which takes seconds, and with every delivery in it (20 s at most). */
	const LEASE_SECONDS = 90;

	/**
	 * Name of the option.
	 *
	 * @var string
	 */
	private $option;

	/**
	 * What the row held when it was last read or written by this process; null for no row.
	 *
	 * @var string|null
	 */
	private $stored;

	/**
	 * The state.
	 *
	 * @var array<string,mixed>
	 */
	private $state = array();

	/**
	 * Name of this process.
	 *
	 * @var string
	 */
	private $holder;

	/**
	 * @param string $option Name of the option.
	 */
	public function __construct( string $option ) {
		$this->option = $option;
		$this->holder = bin2hex( random_bytes( 8 ) );
	}

	/**
	 * Reads the row, past all caches and replicas.
	 *
	 * @return array<string,mixed> The state; empty where there is none.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function read(): array {
		global $wpdb;
		$rows         = Database::primary_rows( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", $this->option ) );
		$this->stored = $rows[0]['option_value'] ?? null;
		$state        = null === $this->stored ? null : json_decode( $this->stored, true );
		$this->state  = is_array( $state ) ? $state : array();
		return $this->state;
	}

	/**
	 * The state as this process last read or wrote it.
	 *
	 * @return array<string,mixed>
	 */
	public function latest(): array {
		return $this->state;
	}

	/**
	 * Takes the lease on what was read, unless somebody else has it. One that lasts longer than leases do was taken before
	 * the clock was put back, and holds nobody up.
	 */
	public function take(): bool {
		$lease = $this->state['lease'] ?? null;
		if ( is_array( $lease ) && $lease['holder'] !== $this->holder ) {
			$left = $lease['until'] - Clock::seconds();
			if ( $left >= 0 && $left <= self::LEASE_SECONDS ) {
				return false;
			}
		}
		return $this->write( $this->state, true );
	}

	/**
	 * Stores the state in place of what this process last read or wrote.
	 *
	 * @param array<string,mixed> $state All of it.
	 * @param bool                $hold  Whether this process goes on; else its lease ends with this write.
	 * @return bool False where somebody else wrote in between: the state is theirs now.
	 */
	public function write( array $state, bool $hold ): bool {
		global $wpdb;
		$state['lease'] = $hold ? array(
			'holder' => $this->holder,
			'until'  => Clock::seconds() + self::LEASE_SECONDS,
		) : null;
		// Sets each write apart from the one before, so that the database counts it.
		$state['write'] = bin2hex( random_bytes( 8 ) );
		$text           = (string) wp_json_encode( $state );
		if ( null === $this->stored ) {
			$done = $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'off')", $this->option, $text ) );
		} else {
			$done = $wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s AND option_value = %s", $text, $this->option, $this->stored ) );
		}
		if ( 1 !== $done ) {
			return false;
		}
		wp_cache_delete( $this->option, 'options' );
		$this->stored = $text;
		$this->state  = $state;
		return true;
	}

	/**
	 * Removes the row. A process that still works on it finds at its next write that it is gone.
	 */
	public function remove(): void {
		delete_option( $this->option );
		// delete_option() looks at the cache first, and this row is written past it.
		global $wpdb;
		$wpdb->delete( $wpdb->options, array( 'option_name' => $this->option ) );
		$this->stored = null;
		$this->state  = array();
	}
}
