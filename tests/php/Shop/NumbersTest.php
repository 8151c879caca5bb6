<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\EventId;

/**
 * Numbers that are given out again after a backup was restored, or an older database started anew (R9's siblings; a shop's life
 * found them).
 */
final class NumbersTest extends OutboxTestCase {

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		( new Recorder( $this->outbox() ) )->follow();
	}

	/** S6: a product's number is something else's now: the product is not available any more, and nothing is broken. */
	public function test_a_products_number_is_a_pages(): void {
		global $wpdb;
		$id = $this->product();
		$this->outbox()->changed( 'product', $id );
		$this->deliver();
		$this->assertTrue( $this->backend->export()['products'][ $id ]['includeInOnlineStore'] );
		$wpdb->update( $wpdb->posts, array( 'post_type' => 'page' ), array( 'ID' => $id ) );
		$this->outbox()->changed( 'product', $id );
		$this->deliver();
		$this->assertSame( array(), $this->rows() );
		$this->assertFalse( $this->backend->export()['products'][ $id ]['includeInOnlineStore'] );
	}

	/** The sibling of orders: what other plugins keep in their place, such as subscriptions, is not sent as the order. */
	public function test_an_orders_number_is_a_subscriptions(): void {
		global $wpdb;
		if ( ! function_exists( 'wc_register_order_type' ) ) {
			$this->markTestSkipped( 'The stand-in shop has one type of orders.' );
		}
		wc_register_order_type( 'shop_plan', array( 'class_name' => Plan::class ) );
		$order = $this->order();
		$id    = $order->get_id();
		$hpos  = \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled();
		$wpdb->update( $hpos ? "{$wpdb->prefix}wc_orders" : $wpdb->posts, array( $hpos ? 'type' : 'post_type' => 'shop_plan' ), array( $hpos ? 'id' : 'ID' => $id ) );
		wp_cache_flush();
		$this->assertSame( 'shop_plan', wc_get_order( $id )->get_type() );
		$this->outbox()->changed( 'order', (string) $id );
		$this->deliver();
		$this->assertSame( array(), $this->rows() );
		$this->assertArrayNotHasKey( $id, $this->backend->export()['orders'] );
		wc_get_order( $id )->delete( true );
	}

	/** E2: what is undeliverable of an order that is gone does not stand in the way of the next order of that number. */
	public function test_a_fact_of_the_order_before(): void {
		$order = $this->order();
		$id    = (string) $order->get_id();
		$this->outbox()->happened( 'order_placed', '999999', Outbox::ONCE );
		$this->clock( 2 * HOUR_IN_SECONDS );
		$this->deliver();
		$this->assertCount( 1, BuriedRows::page( 5 ) );
		$this->sql( 'UPDATE ' . \Storewire\Outbox\OutboxTable::name() . " SET object = '$id'" );
		$this->clock( 3 * HOUR_IN_SECONDS );
		$this->outbox()->happened( 'order_placed', $id, Outbox::ONCE );
		$recorded = intdiv( (int) $this->rows()[0]['recorded_at'], 1000 );
		$this->assertEqualsWithDelta( time() + 3 * HOUR_IN_SECONDS, $recorded, 60, 'It happened now, not when the other one did.' );
		$this->deliver();
		$this->assertSame( array( EventId::of_order( 'order_placed', $id ) ), array_column( $this->backend->events(), 'id' ) );
		$this->assertSame( array(), $this->rows() );
		$order->delete( true );
	}

	/** D2: any other fact that is undeliverable stays so, however often it is told. */
	public function test_what_the_backend_refused_stays_as_it_is(): void {
		$this->outbox()->happened( 'order_placed', '7', Outbox::ONCE );
		$this->sql( 'UPDATE ' . \Storewire\Outbox\OutboxTable::name() . " SET due_at = NULL, buried_at = 1, reason = '\"the backend did not take it\"'" );
		$before = $this->rows();
		$this->outbox()->happened( 'order_placed', '7', Outbox::ONCE );
		$this->assertSame( $before, $this->rows() );
	}

	private function order(): \WC_Order {
		$item = new \WC_Order_Item_Product();
		$item->set_props( array( 'name' => 'Kettle', 'quantity' => 1, 'subtotal' => '25.00', 'total' => '25.00' ) );
		$order = wc_create_order();
		$order->add_item( $item );
		$order->set_billing_email( 'guest@example.com' );
		$order->set_total( '25.00' );
		$order->set_status( 'processing' );
		$order->save();
		return $order;
	}
}

/**
 * What another plugin keeps as orders of its own.
 */
final class Plan extends \WC_Order {

	public function get_type(): string {
		return 'shop_plan';
	}
}
