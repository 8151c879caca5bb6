<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

use Storewire\Tests\Support\Person;
use Storewire\Tests\Support\Shopper;
use Storewire\Tests\Support\StoreTestCase;

/**
 * Who may do what over HTTP (C2): each REST route for visitors, customers, shop managers and administrators, without a
 * nonce, with a wrong and with the right one; the backend's route, which goes by its signature alone (D7); the link that
 * brings a cart back, which is for whoever has it and does nothing for anybody else (E6).
 */
final class PermissionsTest extends StoreTestCase {

	/** Each route for those who manage the shop, with what it says in a store that is not connected. */
	const ROUTES = array(
		'GET /status'           => 200,
		'POST /connect/confirm' => 409,
		'POST /sync'            => 409,
		'POST /connect'         => 200,
		'POST /connect/cancel'  => 200,
		'POST /disconnect'      => 200,
		'POST /settings'        => 200,
		'GET /sync'             => 200,
		'POST /sync/step'       => 200,
		'POST /sync/pause'      => 409,
		'POST /sync/resume'     => 409,
		'POST /sync/cancel'     => 409,
		'GET /object'           => 400,
		'GET /left-out'         => 200,
	);

	/** Routes that go by a signature. */
	const SIGNED = array( 'POST /commands' );

	/** Routes for everybody (K2): see SignupTest. */
	const OPEN = array( 'POST /signup' );

	/** What others get to hear, by role and nonce. */
	const REFUSALS = array(
		'visitor'       => array( 'none' => 401, 'wrong' => 403, 'right' => 401 ),
		'customer'      => array( 'none' => 401, 'wrong' => 403, 'right' => 403 ),
		'shop_manager'  => array( 'none' => 401, 'wrong' => 403 ),
		'administrator' => array( 'none' => 401, 'wrong' => 403 ),
	);

	protected function tearDown(): void {
		foreach ( array( 'customer', 'shop_manager', 'administrator' ) as $role ) {
			Person::gone( self::user( $role ) );
		}
		parent::tearDown();
	}

	public function test_every_route_there_is_stands_in_the_table(): void {
		$this->assertEqualsCanonicalizing( array_merge( array_keys( self::ROUTES ), self::SIGNED, self::OPEN ), array_keys( Routes::all() ) );
	}

	public function test_c2_nobody_else_gets_in_and_nothing_comes_of_trying(): void {
		$stored   = $this->dump_of_the_plugin();
		$requests = array();
		$expected = array();
		foreach ( self::REFUSALS as $role => $by_nonce ) {
			$person = $this->person( $role );
			foreach ( array_keys( self::ROUTES ) as $route ) {
				foreach ( $by_nonce as $nonce => $status ) {
					$requests[] = $this->request( $route, $person, $nonce );
					$expected[] = "$role, $nonce nonce, $route: $status";
				}
			}
		}
		$this->assertSame( $expected, $this->answers( $requests, $expected ) );
		$this->assertSame( $stored, $this->dump_of_the_plugin() );
		$this->assertSame( array(), $this->backend->requests() );
	}

	/** @dataProvider managers */
	public function test_c2_who_manages_the_shop_may( string $role ): void {
		$person   = $this->person( $role );
		$expected = array();
		$answers  = array();
		foreach ( self::ROUTES as $route => $status ) {
			$expected[] = "$role, right nonce, $route: $status";
			$answers    = array_merge( $answers, $this->answers( array( $this->request( $route, $person, 'right' ) ), array( end( $expected ) ) ) );
		}
		$this->assertSame( $expected, $answers );
	}

	/** @return array<string,array{string}> */
	public static function managers(): array {
		return array( 'shop manager' => array( 'shop_manager' ), 'administrator' => array( 'administrator' ) );
	}

	/** D7: whoever is logged in, and however well; and whoever signs well needs to be nobody. */
	public function test_d7_the_backends_route_goes_by_the_signature_alone(): void {
		$this->connect();
		$requests = array();
		$expected = array();
		foreach ( array_keys( self::REFUSALS ) as $role ) {
			$person = $this->person( $role );
			foreach ( array( 'none' => 401, 'wrong' => 403, 'right' => 401 ) as $nonce => $status ) {
				$requests[] = $this->request( self::SIGNED[0], $person, $nonce, '{"type":"disconnect"}' );
				$expected[] = "$role, $nonce nonce, unsigned: $status";
			}
		}
		$this->assertSame( $expected, $this->answers( $requests, $expected ) );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->assertSame( 200, $this->backend->command( array( 'command' => array( 'type' => 'disconnect' ) ) )['answers'][0]['status'] );
		$this->assertSame( 'none', $this->site()->connection()->state() );
	}

	/** E6: the link fills the cart of whoever opens it, logs nobody in or out, and shows nobody anything of its owner. */
	public function test_e6_the_link_is_for_whoever_has_it(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no carts.' );
		}
		\Storewire\Outbox\OutboxTable::install();
		\Storewire\Outbox\OutboxTable::clear();
		$this->connect();
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Coffee Beans', 'regular_price' => '25.00' ) );
		$product->save();
		$owner = new Shopper();
		$owner->adds( $product );
		$owner->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'owner@example.com', 'last_name' => 'Secret' ) ) );
		global $wpdb;
		$cart   = json_decode( (string) $wpdb->get_var( 'SELECT payload FROM ' . \Storewire\Outbox\OutboxTable::name() . " WHERE topic = 'cart_started'" ), true );
		$link   = (string) strstr( \Storewire\Cart\CartRecovery::link( ...$cart['recovery'] ), '?' );
		$people = array( 'visitor' => null );
		foreach ( array( 'customer', 'shop_manager', 'administrator' ) as $role ) {
			$id = wp_insert_user( array( 'user_login' => "link_$role", 'user_pass' => 'storewire', 'user_email' => "link-$role@example.com", 'role' => $role ) );
			$people[ $role ] = get_userdata( $id );
		}
		require_once ABSPATH . 'wp-admin/includes/user.php';
		foreach ( $people as $role => $user ) {
			$shopper = new Shopper();
			if ( null !== $user ) {
				$shopper->log_in( $user );
			}
			$shopper->open( "/$link" );
			$mine = $shopper->api( 'cart/update-customer', array() );
			$this->assertSame( array( 'Coffee Beans' ), array_column( $mine['items'], 'name' ), $role );
			$this->assertStringNotContainsString( 'owner@example.com', (string) wp_json_encode( $mine ), $role );
			$this->assertStringNotContainsString( 'Secret', (string) wp_json_encode( $mine ), $role );
			$account = $shopper->open( '/?page_id=' . wc_get_page_id( 'myaccount' ) );
			$this->assertSame( null === $user, false !== strpos( $account, 'woocommerce-form-login' ), "$role is who they were" );
			if ( null !== $user ) {
				$this->assertStringContainsString( $user->display_name, $account );
				wp_delete_user( $user->ID );
			}
		}
		$this->assertCount( 1, $owner->api( 'cart/update-customer', array() )['items'], 'The owner still has the cart.' );
		$product->delete( true );
		\Storewire\Outbox\OutboxTable::clear();
	}

	private function person( string $role ): Person {
		return new Person( 'visitor' === $role ? 0 : self::user( $role ) );
	}

	private function request( string $route, Person $person, string $nonce, ?string $body = null ): Request {
		list( $method, $path ) = explode( ' ', $route );
		$headers               = array( 'Content-Type: application/json', "Cookie: $person->cookies" );
		if ( 'none' !== $nonce ) {
			$headers[] = 'X-WP-Nonce: ' . ( 'right' === $nonce ? $person->nonce : 'guess' );
		}
		return new Request( $method, rest_url( 'storewire/v1' . $path ), $headers, $body, false );
	}

	/**
	 * Sends requests.
	 *
	 * @param Request[] $requests What to send.
	 * @param string[]  $labels   What they are, with the status that is expected at the end.
	 * @return string[] The labels, with the status that came.
	 */
	private function answers( array $requests, array $labels ): array {
		$answers = array();
		Barrage::send(
			$requests,
			static function ( Request $request, int $status, string $body ) use ( $requests, $labels, &$answers ): void {
				$which             = array_search( $request, $requests, true );
				$answers[ $which ] = preg_replace( '/\d+$/', (string) $status, $labels[ $which ] );
			}
		);
		ksort( $answers );
		return $answers;
	}

	/** What the plugin stores in options. */
	private function dump_of_the_plugin(): array {
		global $wpdb;
		return $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name LIKE '%storewire%' ORDER BY option_name", ARRAY_A );
	}
}
