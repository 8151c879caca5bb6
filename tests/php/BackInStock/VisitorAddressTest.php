<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use PHPUnit\Framework\TestCase;
use Storewire\Support\VisitorAddress;

/**
 * K2: one client has one key, however its address is written, and two clients have two.
 */
final class VisitorAddressTest extends TestCase {

	/** @return array<string,string[]> */
	public static function same(): array {
		return array(
			'R16 IPv4 on a socket for both'   => array( '203.0.113.5', '::ffff:203.0.113.5' ),
			'R16 the same in hexadecimal'     => array( '203.0.113.5', '::FFFF:cb00:7105' ),
			'R16 IPv4 by way of NAT64'        => array( '203.0.113.5', '64:ff9b::203.0.113.5' ),
			'R16 a port'                      => array( '203.0.113.5', '203.0.113.5:49152' ),
			'R16 a port after IPv6'           => array( '2001:db8::1', '[2001:db8::1]:443' ),
			'R16 brackets alone'              => array( '2001:db8::1', '[2001:db8::1]' ),
			'R16 IPv4 within, with a port'    => array( '203.0.113.5', '[::ffff:203.0.113.5]:443' ),
			'the sibling: a zone'             => array( 'fe80::1', 'fe80::1%eth0' ),
			'a network of 64 bits'            => array( '2001:db8:0:1::1', '2001:db8:0:1:ffff::2' ),
			'blanks'                          => array( '203.0.113.5', ' 203.0.113.5 ' ),
		);
	}

	/** @dataProvider same */
	public function test_one_client( string $plain, string $written ): void {
		$this->assertSame( VisitorAddress::key( $plain ), VisitorAddress::key( $written ) );
		$this->assertNotSame( VisitorAddress::key(), VisitorAddress::key( $written ) );
	}

	/** R16. */
	public function test_two_clients(): void {
		$keys = array();
		foreach ( array( '203.0.113.5', '::ffff:198.51.100.7', '64:ff9b::192.0.2.1', '[2001:db8:0:1::1]:443', '2001:db8:0:2::1', '198.51.100.8:80' ) as $client ) {
			$keys[] = VisitorAddress::key( $client );
		}
		$this->assertSame( $keys, array_unique( $keys ) );
	}

	/** What is no address is passed over; whoever has none shares one key. */
	public function test_no_address(): void {
		foreach ( array( '', 'unknown', '203.0.113', '[203.0.113.5', '203.0.113.5:http', str_repeat( '9', 9999 ) ) as $text ) {
			$this->assertSame( VisitorAddress::key( '192.0.2.1' ), VisitorAddress::key( $text, '192.0.2.1' ), $text );
			$this->assertSame( VisitorAddress::key(), VisitorAddress::key( $text ) );
		}
	}
}
