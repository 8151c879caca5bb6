<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/** Finding orders and products, and what SQL sees in the tables. */
trait QueryContract {

	/** @return int[] Three orders of one buyer: a month apart, pending, processing, completed; the last one has a refund. */
	private function three_orders(): array {
		$ids = array();
		foreach ( array( 'pending' => '2026-01-10 10:00:00', 'processing' => '2026-02-10 10:00:00', 'completed' => '2026-03-10 10:00:00' ) as $status => $day ) {
			$order = $this->order();
			$order->set_date_created( $day );
			$order->set_billing_email( 'three@example.test' );
			$order->set_customer_id( 1 );
			$order->set_status( $status );
			$order->save();
			$ids[] = $order->get_id();
		}
		wc_create_refund( array( 'order_id' => $ids[2], 'amount' => '1' ) );
		return $ids;
	}

	/** @return array<string,array{int[],array<string,mixed>}> Which of the three, by arguments. */
	public static function queries(): array {
		return array(
			'newest first'         => array( array( 2, 1, 0 ), array() ),
			'oldest first'         => array( array( 0, 1, 2 ), array( 'order' => 'ASC' ) ),
			'by id'                => array( array( 0, 1, 2 ), array( 'orderby' => 'ID', 'order' => 'ASC' ) ),
			'a page'               => array( array( 1 ), array( 'limit' => 1, 'paged' => 2 ) ),
			'an offset'            => array( array( 1, 0 ), array( 'limit' => 5, 'offset' => 1 ) ),
			'a status'             => array( array( 1 ), array( 'status' => 'processing' ) ),
			'statuses'             => array( array( 2, 0 ), array( 'status' => array( 'wc-completed', 'pending' ) ) ),
			'after'                => array( array( 2, 1 ), array( 'date_created' => '>=1769900400' ) ), // 1 February in Berlin
			'before'               => array( array( 0 ), array( 'date_created' => '<1769900400' ) ),
			'between days'         => array( array( 1 ), array( 'date_created' => '2026-02-10...2026-02-10' ) ),
			'on a day'             => array( array( 1 ), array( 'date_created' => '2026-02-10' ) ),
			'of a customer'        => array( array( 2, 1, 0 ), array( 'customer_id' => 1 ) ),
			'of another customer'  => array( array(), array( 'customer_id' => 987654 ) ),
			'paid lately'          => array( array( 2, 1 ), array( 'date_paid' => '>=' . ( time() - 100 ) ) ),
		);
	}

	/**
	 * @dataProvider queries
	 *
	 * @param int[]               $expected Places in the list of three.
	 * @param array<string,mixed> $args     Arguments.
	 */
	public function test_finding_orders( array $expected, array $args ): void {
		$ids   = $this->three_orders();
		$found = wc_get_orders( $args + array( 'type' => 'shop_order', 'billing_email' => 'three@example.test', 'limit' => -1, 'return' => 'ids' ) );
		$this->assertSame( array_map( static fn( $place ) => $ids[ $place ], $expected ), $found );
	}

	public function test_pages_and_objects(): void {
		$ids   = $this->three_orders();
		$found = wc_get_orders( array( 'type' => 'shop_order', 'billing_email' => 'three@example.test', 'limit' => 2, 'paginate' => true, 'order' => 'ASC' ) );
		$this->assertSame( 3, $found->total );
		$this->assertEquals( 2, $found->max_num_pages );
		$this->assertSame( array( $ids[0], $ids[1] ), array_map( static fn( $order ) => $order->get_id(), $found->orders ) );
		$this->assertContainsOnlyInstancesOf( \WC_Order::class, $found->orders );
	}

	public function test_refunds_are_found_unless_a_type_is_asked_for(): void {
		$ids = $this->three_orders();
		$all = wc_get_orders( array( 'parent' => $ids[2], 'limit' => -1 ) );
		$this->assertCount( 1, $all );
		$this->assertInstanceOf( \WC_Order_Refund::class, $all[0] );
		$this->assertSame( array(), wc_get_orders( array( 'type' => 'shop_order', 'parent' => $ids[2], 'limit' => -1 ) ) );
	}

	public function test_trash_and_drafts_are_found_by_name_only(): void {
		$order = $this->order();
		$id    = $order->get_id();
		$order->delete();
		$this->assertNotContains( $id, wc_get_orders( array( 'type' => 'shop_order', 'limit' => -1, 'return' => 'ids' ) ) );
		$this->assertContains( $id, wc_get_orders( array( 'type' => 'shop_order', 'status' => 'trash', 'limit' => -1, 'return' => 'ids' ) ) );
	}

	public function test_many_orders_at_once_in_the_order_asked_for(): void {
		$ids     = $this->three_orders();
		$refund  = wc_get_orders( array( 'parent' => $ids[2], 'return' => 'ids' ) )[0];
		$wanted  = array( $ids[1], $refund, $ids[0] );
		$found   = \WC_Order_Factory::get_orders( $wanted );
		$this->assertSame( $wanted, array_map( static fn( $order ) => $order->get_id(), $found ) );
		$this->assertInstanceOf( \WC_Order_Refund::class, $found[1] );
		$this->assertSame( array(), \WC_Order_Factory::get_orders( array() ) );
		$this->need_order_tables();
		$orders = array_filter( \WC_Order_Factory::get_orders( array( 987654321, $ids[0] ) ), static fn( $order ) => $order instanceof \WC_Order );
		$this->assertSame( array( $ids[0] ), array_values( array_map( static fn( $order ) => $order->get_id(), $orders ) ) );
	}

	public function test_what_is_not_there(): void {
		$product = $this->beans()->get_id();
		$this->assertFalse( wc_get_order( 987654321 ) );
		$this->assertFalse( wc_get_order( $product ) );
		$this->assertFalse( wc_get_product( 987654321 ) );
		$this->assertFalse( wc_get_product( wc_create_order()->get_id() ) );
	}

	public function test_finding_products(): void {
		$category = wp_insert_term( 'Found ' . uniqid(), 'product_cat', array( 'slug' => 'found-here' ) )['term_id'];
		list( $tee, $small ) = $this->tee();
		$beans   = $this->beans();
		$ids     = array( $beans->get_id(), $tee->get_id() );
		foreach ( $ids as $id ) {
			$product = wc_get_product( $id );
			$product->set_category_ids( array( $category ) );
			$product->save();
		}
		$common = array( 'category' => array( 'found-here' ), 'limit' => -1, 'orderby' => 'ID', 'order' => 'DESC', 'return' => 'ids' );
		$this->assertSame( $ids, wc_get_products( $common ) );
		$this->assertSame( array( $ids[0] ), wc_get_products( array( 'type' => 'simple' ) + $common ) );
		$this->assertSame( array(), wc_get_products( array( 'status' => 'draft' ) + $common ) );
		$this->assertSame( array( $ids[1] ), wc_get_products( array( 'limit' => 1, 'page' => 2 ) + $common ) );
		$objects = wc_get_products( array( 'return' => 'objects' ) + $common );
		$this->assertInstanceOf( \WC_Product_Variable::class, $objects[1] );
		$this->assertContains( $small->get_id(), wc_get_products( array( 'type' => 'variation', 'parent' => $tee->get_id(), 'limit' => -1, 'return' => 'ids' ) ) );
	}

	public function test_order_rows(): void {
		$this->need_order_tables();
		$order = $this->order();
		$order->set_date_created( '2026-07-01 12:00:00' );
		$order->set_transaction_id( 'tx9' );
		$order->save();
		$order->update_status( 'completed' );
		$row = $this->row( 'wc_orders', 'id', $order->get_id() );
		$this->assertSame(
			array( 'wc-completed', 'EUR', 'shop_order', '0.00000000', '28.00000000', '0', 'ann@example.test', '2026-07-01 10:00:00', '0', 'tx9' ),
			array( $row->status, $row->currency, $row->type, $row->tax_amount, $row->total_amount, $row->customer_id, $row->billing_email, $row->date_created_gmt, $row->parent_order_id, $row->transaction_id )
		);
		$this->assertNow( $row->date_updated_gmt );
		$row = $this->row( 'wc_order_operational_data', 'order_id', $order->get_id() );
		$this->assertSame(
			array( 'test', '0', '4.00000000', '0.00000000', '0.00000000', '1' ),
			array( $row->created_via, $row->prices_include_tax, $row->shipping_total_amount, $row->shipping_tax_amount, $row->discount_total_amount, $row->order_stock_reduced )
		);
		$this->assertNow( $row->date_paid_gmt );
		$this->assertNow( $row->date_completed_gmt );
		$row = $this->row( 'wc_order_addresses', 'order_id', $order->get_id() );
		$this->assertSame( array( 'billing', 'Ann', 'Lee', null, 'DE', 'ann@example.test' ), array( $row->address_type, $row->first_name, $row->last_name, $row->city, $row->country, $row->email ) );
		$this->assertSame( 'draft', get_post_status( $order->get_id() ) );
	}

	public function test_line_rows(): void {
		$beans = $this->beans();
		$order = $this->order( $beans );
		$meta  = $this->item_meta( current( $order->get_items() )->get_id() );
		$this->assertSame( array( (string) $beans->get_id(), '0', '2', '21', '0', '21', '0' ), array_map( static fn( $key ) => $meta[ $key ], array( '_product_id', '_variation_id', '_qty', '_line_subtotal', '_line_subtotal_tax', '_line_total', '_line_tax' ) ) );
		$shipping = $this->item_meta( current( $order->get_items( 'shipping' ) )->get_id() );
		$this->assertSame( array( '4', '0' ), array( $shipping['cost'], $shipping['total_tax'] ) );
		$coupon = current( $order->get_items( 'coupon' ) );
		$this->assertSame( array( 'ten', 'coupon' ), array( $this->row( 'woocommerce_order_items', 'order_item_id', $coupon->get_id() )->order_item_name, $this->row( 'woocommerce_order_items', 'order_item_id', $coupon->get_id() )->order_item_type ) );
		$this->assertSame( '1', $this->item_meta( $coupon->get_id() )['discount_amount'] );
	}

	public function test_refund_rows(): void {
		$this->need_order_tables();
		global $wpdb;
		$order  = $this->order();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '6.5', 'reason' => 'Late', 'date_created' => '2026-03-01T12:00:00Z' ) );
		$row    = $this->row( 'wc_orders', 'id', $refund->get_id() );
		$this->assertSame(
			array( 'wc-completed', 'shop_order_refund', '-6.50000000', (string) $order->get_id(), '2026-03-01 12:00:00', null, null ),
			array( $row->status, $row->type, $row->total_amount, $row->parent_order_id, $row->date_created_gmt, $row->customer_id, $row->billing_email )
		);
		$meta = array_column( $wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id = %d", $refund->get_id() ) ), 'meta_value', 'meta_key' );
		$this->assertSame( array( '6.5', 'Late', '1' ), array( $meta['_refund_amount'], $meta['_refund_reason'], $meta['_refunded_by'] ) );
	}

	public function test_trashed_and_draft_rows(): void {
		$this->need_order_tables();
		$order = $this->order();
		$id    = $order->get_id();
		$order->set_status( 'auto-draft' );
		$order->save();
		$this->assertSame( 'auto-draft', $this->row( 'wc_orders', 'id', $id )->status );
		wc_get_order( $id )->delete();
		$this->assertSame( 'trash', $this->row( 'wc_orders', 'id', $id )->status );
	}

	public function test_product_rows(): void {
		list( $tee, $small, $large, $any ) = $this->tee();
		$this->assertSame( array( '15', '20.00', '25' ), get_post_meta( $tee->get_id(), '_price' ) );
		$this->assertSame( 'instock', get_post_meta( $tee->get_id(), '_stock_status', true ) );
		$this->assertSame( array( 'variable' ), wp_list_pluck( get_the_terms( $tee->get_id(), 'product_type' ), 'slug' ) );
		$this->assertSame( array( 'S', 'L', '' ), array_map( static fn( $variation ) => get_post_meta( $variation->get_id(), 'attribute_size', true ), array( $small, $large, $any ) ) );
		$this->assertSame( array( 'yes', 'no' ), array( get_post_meta( $small->get_id(), '_manage_stock', true ), get_post_meta( $large->get_id(), '_manage_stock', true ) ) );
		$this->assertEquals( 2, get_post_meta( $small->get_id(), '_stock', true ) );
		$this->assertSame( array( 'Tee - S', 'Size: S', $tee->get_id(), 'publish' ), array( $small->get_name(), get_post( $small->get_id() )->post_excerpt, get_post( $small->get_id() )->post_parent, get_post( $small->get_id() )->post_status ) );
		$row = $this->row( 'wc_product_meta_lookup', 'product_id', $tee->get_id() );
		$this->assertSame( array( '15.0000', '25.0000', 'instock' ), array( $row->min_price, $row->max_price, $row->stock_status ) );
		$row = $this->row( 'wc_product_meta_lookup', 'product_id', $small->get_id() );
		$this->assertSame( array( '20.0000', '2', 'instock' ), array( $row->min_price, $row->stock_quantity, $row->stock_status ) );
	}

	private function row( string $table, string $column, int $id ): object {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}$table WHERE $column = %d", $id ) );
	}

	/** @return string[] Values by key. */
	private function item_meta( int $id ): array {
		global $wpdb;
		return array_column( $wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM {$wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id = %d", $id ) ), 'meta_value', 'meta_key' );
	}

	private function assertNow( ?string $utc ): void {
		$this->assertEqualsWithDelta( time(), strtotime( "$utc UTC" ), 5 );
	}
}
