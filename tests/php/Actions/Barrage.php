<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

/**
 * Sends many requests, a few at a time.
 */
final class Barrage {

	const AT_ONCE = 6;

	/**
	 * Sends them.
	 *
	 * @param iterable<Request> $requests What to send.
	 * @param callable          $answered Gets each request with the status and the body of its answer; status 0 for none.
	 */
	public static function send( iterable $requests, callable $answered ): void {
		$multi   = curl_multi_init();
		$waiting = array();
		$number  = 0;
		$next    = ( static fn() => yield from $requests )();
		while ( $next->valid() || array() !== $waiting ) {
			while ( $next->valid() && count( $waiting ) < self::AT_ONCE ) {
				$curl = self::handle( $next->current() );
				curl_setopt( $curl, CURLOPT_PRIVATE, (string) ++$number );
				$waiting[ $number ] = $next->current();
				curl_multi_add_handle( $multi, $curl );
				$next->next();
			}
			curl_multi_exec( $multi, $running );
			curl_multi_select( $multi, 1.0 );
			while ( false !== ( $done = curl_multi_info_read( $multi ) ) ) {
				$curl    = $done['handle'];
				$which   = (int) curl_getinfo( $curl, CURLINFO_PRIVATE );
				$request = $waiting[ $which ];
				unset( $waiting[ $which ] );
				$answered( $request, (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE ), (string) curl_multi_getcontent( $curl ) );
				curl_multi_remove_handle( $multi, $curl );
			}
		}
		curl_multi_close( $multi );
	}

	/** @return \CurlHandle|resource */
	private static function handle( Request $request ) {
		$curl = curl_init( $request->url );
		curl_setopt_array(
			$curl,
			array(
				CURLOPT_CUSTOMREQUEST  => $request->method,
				CURLOPT_NOBODY         => 'HEAD' === $request->method,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_TIMEOUT        => 120,
				CURLOPT_HTTPHEADER     => array_merge( $request->headers, array( 'Expect:' ) ),
			)
		);
		if ( null !== $request->body ) {
			curl_setopt( $curl, CURLOPT_POSTFIELDS, $request->body );
		}
		return $curl;
	}
}
