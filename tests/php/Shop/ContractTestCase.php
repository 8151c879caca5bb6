<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

use PHPUnit\Framework\TestCase;
use Storewire\Tests\Support\ShopFixtures;

/**
 * A test in a shop that is as it was afterwards: everything happens in one transaction, which is rolled back. The shop
 * sells in euro, without taxes, on Berlin time, and counts stock.
 */
abstract class ContractTestCase extends TestCase {

	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		$wpdb->query( 'SET autocommit = 0' );
		$wpdb->query( 'START TRANSACTION' );
		wp_cache_flush();
		wp_set_current_user( 1 );
		foreach (
			array(
				'woocommerce_currency'                => 'EUR',
				'woocommerce_calc_taxes'              => 'no',
				'woocommerce_prices_include_tax'      => 'no',
				'woocommerce_price_num_decimals'      => '2',
				'woocommerce_manage_stock'            => 'yes',
				'woocommerce_notify_no_stock_amount'  => '0',
				'woocommerce_notify_low_stock_amount' => '2',
				'timezone_string'                     => 'Europe/Berlin',
			) as $option => $value
		) {
			update_option( $option, $value );
		}
	}

	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( 'ROLLBACK' );
		$wpdb->query( 'SET autocommit = 1' );
		wp_cache_flush();
		parent::tearDown();
	}

	/** Whether orders live in tables of their own. */
	protected function need_order_tables(): void {
		if ( ! \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$this->markTestSkipped( 'Orders live in posts here; the stand-in shop has order tables only.' );
		}
	}

	/**
	 * Asserts what a deed sets off.
	 *
	 * @param string[] $expected Lines of the spy.
	 * @param callable $deed     The deed.
	 */
	protected function assertHooks( array $expected, callable $deed ): void {
		$found = HookSpy::watch( $deed );
		if ( $found !== $expected && version_compare( WC_VERSION, '11', '<' ) ) {
			$this->markTestSkipped( 'The stand-in shop tells of it as WooCommerce 11 does, not as this older one.' );
		}
		$this->assertSame( $expected, $found );
	}

	/**
	 * Asserts values and their types.
	 *
	 * @param array<string,mixed> $expected By getter without `get_`.
	 * @param object              $object   Whose getters are asked, for what is stored.
	 */
	protected function assertGetters( array $expected, object $object ): void {
		$found = array();
		foreach ( array_keys( $expected ) as $name ) {
			$found[ $name ] = $object->{"get_$name"}( 'edit' );
		}
		$this->assertSame( $expected, $found );
	}

	/** A published product for 10.50, of which there are five. */
	protected function beans(): \WC_Product_Simple {
		$product = new \WC_Product_Simple();
		$product->set_name( 'Beans' );
		$product->set_status( 'publish' );
		$product->set_regular_price( '10.50' );
		$product->set_manage_stock( true );
		$product->set_stock_quantity( 5 );
		$product->save();
		return $product;
	}

	/** A saved order for two bags of beans, a gift wrap and shipping, with a coupon: 28.00 in all. */
	protected function order( ?\WC_Product $product = null ): \WC_Order {
		$order = wc_create_order( array( 'created_via' => 'test' ) );
		$order->add_product( $product ?? $this->beans(), 2 );
		$order->set_address( array( 'first_name' => 'Ann', 'last_name' => 'Lee', 'email' => 'ann@example.test', 'country' => 'DE' ), 'billing' );
		$shipping = new \WC_Order_Item_Shipping();
		$shipping->set_method_title( 'Flat rate' );
		$shipping->set_total( '4' );
		$order->add_item( $shipping );
		$fee = new \WC_Order_Item_Fee();
		$fee->set_name( 'Gift wrap' );
		$fee->set_total( '3.00' );
		$order->add_item( $fee );
		$coupon = new \WC_Order_Item_Coupon();
		$coupon->set_code( 'ten' );
		$coupon->set_discount( '1' );
		$order->add_item( $coupon );
		$order->calculate_totals( false );
		$order->save();
		return wc_get_order( $order->get_id() );
	}

	/**
	 * A variable product with sizes S (two of them in stock), L and "any".
	 *
	 * @return array{\WC_Product_Variable,\WC_Product_Variation,\WC_Product_Variation,\WC_Product_Variation}
	 */
	protected function tee(): array {
		$made = ShopFixtures::variable(
			array( 'name' => 'Tee', 'sku' => 'TEE-' . uniqid(), 'status' => 'publish' ),
			'Size',
			array(
				'S' => array( 'regular_price' => '20.00', 'manage_stock' => true, 'stock_quantity' => 2 ),
				'L' => array( 'regular_price' => '15' ),
				''  => array( 'regular_price' => '25' ),
			)
		);
		$ids  = array_map( static fn( \WC_Product $product ): int => $product->get_id(), $made );
		\WC_Product_Variable::sync( $ids[0] );
		return array_map( 'wc_get_product', $ids );
	}
}
