<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

use PHPUnit\Framework\TestCase;
use Storewire\Shop\Snapshots;
use Storewire\Shop\SnapshotValue;
use Storewire\Tests\Support\ShopFixtures;
use Storewire\Tests\Sync\SyncShop;

/**
 * What is read from the shop: the kinds of value that src/core/snapshot/ declares, whatever WooCommerce and other
 * plugins make of it.
 */
final class SnapshotsTest extends TestCase {

	private SyncShop $shop;
	private Snapshots $snapshots;

	protected function setUp(): void {
		parent::setUp();
		$this->shop      = ( new SyncShop() )->open();
		$this->snapshots = new Snapshots();
	}

	protected function tearDown(): void {
		$this->shop->close();
		parent::tearDown();
	}

	private function order( int $id ): array {
		wp_cache_flush();
		return $this->snapshots->orders( array( $id ) )->snapshots[ $id ];
	}

	/** S4, S5: an order with its buyer, lines, fee, coupon and refunds. */
	public function test_an_order_with_all_that_belongs_to_it(): void {
		$id    = $this->shop->order( 11, array( 'customer' => $this->shop->users[0], 'status' => 'completed' ) );
		$order = wc_get_order( $id );
		$fee   = new \WC_Order_Item_Fee();
		$fee->set_name( 'Wrapping' );
		$fee->set_total( '3.5' );
		$order->add_item( $fee );
		$coupon = new \WC_Order_Item_Coupon();
		$coupon->set_code( 'spring' );
		$order->add_item( $coupon );
		$order->set_transaction_id( 'ch_1' );
		$order->save();
		$line = array_key_first( $order->get_items() );
		wc_create_refund( array( 'order_id' => $id, 'amount' => '12.50', 'reason' => 'Chipped', 'line_items' => array( $line => array( 'qty' => 1, 'refund_total' => 12.5 ) ) ) );
		wc_create_refund( array( 'order_id' => $id, 'amount' => '1' ) );

		$read = $this->order( $id );
		$this->assertSame( array( (string) $id, (string) $id, 'completed', 'EUR', false, 'checkout', false ), array( $read['id'], $read['number'], $read['status'], $read['currency'], $read['pricesIncludeTax'], $read['createdVia'], $read['renewal'] ) );
		$this->assertSame( array( 'id' => (string) $this->shop->users[0], 'roles' => array( 'customer' ), 'email' => 'sync-0@shop.example' ), $read['customer'] );
		$this->assertSame( array( 'Ann', 'Oslo', 'Ann11@Guests.example' ), array( $read['billing']['firstName'], $read['billing']['city'], $read['billing']['email'] ) );
		$this->assertSame( gmmktime( 12, 0, 0, 6, 11, 2001 ), $read['createdAt'] );
		$this->assertSame( gmmktime( 12, 5, 0, 6, 11, 2001 ), $read['paidAt'] );
		$this->assertSame( array( array( '3.5' ), array( 'spring' ), 'ch_1' ), array( $read['fees'], $read['coupons'], $read['transactionId'] ) );
		$this->assertSame(
			array(
				array(
					'id'          => (string) $line,
					'productId'   => (string) $this->shop->products[0],
					'variationId' => '0',
					'name'        => 'Kettle & pot',
					'sku'         => 'SYNC-publish',
					'quantity'    => '2',
					'subtotal'    => '25',
					'total'       => '25',
					'totalTax'    => '0',
				),
			),
			array_map(
				static function ( array $item ): array {
					foreach ( array( 'subtotal', 'total' ) as $amount ) {
						$item[ $amount ] = (string) (float) $item[ $amount ];
					}
					return $item;
				},
				$read['items']
			)
		);
		$this->assertSame( array( array( 12.5, 'Chipped', 1 ), array( 1.0, '', 0 ) ), array_map( static fn( $refund ) => array( (float) $refund['amount'], $refund['reason'], count( $refund['items'] ) ), $read['refunds'] ) );
		$this->assertSame( '-1', $read['refunds'][0]['items'][0]['quantity'] );
		$this->only_plain_values( $read );
	}

	/** E5: amounts keep the decimals of the order's own currency, where the shop's has fewer. */
	public function test_a_currency_with_more_decimals_than_the_shops_is_not_rounded(): void {
		$this->assertSame( 2, wc_get_price_decimals() );
		$three = static fn() => 3;
		add_filter( 'wc_get_price_decimals', $three );
		$id = $this->shop->order( 12, array( 'currency' => 'KWD', 'price' => '12.345' ) );
		remove_filter( 'wc_get_price_decimals', $three );
		$read = $this->order( $id );
		$this->assertSame( 12.345, (float) $read['total'] );
		$this->assertSame( '12.345', $read['items'][0]['total'] );
		$this->assertSame( 2, wc_get_price_decimals(), 'The shop goes on as before.' );
	}

	/** Decimals never have an exponent, whatever another plugin's filter returns. */
	public function test_floats_become_plain_decimals(): void {
		$this->assertSame( array( '0.0001', '1000000000000', '12.5', '7', null ), array_map( array( SnapshotValue::class, 'decimal' ), array( 1e-4, 1e12, 12.5, 7, null ) ) );
	}

	/** S6: a variable product with its variations in menu order, its category and stock, leaving no transient behind. */
	public function test_a_variable_product(): void {
		$category = wp_insert_term( 'Tea & more', 'product_cat' )['term_id'];
		list( $product ) = ShopFixtures::variable(
			array( 'name' => 'Green tea', 'category_ids' => array( $category ), 'manage_stock' => true, 'stock_quantity' => 7 ),
			'Size',
			array(
				'Large' => array( 'regular_price' => '4.20', 'menu_order' => 2 ),
				'Small' => array( 'regular_price' => '4.20', 'menu_order' => 1 ),
			)
		);
		$this->shop->products[] = $product->get_id();
		delete_transient( 'wc_product_children_' . $product->get_id() );
		wp_cache_flush();
		$read = $this->snapshots->products( array( $product->get_id() ) )->snapshots[ $product->get_id() ];
		$this->assertSame( array( 'variable', 'publish', 'Green tea' ), array( $read['type'], $read['status'], $read['name'] ) );
		$this->assertSame( array( array( (string) $category, 'Tea & more', '0' ) ), array_map( static fn( $category ) => array( $category['id'], $category['name'], $category['parentId'] ), $read['categories'] ) );
		$this->assertSame( array( 'Small', 'Large' ), array_map( static fn( $variation ) => $variation['attributes'][0]['value'], $read['variations'] ) );
		$this->assertSame( 'Size', $read['variations'][0]['attributes'][0]['name'] );
		$this->assertSame( array( '4.20', true, '7' ), array( $read['variations'][0]['regularPrice'], $read['variations'][0]['manageStock'], $read['variations'][0]['stockQuantity'] ), 'Stock is counted for the product.' );
		$this->assertFalse( get_transient( 'wc_product_children_' . $product->get_id() ) );
		$this->only_plain_values( $read );
		wp_delete_term( $category, 'product_cat' );
	}

	/** S1, S11: a user with two roles, and the sums of the orders. */
	public function test_a_customer_with_the_sums_of_the_orders(): void {
		$second = $this->shop->order( 13, array( 'customer' => $this->shop->users[0], 'status' => 'completed' ) );
		wc_create_refund( array( 'order_id' => $second, 'amount' => '5' ) );
		$this->shop->order( 14, array( 'customer' => $this->shop->users[0] ) );
		wp_cache_flush();
		$read = $this->snapshots->contacts( $this->shop->users )->snapshots;
		$this->assertSame( array( 'shop_manager', 'subscriber' ), $read[ $this->shop->users[1] ]['roles'] );
		$this->assertSame( gmmktime( 4, 5, 6, 2, 3, 2001 ), $read[ $this->shop->users[0] ]['createdAt'] );
		$rows = array();
		foreach ( $read[ $this->shop->users[0] ]['revenue'] as $row ) {
			$rows[ $row['status'] ] = array( $row['currency'], $row['paid'], $row['orders'], (float) $row['total'], (float) $row['refunded'] );
		}
		ksort( $rows );
		$this->assertSame( array( 'completed' => array( 'EUR', true, 2, 50.0, 5.0 ), 'pending' => array( 'EUR', false, 1, 25.0, 0.0 ) ), $rows );
		$this->only_plain_values( $read );
	}

	/** S9: reading forty orders asks the database no more often than reading twenty. */
	public function test_the_number_of_queries_does_not_grow_with_the_orders(): void {
		global $wpdb;
		if ( function_exists( 'stand_in_install' ) ) {
			$this->markTestSkipped( 'The stand-in shop loads orders one by one.' );
		}
		$this->shop->grow( 60 );
		$tables  = new \Storewire\Shop\ObjectPages();
		$ids     = $tables->page( 'orders', 0, PHP_INT_MAX, 60, SyncShop::FROM, SyncShop::TO );
		$queries = array();
		foreach ( array( 20, 40 ) as $count ) {
			Snapshots::forget();
			$before = $wpdb->num_queries;
			$this->assertCount( $count, $this->snapshots->orders( array_slice( $ids, 0, $count ) )->snapshots );
			$queries[] = $wpdb->num_queries - $before;
		}
		// Where orders are posts WooCommerce itself asks once for each, and an older one three times, here for 20 orders and 4 refunds more.
		$times = version_compare( WC_VERSION, '11', '<' ) ? 3 : 1;
		$own   = \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ? 0 : 24 * $times;
		$this->assertLessThanOrEqual( $queries[0] + $own + 2, $queries[1] );
	}

	/** S12: an order says what was sold, whatever became of the product: its record needs no other one when that is deleted. */
	public function test_a_line_whose_product_is_gone(): void {
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Mug', 'regular_price' => '9.00' ) );
		$product->save();
		$order = wc_create_order();
		$order->add_product( $product );
		$order->save();
		$before = $this->snapshots->orders( array( $order->get_id() ) )->snapshots[ $order->get_id() ];
		$this->assertSame( (string) $product->get_id(), $before['items'][0]['productId'] );
		$id = $product->get_id();
		$product->delete( true );
		wp_cache_flush();
		$after = $this->snapshots->orders( array( $order->get_id() ) )->snapshots[ $order->get_id() ];
		$this->assertSame( array( (string) $id, $before['fingerprint'] ), array( $after['items'][0]['productId'], $after['fingerprint'] ) );
		$order->delete( true );
	}

	/** An object that is broken fails alone, and says why; one that is gone is in neither list. */
	public function test_what_cannot_be_read_fails_alone(): void {
		$good = $this->shop->order( 15 );
		$bad  = $this->shop->order( 16 );
		if ( function_exists( 'stand_in_install' ) ) {
			$this->markTestSkipped( 'The stand-in shop has one class for all orders.' );
		}
		$turn = static fn( $class, $type, $id ) => (int) $id === $bad ? 'No_Such_Class' : $class;
		add_filter( 'woocommerce_order_class', $turn, 10, 3 );
		wp_cache_flush();
		$batch = $this->snapshots->orders( array( $good, $bad, 999999999 ) );
		remove_filter( 'woocommerce_order_class', $turn );
		$this->assertSame( array( $good ), array_keys( $batch->snapshots ) );
		$this->assertSame( array( $bad ), array_keys( $batch->failures ) );
		$this->assertStringContainsString( 'broken', $batch->failures[ $bad ] );
		$batch = $this->snapshots->products( array( $this->shop->products[0], 999999999 ) );
		$this->assertSame( array( array( $this->shop->products[0] ), array() ), array( array_keys( $batch->snapshots ), array_keys( $batch->failures ) ) );
	}

	/** @param mixed $value A snapshot may hold texts, whole numbers, booleans, null, lists and maps. */
	private function only_plain_values( $value ): void {
		if ( is_array( $value ) ) {
			array_map( array( $this, 'only_plain_values' ), $value );
		} else {
			$this->assertTrue( null === $value || is_string( $value ) || is_int( $value ) || is_bool( $value ), gettype( $value ) );
		}
	}
}
