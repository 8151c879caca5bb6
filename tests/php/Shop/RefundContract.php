<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/** Refunds: values and hooks. */
trait RefundContract {

	public function test_a_partial_refund(): void {
		$order = $this->order();
		$order->update_status( 'processing' );
		$line   = current( $order->get_items() )->get_id();
		$refund = null;
		$this->assertHooks(
			array(
				'woocommerce_update_order_refund( int, WC_Order_Refund )',
				'woocommerce_create_refund( WC_Order_Refund, array )',
				'woocommerce_update_order_refund( int, WC_Order_Refund )',
				'woocommerce_order_partially_refunded( int, int )',
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_refund_created( int, array )',
				'woocommerce_order_refunded( int, int )',
			),
			static function () use ( $order, $line, &$refund ) {
				$refund = wc_create_refund(
					array(
						'order_id'     => $order->get_id(),
						'amount'       => '6.50',
						'reason'       => 'Broken bag',
						'date_created' => '2026-03-01T12:00:00Z',
						'line_items'   => array( $line => array( 'qty' => 1, 'refund_total' => '6.50' ) ),
					)
				);
			}
		);
		$this->assertInstanceOf( \WC_Order_Refund::class, $refund );
		$refund = wc_get_order( $refund->get_id() );
		$this->assertGetters(
			array(
				'parent_id'   => $order->get_id(),
				'status'      => 'completed',
				'amount'      => '6.50',
				'total'       => '-6.50',
				'reason'      => 'Broken bag',
				'refunded_by' => 1,
				'currency'    => 'EUR',
			),
			$refund
		);
		$this->assertSame( 'shop_order_refund', $refund->get_type() );
		$this->assertSame( 1772366400, $refund->get_date_created()->getTimestamp() );
		$refunded = current( $refund->get_items() );
		$this->assertGetters( array( 'name' => 'Beans', 'quantity' => -1, 'subtotal' => '-6.5', 'total' => '-6.5', 'total_tax' => '0' ), $refunded );
		$this->assertEquals( $line, $refunded->get_meta( '_refunded_item_id' ) );
		$this->assertSame( '', $refunded->get_meta( '_reduced_stock' ) );
		$order = wc_get_order( $order->get_id() );
		$this->assertSame( 'processing', $order->get_status() );
		$this->assertSame( '28.00', $order->get_total(), 'a refund leaves the total as it was' );
		$this->assertEquals( 6.5, $order->get_total_refunded() );
		$this->assertSame( '21.50', $order->get_remaining_refund_amount() );
		$this->assertSame( 1, $order->get_remaining_refund_items() );
	}

	public function test_a_full_refund(): void {
		$order = $this->order();
		$order->update_status( 'completed' );
		$this->assertHooks(
			array(
				'woocommerce_update_order_refund( int, WC_Order_Refund )',
				'woocommerce_create_refund( WC_Order_Refund, array )',
				'woocommerce_update_order_refund( int, WC_Order_Refund )',
				'woocommerce_order_fully_refunded( int, int )',
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_order_status_refunded( int, WC_Order, array )',
				'woocommerce_order_status_completed_to_refunded( int, WC_Order )',
				'woocommerce_order_status_changed( int, completed, refunded, WC_Order )',
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_refund_created( int, array )',
				'woocommerce_order_refunded( int, int )',
			),
			static function () use ( $order ) {
				wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => $order->get_total() ) );
			}
		);
		$order = wc_get_order( $order->get_id() );
		$this->assertSame( 'refunded', $order->get_status() );
		$this->assertSame( '0.00', $order->get_remaining_refund_amount() );
		$this->assertCount( 1, $order->get_refunds() );
	}

	public function test_an_order_that_is_set_to_refunded_by_hand(): void {
		$order = $this->order();
		$order->update_status( 'completed' );
		$this->assertHooks(
			array(
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_order_status_refunded( int, WC_Order, array )',
				'woocommerce_update_order_refund( int, WC_Order_Refund )',
				'woocommerce_create_refund( WC_Order_Refund, array )',
				'woocommerce_update_order_refund( int, WC_Order_Refund )',
				'woocommerce_order_fully_refunded( int, int )',
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_refund_created( int, array )',
				'woocommerce_order_refunded( int, int )',
				'woocommerce_order_status_completed_to_refunded( int, WC_Order )',
				'woocommerce_order_status_changed( int, completed, refunded, WC_Order )',
			),
			static function () use ( $order ) {
				$order->update_status( 'refunded' );
			}
		);
		$refunds = wc_get_order( $order->get_id() )->get_refunds();
		$this->assertCount( 1, $refunds );
		$this->assertGetters( array( 'amount' => '28', 'total' => '-28.00', 'reason' => 'Order fully refunded.' ), $refunds[0] );
	}

	public function test_refunds_come_newest_first(): void {
		$order = $this->order();
		$ids   = array();
		foreach ( array( '2026-03-01 10:00:00', '2026-03-03 10:00:00', '2026-03-02 10:00:00' ) as $day ) {
			$ids[] = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '1', 'date_created' => $day ) )->get_id();
		}
		$this->assertSame( array( $ids[1], $ids[2], $ids[0] ), array_map( static fn( $refund ) => $refund->get_id(), wc_get_order( $order->get_id() )->get_refunds() ) );
	}

	public function test_a_refund_of_too_much_is_refused_and_leaves_nothing(): void {
		$order   = $this->order();
		$refusal = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '28.01' ) );
		$this->assertInstanceOf( \WP_Error::class, $refusal );
		$this->assertSame( array(), wc_get_order( $order->get_id() )->get_refunds() );
	}

	public function test_deleting_a_refund(): void {
		$order  = $this->order();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '3' ) );
		$asked  = array();
		$filter = static function ( $check, $gone ) use ( &$asked ) {
			$asked[] = array( $check, $gone->get_id(), $gone->get_parent_id() );
			return $check;
		};
		add_filter( 'woocommerce_pre_delete_order_refund', $filter, 10, 2 );
		$expected = array( array( null, $refund->get_id(), $order->get_id() ) );
		$refund->delete( true );
		remove_filter( 'woocommerce_pre_delete_order_refund', $filter );
		$this->assertSame( $expected, $asked );
		$this->assertSame( '28.00', wc_get_order( $order->get_id() )->get_remaining_refund_amount() );
	}
}
