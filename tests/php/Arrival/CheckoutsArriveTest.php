<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Connection\OptInSettings;
use Storewire\Outbox\Outbox;
use Storewire\Recording\OptIn;
use Storewire\Recording\OrderFacts;
use Storewire\Recording\Recorder;
use Storewire\Shop\ShopperConsent;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\Payloads;
use Storewire\Tests\Support\Shopper;

/**
 * Both checkouts, over HTTP: what arrives at the backend of an order, of its cart, and of what is known of the shopper
 * (E1, E2, E7).
 */
final class CheckoutsArriveTest extends ArrivalTestCase {

	const PROVES = array(
		'test_a_block_checkout'                => array( 'woocommerce_new_order orders.placed', 'woocommerce_store_api_checkout_order_processed carts.ordered', 'woocommerce_store_api_checkout_update_order_meta carts.order_made', 'woocommerce_store_api_checkout_update_customer_from_request carts.block_form_changed' ),
		'test_a_classic_checkout'              => array( 'woocommerce_new_order orders.placed', 'woocommerce_checkout_order_processed carts.ordered', 'woocommerce_checkout_create_order carts.order_made', 'woocommerce_after_checkout_validation carts.classic_form_sent' ),
		'test_consent_at_the_block_checkout'   => array( 'woocommerce_store_api_checkout_update_order_meta checkouts.block_makes_order' ),
		'test_consent_at_the_classic_checkout' => array( 'woocommerce_checkout_create_order checkouts.form_makes_order' ),
		'test_e7_a_tick_at_the_block_checkout'  => array( 'woocommerce_store_api_checkout_update_order_from_request checkouts.block_updates_order' ),
		'test_e7_off_at_first'                  => array( 'add_option_storewire_opt_in recorder.follow', 'update_option_storewire_opt_in recorder.follow' ),
		'test_a_payment_that_never_comes_back' => array( 'requests-requests.before_request recorder.save_order' ),
	);

	const COD = array( 'paymentMethod' => 'cod', 'paymentMethodTitle' => 'Cash on delivery' );

	protected static function needs(): string {
		return 'woocommerce';
	}

	protected static function with_two_relays(): bool {
		return true;
	}

	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_sessions" );
	}

	/** F31: the Store API alone, as headless shops use it: the checkout was started there. */
	public function test_a_block_checkout(): void {
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$id = $shopper->orders();
		$this->arrives( $this->bought( $id, array( 'createdVia' => 'store-api' ), Payloads::ANN, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, Payloads::GUEST ), Payloads::cart( 'checkout_started', 'cart 1', $this->product, Payloads::GUEST ) ) ) );
	}

	public function test_a_classic_checkout(): void {
		$page    = $this->page( 'checkout' );
		$shopper = new Shopper();
		$shopper->adds_classically( $this->product );
		$id = $shopper->orders_classically( $page );
		$this->arrives( $this->bought( $id, array( 'createdVia' => 'checkout' ), null, array( Payloads::cart( 'cart_started', 'cart 1', $this->product, Payloads::GUEST ), Payloads::cart( 'checkout_started', 'cart 1', $this->product, Payloads::GUEST ) ) ) );
	}

	/** E2: a customer orders twice: two orders, two carts, one contact. */
	public function test_a_customers_orders(): void {
		$user = $this->somebody();
		$this->deliver();
		$shopper = new Shopper();
		$shopper->log_in( $user );
		$ids = array();
		for ( $i = 0; $i < 2; $i++ ) {
			$shopper->adds( $this->product );
			$ids[] = $shopper->orders( array( 'email' => $user->user_email ) );
			$this->removed_later( end( $ids ) );
		}
		$this->deliver();
		$events = array_column( $this->backend->events(), 'id' );
		$this->assertSame( array( EventId::of_order( 'order_placed', $ids[0] ), EventId::of_order( 'order_placed', $ids[1] ) ), array_values( preg_grep( '/order_placed/', $events ) ) );
		$this->assertCount( 2, preg_grep( '/cart_started/', $events ) );
		$this->assertCount( 2, preg_grep( '/checkout_started/', $events ) );
		$this->assertCount( 6, $events );
		$this->assertSame( array( "user:$user->ID" ), array_keys( $this->backend->export()['contacts'] ) );
	}

	/** A8: a customer orders under another address than the account's: the order and its events name both. */
	public function test_a_customers_other_address(): void {
		$user = $this->somebody();
		$this->deliver();
		$shopper = new Shopper();
		$shopper->log_in( $user );
		$shopper->adds( $this->product );
		$id = $shopper->orders( array( 'email' => 'Office@example.com' ) );
		$this->removed_later( $id );
		$this->deliver();
		foreach ( array( $this->backend->export()['orders'][ $id ], array_column( $this->backend->events(), 'data', 'id' )[ EventId::of_order( 'order_placed', $id ) ] ) as $told ) {
			$this->assertSame( array( "user:$user->ID", $user->user_email, 'office@example.com' ), array( $told['contact']['id'], $told['contact']['email'], $told['billingEmail'] ) );
		}
	}

	/** E7: for a store that sends events of its subscribers only, the checkout notes who is one. */
	public function test_consent_at_the_block_checkout(): void {
		$this->only_of_subscribers(
			function (): int {
				$shopper = new Shopper();
				$shopper->adds( $this->product );
				return $shopper->orders();
			}
		);
	}

	public function test_consent_at_the_classic_checkout(): void {
		$page = $this->page( 'checkout' );
		$this->only_of_subscribers(
			function () use ( $page ): int {
				$shopper = new Shopper();
				$shopper->adds_classically( $this->product );
				return $shopper->orders_classically( $page );
			}
		);
	}

	/** E7: the opt-in box is not there unless the owner wants it, nor where nobody could be told. */
	public function test_e7_off_at_first(): void {
		delete_option( OptInSettings::OPTION );
		$this->assertFalse( OptIn::is_on() );
		OptInSettings::save( array( 'text' => 'News!' ) );
		$this->assertFalse( OptIn::is_on() );
		OptInSettings::save( array( 'on' => '1', 'text' => 'News!' ) );
		$this->assertTrue( OptIn::is_on() );
		$this->site()->settings()->change( array( 'sync' => array( 'contacts' => false ) ) );
		$this->assertFalse( OptIn::is_on(), 'nobody would be told' );
		delete_option( OptInSettings::OPTION );
	}

	/** E7: the box in the block checkout: whoever ticks it is subscribed, by one event; whoever does not, is not, and stays what they are. */
	public function test_e7_a_tick_at_the_block_checkout(): void {
		$this->opt_in(
			static function ( Shopper $shopper, ?bool $ticked, string $email ): int {
				return $shopper->orders( array( 'email' => $email ), null === $ticked ? array() : array( 'additional_fields' => array( OptIn::BLOCK => $ticked ) ) );
			}
		);
	}

	public function test_e7_a_tick_at_the_classic_checkout(): void {
		$page = $this->page( 'checkout' );
		$this->opt_in(
			function ( Shopper $shopper, ?bool $ticked, string $email ) use ( $page ): int {
				$html = $shopper->open( $page );
				$this->assertStringContainsString( 'News &amp; offers, please.', $html );
				$this->assertDoesNotMatchRegularExpression( '/name="storewire_opt_in"[^>]*checked/', $html );
				return $shopper->orders_classically( $page, array( 'billing_email' => $email ) + ( null === $ticked ? array() : array( OptIn::SHOWN => '1' ) + ( $ticked ? array( OptIn::FIELD => '1' ) : array() ) ) );
			}
		);
	}

	/** E7, once: a renewal is a copy of its first order, tick and all. */
	public function test_e7_a_copy_of_an_order_tells_no_tick_again(): void {
		OptInSettings::save( array( 'on' => '1', 'text' => 'News!' ) );
		$this->later( static fn() => delete_option( OptInSettings::OPTION ) );
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		$id = $shopper->orders( array(), array( 'additional_fields' => array( OptIn::BLOCK => true ) ) );
		$this->removed_later( $id );
		$this->deliver();
		wp_cache_flush();
		$copy = $this->ordered();
		$copy->update_meta_data( ShopperConsent::META, wc_get_order( $id )->get_meta( ShopperConsent::META ) );
		$copy->save();
		$copy->update_status( 'on-hold' );
		( new OrderFacts( new Recorder( new Outbox() ) ) )->derive( array( $id, $copy->get_id() ) );
		$this->deliver();
		$this->assertCount( 1, preg_grep( '/marketing_subscribed/', array_column( $this->backend->events(), 'id' ) ) );
		$this->sync();
		$this->assertCount( 1, preg_grep( '/marketing_subscribed/', array_column( $this->backend->events(), 'id' ) ), 'a sync subscribes nobody' );
	}

	/** @param callable $orders Gets the shopper, whether the box is ticked (null: it is not sent), and the e-mail address; gives the order's id. */
	private function opt_in( callable $orders ): void {
		OptInSettings::save( array( 'on' => '1', 'text' => 'News & offers, please.' ) );
		$this->later( static fn() => delete_option( OptInSettings::OPTION ) );
		$user = $this->somebody();
		$this->deliver();
		foreach ( array( array( 'yes@example.com', true ), array( 'no@example.com', false ), array( 'old@example.com', null ) ) as list( $email, $ticked ) ) {
			$shopper = new Shopper();
			$shopper->adds( $this->product );
			$this->removed_later( $orders( $shopper, $ticked, $email ) );
		}
		$shopper = new Shopper();
		$shopper->log_in( $user );
		$shopper->adds( $this->product );
		$this->removed_later( $orders( $shopper, true, $user->user_email ) );
		$this->deliver();
		$told = array();
		foreach ( $this->backend->events() as $event ) {
			if ( 'ecommerce.marketing_subscribed' === $event['data']['name'] ) {
				$told[ $event['data']['contact']['id'] ] = $event['data']['marketing'];
				$this->assertSame( $event['occurredAt'], $event['data']['marketing']['at'] );
				$this->assertStringNotContainsString( '@', $event['id'] );
			}
		}
		$this->assertEqualsCanonicalizing( array( 'guest:yes@example.com', "user:$user->ID" ), array_keys( $told ) );
		$contacts = $this->backend->export()['contacts'];
		foreach ( $told as $id => $marketing ) {
			$this->assertSame( array( 'subscribed', 'checkout', 'News & offers, please.' ), array( $marketing['email'], $marketing['source'], $marketing['text'] ) );
			$this->assertSame( $marketing, $contacts[ $id ]['marketing'] );
		}
		$this->assertSame( array( 'never', 'checkout', null ), array( $contacts['guest:no@example.com']['marketing']['email'], $contacts['guest:no@example.com']['marketing']['source'], $contacts['guest:no@example.com']['marketing']['text'] ) );
		$this->assertEquals( Payloads::UNKNOWN, $contacts['guest:old@example.com']['marketing'], 'nobody was asked' );
		$this->assertSame( array(), ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/violations' )['violations'] ?? array() );
	}

	private function sync(): void {
		$this->site()->sync()->start( array( 'contacts', 'orders' ) );
		while ( 'running' === $this->site()->sync()->step( 5.0 )['state'] ) {
			continue;
		}
	}

	/** D2: the process dies while it waits for the payment provider; the order was placed all the same. */
	public function test_a_payment_that_never_comes_back(): void {
		$this->later( MuPlugin::add( 'gateway', "add_action( 'woocommerce_rest_checkout_process_payment_with_context', static function () { wp_remote_get( home_url( '/robots.txt' ) ); \$GLOBALS['storewire_witness'](); posix_kill( getmypid(), 9 ); }, 1 );" ) );
		$shopper = new Shopper();
		$shopper->adds( $this->product );
		try {
			$shopper->orders();
			$this->fail( 'The checkout was to die.' );
		} catch ( \RuntimeException $error ) {
			$this->assertStringContainsString( '502', $error->getMessage() );
		}
		wp_cache_flush();
		$orders = wc_get_orders( array( 'limit' => -1, 'billing_email' => 'ann@example.com', 'status' => 'pending' ) );
		$this->assertCount( 1, $orders );
		$this->removed_later( $orders[0]->get_id() );
		$this->deliver();
		$events = array_column( $this->backend->events(), 'data', 'id' );
		$id     = $orders[0]->get_id();
		$this->assertSame( 2500, $events[ EventId::of_order( 'order_placed', $id ) ]['totalCents'] );
		$this->assertSame( array( (string) $id ), array_map( 'strval', array_keys( $this->backend->export()['orders'] ) ) );
	}

	/** @param callable $buys Gives the order's id. */
	private function only_of_subscribers( callable $buys ): void {
		$this->site()->settings()->change( array( 'consent' => 'subscribers' ) );
		$ids = array();
		foreach ( array( 'true', 'false' ) as $subscribed ) {
			$forget = MuPlugin::add( 'subscribed', "add_filter( 'storewire_shopper_subscribed', '__return_$subscribed' );" );
			$ids[]  = $buys();
			$forget();
			$this->removed_later( end( $ids ) );
			$this->deliver();
			// What happens to it later goes by what was noted, not by who does it.
			wp_cache_flush();
			wc_get_order( end( $ids ) )->update_status( 'completed' );
			$this->deliver();
		}
		$events = array_column( $this->backend->events(), 'id' );
		foreach ( array( 'order_placed', 'payment_received', 'order_fulfilled' ) as $event ) {
			$this->assertCount( 1, preg_grep( "/^event:$event:$ids[0]/", $events ), "$event of who is subscribed" );
			$this->assertCount( 0, preg_grep( "/^event:$event:$ids[1]/", $events ), "$event of who is not" );
		}
	}

	/**
	 * What the backend has of Ann's order.
	 *
	 * @param array<string,mixed>            $more     What differs in the order and its events.
	 * @param array<string,string|null>|null $shipping Where it goes.
	 * @param array<int,array<mixed>>        $carts    Events of carts.
	 */
	private function bought( int $id, array $more, ?array $shipping, array $carts ): array {
		$this->removed_later( $id );
		wp_cache_flush();
		$order = wc_get_order( $id );
		$this->assertSame( 'processing', $order->get_status() );
		$more['cartId'] = 'cart 1';
		return array(
			'events'   => array_merge( $carts, array( array( EventId::of_order( 'order_placed', $id ), Payloads::order_event( 'order_placed', $order, $more + self::COD ) ) ) ),
			'orders'   => array( Payloads::order( $order, $more + array( 'shipping' => $shipping ) + self::COD ) ),
			'contacts' => array( Payloads::guest( $order, array( 'shipping' => $shipping ) ) ),
		);
	}
}
