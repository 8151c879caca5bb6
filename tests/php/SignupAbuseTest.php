<?php
declare(strict_types=1);

namespace Storewire\Tests;

use Storewire\SignupSettings;
use Storewire\Tests\Rest\Barrage;
use Storewire\Tests\Rest\Request;
use Storewire\Tests\Signup\SignupTestCase;

require_once __DIR__ . '/signup/SignupTestCase.php';
require_once __DIR__ . '/rest/Barrage.php';
require_once __DIR__ . '/rest/Request.php';

/**
 * K2: many requests at the same time. The limits hold to the number, and nobody's request costs another's.
 */
final class SignupAbuseTest extends SignupTestCase {

	private int $product;

	protected function setUp(): void {
		parent::setUp();
		$this->product = $this->sold_out( 'Kettle' );
		update_option( SignupSettings::OPTION, array( 'proxy' => 'HTTP_X_REAL_IP' ), false );
	}

	/** One client, ever new addresses. */
	public function test_one_client(): void {
		$count = self::deep() ? 1000 : 100;
		$this->assertSame( array( 200 => 20, 429 => $count - 20 ), $this->send( $count, static fn( int $n ): array => array( "shopper$n@example.com", '192.0.2.1' ) ) );
		$this->assertCount( 20, $this->signups() );
	}

	/** One IPv6 network, ever new clients in it. */
	public function test_one_network(): void {
		$this->assertSame( array( 200 => 20, 429 => 20 ), $this->send( 40, static fn( int $n ): array => array( "shopper$n@example.com", sprintf( '2001:db8:0:1::%x', $n ) ) ) );
	}

	/** Many clients who want the same product. */
	public function test_many_clients(): void {
		$count = self::deep() ? 1000 : 100;
		$this->assertSame( array( 200 => $count ), $this->send( $count, static fn( int $n ): array => array( "shopper$n@example.com", '198.18.' . intdiv( $n, 250 ) . '.' . ( $n % 250 ) ) ) );
		$this->assertCount( $count, $this->signups() );
	}

	/** Somebody writes another's address into forms, from everywhere: it is one request, and the mailbox is left alone. */
	public function test_one_address(): void {
		$this->assertSame( array( 200 => 20, 429 => 20 ), $this->send( 40, static fn( int $n ): array => array( 'ann@example.com', "198.18.0.$n" ) ) );
		$this->assertCount( 1, $this->signups() );
	}

	/**
	 * Sends requests, several at a time.
	 *
	 * @param callable $of Gives address and client of the nth.
	 * @return array<int,int> How many answers there are, by status.
	 */
	private function send( int $count, callable $of ): array {
		$requests = array();
		for ( $n = 1; $n <= $count; $n++ ) {
			list( $email, $client ) = $of( $n );
			$requests[]             = new Request( 'POST', rest_url( 'storewire/v1/signup' ), array( 'Content-Type: application/json', "X-Real-IP: $client" ), (string) json_encode( array( 'product' => $this->product, 'email' => $email, 'agreed' => true ) ), false );
		}
		$statuses = array();
		Barrage::send(
			$requests,
			static function ( Request $request, int $status ) use ( &$statuses ): void {
				$statuses[ $status ] = ( $statuses[ $status ] ?? 0 ) + 1;
			}
		);
		ksort( $statuses );
		return $statuses;
	}
}
