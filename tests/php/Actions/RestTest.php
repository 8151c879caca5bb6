<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\StoreTestCase;

/**
 * The REST routes over HTTP with a browser's cookies and nonce, as the admin page uses them. Who may: PermissionsTest.
 */
final class RestTest extends StoreTestCase {

	public function test_the_whole_flow_over_rest(): void {
		list( $browser, $nonce ) = $this->signed_in( 'administrator' );
		$begun = $browser->json( 'POST', rest_url( 'storewire/v1/connect' ), array( 'imports' => array( 'orders' => false, 'transactions' => false ) ), $nonce );
		$this->assertSame( 'waiting', $begun['screen'] );
		$back = $this->backend->decide( $begun['pending']['authorizeUrl'] );
		$browser->open( $back );
		$this->assertSame( 302, $browser->status );
		$this->assertStringNotContainsString( 'code=', $browser->location, 'the code leaves the address bar at once' );
		$this->assertSame( 'confirm', $browser->json( 'GET', rest_url( 'storewire/v1/status' ), null, $nonce )['screen'] );
		$this->assertSame( 'connected', $browser->json( 'POST', rest_url( 'storewire/v1/connect/confirm' ), null, $nonce )['screen'] );
		$this->assertFalse( $this->site()->settings()->all()['imports']['orders'] );
		$turns = 0;
		do {
			$sync = $browser->json( 'POST', rest_url( 'storewire/v1/sync/step' ), null, $nonce );
			$this->assertSame( 200, $browser->status, $browser->body );
		} while ( 'running' === $sync['state'] && ++$turns < 100 );
		$this->assertSame( 'done', $sync['state'] );
		$this->assertSame( array( 'contacts', 'products' ), array_keys( $sync['types'] ) );
		$started = $browser->json( 'POST', rest_url( 'storewire/v1/sync' ), array( 'from' => '2026-01-01', 'to' => '2026-01-31' ), $nonce );
		$this->assertContains( $started['state'], array( 'running', 'done' ) );
		$zone = wp_timezone();
		$this->assertSame( ( new \DateTimeImmutable( '2026-01-01 00:00:00', $zone ) )->getTimestamp(), $started['from'], 'days are those of the store' );
		$this->assertSame( ( new \DateTimeImmutable( '2026-01-31 23:59:59', $zone ) )->getTimestamp(), $started['to'] );
		$this->assertSame( 'none', $browser->json( 'POST', rest_url( 'storewire/v1/disconnect' ), null, $nonce )['screen'] );
	}

	/** @dataProvider malformed */
	public function test_malformed_arguments_are_refused( string $route, array $body, int $status ): void {
		list( $browser, $nonce ) = $this->signed_in( 'administrator' );
		$answer = $browser->json( 'POST', rest_url( 'storewire/v1' . $route ), $body, $nonce );
		$this->assertSame( $status, $browser->status, $browser->body );
		$this->assertNotEmpty( $answer['message'] );
		$this->assertSame( array(), $this->backend->requests() );
	}

	/** @return array<string,array{string,array<string,mixed>,int}> */
	public static function malformed(): array {
		return array(
			'a choice that is no boolean'  => array( '/settings', array( 'sync' => array( 'orders' => 'perhaps' ) ), 400 ),
			'a choice that does not exist' => array( '/settings', array( 'sync' => array( 'weather' => true ) ), 400 ),
			'a type that does not exist'   => array( '/sync', array( 'types' => 'weather' ), 400 ),
			'a day that is none'           => array( '/sync', array( 'from' => 'yesterday' ), 400 ),
			'a draft that is no text'      => array( '/connect', array( 'draft' => array( 'x' => 'y' ) ), 400 ),
			'a sync without connection'    => array( '/sync', array(), 409 ),
			'nothing to confirm'           => array( '/connect/confirm', array(), 409 ),
		);
	}

	/**
	 * Somebody signed in to wp-admin.
	 *
	 * @return array{0:Browser,1:string[]} The browser, and the header with the nonce.
	 */
	private function signed_in( string $role ): array {
		$browser = self::sign_in( $role );
		$browser->open( admin_url( 'admin-ajax.php?action=rest-nonce' ) );
		return array( $browser, array( 'X-WP-Nonce: ' . $browser->body ) );
	}
}
