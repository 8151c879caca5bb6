<?php
/**
 * Whether this site reaches itself.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

/**
 * WP-Cron starts by a request of the site to itself. Where a password, a firewall or a wrong address is in its way, what
 * runs in the background runs late or never, and nobody is told. So it is tried with each heartbeat, and the last answer is
 * kept: whoever looks at a page does not wait for it.
 */
final class Loopback {

	const OPTION  = 'storewire_loopback';
	const TIMEOUT = 10;

	/** What WordPress would have as the lock of a run that it starts. With this one, wp-cron.php answers and does nothing. */
	const KEY = 'storewire';

	/**
	 * Tries it, as WordPress starts WP-Cron.
	 *
	 * @return array{ok:bool|null,message:string,checkedAt:int} As last().
	 */
	public static function check(): array {
		$request = array(
			'url'  => add_query_arg( 'doing_wp_cron', self::KEY, site_url( 'wp-cron.php' ) ),
			'key'  => self::KEY,
			'args' => array( 'sslverify' => apply_filters( 'https_local_ssl_verify', false ) ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress' own, as is the next.
		);
		$request = apply_filters( 'cron_request', $request, self::KEY ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		$wait    = array(
			'timeout'  => self::TIMEOUT,
			'blocking' => true,
		);
		$answer  = wp_remote_post( $request['url'], $wait + $request['args'] );
		$status  = (int) wp_remote_retrieve_response_code( $answer );
		$result  = array(
			'ok'        => 200 === $status,
			'message'   => is_wp_error( $answer ) ? $answer->get_error_message() : ( 200 === $status ? '' : "HTTP $status" ),
			'checkedAt' => time(),
		);
		update_option( self::OPTION, $result, false );
		return $result;
	}

	/**
	 * What came of it last.
	 *
	 * @return array{ok:bool|null,message:string,checkedAt:int} `ok` is null where it was never tried; moments are seconds
	 *         since 1970 UTC.
	 */
	public static function last(): array {
		$last = get_option( self::OPTION );
		return is_array( $last ) ? $last : array(
			'ok'        => null,
			'message'   => '',
			'checkedAt' => 0,
		);
	}
}
