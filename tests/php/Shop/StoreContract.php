<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Generated\Rules;

/** Customers, roles, settings, formatting, what WordPress is told of. */
trait StoreContract {

	public function test_a_new_account(): void {
		$email = 'Ann-' . uniqid() . '@example.test';
		$id    = 0;
		$this->assertHooks(
			array( 'user_register( int, array )', 'woocommerce_created_customer( int, array, boolean )' ),
			static function () use ( &$id, $email ) {
				$id = wc_create_new_customer( $email, '', 'secret', array( 'first_name' => 'Ann' ) );
			}
		);
		$this->assertSame( array( 'customer' ), get_userdata( $id )->roles );
		$this->assertSame( 'Ann', get_userdata( $id )->first_name );
		$this->assertInstanceOf( \WP_Error::class, wc_create_new_customer( $email, '', 'secret' ) );
		$this->assertInstanceOf( \WP_Error::class, wc_create_new_customer( 'no address', '', 'secret' ) );
	}

	public function test_a_customer(): void {
		$id = 0;
		$this->assertHooks(
			array( 'user_register( int, array )', 'woocommerce_created_customer( int, array, boolean )', 'woocommerce_new_customer( int, WC_Customer )' ),
			static function () use ( &$id ) {
				$customer = new \WC_Customer();
				$customer->set_email( 'bo-' . uniqid() . '@example.test' );
				$customer->set_username( 'bo-' . uniqid() );
				$customer->set_password( 'secret' );
				$customer->set_first_name( 'Bo' );
				$id = $customer->save();
			}
		);
		$this->assertHooks(
			array( 'woocommerce_update_customer( int, WC_Customer )' ),
			static function () use ( $id ) {
				$customer = new \WC_Customer( $id );
				$customer->set_last_name( 'Ek' );
				$customer->set_billing_city( 'Bonn' );
				$customer->save();
			}
		);
		$customer = new \WC_Customer( $id );
		$this->assertGetters(
			array(
				'first_name'         => 'Bo',
				'last_name'          => 'Ek',
				'role'               => 'customer',
				'billing_city'       => 'Bonn',
				'billing_phone'      => '',
				'shipping_city'      => '',
				'is_paying_customer' => false,
			),
			$customer
		);
		$this->assertSame( get_userdata( $id )->user_registered, $customer->get_date_created()->date( 'Y-m-d H:i:s' ), 'UTC in the table, and yet taken for the site\'s time' );
		$this->assertEqualsWithDelta( time(), $customer->get_date_modified()->getTimestamp(), 5 );
		$this->assertSame( 'Bonn', get_user_meta( $id, 'billing_city', true ) );
	}

	public function test_when_an_account_was_last_changed(): void {
		$id = wc_create_new_customer( 'eve-' . uniqid() . '@example.test', '', 'secret' );
		foreach (
			array(
				static fn() => update_user_meta( $id, 'billing_phone', '1' ) && update_user_meta( $id, 'billing_phone', '2' ),
				static fn() => update_user_meta( $id, 'first_name', 'Eve' ),
				static fn() => wp_update_user( array( 'ID' => $id, 'display_name' => 'Eve' ) ),
			) as $change
		) {
			update_user_meta( $id, 'last_update', '1' );
			$change();
			$this->assertEqualsWithDelta( time(), (int) get_user_meta( $id, 'last_update', true ), 5 );
		}
	}

	public function test_roles(): void {
		$this->assertTrue( get_role( 'customer' )->has_cap( 'read' ) );
		$this->assertFalse( get_role( 'customer' )->has_cap( 'manage_woocommerce' ) );
		foreach ( array( 'shop_manager', 'administrator' ) as $role ) {
			foreach ( array( 'manage_woocommerce', 'edit_products', 'edit_shop_orders', 'manage_product_terms', 'edit_others_posts' ) as $capability ) {
				$this->assertTrue( get_role( $role )->has_cap( $capability ), "$role $capability" );
			}
		}
		$this->assertFalse( get_role( 'shop_manager' )->has_cap( 'manage_options' ) );
	}

	public function test_what_wordpress_is_told_of(): void {
		$this->assertTrue( is_post_type_viewable( 'product' ) );
		$this->assertFalse( is_post_type_viewable( 'product_variation' ) );
		$this->assertTrue( taxonomy_exists( 'product_type' ) );
		$this->assertTrue( is_taxonomy_hierarchical( 'product_cat' ) );
		$this->assertSame( 'manage_product_terms', get_taxonomy( 'product_cat' )->cap->manage_terms );
		$this->assertSame( 1, did_action( 'woocommerce_loaded' ) );
		$this->assertSame( 1, did_action( 'before_woocommerce_init' ) );
		$this->assertSame( 1, did_action( 'woocommerce_init' ) );
	}

	public function test_the_shop_itself(): void {
		$this->assertInstanceOf( \WooCommerce::class, WC() );
		$this->assertSame( WC_VERSION, WC()->version );
		$this->assertTrue( version_compare( WC_VERSION, '8.9', '>=' ) );
		$this->assertSame( 'EUR', get_woocommerce_currency() );
		$this->assertSame( '&euro;', get_woocommerce_currency_symbol() );
		$this->assertSame( 2, wc_get_price_decimals() );
		$this->assertFalse( wc_tax_enabled() );
		$this->assertFalse( wc_prices_include_tax() );
		$this->assertTrue( is_callable( array( FeaturesUtil::class, 'declare_compatibility' ) ) );
	}

	public function test_where_orders_are(): void {
		$this->need_order_tables();
		global $wpdb;
		$this->assertTrue( OrderUtil::custom_orders_table_usage_is_enabled() );
		$this->assertSame( "{$wpdb->prefix}wc_orders", OrderUtil::get_table_for_orders() );
		$this->assertSame( "{$wpdb->prefix}wc_orders_meta", OrderUtil::get_table_for_order_meta() );
		$order = wc_create_order();
		$this->assertSame( 'shop_order', OrderUtil::get_order_type( $order->get_id() ) );
		$this->assertTrue( OrderUtil::is_order( $order->get_id(), array( 'shop_order' ) ) );
		$this->assertFalse( OrderUtil::is_order( $order->get_id(), array( 'shop_order_refund' ) ) );
		$this->assertSame( 'shop_order_placehold', get_post_type( $order->get_id() ) );
	}

	public function test_order_statuses(): void {
		$shipped = array( 'wc-pending', 'wc-processing', 'wc-on-hold', 'wc-completed', 'wc-cancelled', 'wc-refunded', 'wc-failed', 'wc-checkout-draft' );
		$this->assertSame( $shipped, array_values( array_intersect( array_keys( wc_get_order_statuses() ), $shipped ) ) );
		$drafts = array_map( static fn( string $status ): string => "wc-$status", Rules::DRAFTS );
		$this->assertSame( array( 'wc-checkout-draft' ), array_values( array_intersect( $shipped, $drafts ) ), 'C5: hooks know this one.' );
		$this->assertContains( 'wc-' . Rules::CANCELLED, $shipped );
		$this->assertSame( 'On hold', wc_get_order_status_name( 'on-hold' ) );
		$this->assertSame( 'unheard-of', wc_get_order_status_name( 'unheard-of' ) );
		$this->assertSame( array( 'processing', 'completed' ), wc_get_is_paid_statuses() );
		$this->assertContains( 'shop_order_refund', wc_get_order_types() );
	}

	/** @return array<int,array{string,mixed,mixed,bool}> What is made of a number, its decimals, and whether zeros go. */
	public static function decimals(): array {
		return array(
			array( '', '', false, false ),
			array( '', null, false, false ),
			array( '12.50', '12.50', false, false ),
			array( '12.5', '12.50', false, true ),
			array( '12', '12.00', false, true ),
			array( '120', '120', false, true ),
			array( '12.5', 12.50, false, false ),
			array( '0.333333', 1 / 3, false, false ),
			array( '12.35', '12.345', 2, false ),
			array( '12.35', '12.345', '', false ),
			array( '-7.10', -7.1, 2, false ),
			array( '1234.56', 'EUR 1,234.56', false, false ),
			array( '0', 0.0, false, false ),
			array( '0', '0', false, false ),
			array( '731.070', '731.07', 3, false ),
		);
	}

	/**
	 * @dataProvider decimals
	 *
	 * @param mixed $number A number.
	 * @param mixed $places Decimals.
	 */
	public function test_decimals( string $expected, $number, $places, bool $trim ): void {
		$this->assertSame( $expected, wc_format_decimal( $number, $places, $trim ) );
	}

	public function test_yes_and_no(): void {
		$this->assertSame( array( true, true, true, false, false ), array_map( 'wc_string_to_bool', array( 'yes', '1', true, 'no', '' ) ) );
		$this->assertSame( array( 'yes', 'no' ), array_map( 'wc_bool_to_string', array( true, false ) ) );
		$this->assertSame( 3, wc_stock_amount( '3.7' ) );
	}

	public function test_moments(): void {
		$order = wc_create_order();
		foreach (
			array(
				'2026-07-01 12:00:00'       => array( 1782900000, '2026-07-01T12:00:00+02:00' ), // the site's time
				'2026-07-01T12:00:00Z'      => array( 1782907200, '2026-07-01T14:00:00+02:00' ),
				'2026-01-01T12:00:00+05:00' => array( 1767250800, '2026-01-01T08:00:00+01:00' ),
				'1767225600'                => array( 1767225600, '2026-01-01T01:00:00+01:00' ),
			) as $given => list( $seconds, $text )
		) {
			$order->set_date_created( (string) $given );
			$moment = $order->get_date_created();
			$this->assertInstanceOf( \WC_DateTime::class, $moment );
			$this->assertSame( $seconds, $moment->getTimestamp(), (string) $given );
			$this->assertSame( $text, (string) $moment );
		}
		$this->assertSame( '2026-01-01 01:00', $order->get_date_created()->date( 'Y-m-d H:i' ) );
		$this->assertSame( 1767229200, $order->get_date_created()->getOffsetTimestamp() );
		$order->set_date_paid( '' );
		$this->assertNull( $order->get_date_paid() );
	}

	public function test_moments_of_a_site_that_has_an_offset_and_no_city(): void {
		update_option( 'timezone_string', '' );
		update_option( 'gmt_offset', '5.5' );
		$order = wc_create_order();
		$order->set_date_created( '2026-07-01 12:00:00' );
		$order->save();
		$moment = wc_get_order( $order->get_id() )->get_date_created();
		$this->assertSame( 1782887400, $moment->getTimestamp() );
		$this->assertSame( '2026-07-01 12:00', $moment->date( 'Y-m-d H:i' ) );
	}
}
