<?php
/**
 * Many requests at once.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

use WpOrg\Requests\Requests;

/**
 * Sends requests by the library that WordPress sends its own with. Nothing that is thrown on the way gets out: it is what came
 * of that request.
 */
final class SideBySide {

	/** What WordPress' transport calls to send requests side by side. */
	const FUNCTIONS = array( 'curl_multi_init', 'curl_multi_add_handle', 'curl_multi_exec', 'curl_multi_info_read', 'curl_multi_remove_handle', 'curl_multi_close' );

	/**
	 * Sends requests, side by side where PHP can: some hosts switch off a part of curl.
	 *
	 * @param array<int,array<string,mixed>> $requests Requests.
	 * @param array<string,mixed>            $options  What holds for all of them.
	 * @return array<int,mixed> What the transport gave for each, or what it threw.
	 */
	public static function send( array $requests, array $options ): array {
		$missing = array_filter( self::FUNCTIONS, static fn( string $name ): bool => ! function_exists( $name ) );
		if ( array() !== $missing && function_exists( 'curl_exec' ) ) {
			return array_map( static fn( array $request ) => self::send_one( $request, $options ), $requests );
		}
		try {
			return Requests::request_multiple( $requests, $options );
		} catch ( \Throwable $failure ) {
			return array_fill_keys( array_keys( $requests ), $failure );
		}
	}

	/**
	 * Sends one request.
	 *
	 * @param array<string,mixed> $request Request.
	 * @param array<string,mixed> $options As for send().
	 * @return mixed What the transport gave, or what it threw.
	 */
	private static function send_one( array $request, array $options ) {
		try {
			return Requests::request( $request['url'], $request['headers'], $request['data'], $request['type'], $options );
		} catch ( \Throwable $failure ) {
			return $failure;
		}
	}
}
