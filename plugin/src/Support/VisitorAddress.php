<?php
/**
 * What stands for a visitor.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Makes of the addresses that servers and proxies write one text for each client: the same however the address is
 * written, and for IPv6 the same for a whole network of 64 bits, which is what one client has.
 */
final class VisitorAddress {

	/** The owner's choices for the back-in-stock form, among them `proxy`. */
	const OPTION = 'storewire_signup';

	/** Headers in which proxies say whom they serve, as in $_SERVER. */
	const HEADERS = array( 'HTTP_CF_CONNECTING_IP', 'HTTP_TRUE_CLIENT_IP', 'HTTP_X_REAL_IP', 'HTTP_X_FORWARDED_FOR' );

	/** What comes before an IPv4 address in IPv6: of servers with one socket for both, and of NAT64. */
	const IPV4_WITHIN = array( '00000000000000000000ffff', '0064ff9b0000000000000000' );

	/**
	 * The key of the first text that is an address; of all visitors without one the same.
	 *
	 * @param string ...$texts Addresses, maybe with a port, the most trusted first.
	 */
	public static function key( string ...$texts ): string {
		foreach ( $texts as $text ) {
			$address = self::without_port( trim( $text ) );
			if ( false !== filter_var( $address, FILTER_VALIDATE_IP ) ) {
				return self::network( bin2hex( (string) inet_pton( $address ) ) );
			}
		}
		return self::network( str_repeat( '0', 32 ) );
	}

	/**
	 * An address without what may stand around it: `203.0.113.5:49152`, `[2001:db8::1]:443`, `fe80::1%eth0`.
	 *
	 * @param string $text As it was written.
	 */
	private static function without_port( string $text ): string {
		if ( 1 === preg_match( '/^"?\[([^\]]*)\](?::\d+)?"?$/', $text, $found ) || 1 === preg_match( '/^([\d.]+):\d+$/', $text, $found ) ) {
			$text = $found[1];
		}
		return (string) preg_replace( '/%.*$/', '', $text );
	}

	/**
	 * The part of an address that is one client's.
	 *
	 * @param string $hex All of it.
	 */
	private static function network( string $hex ): string {
		if ( 32 === strlen( $hex ) && in_array( substr( $hex, 0, 24 ), self::IPV4_WITHIN, true ) ) {
			return substr( $hex, 24 );
		}
		return substr( $hex, 0, 32 === strlen( $hex ) ? 16 : 8 );
	}

	/**
	 * What stands for the visitor's address: that of the connection, unless the owner names the header of a proxy that can be trusted.
	 */
	public static function client(): string {
		return self::client_behind( self::proxy() );
	}

	/**
	 * The header of a proxy that the owner names, as in $_SERVER; '' for none.
	 */
	public static function proxy(): string {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) ? (string) ( $stored['proxy'] ?? '' ) : '';
	}

	/**
	 * What stands for the visitor's address where a proxy is trusted. Proxies add to the end of a list, so its last entry is
	 * the one that the trusted one saw.
	 *
	 * @param string $header The proxy's header, as in $_SERVER; '' for none.
	 */
	public static function client_behind( string $header ): string {
		$list = isset( $_SERVER[ $header ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $header ] ) ) : '';
		$last = trim( (string) strrchr( ",$list", ',' ), ", \t" );
		$own  = sanitize_text_field( wp_unslash( $_SERVER['REMOTE_ADDR'] ?? '' ) );
		return self::key( $last, $own );
	}

	/**
	 * The headers of proxies that this request has.
	 *
	 * @return string[] As in $_SERVER.
	 */
	public static function sent_headers(): array {
		return array_filter( self::HEADERS, static fn( string $header ): bool => isset( $_SERVER[ $header ] ) );
	}

	/**
	 * The header of a proxy that a request came by, while the owner names none; '' else.
	 *
	 * @param string[] $sent As sent_headers() gave it.
	 */
	public static function unnamed_proxy( array $sent ): string {
		return array() === $sent || self::names_proxy() ? '' : self::header_name( reset( $sent ) );
	}

	/**
	 * Whether the owner names the header of a proxy.
	 */
	public static function names_proxy(): bool {
		return '' !== self::proxy();
	}

	/**
	 * A header's name as people write it.
	 *
	 * @param string $header As in $_SERVER.
	 */
	public static function header_name( string $header ): string {
		return ucwords( strtolower( strtr( substr( $header, 5 ), '_', '-' ) ), '-' );
	}
}
