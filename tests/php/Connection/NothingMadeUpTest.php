<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Connection\Connection;
use Storewire\Connection\Settings;
use Storewire\Outbox\Outbox;
use Storewire\Recording\OrderHooks;
use Storewire\Recording\Recorder;
use Storewire\Shop\ShopperConsent;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\EventId;

/**
 * C7, E7, E8: events come of what happened while it was let through, and are never made up later. Nobody listens to the shop
 * here: what is not noted by a test was missed by its hook.
 */
final class NothingMadeUpTest extends OutboxTestCase {

	/** @var int[] Orders made, to be deleted. */
	private array $orders = array();

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		$this->follow();
		$this->night();
	}

	protected function tearDown(): void {
		foreach ( array_filter( array_map( 'wc_get_order', $this->orders ) ) as $order ) {
			$order->delete( true );
		}
		parent::tearDown();
	}

	/** R3, F1, C7: what happened while its switch was off stays untold; what comes after it is told, though its hook was missed. */
	public function test_r3_f1_switches_that_were_off(): void {
		$all = array( 'orderReceivedTrigger', 'paymentReceivedTrigger', 'orders' );
		$this->switch( array_fill_keys( $all, false ) );
		$while = $this->order( 'completed' );
		wc_create_refund( array( 'order_id' => $while->get_id(), 'amount' => '5.00' ) );
		$this->order( 'cancelled' );
		sleep( 1 );
		$this->switch( array_fill_keys( $all, true ) );
		$this->night();
		$this->assertSame( array(), $this->events() );
		$order = $this->order( 'completed' );
		$this->night();
		$this->assertSame( array( 'order_fulfilled', 'order_placed', 'payment_received' ), $this->events( $order ) );
		$this->assertCount( 3, $this->events() );
	}

	/** R3: an order placed before the switch was on is still paid and fulfilled after it. */
	public function test_r3_what_happens_later_to_an_order_of_that_time(): void {
		$this->switch( array( 'orderReceivedTrigger' => false ) );
		$order = $this->order( 'on-hold' );
		sleep( 1 );
		$this->switch( array( 'orderReceivedTrigger' => true ) );
		wc_get_order( $order->get_id() )->update_status( 'completed' );
		$this->night();
		$this->assertSame( array( 'order_fulfilled', 'payment_received' ), $this->events( $order ) );
	}

	/** R3, C7: whichever side switches; and the same choices again move nothing. */
	public function test_r3_switched_at_the_backend(): void {
		$this->backend->save_choices( array( 'sync.orderReceivedTrigger' ) );
		$this->site()->ticks()->heartbeat_tick();
		$this->order( 'on-hold' );
		sleep( 1 );
		$page       = $this->backend->settings();
		$page->body = str_replace( 'name="sync.orderReceivedTrigger"', 'name="sync.orderReceivedTrigger" checked', $page->body );
		$page->press( 'Save choices' );
		$this->site()->ticks()->heartbeat_tick();
		$since = $this->site()->settings()->rules()['since'];
		$this->assertGreaterThan( 0, $since['orderReceivedTrigger'] );
		$this->switch( array( 'orderReceivedTrigger' => true ) );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertSame( $since, $this->site()->settings()->rules()['since'] );
		$this->follow();
		$this->night();
		$this->assertSame( array(), $this->events() );
	}

	/** R3: a row that was noted before its switch was off and on again is of that time, too. */
	public function test_r3_rows_that_wait(): void {
		$order = $this->order( 'on-hold' );
		( new OrderHooks( new Recorder( $this->outbox() ) ) )->placed( $order->get_id(), $order );
		$this->switch( array( 'orderReceivedTrigger' => false ) );
		sleep( 1 );
		$this->switch( array( 'orderReceivedTrigger' => true ) );
		$this->deliver();
		$this->assertSame( array(), $this->events() );
	}

	/** R3, E7: of whom nothing was to be told, nothing is told when the owner asks for less consent. */
	public function test_r3_the_consent_that_was_asked_for(): void {
		$this->site()->settings()->change( array( 'consent' => 'subscribers' ) );
		$this->order( 'completed' );
		$this->night();
		$this->assertSame( array(), $this->events() );
		sleep( 1 );
		$this->site()->settings()->change( array( 'consent' => 'all' ) );
		wc_get_order( $this->orders[0] )->save();
		$this->order_again();
		$this->night();
		$this->assertSame( array(), $this->events() );
		$order = $this->order( 'on-hold' );
		$this->night();
		$this->assertSame( array( 'order_placed' ), $this->events( $order ) );
	}

	/** R3, E7, A2: the consent plugin goes away, and the default with it: carts count from when that was seen on, orders all along. */
	public function test_r3_the_default_moves(): void {
		$stored = get_option( Settings::OPTION );
		$this->assertSame( 'all', $stored[ Settings::IN_FORCE ], 'there is no consent plugin here' );
		update_option( Settings::OPTION, array( Settings::IN_FORCE => 'wp_consent_api' ) + $stored, false );
		$order = $this->order( 'completed' );
		$order->update_meta_data( ShopperConsent::META, array( 'subscribed' => false, 'consented' => false ) );
		$order->save();
		$this->cart_started( 'before' );
		sleep( 1 );
		$this->night();
		$this->assertSame( array( 'order_fulfilled', 'order_placed', 'payment_received' ), $this->events( $order ) );
		$this->assertSame( 'all', get_option( Settings::OPTION )[ Settings::IN_FORCE ] );
		$this->cart_started( 'after' );
		$this->night();
		$carts = array_values( preg_grep( '/cart_started/', array_column( $this->backend->events(), 'id' ) ) );
		$this->assertSame( array( 'event:cart_started:after' ), $carts );
	}

	/** A cart that somebody began by now, noted. */
	private function cart_started( string $id ): void {
		$line = array( 'id' => '1', 'productId' => '101', 'name' => 'Coffee', 'quantity' => '1', 'subtotal' => '5', 'total' => '5', 'totalTax' => '0' );
		$cart = array( 'id' => $id, 'email' => 'ann@example.com', 'startedAt' => time(), 'currency' => 'USD', 'items' => array( $line ) );
		$this->outbox()->happened( 'cart_started', $id, Outbox::ONCE, array( 'snapshot' => $cart ), false );
	}

	/** F3, E8: what an importer makes with a date before connecting is told by records only, whatever WooCommerce dates now. */
	public function test_f3_an_import(): void {
		$hooks = new OrderHooks( new Recorder( $this->outbox() ) );
		foreach ( array( 'completed', 'cancelled' ) as $status ) {
			$order = $this->order( $status, strtotime( '2019-05-06' ) );
			$this->told_by( $hooks, $order );
		}
		$this->night();
		$this->assertSame( array(), $this->events() );
		$this->assertArrayHasKey( $this->orders[0], $this->backend->export()['orders'] );
	}

	/** A5, E3: of an order that was there before connecting all that happens later is told, its cancelling too, by its moment. */
	public function test_a5_an_order_from_before(): void {
		$this->site()->actions()->disconnect( true );
		$order = $this->order( 'on-hold', strtotime( '2019-05-06' ) );
		$paid  = $this->order( 'on-hold', strtotime( '2019-05-07' ) );
		$this->connect();
		$this->site()->sync()->forget();
		$this->follow();
		$hooks = new OrderHooks( new Recorder( $this->outbox() ) );
		foreach ( array( array( $order, 'cancelled' ), array( $paid, 'completed' ) ) as list( $each, $status ) ) {
			$each = wc_get_order( $each->get_id() );
			$each->update_status( $status );
			$this->told_by( $hooks, $each );
		}
		$this->deliver();
		$this->assertSame( array( 'order_cancelled' ), $this->events( $order ) );
		$this->assertSame( array( 'order_fulfilled', 'payment_received' ), array_values( array_diff( $this->events( $paid ), array( 'order_refunded' ) ) ) );
		$this->assertSame( gmdate( 'Y-m-d' ), substr( $this->backend->events()[0]['occurredAt'], 0, 10 ) );
	}

	/** R9: after a backup was restored a number is given out again: that order and its refund are told, too. */
	public function test_r9_a_number_that_is_given_out_again(): void {
		$order = $this->order( 'completed' );
		$this->night();
		$told = array( EventId::of_order( 'order_placed', $order->get_id() ) );
		$order = wc_get_order( $order->get_id() );
		$order->set_order_key( 'wc_order_of_newcomer' );
		$order->save();
		$this->night();
		$told[] = EventId::of_order( 'order_placed', $order->get_id() );
		$this->assertEqualsCanonicalizing( $told, preg_grep( '/order_placed/', array_column( $this->backend->events(), 'id' ) ) );
		$this->assertCount( 6, $this->events( $order ) );
		$this->night();
		$this->assertCount( 6, $this->events( $order ) );
	}

	/** R9: what an older version told of is not told again under another id; what is placed since has the new one. */
	public function test_r9_a_connection_of_an_older_version(): void {
		update_option( Connection::OPTION, array( 'markedSince' => time() + HOUR_IN_SECONDS ) + get_option( Connection::OPTION ), false );
		$order = $this->order( 'completed' );
		$this->night();
		$told = array_column( $this->backend->events(), 'id' );
		$this->assertContains( 'event:order_placed:' . $order->get_id(), $told );
		sleep( 1 );
		update_option( Connection::OPTION, array_diff_key( get_option( Connection::OPTION ), array_flip( array( 'markedSince', 'lastOrder' ) ) ), false );
		$order->set_customer_note( 'Ring twice' );
		$order->save();
		$this->night();
		$this->assertSame( $told, array_column( $this->backend->events(), 'id' ) );
		$this->assertSame( $this->orders[0], get_option( Connection::OPTION )['lastOrder'] );
		sleep( 1 );
		$new = $this->order( 'on-hold' );
		$this->night();
		$this->assertContains( EventId::of_order( 'order_placed', $new->get_id() ), array_column( $this->backend->events(), 'id' ) );
	}

	/** What the hooks of an order in its state tell, its refund among them. */
	private function told_by( OrderHooks $hooks, \WC_Order $order ): void {
		$id = $order->get_id();
		$hooks->placed( $id, $order );
		if ( 'cancelled' === $order->get_status() ) {
			$hooks->was_cancelled( $id, $order );
			return;
		}
		$hooks->was_fulfilled( $id, $order );
		$refund = wc_create_refund( array( 'order_id' => $id, 'amount' => '5.00' ) );
		$hooks->refunded( $id, $refund->get_id() );
	}

	/** The orders were changed, so that the night looks at them once more. */
	private function order_again(): void {
		foreach ( $this->orders as $id ) {
			$order = wc_get_order( $id );
			$order->set_customer_note( 'Ring twice' );
			$order->save();
		}
	}

	/** @param array<string,bool> $switches Of Sync. */
	private function switch( array $switches ): void {
		$this->site()->settings()->change( array( 'sync' => $switches ) );
		$this->follow();
	}

	/** @return string[] What was told of an order, or of all; sorted. */
	private function events( ?\WC_Order $order = null ): array {
		$events = array_filter( $this->backend->events(), static fn( array $event ): bool => null === $order || (string) $order->get_id() === ( $event['data']['orderId'] ?? $event['orderId'] ?? '' ) );
		$topics = array_map( static fn( array $event ): string => explode( ':', $event['id'] )[1], $events );
		sort( $topics );
		return $topics;
	}

	/** A complete order of a guest. */
	private function order( string $status, ?int $at = null ): \WC_Order {
		$order = wc_create_order();
		$item  = new \WC_Order_Item_Product();
		$item->set_name( 'Kettle' );
		$item->set_quantity( 1 );
		$item->set_subtotal( '25.00' );
		$item->set_total( '25.00' );
		$order->add_item( $item );
		$order->set_billing_email( 'guest@example.com' );
		$order->set_total( '25.00' );
		if ( null !== $at ) {
			$order->set_date_created( $at );
		}
		$order->set_status( $status );
		$order->save();
		$this->orders[] = $order->get_id();
		return $order;
	}
}
