<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\Payloads;
use Storewire\Tests\Support\Rows;
use Storewire\Tests\Support\Shopper;

/**
 * What shoppers do with carts, in classic shops and through the Store API, over HTTP: what arrives at the backend of each
 * hook (E1, E6).
 */
final class CartsArriveTest extends ArrivalTestCase {

	const PROVES = array(
		'test_filled_and_emptied_through_the_store_api' => array( 'woocommerce_add_to_cart carts.filled', 'woocommerce_cart_item_set_quantity carts.changed', 'woocommerce_cart_item_removed carts.changed', 'shutdown carts.settle' ),
		'test_emptied_at_once'                          => array( 'woocommerce_cart_emptied carts.emptied' ),
		'test_taken_out_and_put_back'                   => array( 'woocommerce_cart_item_restored carts.filled' ),
		'test_ordered_again'                            => array( 'woocommerce_ordered_again carts.filled' ),
		'test_the_checkout_is_opened'                   => array( 'template_redirect carts.page_opened' ),
		'test_known_by_login'                           => array( 'wp_login carts.logged_in' ),
		'test_known_by_registering'                     => array( 'woocommerce_cart_loaded_from_session carts.loaded' ),
		'test_known_by_the_classic_field'               => array( 'woocommerce_checkout_update_order_review carts.classic_form_changed' ),
		'test_known_by_the_block_checkouts_field'       => array( 'woocommerce_store_api_cart_update_customer_from_request carts.block_form_changed' ),
	);

	protected static function needs(): string {
		return 'woocommerce';
	}

	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_sessions" );
	}

	public function test_filled_and_emptied_through_the_store_api(): void {
		list( $shopper, $user ) = $this->customer();
		$line                   = $shopper->adds( $this->product );
		$shopper->api( 'cart/update-item', array( 'key' => $line, 'quantity' => 2 ) );
		$shopper->api( 'cart/remove-item', array( 'key' => $line ) );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ), Payloads::cleared( 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	public function test_emptied_at_once(): void {
		list( $shopper, $user ) = $this->customer();
		$shopper->adds_classically( $this->product );
		$shopper->api( 'cart/items?_method=DELETE', array() );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ), Payloads::cleared( 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** The classic cart's link takes the only line out; Undo begins another cart. */
	public function test_taken_out_and_put_back(): void {
		$page = $this->page( 'cart' );
		list( $shopper, $user ) = $this->customer();
		$shopper->adds_classically( $this->product );
		$shopper->open( $page );
		sleep( 1 );
		$shopper->follows( 'remove_item=' );
		$shopper->follows( 'undo_item=' );
		$contact = self::contact( $user );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, $contact ), Payloads::cleared( 'cart 1', $this->product, $contact ), Payloads::cart( 'cart_started', 'cart 2', $this->product, $contact ) ) );
	}

	/** The account page's link puts an old order's products into the cart. */
	public function test_ordered_again(): void {
		list( $shopper, $user ) = $this->customer();
		$order = $this->ordered( array( 'customer_id' => $user->ID, 'status' => 'completed' ) );
		Rows::clear();
		$shopper->open( (string) wp_make_link_relative( wc_get_endpoint_url( 'view-order', (string) $order->get_id(), wc_get_page_permalink( 'myaccount' ) ) ) );
		$shopper->follows( 'order_again=' );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** E1: opened twice, told once; with what was in the cart then. */
	public function test_the_checkout_is_opened(): void {
		list( $shopper, $user ) = $this->customer();
		$shopper->adds( $this->product );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ), Payloads::cart( 'checkout_started', 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** E1: nothing leaves for a shopper who stays anonymous. */
	public function test_nobody_in_particular(): void {
		$shopper = new Shopper();
		$line    = $shopper->adds( $this->product );
		$shopper->open( '/?page_id=' . wc_get_page_id( 'checkout' ) );
		$shopper->api( 'cart/remove-item', array( 'key' => $line ) );
		$shopper->adds_classically( $this->product );
		$this->arrives( array() );
	}

	/** E1: whose cart was begun before. */
	public function test_known_by_login(): void {
		$user = $this->known_user();
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$shopper->log_in( $user );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** E1: making an account logs in without the hook of logging in; the next page knows the shopper. */
	public function test_known_by_registering(): void {
		foreach ( array( 'woocommerce_enable_myaccount_registration' => 'yes', 'woocommerce_registration_generate_password' => 'no' ) as $option => $value ) {
			$before = get_option( $option );
			update_option( $option, $value );
			$this->later( static fn() => update_option( $option, $before ) );
		}
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$email = 'new' . wp_rand() . '@example.com';
		$shopper->registers( $email );
		$shopper->open( '/' );
		wp_cache_flush();
		$user = get_user_by( 'email', $email );
		$this->assertInstanceOf( \WP_User::class, $user );
		$this->later( static fn() => wp_delete_user( $user->ID ) );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** E1: half an address is none. */
	public function test_known_by_the_classic_field(): void {
		$page    = $this->page( 'checkout' );
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$shopper->types_classically( $page, 'ann@exam' );
		$shopper->types_classically( $page, 'ann@example.com' );
		$shopper->types_classically( $page, 'ann@example.com' );
		$this->arrives( array( 'events' => array( Payloads::cart( 'cart_started', 'cart 1', $this->product, Payloads::GUEST ), Payloads::cart( 'checkout_started', 'cart 1', $this->product, Payloads::GUEST ) ) ) );
	}

	public function test_known_by_the_block_checkouts_field(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
		$this->arrives( array( 'events' => array( Payloads::cart( 'cart_started', 'cart 1', $this->product, Payloads::GUEST ) ) ) );
	}

	/** R15: one visitor after the other types a victim's address: five carts arrive, and a row of none is left. */
	public function test_a_victims_address(): void {
		$events = array();
		for ( $cart = 1; $cart <= 7; $cart++ ) {
			$shopper = new Shopper();
			$shopper->adds( $this->product );
			$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => 'ann@example.com' ) ) );
			if ( $cart <= 5 ) {
				$events[] = Payloads::cart( 'cart_started', "cart $cart", $this->product, Payloads::GUEST );
			}
		}
		$this->arrives( array( 'events' => $events ) );
	}

	/** R15, F4: so it is for one who types two addresses in turn, which makes another cart each time. */
	public function test_two_victims_in_turn(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		for ( $turn = 1; $turn <= 7; $turn++ ) {
			foreach ( array( 'ann@example.com', 'bo@example.com' ) as $email ) {
				$shopper->api( 'cart/update-customer', array( 'billing_address' => array( 'email' => $email ) ) );
			}
		}
		$this->deliver();
		$told = array();
		foreach ( $this->backend->events() as $event ) {
			$told[ $event['data']['name'] ][] = $event['data']['contact']['email'];
		}
		$carts = array_count_values( $told['ecommerce.cart_started'] );
		ksort( $carts );
		$this->assertSame( array( 'ann@example.com' => 5, 'bo@example.com' => 5 ), $carts );
		$this->assertCount( 10, $told['ecommerce.cart_cleared'], 'The carts that were told of have ended, and others have not.' );
	}

	/** A7, E1: whoever is logged in is known, whatever the role: as the guest of the account's address, of whom no contact is made here (S3). */
	public function test_known_whatever_the_role(): void {
		foreach ( array( 'shop_manager', 'contributor' ) as $number => $role ) {
			$user = $this->somebody( $role );
			$this->deliver();
			$shopper = new Shopper();
			$shopper->log_in( $user );
			$shopper->adds( $this->product );
			$events[] = Payloads::cart( 'cart_started', 'cart ' . ( $number + 1 ), $this->product, array( 'id' => "guest:$user->user_email", 'email' => $user->user_email ) );
			$this->arrives( array( 'events' => $events ) );
		}
	}

	/** E1: an express payment empties and fills the cart within a request to see what shipping costs; sessions are rebuilt. */
	public function test_no_phantom_carts(): void {
		$id = $this->product->get_id();
		$this->later( MuPlugin::add( 'express', "add_action( 'template_redirect', static function () { if ( isset( \$_GET['express'] ) && WC()->cart ) { \$kept = WC()->cart->get_cart(); WC()->cart->empty_cart(); WC()->cart->add_to_cart( $id, 3 ); WC()->cart->calculate_totals(); WC()->cart->empty_cart(); foreach ( \$kept as \$line ) { WC()->cart->add_to_cart( \$line['product_id'], \$line['quantity'] ); } } } );" ) );
		list( $shopper, $user ) = $this->customer();
		$shopper->open( '/?express=1' );
		$shopper->adds( $this->product );
		$shopper->open( '/?express=1' );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_sessions" );
		$second = new Shopper();
		$second->log_in( $user );
		$second->open( '/?page_id=' . wc_get_page_id( 'cart' ) );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** E6: the link in the event brings the cart back, for somebody else too; that one stays anonymous. */
	public function test_a_recovery_link(): void {
		list( $shopper, $user ) = $this->customer();
		$shopper->adds( $this->product );
		$this->deliver();
		$link   = (string) strstr( $this->backend->events()[0]['data']['recoveryUrl'], '?' );
		$second = new Shopper();
		$second->open( "/$link" );
		$this->assertSame( array( 'Coffee Beans' ), array_column( $second->api( 'cart/update-customer', array() )['items'], 'name' ) );
		$this->arrives_of( $user, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, self::contact( $user ) ) ) );
	}

	/** @return array{Shopper,\WP_User} A customer whom the backend knows, logged in. */
	private function customer(): array {
		$user    = $this->known_user();
		$shopper = new Shopper();
		$shopper->log_in( $user );
		return array( $shopper, $user );
	}

	private function known_user(): \WP_User {
		$user = $this->somebody();
		$this->deliver();
		return $user;
	}

	/** @param array<int,array{string,array<string,mixed>}> $events Of this user, whose record is as it was. */
	private function arrives_of( \WP_User $user, array $events ): void {
		$this->arrives( array( 'events' => $events, 'contacts' => array( Payloads::user( $user ) ) ) );
	}

	/** @return array{id:string,email:string} */
	private static function contact( \WP_User $user ): array {
		return array( 'id' => "user:$user->ID", 'email' => $user->user_email );
	}
}
