<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use WpOrg\Requests\Requests;
use WpOrg\Requests\Transport;
use WpOrg\Requests\Transport\Curl;

/**
 * WordPress' own transport, which also notes what it sends.
 */
final class RecordingTransport implements Transport {

	private static string $sent = '';

	/**
	 * The body that was sent last while something was done, unpacked.
	 *
	 * @param callable $what What to do.
	 */
	public static function over( callable $what ): string {
		self::$sent          = '';
		$before              = Requests::$transport;
		Requests::$transport = array_fill_keys( array_map( 'serialize', array( array(), array( 'ssl' => true ), array( 'ssl' => false ) ) ), self::class );
		try {
			$what();
		} finally {
			Requests::$transport = $before;
		}
		return "\x1f\x8b" === substr( self::$sent, 0, 2 ) ? (string) gzdecode( self::$sent ) : self::$sent;
	}

	/** {@inheritDoc} */
	public function request_multiple( $requests, $options ) {
		self::$sent = (string) end( $requests )['data'];
		return ( new Curl() )->request_multiple( $requests, $options );
	}

	/** {@inheritDoc} */
	public function request( $url, $headers = array(), $data = array(), $options = array() ) {
		return ( new Curl() )->request( $url, $headers, $data, $options );
	}

	/** {@inheritDoc} */
	public static function test( $capabilities = array() ) {
		return Curl::test( $capabilities );
	}
}
