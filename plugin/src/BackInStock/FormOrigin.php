<?php
/**
 * From where shoppers' forms may come.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * Pages may be cached, so no form has a nonce; what browsers say of where a form was is all there is. It keeps other
 * websites from having their visitors ask, which would get round the limit of each client. Whoever says nothing of it,
 * such as an old browser, is let in.
 */
final class FormOrigin {

	/** Ports of http and https, which go without saying. */
	const PORTS = array( 80, 443 );

	/**
	 * Whether a form comes from a page of this site, as far as the request says.
	 */
	public static function is_from_here(): bool {
		$origin = self::header( 'HTTP_ORIGIN' );
		if ( 'cross-site' === self::header( 'HTTP_SEC_FETCH_SITE' ) ) {
			return false;
		}
		// Pages that send no referrer have browsers say "null".
		return in_array( $origin, array( '', 'null' ), true ) || in_array( self::host( $origin ), self::hosts(), true );
	}

	/**
	 * Hosts that are this site's. The scheme is not known behind a proxy; the port follows the host.
	 *
	 * @return string[]
	 */
	private static function hosts(): array {
		return array( self::host( home_url() ), self::host( site_url() ), self::host( 'http://' . self::header( 'HTTP_HOST' ) ) );
	}

	/**
	 * Host and port of an address, in lower case; ports that go without saying are left out.
	 *
	 * @param string $url Address.
	 */
	private static function host( string $url ): string {
		$parts = (array) wp_parse_url( $url );
		$port  = $parts['port'] ?? self::PORTS[0];
		return strtolower( $parts['host'] ?? ' ' ) . ( in_array( $port, self::PORTS, true ) ? '' : ":$port" );
	}

	/**
	 * A header of the request.
	 *
	 * @param string $name As in $_SERVER.
	 */
	private static function header( string $name ): string {
		return sanitize_text_field( wp_unslash( $_SERVER[ $name ] ?? '' ) );
	}
}
