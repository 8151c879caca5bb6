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
}
