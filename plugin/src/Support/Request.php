<?php
/**
 * The request that is being answered.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Whoever waits for the answer has it first, where PHP can go on after it: under php-fpm and LiteSpeed. What is done then
 * costs nobody time.
 */
final class Request {

	/** PHP's functions that send the rest of the answer and end the request for its client. */
	const FINISHERS = array( 'fastcgi_finish_request', 'litespeed_finish_request' );

	/**
	 * Whether the answer was sent.
	 */
	private static bool $finished = false;

	/**
	 * Whether whoever waited has the answer, and PHP went on after it.
	 */
	public static function is_finished(): bool {
		return self::$finished;
	}

	/**
	 * Sends the answer. At the request's end, when all output is made: what is printed later reaches nobody.
	 */
	public static function finish(): void {
		/**
		 * Whether visitors whose request recorded something have the answer before that is written. Only for sites where
		 * something else prints when WordPress shuts down.
		 *
		 * @since 0.1.0
		 *
		 * @param bool $first True.
		 */
		if ( apply_filters( 'storewire_answer_first', true ) ) {
			foreach ( array_filter( self::FINISHERS, 'function_exists' ) as $finish ) {
				self::$finished = (bool) $finish() || self::$finished;
			}
		}
	}
}
