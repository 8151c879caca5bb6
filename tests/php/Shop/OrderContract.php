<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/** Orders: values and hooks. */
trait OrderContract {

	public function test_an_order_made_step_by_step(): void {
		$product = $this->beans();
		$order   = null;
		$this->assertHooks(
			array( 'woocommerce_new_order( int, WC_Order )' ),
			static function () use ( &$order ) {
				$order = wc_create_order( array( 'created_via' => 'test' ) );
			}
		);
		$this->assertHooks(
			array(),
			static function () use ( $order, $product ) {
				$order->add_product( $product, 2 );
				$order->set_billing_email( 'ann@example.test' );
			}
		);
		$this->assertHooks(
			array( 'woocommerce_update_order( int, WC_Order )' ),
			static function () use ( $order ) {
				$order->calculate_totals( false );
			}
		);
		$this->assertHooks(
			array( 'woocommerce_update_order( int, WC_Order )' ),
			static function () use ( $order ) {
				wc_get_order( $order->get_id() )->save();
			}
		);
	}

	public function test_an_order_that_is_paid_when_it_is_made(): void {
		$this->assertHooks(
			array(
				'woocommerce_new_order( int, WC_Order )',
				'woocommerce_order_status_completed( int, WC_Order, array )',
				'woocommerce_reduce_order_stock( WC_Order )',
				'woocommerce_order_status_pending_to_completed( int, WC_Order )',
				'woocommerce_order_status_changed( int, pending, completed, WC_Order )',
				'woocommerce_order_payment_status_changed( int, WC_Order )',
			),
			static function () {
				wc_create_order( array( 'status' => 'completed' ) );
			}
		);
	}

	public function test_values_of_an_order(): void {
		$order = $this->order();
		$this->assertGetters(
			array(
				'parent_id'            => 0,
				'status'               => 'pending',
				'currency'             => 'EUR',
				'prices_include_tax'   => false,
				'discount_total'       => '0',
				'discount_tax'         => '0',
				'shipping_total'       => '4',
				'shipping_tax'         => '0',
				'cart_tax'             => '0',
				'total'                => '28.00',
				'total_tax'            => '0',
				'customer_id'          => 0,
				'payment_method'       => '',
				'payment_method_title' => '',
				'transaction_id'       => '',
				'created_via'          => 'test',
				'customer_note'        => '',
				'date_completed'       => null,
				'date_paid'            => null,
				'billing_first_name'   => 'Ann',
				'billing_email'        => 'ann@example.test',
				'billing_phone'        => '',
				'shipping_country'     => '',
			),
			$order
		);
		$this->assertSame( 'shop_order', $order->get_type() );
		$this->assertSame( (string) $order->get_id(), $order->get_order_number() );
		$this->assertSame( 21.0, $order->get_subtotal() );
		$this->assertSame( 2, $order->get_item_count() );
		$this->assertSame( array( 'ten' ), $order->get_coupon_codes() );
		$this->assertSame( array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'email', 'phone' ), array_keys( $order->get_address( 'billing' ) ) );
		$this->assertFalse( $order->get_user() );
		$this->assertInstanceOf( \WC_DateTime::class, $order->get_date_created() );
		$this->assertEqualsWithDelta( time(), $order->get_date_modified()->getTimestamp(), 5 );
	}

	public function test_an_order_without_an_address(): void {
		$order = wc_get_order( wc_create_order()->get_id() );
		$this->assertGetters( array( 'billing_email' => '', 'billing_city' => '', 'shipping_country' => '', 'total' => '0.00', 'currency' => 'EUR' ), $order );
		$this->assertSame( array(), $order->get_items( array( 'line_item', 'fee', 'shipping', 'coupon', 'tax' ) ) );
		$this->assertSame( 0, $order->get_item_count() );
		$this->assertFalse( $order->needs_processing() );
	}

	public function test_values_of_lines(): void {
		$beans = $this->beans();
		$order = $this->order( $beans );
		$found = array_values( $order->get_items( array( 'line_item', 'fee', 'shipping', 'coupon' ) ) );
		$this->assertSame( array( 'line_item', 'fee', 'shipping', 'coupon' ), array_map( static fn( $item ) => $item->get_type(), $found ) );
		list( $line, $fee, $shipping, $coupon ) = $found;
		$this->assertSame( array( $line->get_id() ), array_keys( $order->get_items() ) );
		$this->assertInstanceOf( \WC_Order_Item_Product::class, $line );
		$this->assertGetters(
			array(
				'name'         => 'Beans',
				'product_id'   => $beans->get_id(),
				'variation_id' => 0,
				'quantity'     => 2,
				'subtotal'     => '21',
				'subtotal_tax' => '0',
				'total'        => '21',
				'total_tax'    => '0',
				'order_id'     => $order->get_id(),
			),
			$line
		);
		$this->assertSame( $beans->get_id(), $line->get_product()->get_id() );
		$this->assertGetters( array( 'name' => 'Gift wrap', 'total' => '3.00', 'total_tax' => '0' ), $fee );
		$this->assertGetters( array( 'method_title' => 'Flat rate', 'total' => '4', 'total_tax' => '0' ), $shipping );
		$this->assertGetters( array( 'code' => 'ten', 'discount' => '1', 'discount_tax' => '0' ), $coupon );
	}

	public function test_taxes_that_lines_are_given(): void {
		$order = wc_create_order();
		$line  = new \WC_Order_Item_Product();
		$line->set_props( array( 'name' => 'Tea', 'quantity' => 3, 'subtotal' => '30', 'total' => '27.5' ) );
		$line->set_taxes( array( 'subtotal' => array( 1 => '5.7' ), 'total' => array( 1 => '5.225' ) ) );
		$order->add_item( $line );
		$shipping = new \WC_Order_Item_Shipping();
		$shipping->set_total( '5' );
		$shipping->set_taxes( array( 'total' => array( 1 => '0.95' ) ) );
		$order->add_item( $shipping );
		$order->update_taxes();
		$order->calculate_totals( false );
		$order = wc_get_order( $order->get_id() );
		$this->assertGetters( array( 'cart_tax' => '5.23', 'shipping_tax' => '0.95', 'total_tax' => '6.18', 'discount_total' => '2.5', 'total' => '38.68' ), $order );
		$this->assertGetters( array( 'subtotal' => '30', 'subtotal_tax' => '5.7', 'total' => '27.5', 'total_tax' => '5.23' ), current( $order->get_items() ) );
		$tax = current( $order->get_items( 'tax' ) );
		$this->assertInstanceOf( \WC_Order_Item_Tax::class, $tax );
		$this->assertGetters( array( 'rate_id' => 1, 'label' => 'Tax', 'tax_total' => '5.23', 'shipping_tax_total' => '0.95' ), $tax );
	}

	public function test_totals_are_rounded_to_the_decimals_of_prices_while_they_are_read(): void {
		$order = wc_create_order();
		add_filter( 'wc_get_price_decimals', array( self::class, 'four' ) );
		$order->set_total( '12.3455' );
		$order->save();
		$this->assertSame( '12.3455', wc_get_order( $order->get_id() )->get_total() );
		remove_filter( 'wc_get_price_decimals', array( self::class, 'four' ) );
		wp_cache_flush();
		$this->assertSame( '12.35', wc_get_order( $order->get_id() )->get_total() );
	}

	public static function four(): int {
		return 4;
	}

	public function test_status_changes_move_stock_and_tell_of_it(): void {
		$order = $this->order();
		$this->assertHooks(
			array(
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_order_status_on-hold( int, WC_Order, array )',
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_updated_product_stock( int )',
				'woocommerce_update_product( int, WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
				'woocommerce_reduce_order_item_stock( WC_Order_Item_Product, array, WC_Order )',
				'woocommerce_reduce_order_stock( WC_Order )',
				'woocommerce_order_status_pending_to_on-hold( int, WC_Order )',
				'woocommerce_order_status_changed( int, pending, on-hold, WC_Order )',
			),
			static function () use ( $order ) {
				$order->update_status( 'on-hold' );
			}
		);
		$line = current( wc_get_order( $order->get_id() )->get_items() );
		$this->assertSame( 3, $line->get_product()->get_stock_quantity() );
		$this->assertEquals( 2, $line->get_meta( '_reduced_stock' ) );
		$this->assertHooks(
			array(
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_order_status_pending( int, WC_Order, array )',
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_updated_product_stock( int )',
				'woocommerce_update_product( int, WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
				'woocommerce_restore_order_item_stock( WC_Order_Item_Product, int, int, WC_Order )',
				'woocommerce_restore_order_stock( WC_Order )',
				'woocommerce_order_status_on-hold_to_pending( int, WC_Order )',
				'woocommerce_order_status_changed( int, on-hold, pending, WC_Order )',
			),
			static function () use ( $order ) {
				wc_get_order( $order->get_id() )->update_status( 'pending' );
			}
		);
	}

	public function test_payment_complete(): void {
		$customer = wc_create_new_customer( 'payer-' . uniqid() . '@example.test', '', 'secret' );
		$order    = $this->order();
		$order->set_customer_id( $customer );
		$order->save();
		$this->assertHooks(
			array(
				'woocommerce_pre_payment_complete( int, tx1 )',
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_order_status_processing( int, WC_Order, array )',
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_updated_product_stock( int )',
				'woocommerce_update_product( int, WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
				'woocommerce_reduce_order_item_stock( WC_Order_Item_Product, array, WC_Order )',
				'woocommerce_reduce_order_stock( WC_Order )',
				'woocommerce_order_status_pending_to_processing( int, WC_Order )',
				'woocommerce_order_status_changed( int, pending, processing, WC_Order )',
				'woocommerce_order_payment_status_changed( int, WC_Order )',
				'woocommerce_payment_complete( int, tx1 )',
				'woocommerce_update_customer( int, WC_Customer )',
			),
			static function () use ( $order ) {
				$order->payment_complete( 'tx1' );
			}
		);
		$paid = wc_get_order( $order->get_id() );
		$this->assertGetters( array( 'status' => 'processing', 'transaction_id' => 'tx1', 'date_completed' => null ), $paid );
		$this->assertEqualsWithDelta( time(), $paid->get_date_paid()->getTimestamp(), 5 );
		$this->assertTrue( $paid->is_paid() );
		$this->assertHooks(
			array(
				'woocommerce_pre_payment_complete( int, tx2 )',
				'woocommerce_payment_complete_order_status_processing( int, tx2 )',
			),
			static function () use ( $paid ) {
				$paid->payment_complete( 'tx2' );
			}
		);
	}

	public function test_paid_and_completed_dates(): void {
		$order = $this->order();
		$order->update_status( 'completed' );
		$order = wc_get_order( $order->get_id() );
		$this->assertEqualsWithDelta( time(), $order->get_date_paid()->getTimestamp(), 5, 'going past processing counts as paid' );
		$this->assertEqualsWithDelta( time(), $order->get_date_completed()->getTimestamp(), 5 );
		$order->set_date_paid( null );
		$order->save();
		$this->assertNull( wc_get_order( $order->get_id() )->get_date_paid() );
	}

	public function test_statuses(): void {
		$order = wc_create_order( array( 'status' => 'wc-on-hold' ) );
		$this->assertSame( 'on-hold', $order->get_status() );
		$order->update_status( 'no-such-status' );
		$this->assertSame( 'pending', wc_get_order( $order->get_id() )->get_status(), 'an unknown status counts as pending' );
		$add = static fn( $statuses ) => $statuses + array( 'wc-packed' => 'Packed' );
		add_filter( 'wc_order_statuses', $add );
		$order->update_status( 'packed' );
		$this->assertSame( 'packed', wc_get_order( $order->get_id() )->get_status() );
		remove_filter( 'wc_order_statuses', $add );
		wp_cache_flush();
		$this->assertSame( 'packed', wc_get_order( $order->get_id() )->get_status(), 'what is stored is read as it is' );
	}

	public function test_an_order_leaves_draft(): void {
		$order = null;
		$this->assertHooks(
			array(
				'woocommerce_order_status_checkout-draft( int, WC_Order, array )',
				'woocommerce_order_status_pending_to_checkout-draft( int, WC_Order )',
				'woocommerce_order_status_changed( int, pending, checkout-draft, WC_Order )',
			),
			static function () use ( &$order ) {
				$order = wc_create_order( array( 'status' => 'checkout-draft' ) );
			}
		);
		$this->assertHooks(
			array(
				'woocommerce_new_order( int, WC_Order )',
				'woocommerce_order_status_on-hold( int, WC_Order, array )',
				'woocommerce_reduce_order_stock( WC_Order )',
				'woocommerce_order_status_checkout-draft_to_on-hold( int, WC_Order )',
				'woocommerce_order_status_changed( int, checkout-draft, on-hold, WC_Order )',
			),
			static function () use ( $order ) {
				wc_get_order( $order->get_id() )->update_status( 'on-hold' );
			}
		);
	}

	public function test_trash_and_back(): void {
		$this->need_order_tables();
		$order = $this->order();
		$order->update_status( 'cancelled' );
		$this->assertHooks(
			array( 'woocommerce_before_trash_order( int, WC_Order )', 'woocommerce_trash_order( int )' ),
			static function () use ( $order ) {
				wc_get_order( $order->get_id() )->delete();
			}
		);
		$binned = wc_get_order( $order->get_id() );
		$this->assertSame( 'trash', $binned->get_status() );
		$this->assertSame( 'wc-cancelled', $binned->get_meta( '_wp_trash_meta_status' ) );
		$hooks = HookSpy::watch(
			static function () use ( $binned ) {
				$binned->untrash();
			}
		);
		// An update follows where the clock has gone on to the next second meanwhile: no listener may count on it.
		$this->assertSame(
			array(
				'woocommerce_untrash_order( int, wc-cancelled )',
				'woocommerce_order_status_cancelled( int, WC_Order, array )',
				'woocommerce_order_status_trash_to_cancelled( int, WC_Order )',
				'woocommerce_order_status_changed( int, trash, cancelled, WC_Order )',
			),
			array_values( array_diff( $hooks, array( 'woocommerce_update_order( int, WC_Order )' ) ) )
		);
		$this->assertSame( 'cancelled', wc_get_order( $order->get_id() )->get_status() );
	}

	public function test_deleting_an_order_takes_its_refunds_along(): void {
		$this->need_order_tables();
		$order  = $this->order();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '1' ) );
		$ids    = array( $order->get_id(), $refund->get_id() );
		$this->assertHooks(
			array( 'woocommerce_before_delete_order( int, WC_Order )', 'woocommerce_delete_order( int )' ),
			static function () use ( $order ) {
				$order->delete( true );
			}
		);
		$this->assertSame( array( false, false ), array_map( 'wc_get_order', $ids ) );
		$this->assertSame( 0, $order->get_id() );
	}

	public function test_meta_data_of_an_order(): void {
		$order = $this->order();
		$order->update_meta_data( '_gift', array( 'to' => 'Bo' ) );
		$order->save();
		$order = wc_get_order( $order->get_id() );
		$this->assertSame( array( 'to' => 'Bo' ), $order->get_meta( '_gift' ) );
		$this->assertSame( '', $order->get_meta( '_none' ) );
		$this->assertTrue( $order->meta_exists( '_gift' ) );
		$order->delete_meta_data( '_gift' );
		$order->save();
		$this->assertSame( '', wc_get_order( $order->get_id() )->get_meta( '_gift' ) );
	}

	public function test_lines_of_a_product_that_is_gone(): void {
		$beans = $this->beans();
		$order = $this->order( $beans );
		$beans->delete( true );
		wp_cache_flush();
		$line = current( wc_get_order( $order->get_id() )->get_items() );
		$this->assertGetters( array( 'product_id' => 0, 'variation_id' => 0, 'name' => 'Beans' ), $line );
		$this->assertFalse( $line->get_product() );
	}

	public function test_orders_of_a_user_who_is_gone(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$id    = wc_create_new_customer( 'gone-' . uniqid() . '@example.test', '', 'secret' );
		$order = wc_create_order( array( 'customer_id' => $id ) );
		$this->assertSame( get_user_by( 'id', $id )->user_email, $order->get_billing_email(), 'an order without an e-mail takes the account\'s' );
		$this->assertSame( $id, wc_get_order( $order->get_id() )->get_user()->ID );
		wp_delete_user( $id );
		wp_cache_flush();
		$this->assertSame( 0, wc_get_order( $order->get_id() )->get_customer_id() );
	}

	public function test_a_wrong_billing_address_is_refused(): void {
		$this->expectException( \WC_Data_Exception::class );
		( new \WC_Order() )->set_billing_email( 'not an address' );
	}
}
