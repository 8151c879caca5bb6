<?php
/**
 * An end to answers that never end.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

use WpOrg\Requests\Exception;

/**
 * Where PHP has no curl, WordPress' transport waits so long for each byte and not for the whole answer, so a server that
 * drips holds it for hours (X13). It tells of the moment when it has sent a request, and its socket is the youngest stream
 * then: a filter on that looks at the clock with each byte.
 */
final class Deadline extends \php_user_filter {

	/** What the transport calls when it has sent a request. */
	const SENT = 'fsockopen.after_send';

	const FILTER = 'storewire.deadline';

	/**
	 * What to do when a request was sent.
	 *
	 * @param int $seconds For so long an answer may take.
	 * @return callable
	 */
	public static function after( int $seconds ): callable {
		return static function () use ( $seconds ): void {
			$streams = function_exists( 'get_resources' ) ? get_resources( 'stream' ) : array();
			$socket  = end( $streams );
			if ( false !== $socket && 0 === strpos( stream_get_meta_data( $socket )['stream_type'], 'tcp_socket' ) ) {
				stream_filter_register( self::FILTER, self::class );
				stream_filter_append( $socket, self::FILTER, STREAM_FILTER_READ, hrtime( true ) / 1e9 + $seconds );
			}
		};
	}

	/**
	 * Passes on what has come, until it is too late.
	 *
	 * @param resource $in       What has come.
	 * @param resource $out      What is passed on.
	 * @param int      $consumed Bytes.
	 * @param bool     $closing  Whether nothing more comes.
	 * @throws Exception When it is too late.
	 */
	public function filter( $in, $out, &$consumed, $closing ): int {
		$bucket = stream_bucket_make_writeable( $in );
		while ( null !== $bucket ) {
			$consumed += $bucket->datalen;
			stream_bucket_append( $out, $bucket );
			$bucket = stream_bucket_make_writeable( $in );
		}
		if ( ! $closing && hrtime( true ) / 1e9 > $this->params ) {
			throw new Exception( 'The answer took too long.', 'timeout' );
		}
		return PSFS_PASS_ON;
	}
}
