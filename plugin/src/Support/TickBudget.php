<?php
/**
 * Time and memory of a tick.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * A tick takes no more time than it was given, and ends while PHP has time and memory left.
 */
final class TickBudget {

	/** A tick ends when so much of the memory that PHP allows is in use. */
	const MEMORY_SHARE = 0.75;

	/** And when the request has used so much of its time. */
	const TIME_SHARE = 0.6;

	/**
	 * When to stop, seconds since 1970 UTC.
	 *
	 * @var float
	 */
	private $until;

	/**
	 * Starts the clock, and allows as much memory as WordPress does in its admin.
	 *
	 * @param float $seconds How long, about.
	 */
	public function __construct( float $seconds ) {
		wp_raise_memory_limit( 'admin' );
		$now         = microtime( true );
		$allowed     = (int) ini_get( 'max_execution_time' );
		$this->until = $now + $seconds;
		if ( $allowed > 0 ) {
			// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- made a number.
			$this->until = min( $this->until, (float) ( $_SERVER['REQUEST_TIME_FLOAT'] ?? $now ) + $allowed * self::TIME_SHARE );
		}
	}

	/**
	 * Whether to stop: time or memory is used up.
	 */
	public function is_over(): bool {
		$limit = wp_convert_hr_to_bytes( (string) ini_get( 'memory_limit' ) );
		return microtime( true ) >= $this->until || ( $limit > 0 && memory_get_usage( true ) > $limit * self::MEMORY_SHARE );
	}
}
