<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Recording\OrderFacts;
use Storewire\Recording\Recorder;
use Storewire\Shop\ShopperConsent;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * E7: nothing about a shopper is sent against the store's consent setting, neither by hooks nor by a sync.
 */
final class ConsentTest extends StoreTestCase {

	/** @var int[] */
	private array $users = array();

	/** @var \WC_Order[] */
	private array $orders = array();

	/** @var callable Lets WP-Cron, which would deliver as well, work again. */
	private $loud;

	protected function setUp(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		parent::setUp();
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		OutboxTable::install();
		OutboxTable::clear();
		add_filter( ShopperConsent::SUBSCRIBED, array( self::class, 'subscribed' ), 10, 2 );
	}

	protected function tearDown(): void {
		remove_filter( ShopperConsent::SUBSCRIBED, array( self::class, 'subscribed' ), 10 );
		foreach ( $this->orders as $order ) {
			$order->delete( true );
		}
		array_map( 'wp_delete_user', $this->users );
		( $this->loud )();
		OutboxTable::clear();
		parent::tearDown();
	}

	/** A store's list of subscribers: whoever has "yes" in the address. Of some it knows nothing. */
	public static function subscribed( ?bool $known, $who ): ?bool {
		$email = $who instanceof \WP_User ? $who->user_email : ( $who instanceof \WC_Order ? $who->get_billing_email() : '' );
		return 0 === strpos( $email, 'unknown' ) ? $known : 0 === strpos( $email, 'yes' );
	}

	/** @dataProvider ways */
	public function test_subscribers_only( string $way ): void {
		$this->choose( 'subscribers' );
		$yes     = $this->customer( 'yes' );
		$no      = $this->customer( 'no' );
		$unknown = $this->customer( 'unknown' );
		$mine    = $this->order( $yes, 'yes-guest@example.com' );
		$theirs  = $this->order( $no, 'no-buyer@example.com' );
		$guest   = $this->order( 0, 'no-guest@example.com' );
		$this->$way();
		$export = $this->backend->export();
		$this->assertArrayHasKey( "user:$yes", $export['contacts'] );
		$this->assertArrayNotHasKey( "user:$no", $export['contacts'] );
		$this->assertArrayNotHasKey( "user:$unknown", $export['contacts'], 'what nobody knows was not given' );
		$this->assertSame( 'Ann', $export['orders'][ $mine ]['billing']['firstName'] );
		foreach ( array( $theirs, $guest ) as $id ) {
			$order = $export['orders'][ $id ];
			$this->assertSame( array( null, null, null, array() ), array( $order['contact'], $order['billing'], $order['shipping'], $order['coupons'] ) );
			$this->assertSame( 500, $order['totalCents'], 'what was bought for how much is not about anybody' );
			$this->assertSame( 500, $export['transactions'][ "payment:$id" ]['amountCents'] );
			$this->assertNull( $export['transactions'][ "payment:$id" ]['providerTransactionId'] );
		}
		$all = (string) wp_json_encode( array( $export, $this->backend->events() ) );
		foreach ( array( 'no-buyer@', 'no-guest@', 'pi_no', get_userdata( $no )->user_email, get_userdata( $unknown )->user_email ) as $trace ) {
			$this->assertStringNotContainsString( $trace, $all );
		}
		$this->assertStringContainsString( 'pi_yes', $all );
	}

	/** @return array<string,array{string}> */
	public static function ways(): array {
		return array(
			'by hooks'  => array( 'deliver' ),
			'by a sync' => array( 'sync' ),
		);
	}

	public function test_subscribers_only_the_owner_reads_who_was_left_out_and_why(): void {
		$this->choose( 'subscribers' );
		$no = $this->customer( 'no' );
		$this->sync();
		$reasons = $this->site()->sync()->status()['types']['contacts']['reasons'];
		$found   = array_values( array_filter( $reasons, static fn( array $reason ): bool => 'no_consent' === $reason['reason'] ) );
		$this->assertCount( 1, $found );
		$this->assertContains( (string) $no, array_map( 'strval', $found[0]['examples'] ) );
		$this->assertStringContainsString( 'no consent', $this->site()->sync_actions()->status()['view']['report'] );
	}

	public function test_what_was_seen_at_the_checkout_counts_where_no_list_knows(): void {
		$this->choose( 'subscribers' );
		$id    = $this->order( 0, 'unknown@example.com' );
		$order = wc_get_order( $id );
		$order->update_meta_data( ShopperConsent::META, array( 'subscribed' => true, 'consented' => false ) );
		$order->save();
		$this->sync();
		$this->assertSame( 'unknown@example.com', $this->backend->export()['orders'][ $id ]['contact']['email'] );
	}

	public function test_the_nightly_sweep_does_not_look_for_those_who_were_left_out(): void {
		$this->choose( 'subscribers' );
		$this->customer( 'no' );
		$this->order( 0, 'no-guest@example.com' );
		$this->sync();
		OutboxTable::clear();
		$sweep = $this->site()->sweep();
		$sweep->start();
		while ( $sweep->step( 10.0 ) ) {
			continue;
		}
		global $wpdb;
		$this->assertSame( array(), $wpdb->get_col( 'SELECT topic FROM ' . OutboxTable::name() . " WHERE transition = ''" ) );
	}

	/** A2: whoever refuses marketing has orders, too, and some orders have no checkout at which somebody could be asked. */
	public function test_a2_the_wp_consent_api_is_not_asked_about_orders(): void {
		$this->choose( 'wp_consent_api' );
		$no      = $this->customer( 'no' );
		$unasked = $this->order( $no, 'no-buyer@example.com' );
		$refused = $this->order( 0, 'no-guest@example.com' );
		$order   = wc_get_order( $refused );
		$order->update_meta_data( ShopperConsent::META, array( 'subscribed' => false, 'consented' => false ) );
		$order->save();
		$this->deliver();
		$export = $this->backend->export();
		$this->assertArrayHasKey( "user:$no", $export['contacts'] );
		$this->assertSame( "user:$no", $export['orders'][ $unasked ]['contact']['id'] );
		$this->assertSame( array( 'order_placed', 'payment_received' ), $this->events( $unasked ) );
		$this->assertSame( array( 'order_placed', 'payment_received' ), $this->events( $refused ) );
	}

	/** A2: carts are followed by the browser, and go by what was said there, also in a store that knows nothing of the shopper. */
	public function test_a2_carts_of_those_who_agreed(): void {
		$this->choose( 'wp_consent_api' );
		$this->cart( 'a1', $this->customer( 'no' ), array( 'subscribed' => false, 'consented' => true ) );
		$this->cart( 'a2', $this->customer( 'yes' ), array( 'subscribed' => true, 'consented' => false ) );
		$this->cart( 'a3', $this->customer( 'yes' ), array() );
		$this->deliver();
		$this->assertSame( array( 'event:cart_started:a1' ), array_column( $this->backend->events(), 'id' ) );
	}

	/** R13: subscribed at the checkout, withdrawn since; what happens to the order after that is not told. */
	public function test_r13_a_withdrawal_counts_for_orders_that_are_there(): void {
		$this->choose( 'subscribers' );
		$id    = $this->order( 0, 'no-more@example.com' );
		$quiet = $this->order( 0, 'unknown@example.com' );
		foreach ( array( $id, $quiet ) as $one ) {
			$order = wc_get_order( $one );
			$order->update_meta_data( ShopperConsent::META, array( 'subscribed' => true, 'consented' => false ) );
			$order->save();
			$order->update_status( 'completed' );
		}
		$this->deliver();
		$this->assertSame( array(), $this->events( $id ) );
		$this->assertNull( $this->backend->export()['orders'][ $id ]['contact'] );
		$this->assertStringNotContainsString( 'no-more@', (string) wp_json_encode( array( $this->backend->export(), $this->backend->events() ) ) );
		$this->assertSame( array( 'order_fulfilled', 'order_placed', 'payment_received' ), $this->events( $quiet ), 'nobody can be asked: what was seen counts' );
	}

	/** R13: the same by night, and with what was noted before. */
	public function test_r13_a_withdrawal_counts_for_what_waits(): void {
		$this->choose( 'subscribers' );
		add_filter( ShopperConsent::SUBSCRIBED, '__return_true', 20 );
		$id = $this->order( 0, 'no-more@example.com' );
		$this->cart( 'b1', $this->customer( 'no' ), array( 'subscribed' => true, 'consented' => false ) );
		$this->cart( 'b2', $this->customer( 'unknown' ), array( 'subscribed' => true, 'consented' => false ) );
		remove_filter( ShopperConsent::SUBSCRIBED, '__return_true', 20 );
		( new OrderFacts( new Recorder( new Outbox() ) ) )->derive( array( $id ) );
		$this->deliver();
		$this->assertSame( array( 'event:cart_started:b2' ), array_column( $this->backend->events(), 'id' ) );
	}

	public function test_the_choice_is_the_owners_alone(): void {
		$this->choose( 'subscribers' );
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'settings', 'consent' => 'all', 'sync' => array( 'products' => false ) ) ) );
		$this->assertSame( 200, $sent['answers'][0]['status'] );
		$this->assertSame( 'subscribers', $this->site()->settings()->consent() );
		$this->site()->actions()->change_settings( array( 'sync' => array( 'products' => true ) ) );
		$this->assertSame( 'subscribers', $this->site()->settings()->consent(), 'other choices leave it alone' );
		$this->site()->actions()->disconnect( false );
		$this->assertSame( 'subscribers', $this->site()->settings()->consent() );
	}

	public function test_where_no_choice_was_made_a_consent_plugin_counts(): void {
		$this->assertSame( 'all', $this->site()->settings()->consent() );
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$this->assertArrayNotHasKey( 'consent', get_option( 'storewire_settings' ) );
		$take_away = MuPlugin::add( 'consent', 'function wp_has_consent( string $kind ): bool { return false; }' );
		$browser   = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$take_away();
		$this->assertMatchesRegularExpression( '/value="wp_consent_api"\s+checked/', $browser->body );
	}

	private function choose( string $consent ): void {
		$this->site()->actions()->change_settings( array( 'consent' => $consent ) );
		$this->connect();
		$this->site()->sync()->forget();
		OutboxTable::clear();
	}

	/** A cart of somebody who is logged in, with what was seen of the consent. */
	private function cart( string $id, int $user, array $seen ): void {
		$snapshot = array(
			'id'        => $id,
			'customer'  => array( 'id' => (string) $user, 'roles' => array( 'customer' ), 'email' => get_userdata( $user )->user_email ),
			'startedAt' => time(),
			'currency'  => 'USD',
			'items'     => array( array( 'id' => '1', 'productId' => '101', 'name' => 'Coffee', 'quantity' => '1', 'subtotal' => '5', 'total' => '5', 'totalTax' => '0' ) ),
		);
		( new Outbox() )->happened( 'cart_started', $id, Outbox::ONCE, array( 'snapshot' => $snapshot, 'consent' => $seen ), false );
	}

	/** @return string[] Names of an order's events, sorted. */
	private function events( int $order ): array {
		$found = array();
		foreach ( $this->backend->events() as $event ) {
			if ( (string) $order === ( $event['data']['orderId'] ?? '' ) ) {
				$found[] = str_replace( 'ecommerce.', '', $event['data']['name'] );
			}
		}
		sort( $found );
		return $found;
	}

	private function customer( string $name ): int {
		$name          = uniqid( $name );
		$this->users[] = wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'x', 'user_email' => "$name@example.com", 'role' => 'customer' ) );
		return end( $this->users );
	}

	private function order( int $user, string $email ): int {
		$order = wc_create_order( array( 'customer_id' => $user ) );
		$order->set_billing_email( $email );
		$order->set_billing_first_name( 'Ann' );
		$order->set_props( array( 'total' => '5.00', 'date_paid' => time(), 'transaction_id' => 'pi_' . substr( $email, 0, 3 ) ) );
		$coupon = new \WC_Order_Item_Coupon();
		$coupon->set_props( array( 'code' => 'ann-birthday' ) );
		$order->add_item( $coupon );
		$order->set_status( 'processing' );
		$order->save();
		$this->orders[] = $order;
		return $order->get_id();
	}

	private function deliver(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . OutboxTable::name() . ' SET due_at = LEAST(due_at, UNIX_TIMESTAMP())' );
		$this->site()->relay()->step( 10.0 );
	}

	private function sync(): void {
		$this->site()->sync()->start( array( 'contacts', 'products', 'orders', 'transactions' ) );
		while ( 'running' === $this->site()->sync()->step( 5.0 )['state'] ) {
			continue;
		}
	}
}
