<?php
declare(strict_types=1);

namespace Storewire\Tests\Cart;

use Storewire\BackInStock\FormSettings;
use Storewire\Cart\CartRecovery;
use Storewire\Support\VisitorAddress;
use Storewire\Tests\Recording\RecordingTestCase;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\Shopper;

/**
 * What shoppers do, over HTTP, with block and with classic carts and checkouts: what is recorded of it (E1, E2), that it
 * loads no core and sends nothing (D1).
 */
final class CartsRecordedTest extends RecordingTestCase {

	private \WC_Product $product;

	/** Requests of WP-Cron and of Action Scheduler. */
	private const BACKGROUND = '/wp-cron\.php|as_async_request_queue_runner/';

	public static function setUpBeforeClass(): void {
		parent::setUpBeforeClass();
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			self::markTestSkipped( 'The stand-in shop has no carts.' );
		}
	}

	protected function setUp(): void {
		parent::setUp();
		$this->product = $this->product();
		$this->later( Shopper::witness() );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_sessions" );
	}

	protected function tearDown(): void {
		// Background work is no shopper's request.
		$requests = array_filter( Shopper::noted(), static fn( array $request ): bool => 0 === preg_match( self::BACKGROUND, $request['uri'] ) );
		$this->assertNotSame( array(), $requests );
		foreach ( $requests as $request ) {
			$this->assertFalse( $request['core'], "$request[uri] loaded the core (D1)" );
			$this->assertSame( array(), array_filter( $request['http'], static fn( string $url ): bool => false === strpos( $url, 'wp-cron.php' ) ), "$request[uri] sent something (D1)" );
			$this->assertSame( array_unique( $request['inserts'] ), $request['inserts'], "$request[uri] wrote twice of the same (D1)" );
			$this->assertSame( $request['statements'], $request['queries'], "$request[uri] asked the database something" );
			$this->assertLessThanOrEqual( 2, $request['statements'], "$request[uri] wrote too often" );
		}
		foreach ( wc_get_orders( array( 'limit' => -1, 'billing_email' => 'ann@example.com', 'status' => 'any' ) ) as $order ) {
			$order->delete( true );
		}
		parent::tearDown();
	}

	/** E1: a customer begins a cart, opens the checkout and clears the cart again: each once, with what was in it. */
	public function test_a_customer_begins_and_clears_a_cart(): void {
		$user    = $this->customer();
		$shopper = new Shopper();
		$shopper->log_in( $user );
		$before = time();
		$line   = $shopper->adds( $this->product );
		$shopper->api( 'cart/update-item', array( 'key' => $line, 'quantity' => 2 ) );
		$row = $this->row( 'cart_started' );
		$this->assertSame( '0', $row['anonymous'] );
		$this->assertArrayNotHasKey( 'visitor', $row['payload'], 'R15: nothing is counted of who is logged in.' );
		$cart = $row['payload']['snapshot'];
		$this->assertSame( $row['object'], $cart['id'] );
		$this->assertSame( 'once', $row['transition'] );
		$this->assertSame( array( 'id' => (string) $user->ID, 'roles' => array( 'customer' ), 'email' => $user->user_email ), $cart['customer'] );
		$this->assertNull( $cart['email'] );
		$this->assertGreaterThanOrEqual( $before, $cart['startedAt'] );
		$this->assertSame( (string) ( 1000 * $cart['startedAt'] ), $row['recorded_at'] );
		$this->assertSame(
			array(
				array(
					'id'          => $line,
					'productId'   => (string) $this->product->get_id(),
					'variationId' => '0',
					'name'        => 'Beans',
					'sku'         => '',
					'quantity'    => '1',
					'subtotal'    => '25',
					'total'       => '25',
					'totalTax'    => '0',
				),
			),
			$cart['items']
		);
		$this->assertSame( array( 'USD', false, array() ), array( $cart['currency'], $cart['pricesIncludeTax'], $cart['coupons'] ) );

		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$this->assertSame( '2', $this->row( 'checkout_started' )['payload']['snapshot']['items'][0]['quantity'] );

		$shopper->api( 'cart/remove-item', array( 'key' => $line ) );
		$cleared = $this->row( 'cart_cleared' );
		$this->assertSame( array( $cart['id'], array() ), array( $cleared['payload']['snapshot']['id'], $cleared['payload']['snapshot']['items'] ) );

		$shopper->adds( $this->product );
		$this->assertCount( 2, array_unique( $this->rows( 'cart\\_started' ) ), 'Another cart.' );
	}

	/** E1: nothing is recorded of a shopper who stays anonymous. */
	public function test_nothing_of_an_anonymous_shopper(): void {
		$shopper = new Shopper();
		$line    = $shopper->adds( $this->product );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$shopper->api( 'cart/remove-item', array( 'key' => $line ) );
		$shopper->adds_classically( $this->product );
		$this->assertSame( array(), $this->rows() );
	}

	/** E1: identified by login, with the true times. */
	public function test_login_tells_of_the_cart_begun_before(): void {
		$user    = $this->customer();
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$begun = time();
		sleep( 2 );
		$shopper->log_in( $user );
		$row = $this->row( 'cart_started' );
		$this->assertLessThanOrEqual( $begun, $row['payload']['snapshot']['startedAt'] );
		$this->assertSame( (string) $user->ID, $row['payload']['snapshot']['customer']['id'] );
		$this->assertLessThanOrEqual( 1000 * $begun, (int) $this->row( 'checkout_started' )['recorded_at'] );
		$shopper->open( '/' );
		$shopper->adds( $this->product );
		$this->assertCount( 1, $this->rows( 'cart\\_started' ), 'The cart went on after the login.' );
	}

	/** E1: identified by the classic checkout's e-mail field, once it holds an address. */
	public function test_the_classic_email_field_tells(): void {
		$page    = $this->classic_checkout();
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$shopper->types_classically( $page, 'ann@exam' );
		$this->assertSame( array(), $this->rows() );
		$shopper->types_classically( $page, 'ann@example.com' );
		$row = $this->row( 'cart_started' );
		$this->assertSame( array( '1', 'ann@example.com', null ), array( $row['anonymous'], $row['payload']['snapshot']['email'], $row['payload']['snapshot']['customer'] ) );
		$address = VisitorAddress::unseal( $row['payload']['visitor'] )->snapshot()['connection'];
		$this->assertNotFalse( filter_var( $address, FILTER_VALIDATE_IP ), 'R15: from where it came …' );
		$this->assertStringNotContainsString( $address, wp_json_encode( $row['payload'] ), '… which nobody reads.' );
		$shopper->types_classically( $page, 'ann@example.com' );
		$this->assertCount( 1, $this->rows( 'cart\\_started' ) );
	}

	/** E1: identified by the block checkout, through the Store API. */
	public function test_the_block_checkout_tells(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$this->assertSame( 'ann@example.com', $this->row( 'cart_started' )['payload']['snapshot']['email'] );
	}

	/** R15: a cart that came by a proxy is known by both, for only the owner knows which is to be believed. */
	public function test_a_cart_that_came_by_a_proxy(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@shop.co' ) ) );
		$own = VisitorAddress::unseal( $this->row( 'cart_started' )['payload']['visitor'] )->snapshot();
		$this->with_code_at_once( "\$_SERVER['HTTP_X_FORWARDED_FOR'] = '10.0.0.1, 203.0.113.5';" );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$proxied = VisitorAddress::unseal( $this->row( 'cart_cleared' )['payload']['visitor'] );
		$this->assertSame( array( $own, 'X-Forwarded-For' ), array( $proxied->snapshot(), $proxied->unnamed_proxy() ) );
		update_option( FormSettings::OPTION, array( 'proxy' => 'HTTP_X_FORWARDED_FOR' ), false );
		$believed = $proxied->snapshot();
		delete_option( FormSettings::OPTION );
		$this->assertSame( array_merge( $own, array( 'forwarded' => '10.0.0.1, 203.0.113.5' ) ), $believed );
	}

	/** F4: a corrected address moves the cart: the mistyped one's ends, the other is told with the true start. */
	public function test_a_corrected_address_moves_the_cart(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@shop.co' ) ) );
		$first = $this->row( 'cart_started' );
		$this->forget();
		$this->connected( '' );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'Ann@Shop.co' ) ) );
		$this->assertSame( array(), $this->rows( 'cart%' ), 'The same address.' );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$second = $this->row( 'cart_started' );
		$this->assertSame( array( 'ann@example.com', $first['payload']['snapshot']['startedAt'] ), array( $second['payload']['snapshot']['email'], $second['payload']['snapshot']['startedAt'] ) );
		$cleared = $this->row( 'cart_cleared' );
		$this->assertSame( array( $first['object'], 'ann@shop.co', array() ), array( $cleared['object'], $cleared['payload']['snapshot']['email'], $cleared['payload']['snapshot']['items'] ) );
		$this->assertNotSame( $first['object'], $second['object'] );
	}

	/** F4: so does a login after another address was typed. */
	public function test_a_login_moves_the_cart_of_a_typed_address(): void {
		$user    = $this->customer();
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@shop.co' ) ) );
		$first = $this->row( 'cart_started' );
		$this->forget();
		$this->connected( '' );
		$shopper->log_in( $user );
		$this->assertSame( $first['object'], $this->row( 'cart_cleared' )['object'] );
		$this->assertSame( (string) $user->ID, $this->row( 'cart_started' )['payload']['snapshot']['customer']['id'] );
	}

	/** E1, E2: a guest orders through the block checkout: one order, placed once; the cart it emptied was not cleared. */
	public function test_a_block_checkout(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$id = $shopper->orders();
		$this->assertSame( $this->row( 'cart_started' )['object'], $this->cart_of( $id ) );
		$this->assertSame( array( "order $id", "order_placed $id once" ), $this->rows( 'order%' ) );
		$this->assertSame( 'ann@example.com', $this->row( 'cart_started' )['payload']['snapshot']['email'] );
		$this->assertCount( 1, $this->row( 'cart_started' )['payload']['snapshot']['items'] );
		$this->assertSame( array(), $this->rows( 'cart\\_cleared' ) );
		$shopper->adds( $this->product );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$this->assertCount( 2, $this->rows( 'cart\\_started' ), 'The next cart is another one.' );
	}

	/** E1, E2: a guest orders through the classic checkout. */
	public function test_a_classic_checkout(): void {
		$page    = $this->classic_checkout();
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$id = $shopper->orders_classically( $page );
		$this->assertSame( array( "order $id", "order_placed $id once" ), $this->rows( 'order%' ) );
		$this->assertCount( 1, $this->rows( 'cart\\_started' ) );
		$this->assertCount( 1, $this->rows( 'checkout\\_started' ) );
		$this->assertSame( array(), $this->rows( 'cart\\_cleared' ) );
	}

	/** F4: the order is of the cart that goes on after its address was corrected at the last moment, and not of the ended one. */
	public function test_an_order_is_of_the_cart_that_was_moved(): void {
		$page = $this->classic_checkout();
		foreach ( array( 'block', 'classic' ) as $checkout ) {
			$this->forget();
			$this->connected( '' );
			$shopper = new Shopper();
			$shopper->adds( $this->product );
			$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@shop.co' ) ) );
			$ended = $this->row( 'cart_started' )['object'];
			$id    = 'block' === $checkout ? $shopper->orders() : $shopper->orders_classically( $page );
			$this->assertSame( $ended, $this->row( 'cart_cleared' )['object'] );
			$this->assertNotSame( $ended, $this->cart_of( $id ) );
			$this->assertContains( 'cart_started ' . $this->cart_of( $id ) . ' once', $this->rows( 'cart\\_started' ), $checkout );
		}
	}

	/** F4: what was ordered after the payment failed at first, with the address corrected meanwhile, is of the second cart, too. */
	public function test_an_order_that_was_tried_twice(): void {
		$forget  = MuPlugin::add( 'gateway', "add_action( 'woocommerce_rest_checkout_process_payment_with_context', static function () { throw new Exception( 'Declined.' ); }, 1 );" );
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		try {
			$shopper->orders( array( 'email' => 'ann@shop.co' ) );
			$this->fail( 'The payment was declined.' );
		} catch ( \RuntimeException $declined ) {
			$forget();
		}
		$ended = $this->row( 'cart_started' )['object'];
		$id    = $shopper->orders();
		$this->assertSame( $ended, $this->row( 'cart_cleared' )['object'] );
		$this->assertNotSame( $ended, $this->cart_of( $id ) );
		$this->assertContains( 'cart_started ' . $this->cart_of( $id ) . ' once', $this->rows( 'cart\\_started' ) );
	}

	/** D2: a checkout that somebody's code ends before its time has recorded the order. */
	public function test_a_checkout_that_exits(): void {
		$this->later( MuPlugin::add( 'other-plugin', "add_action( 'woocommerce_rest_checkout_process_payment_with_context', static function () { exit; }, 1 );" ) );
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		try {
			$shopper->orders();
			$this->fail( 'The checkout ended.' );
		} catch ( \RuntimeException $broken ) {
			$id = wc_get_orders( array( 'limit' => 1, 'orderby' => 'ID', 'order' => 'DESC', 'return' => 'ids' ) )[0];
		}
		$this->assertSame( array( "order $id", "order_placed $id once" ), $this->rows( 'order%' ) );
		$this->assertCount( 1, $this->rows( 'cart\\_started' ) );
	}

	/** E1: an express payment that empties and fills the cart within a request to see what shipping costs. */
	public function test_a_recalculation_begins_and_clears_nothing(): void {
		$user    = $this->customer();
		$shopper = new Shopper();
		$this->with_code( "if ( isset( \$_GET['express'] ) && WC()->cart ) { \$kept = WC()->cart->get_cart(); WC()->cart->empty_cart(); WC()->cart->add_to_cart( {$this->product->get_id()}, 3 ); WC()->cart->calculate_totals(); WC()->cart->empty_cart(); foreach ( \$kept as \$line ) { WC()->cart->add_to_cart( \$line['product_id'], \$line['quantity'] ); } }" );
		$shopper->log_in( $user );
		$shopper->open( '/?express=1' );
		$this->assertSame( array(), $this->rows( 'cart%' ), 'There was no cart.' );
		$shopper->adds( $this->product );
		$this->assertCount( 1, $this->rows( 'cart\\_started' ) );
		$shopper->open( '/?express=1' );
		$this->assertCount( 1, $this->rows( 'cart\\_started' ) );
		$this->assertSame( array(), $this->rows( 'cart\\_cleared' ) );
	}

	/** E1: a cart that comes back from the account after a new login was begun by nobody; logging out clears none. */
	public function test_a_rebuilt_session_begins_nothing(): void {
		$user  = $this->customer();
		$first = new Shopper();
		$first->log_in( $user );
		$first->adds( $this->product );
		$this->forget();
		$this->connected( '' );
		$first->open( '/?customer-logout=1&_wpnonce=none' );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_sessions" );
		$second = new Shopper();
		$second->log_in( $user );
		$this->assertStringContainsString( 'Beans', (string) wp_json_encode( $second->api( 'cart/select-shipping-rate', array( 'package_id' => 0, 'rate_id' => '' ) ) ) );
		$this->assertSame( array(), $this->rows( 'c%t\\_%' ) );
	}

	/**
	 * E6: a link brings the cart back on another device, once, and logs nobody in: as it is now, and as it was told of once
	 * there is no such cart any more.
	 */
	public function test_a_recovery_link(): void {
		$tea   = $this->product( array( 'name' => 'Tea' ) );
		$first = new Shopper();
		$first->adds( $this->product );
		$first->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$recovery = $this->row( 'cart_started' )['payload']['recovery'];
		$link     = (string) strstr( CartRecovery::link( ...$recovery ), '?' );
		$this->assertStringNotContainsString( 'ann', $link );
		$first->adds( $tea );
		$second = new Shopper();
		$second->open( "/$link" );
		$second->open( "/$link" );
		$cart = $second->api( 'cart/update-customer', array() );
		$this->assertSame( array( 'Beans', 'Tea' ), array_column( $cart['items'], 'name' ) );
		$this->assertSame( array( 1, 1 ), array_column( $cart['items'], 'quantity' ) );
		$this->assertSame( '', $cart['billing_address']['email'] );
		$first->orders();
		$after = new Shopper();
		$after->open( "/$link" );
		$this->assertSame( array( 'Beans' ), array_column( $after->api( 'cart/update-customer', array() )['items'], 'name' ) );
		$over = (string) strstr( \Storewire\Support\SealedLink::to( wc_get_cart_url(), CartRecovery::PARAMETER, array( 'c4f1e', '7', time() - 1, $recovery[2] ) ), '?' );
		foreach ( array( $over, substr( $link, 0, -2 ) . 'AA', '?storewire_cart=x', '?storewire_cart[]=x' ) as $dead ) {
			$third = new Shopper();
			$third->open( "/$dead" );
			$this->assertSame( array(), $third->api( 'cart/update-customer', array() )['items'], $dead );
		}
	}

	/** F19: the link works until the time that it says: when the session has ended, and brings the data of lines along, once. */
	public function test_a_recovery_link_outlives_the_session(): void {
		global $wpdb;
		$tea    = $this->product( array( 'name' => 'Tea' ) );
		$forget = MuPlugin::add( 'engraves', "add_filter( 'woocommerce_add_cart_item_data', static fn( \$data, \$product ) => {$tea->get_id()} === \$product ? array( 'engraving' => array( 'text' => 'For Zoë', 'cost' => 1.5 ) ) : \$data, 10, 2 );" );
		$first  = new Shopper();
		$first->adds( $this->product );
		$first->adds( $tea );
		$first->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$forget();
		$link = (string) strstr( CartRecovery::link( ...$this->row( 'cart_started' )['payload']['recovery'] ), '?' );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_sessions" );
		$second = new Shopper();
		$second->open( "/$link" );
		$second->open( "/$link" );
		$cart = $second->api( 'cart/update-customer', array() );
		$this->assertSame( array( 'Beans', 'Tea' ), array_column( $cart['items'], 'name' ) );
		$this->assertSame( array( 1, 1 ), array_column( $cart['items'], 'quantity' ) );
		$kept = maybe_unserialize( maybe_unserialize( $wpdb->get_var( "SELECT session_value FROM {$wpdb->prefix}woocommerce_sessions ORDER BY session_id DESC LIMIT 1" ) )['cart'] );
		$this->assertSame( array( null, array( 'text' => 'For Zoë', 'cost' => 1.5 ) ), array_values( array_map( static fn( array $line ) => $line['engraving'] ?? null, $kept ) ) );
	}

	/** F19: a guest types an address, then logs in, which moves the session to another key. */
	public function test_a_recovery_link_survives_the_login(): void {
		$first = new Shopper();
		$first->adds( $this->product );
		$first->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@shop.co' ) ) );
		$link = (string) strstr( CartRecovery::link( ...$this->row( 'cart_started' )['payload']['recovery'] ), '?' );
		$first->log_in( $this->customer() );
		$second = new Shopper();
		$second->open( "/$link" );
		$this->assertSame( array( 'Beans' ), array_column( $second->api( 'cart/update-customer', array() )['items'], 'name' ) );
	}

	/** F19: what a bundle brings along is there once, for both are lines of the link. */
	public function test_a_recovery_link_of_a_bundle(): void {
		$tea = $this->product( array( 'name' => 'Tea' ) );
		$this->later( MuPlugin::add( 'bundles', "add_action( 'woocommerce_add_to_cart', static function ( \$key, \$product ) { if ( {$this->product->get_id()} === \$product ) { WC()->cart->add_to_cart( {$tea->get_id()}, 1, 0, array(), array( 'bundled_by' => \$key ) ); } }, 10, 2 );" ) );
		$first = new Shopper();
		$first->log_in( $this->customer() );
		$first->adds( $this->product );
		$link   = (string) strstr( CartRecovery::link( ...$this->row( 'cart_started' )['payload']['recovery'] ), '?' );
		$second = new Shopper();
		$second->open( "/$link" );
		$this->assertSame( array( 1, 1 ), array_column( $second->api( 'cart/update-customer', array() )['items'], 'quantity' ) );
	}

	/** E6: the link of a customer's cart does not log in as the customer. */
	public function test_a_customers_recovery_link(): void {
		$first = new Shopper();
		$first->log_in( $this->customer() );
		$first->adds( $this->product );
		$link   = (string) strstr( CartRecovery::link( ...$this->row( 'cart_started' )['payload']['recovery'] ), '?' );
		$second = new Shopper();
		$second->open( "/$link" );
		$this->assertCount( 1, $second->api( 'cart/update-customer', array() )['items'] );
		$this->assertStringContainsString( 'woocommerce-form-login', $second->open( '/?page_id=' . wc_get_page_id( 'myaccount' ) ) );
	}

	/** R24: a link passes over no rule of the shop: what may not be put into a cart does not come back into one. */
	public function test_a_recovery_link_asks_the_shops_rules(): void {
		$tea   = $this->product( array( 'name' => 'Tea' ) );
		$first = new Shopper();
		$first->log_in( $this->customer() );
		$first->adds( $this->product );
		$first->adds( $tea );
		$link = (string) strstr( CartRecovery::link( ...$this->row( 'cart_started' )['payload']['recovery'] ), '?' );
		$this->later( MuPlugin::add( 'members-only', "add_filter( 'woocommerce_add_to_cart_validation', static fn( \$allowed, \$product ) => \$allowed && {$tea->get_id()} !== \$product, 10, 2 );" ) );
		$second = new Shopper();
		$second->open( "/$link" );
		$this->assertSame( array( 'Beans' ), array_column( $second->api( 'cart/update-customer', array() )['items'], 'name' ) );
	}

	/** E1: a browser that opens the checkout in advance has not opened it. */
	public function test_prefetching_opens_no_checkout(): void {
		$shopper = new Shopper();
		$shopper->log_in( $this->customer() );
		$shopper->adds( $this->product );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ), array( 'Sec-Purpose: prefetch;prerender' ) );
		$this->assertSame( array(), $this->rows( 'checkout%' ) );
	}

	/** C7: without Contact Sync nothing is recorded of carts, and nothing kept in the session. */
	public function test_without_contact_sync(): void {
		$this->switch_off( 'contacts' );
		$shopper = new Shopper();
		$shopper->log_in( $this->customer() );
		$shopper->adds( $this->product );
		global $wpdb;
		$this->assertSame( array(), $this->rows( 'cart%' ) );
		$this->assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}woocommerce_sessions WHERE session_value LIKE '%storewire%'" ) );
	}

	/** C8: deleting the plugin takes its notes out of WooCommerce's tables, and leaves the shopper's cart. */
	public function test_deletion_leaves_no_trace_in_the_shop(): void {
		global $wpdb;
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$order = $this->order();
		$order->update_meta_data( \Storewire\Shop\CartReader::ORDER_META, 'c4f1e' );
		$order->update_meta_data( \Storewire\Shop\ShopperConsent::META, array( 'subscribed' => true, 'consented' => false ) );
		$order->update_status( 'cancelled' );
		$order->update_status( 'on-hold' );
		$traces = "SELECT (SELECT COUNT(*) FROM {$wpdb->prefix}woocommerce_sessions WHERE session_value LIKE '%storewire%')
			+ (SELECT COUNT(*) FROM {$wpdb->prefix}wc_orders_meta WHERE meta_key LIKE '%storewire%') + (SELECT COUNT(*) FROM $wpdb->postmeta WHERE meta_key LIKE '%storewire%')";
		$this->assertSame( '4', $wpdb->get_var( $traces ) );
		\Storewire\Setup\Traces::remove();
		$this->assertSame( '0', $wpdb->get_var( $traces ) );
		$this->assertCount( 2, $shopper->api( 'cart/add-item', array( 'id' => $this->product( array( 'name' => 'Tea' ) )->get_id(), 'quantity' => 1 ) )['items'] );
	}

	/** A page without shop activity asks the database nothing. */
	public function test_a_page_costs_nothing(): void {
		$shopper = new Shopper();
		Shopper::noted();
		$shopper->open( '/' );
		$shopper->open( '/' );
		foreach ( Shopper::noted() as $request ) {
			if ( 1 === preg_match( self::BACKGROUND, $request['uri'] ) ) {
				continue;
			}
			$this->assertSame( 0, $request['queries'], $request['uri'] );
		}
		$shopper->open( '/' );
	}

	/** The cart that an order says it came from. */
	private function cart_of( int $order ): string {
		wp_cache_flush();
		return (string) wc_get_order( $order )->get_meta( \Storewire\Shop\CartReader::ORDER_META );
	}

	/** The path of a page with the classic checkout, which is the shop's checkout for this test. */
	private function classic_checkout(): string {
		$page   = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic', 'post_content' => '[woocommerce_checkout]' ) );
		$before = wc_get_page_id( 'checkout' );
		update_option( 'woocommerce_checkout_page_id', $page );
		$this->later(
			static function () use ( $page, $before ): void {
				update_option( 'woocommerce_checkout_page_id', $before );
				wp_delete_post( $page, true );
			}
		);
		return "/?page_id=$page";
	}

	/** Runs code when each request of this test begins. */
	private function with_code_at_once( string $code ): void {
		$this->later( MuPlugin::add( 'at-once', $code ) );
	}

	/** Runs code in each request of this test, as another plugin would. */
	private function with_code( string $code ): void {
		$this->later( MuPlugin::add( 'other-plugin', "add_action( 'template_redirect', static function () { $code } );" ) );
	}
}
