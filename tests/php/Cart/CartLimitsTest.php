<?php
declare(strict_types=1);

namespace Storewire\Tests\Cart;

use Storewire\BackInStock\FormSettings;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\RateCounters;
use Storewire\Support\Vault;
use Storewire\Tests\Outbox\OutboxTestCase;

/**
 * Carts of typed e-mail addresses have limits (E1): what the relay sends of them, and what it leaves out.
 */
final class CartLimitsTest extends OutboxTestCase {

	const OWN   = 'REMOTE_ADDR';
	const PROXY = 'HTTP_X_FORWARDED_FOR';

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		delete_transient( RateCounters::PROXY );
	}

	protected function tearDown(): void {
		delete_option( FormSettings::OPTION );
		delete_transient( RateCounters::PROXY );
		RateCounters::install();
		parent::tearDown();
	}

	/** R15: whoever types somebody else's address, from wherever, has at most five carts told under it. */
	public function test_a_victims_address(): void {
		for ( $cart = 1; $cart <= 30; $cart++ ) {
			$this->told( 'cart_started', "c$cart", 0 === $cart % 2 ? 'Ann@Example.com' : 'ann@example.com', array( self::OWN => "192.0.2.$cart" ) );
		}
		$this->assertSame( array( 'c1', 'c2', 'c3', 'c4', 'c5' ), $this->carts( 'cart_started' ) );
		$this->assertSame( array(), $this->rows(), 'What is left out waits for nothing.' );
	}

	/** R15: one client has at most twenty, whatever addresses it types; moved carts (F4) are carts of their own. */
	public function test_a_client_with_many_addresses(): void {
		for ( $cart = 1; $cart <= 25; $cart++ ) {
			$this->told( 'cart_started', "c$cart", "ann$cart@example.com", array( self::OWN => '198.51.100.1' ) );
		}
		$this->told( 'cart_started', 'other', 'ann1@example.com', array( self::OWN => '198.51.100.2' ) );
		$this->assertCount( 21, $this->carts( 'cart_started' ) );
		$this->assertContains( 'other', $this->carts( 'cart_started' ) );
		$this->assertNotContains( 'c25', $this->carts( 'cart_started' ) );
	}

	/** R15: what happens to a cart that was sent is sent, whatever was counted meanwhile; of others nothing is. */
	public function test_what_happens_to_a_cart_later(): void {
		for ( $cart = 1; $cart <= 7; $cart++ ) {
			$this->told( 'cart_started', "c$cart", 'ann@example.com', array( self::OWN => "192.0.2.$cart" ) );
		}
		foreach ( array( 'checkout_started', 'cart_cleared' ) as $topic ) {
			foreach ( array( 'c6', 'c5' ) as $cart ) {
				$this->told( $topic, $cart, 'ann@example.com', array( self::OWN => '198.51.100.1' ) );
			}
			$this->assertSame( array( 'c5' ), $this->carts( $topic ) );
		}
	}

	/** R15, D2: a cart whose sending failed is no other cart the next time. */
	public function test_a_cart_that_is_sent_again(): void {
		$this->told( 'cart_started', 'c0', 'ann@example.com', array( self::OWN => '198.51.100.1' ), false );
		$this->backend->fault( 'outage', 'items' );
		for ( $try = 1; $try <= 8; $try++ ) {
			if ( 8 === $try ) {
				$this->backend->fault( 'none' );
			}
			$this->clock( $try * 20 * MINUTE_IN_SECONDS );
			$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET due_at = 1' );
			$this->relay()->step( 10.0 );
			$this->assertCount( 8 === $try ? 0 : 1, $this->rows(), "try $try" );
		}
		$this->assertSame( array( 'c0' ), $this->carts( 'cart_started' ) );
	}

	/** R15, D2: a site of a network that has no table of counts yet loses no cart for that. */
	public function test_without_a_table(): void {
		RateCounters::drop();
		$this->told( 'cart_started', 'c1', 'ann@example.com', array( self::OWN => '198.51.100.1' ) );
		$this->assertSame( array( 'c1' ), $this->carts( 'cart_started' ) );
		$this->assertSame( '3', $GLOBALS['wpdb']->get_var( 'SELECT COUNT(*) FROM ' . RateCounters::table() ) );
	}

	/** R15, D11: where the database does not say what was counted, the cart waits, which counts against nobody. */
	public function test_a_count_that_cannot_be_read(): void {
		$breaks = static fn( string $sql ): string => 0 === strpos( $sql, 'SELECT ends_at FROM ' . RateCounters::table() ) ? 'SELECT ends_at FROM' : $sql;
		$GLOBALS['wpdb']->suppress_errors( true );
		add_filter( 'query', $breaks );
		$this->told( 'cart_started', 'c1', 'ann@example.com', array( self::OWN => '198.51.100.1' ) );
		remove_filter( 'query', $breaks );
		$GLOBALS['wpdb']->suppress_errors( false );
		$this->assertSame( array( '0' ), array_column( $this->rows(), 'attempts' ) );
		$this->settle();
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET due_at = 1' );
		$this->relay()->step( 10.0 );
		$this->assertSame( array( 'c1' ), $this->carts( 'cart_started' ) );
	}

	/** R15: nothing is counted of who is logged in. */
	public function test_nothing_of_customers_is_counted(): void {
		for ( $cart = 1; $cart <= 7; $cart++ ) {
			$this->told( 'cart_started', "c$cart", 'ann@example.com', null );
		}
		$this->assertCount( 7, $this->carts( 'cart_started' ) );
		$this->assertSame( '0', $GLOBALS['wpdb']->get_var( 'SELECT COUNT(*) FROM ' . RateCounters::table() ) );
	}

	/** R15: behind a proxy whose header the owner names, each visitor is counted alone; while none is named, Health can say so. */
	public function test_visitors_behind_a_proxy(): void {
		for ( $cart = 1; $cart <= 21; $cart++ ) {
			$this->told( 'cart_started', "a$cart", "ann$cart@example.com", array( self::OWN => '10.0.0.1', self::PROXY => "192.0.2.$cart" ) );
		}
		$this->assertCount( 20, $this->carts( 'cart_started' ) );
		$this->assertSame( 'X-Forwarded-For', RateCounters::unnamed_proxy() );
		update_option( FormSettings::OPTION, array( 'proxy' => self::PROXY ), false );
		for ( $cart = 1; $cart <= 21; $cart++ ) {
			$this->told( 'cart_started', "b$cart", "bo$cart@example.com", array( self::OWN => '10.0.0.1', self::PROXY => "192.0.2.$cart" ) );
		}
		$this->assertCount( 41, $this->carts( 'cart_started' ) );
	}

	/**
	 * Records what happened to a cart, and sends it.
	 *
	 * @param array<string,string>|null $addresses From where it came, as in $_SERVER; null for a customer who is logged in.
	 */
	private function told( string $topic, string $cart, string $email, ?array $addresses, bool $sends = true ): void {
		$payload = array(
			'snapshot' => array(
				'id'               => $cart,
				'customer'         => null === $addresses ? array( 'id' => '7', 'roles' => array( 'customer' ), 'email' => $email ) : null,
				'email'            => null === $addresses ? null : $email,
				'startedAt'        => time(),
				'currency'         => 'USD',
				'pricesIncludeTax' => false,
				'items'            => 'cart_cleared' === $topic ? array() : array( array( 'id' => 'a1', 'productId' => '101', 'variationId' => '0', 'name' => 'Beans', 'sku' => '', 'quantity' => '1', 'subtotal' => '25', 'total' => '25', 'totalTax' => '0' ) ),
				'coupons'          => array(),
			),
		);
		if ( null !== $addresses ) {
			$payload['visitor'] = Vault::seal( wp_json_encode( $addresses ) );
		}
		$this->outbox()->happened( $topic, $cart, Outbox::ONCE, $payload, null !== $addresses, time() * 1000 );
		if ( $sends ) {
			$this->settle();
			$this->relay()->step( 10.0 );
		}
	}

	/** @return string[] Carts of which the backend was told this. */
	private function carts( string $topic ): array {
		$events = array_filter( $this->backend->events(), static fn( array $event ): bool => "ecommerce.$topic" === $event['data']['name'] );
		return array_values( array_map( static fn( array $event ): string => $event['data']['cartId'], $events ) );
	}
}
