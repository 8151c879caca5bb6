<?php
/**
 * Reads orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Orders with their lines, refunds and buyers.
 */
final class OrderSnapshots {

	/** WooCommerce's names of an address' fields, and the snapshot's. */
	const ADDRESS = array(
		'first_name' => 'firstName',
		'last_name'  => 'lastName',
		'company'    => 'company',
		'address_1'  => 'address1',
		'address_2'  => 'address2',
		'city'       => 'city',
		'state'      => 'state',
		'postcode'   => 'postcode',
		'country'    => 'country',
		'email'      => 'email',
		'phone'      => 'phone',
	);

	/**
	 * Queries over many objects.
	 *
	 * @var ShopTables
	 */
	private $tables;

	/**
	 * Builds it.
	 *
	 * @param ShopTables $tables Queries over many objects.
	 */
	public function __construct( ShopTables $tables ) {
		$this->tables = $tables;
	}

	/**
	 * Reads orders.
	 *
	 * @param int[] $ids Order ids.
	 */
	public function read( array $ids ): SnapshotBatch {
		// WooCommerce rounds totals to the shop's decimals while it reads. An order may be in another currency: four
		// decimals are enough for every currency there is.
		add_filter( 'wc_get_price_decimals', array( self::class, 'four' ), PHP_INT_MAX );
		try {
			return $this->batch( $ids );
		} finally {
			remove_filter( 'wc_get_price_decimals', array( self::class, 'four' ), PHP_INT_MAX );
		}
	}

	/**
	 * Decimals of prices while orders are read.
	 */
	public static function four(): int {
		return 4;
	}

	/**
	 * Reads orders.
	 *
	 * @param int[] $ids Order ids.
	 */
	private function batch( array $ids ): SnapshotBatch {
		$batch   = new SnapshotBatch();
		$parents = $this->tables->refunds( $ids );
		$orders  = array();
		$refunds = array_fill_keys( $ids, array() );
		foreach ( self::load( $ids ) as $order ) {
			if ( $order instanceof \WC_Order ) {
				$orders[ $order->get_id() ] = $order;
			}
		}
		// After their orders, which WooCommerce would otherwise fetch one by one.
		foreach ( self::load( array_keys( $parents ) ) as $refund ) {
			if ( $refund instanceof \WC_Order_Refund ) {
				$refunds[ $parents[ $refund->get_id() ] ][] = $refund;
			}
		}
		$skus   = self::skus( array_merge( $orders, ...$refunds ) );
		$buyers = CustomerSnapshots::buyers( array_map( array( self::class, 'customer' ), $orders ) );
		foreach ( $ids as $id ) {
			$batch->read(
				$id,
				static function () use ( $id, $orders, $refunds, $parents, $buyers, $skus ): array {
					$order = $orders[ $id ] ?? null;
					if ( ! $order instanceof \WC_Order || count( $refunds[ $id ] ) !== count( array_keys( $parents, $id, true ) ) ) {
						throw new \RuntimeException( 'the order or one of its refunds is broken, or was deleted just now.' );
					}
					return self::order( $order, $buyers[ self::customer( $order ) ] ?? null, $refunds[ $id ], $skus );
				}
			);
		}
		return $batch;
	}

	/**
	 * Loads orders and refunds with their lines. Those that cannot be loaded are missing.
	 *
	 * @param int[] $ids Ids.
	 * @return array<int,mixed>
	 */
	private static function load( array $ids ): array {
		try {
			$found = \WC_Order_Factory::get_orders( $ids );
			$store = \WC_Data_Store::load( 'order' );
			if ( $store->has_callable( 'prime_caches_for_orders' ) ) {
				$store->prime_caches_for_orders( $ids, array() );
			}
			return $found;
		} catch ( \Throwable $error ) {
			// One of them is broken: which one shows when each is read alone.
			return array_map( array( self::class, 'load_one' ), $ids );
		}
	}

	/**
	 * Loads one order or refund.
	 *
	 * @param int $id Id.
	 * @return \WC_Abstract_Order|false|null
	 */
	private static function load_one( int $id ) {
		try {
			return wc_get_order( $id );
		} catch ( \Throwable $error ) {
			return null;
		}
	}

	/**
	 * The user an order belongs to; 0 for a guest's.
	 *
	 * @param \WC_Order $order The order.
	 */
	private static function customer( \WC_Order $order ): int {
		return (int) $order->get_customer_id( 'edit' );
	}

	/**
	 * Stock keeping units of the products in orders, where the products still exist.
	 *
	 * @param \WC_Abstract_Order[] $orders Orders and refunds.
	 * @return array<int,string> By id of product or variation.
	 */
	private static function skus( array $orders ): array {
		$ids = array();
		foreach ( $orders as $order ) {
			try {
				foreach ( $order->get_items( 'line_item' ) as $item ) {
					if ( $item instanceof \WC_Order_Item_Product ) {
						$ids[] = (int) $item->get_product_id( 'edit' );
						$ids[] = (int) $item->get_variation_id( 'edit' );
					}
				}
			} catch ( \Throwable $error ) {
				// What is thrown here is thrown again, and counted, when the order itself is read.
				continue;
			}
		}
		$ids = array_filter( array_unique( $ids ) );
		_prime_post_caches( $ids, false, true );
		$skus = array();
		foreach ( $ids as $id ) {
			$skus[ $id ] = (string) SnapshotValue::text( get_post_meta( $id, '_sku', true ) );
		}
		return array_filter( $skus, 'strlen' );
	}

	/**
	 * One order.
	 *
	 * @param \WC_Order                 $order   The order.
	 * @param array<string,mixed>|null  $buyer   The user it belongs to, where there is one.
	 * @param \WC_Order_Refund[]        $refunds Its refunds.
	 * @param array<int,string>         $skus    Stock keeping units.
	 * @return array<string,mixed>
	 */
	private static function order( \WC_Order $order, ?array $buyer, array $refunds, array $skus ): array {
		$lines   = array();
		$fees    = array();
		$coupons = array();
		foreach ( $order->get_items( array( 'line_item', 'fee', 'coupon' ) ) as $item ) {
			if ( $item instanceof \WC_Order_Item_Product ) {
				$lines[] = self::line( $item, $skus );
			} elseif ( $item instanceof \WC_Order_Item_Fee ) {
				$fees[] = SnapshotValue::decimal( $item->get_total( 'edit' ) );
			} elseif ( $item instanceof \WC_Order_Item_Coupon ) {
				$coupons[] = SnapshotValue::text( $item->get_code( 'edit' ) );
			}
		}
		return array(
			'id'                 => (string) $order->get_id(),
			'number'             => SnapshotValue::text( $order->get_order_number() ),
			'status'             => SnapshotValue::text( $order->get_status( 'edit' ) ),
			'currency'           => SnapshotValue::text( $order->get_currency( 'edit' ) ),
			'pricesIncludeTax'   => (bool) $order->get_prices_include_tax( 'edit' ),
			'createdVia'         => SnapshotValue::text( $order->get_created_via( 'edit' ) ),
			// WooCommerce Subscriptions marks renewals so.
			'renewal'            => $order->meta_exists( '_subscription_renewal' ),
			'customer'           => $buyer,
			'billing'            => self::address( $order->get_address( 'billing' ) ),
			'shipping'           => self::address( $order->get_address( 'shipping' ) ),
			'createdAt'          => SnapshotValue::moment( $order->get_date_created( 'edit' ) ),
			'modifiedAt'         => SnapshotValue::moment( $order->get_date_modified( 'edit' ) ),
			'paidAt'             => SnapshotValue::moment( $order->get_date_paid( 'edit' ) ),
			'completedAt'        => SnapshotValue::moment( $order->get_date_completed( 'edit' ) ),
			'discountTotal'      => SnapshotValue::decimal( $order->get_discount_total( 'edit' ) ),
			'shippingTotal'      => SnapshotValue::decimal( $order->get_shipping_total( 'edit' ) ),
			'totalTax'           => SnapshotValue::decimal( $order->get_total_tax( 'edit' ) ),
			'total'              => SnapshotValue::decimal( $order->get_total( 'edit' ) ),
			'items'              => $lines,
			'fees'               => $fees,
			'coupons'            => $coupons,
			'paymentMethod'      => SnapshotValue::text( $order->get_payment_method( 'edit' ) ),
			'paymentMethodTitle' => SnapshotValue::text( $order->get_payment_method_title( 'edit' ) ),
			'transactionId'      => SnapshotValue::text( $order->get_transaction_id( 'edit' ) ),
			'refunds'            => array_map(
				static function ( \WC_Order_Refund $refund ) use ( $skus ): array {
					return self::refund( $refund, $skus );
				},
				array_values( $refunds )
			),
		);
	}

	/**
	 * One refund.
	 *
	 * @param \WC_Order_Refund  $refund The refund.
	 * @param array<int,string> $skus   Stock keeping units.
	 * @return array<string,mixed>
	 */
	private static function refund( \WC_Order_Refund $refund, array $skus ): array {
		$lines = array();
		foreach ( $refund->get_items( 'line_item' ) as $item ) {
			if ( $item instanceof \WC_Order_Item_Product ) {
				$lines[] = self::line( $item, $skus );
			}
		}
		return array(
			'id'        => (string) $refund->get_id(),
			'amount'    => SnapshotValue::decimal( $refund->get_amount( 'edit' ) ),
			'reason'    => SnapshotValue::text( $refund->get_reason( 'edit' ) ),
			'createdAt' => SnapshotValue::moment( $refund->get_date_created( 'edit' ) ),
			'items'     => $lines,
		);
	}

	/**
	 * One product line.
	 *
	 * @param \WC_Order_Item_Product $item The line.
	 * @param array<int,string>      $skus Stock keeping units.
	 * @return array<string,mixed>
	 */
	private static function line( \WC_Order_Item_Product $item, array $skus ): array {
		$product   = (int) $item->get_product_id( 'edit' );
		$variation = (int) $item->get_variation_id( 'edit' );
		return array(
			'id'          => (string) $item->get_id(),
			'productId'   => (string) $product,
			'variationId' => (string) $variation,
			'name'        => SnapshotValue::title( $item->get_name( 'edit' ) ),
			'sku'         => $skus[ $variation ] ?? $skus[ $product ] ?? null,
			'quantity'    => SnapshotValue::decimal( $item->get_quantity( 'edit' ) ),
			'subtotal'    => SnapshotValue::decimal( $item->get_subtotal( 'edit' ) ),
			'total'       => SnapshotValue::decimal( $item->get_total( 'edit' ) ),
			'totalTax'    => SnapshotValue::decimal( $item->get_total_tax( 'edit' ) ),
		);
	}

	/**
	 * An address under the snapshot's names.
	 *
	 * @param mixed $address As WooCommerce gives it.
	 * @return array<string,string|null>
	 */
	private static function address( $address ): array {
		$named = array();
		foreach ( self::ADDRESS as $field => $key ) {
			$named[ $key ] = SnapshotValue::text( $address[ $field ] ?? null );
		}
		return $named;
	}
}
