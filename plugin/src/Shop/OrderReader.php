<?php
/**
 * Reads orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Generated\Rules;

/**
 * Orders with their lines, refunds and buyers.
 */
final class OrderReader {

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
	 * @var ObjectPages
	 */
	private $tables;

	/**
	 * @param ObjectPages $tables Queries over many objects.
	 */
	public function __construct( ObjectPages $tables ) {
		$this->tables = $tables;
	}

	/**
	 * Reads orders.
	 *
	 * @param int[] $ids Order ids.
	 */
	public function read( array $ids ): SnapshotBatch {
		$batch   = new SnapshotBatch();
		$prints  = Fingerprints::orders( $ids );
		$parents = OrderColumns::refunds( $ids );
		$orders  = array();
		$refunds = array_fill_keys( $ids, array() );
		foreach ( self::load( $ids ) as $order ) {
			// After a backup was restored, its number may be a subscription's.
			if ( $order instanceof \WC_Order && 'shop_order' === $order->get_type() ) {
				$orders[ $order->get_id() ] = $order;
			}
		}
		foreach ( $parents as $refund => $parent ) {
			$refunds[ $parent ][] = $refund;
		}
		$lines    = new OrderLineReader( array_merge( $ids, array_keys( $parents ) ) );
		$columns  = new OrderColumns( array_merge( $ids, array_keys( $parents ) ) );
		$renewals = OrderColumns::renewals( $ids );
		$consents = OrderColumns::consents( $ids );
		$buyers   = CustomerReader::buyers( array_map( array( self::class, 'customer' ), $orders ) );
		foreach ( $ids as $id ) {
			$batch->read(
				$id,
				function () use ( $id, $orders, $refunds, $buyers, $lines, $columns, $renewals, $consents, $prints, $batch ): ?array {
					$order = $orders[ $id ] ?? null;
					if ( null === $order && array() === $this->tables->page( Rules::ORDERS, $id - 1, $id, 1, null, null ) ) {
						return null;
					}
					if ( ! $order instanceof \WC_Order ) {
						throw new \RuntimeException( 'the order is broken.' );
					}
					$batch->consents[ $id ] = ShopperConsent::of_record( $order, $consents[ $id ] ?? null );
					return self::order( $order, $buyers[ self::customer( $order ) ] ?? null, $refunds[ $id ], $lines, $columns, isset( $renewals[ $id ] ) ) + array( 'fingerprint' => $prints->value( $id ) );
				}
			);
		}
		return $batch;
	}

	/**
	 * Loads orders. Those that cannot be loaded are missing.
	 *
	 * @param int[] $ids Ids.
	 * @return array<int,mixed>
	 */
	private static function load( array $ids ): array {
		try {
			return \WC_Order_Factory::get_orders( $ids );
		} catch ( \Throwable $error ) {
			// One of them is broken: which one shows when each is read alone.
			return array_map( array( self::class, 'load_one' ), $ids );
		}
	}

	/**
	 * Loads one order.
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
	 * One order.
	 *
	 * @param \WC_Order                $order   The order.
	 * @param array<string,mixed>|null $buyer   The user it belongs to, where there is one.
	 * @param int[]                    $refunds Ids of its refunds.
	 * @param OrderLineReader               $lines   Lines.
	 * @param OrderColumns             $columns What is stored of the orders and refunds.
	 * @param bool                     $renewal Whether it renews a subscription.
	 * @return array<string,mixed>
	 */
	private static function order( \WC_Order $order, ?array $buyer, array $refunds, OrderLineReader $lines, OrderColumns $columns, bool $renewal ): array {
		$id = $order->get_id();
		return array(
			'id'                 => (string) $id,
			'number'             => SnapshotValue::text( $order->get_order_number() ),
			'orderKey'           => $columns->text( $id, 'key' ),
			'status'             => SnapshotValue::text( $order->get_status( 'edit' ) ),
			'anonymized'         => 'yes' === $order->get_meta( '_anonymized', true, 'edit' ),
			'currency'           => $columns->text( $id, 'currency' ),
			'shopCurrency'       => get_woocommerce_currency(),
			'pricesIncludeTax'   => (bool) $order->get_prices_include_tax( 'edit' ),
			'createdVia'         => SnapshotValue::text( $order->get_created_via( 'edit' ) ),
			'renewal'            => $renewal,
			'cartId'             => SnapshotValue::text( $order->get_meta( CartReader::ORDER_META, true, 'edit' ) ),
			'customer'           => $buyer,
			'billing'            => self::address( $order->get_address( 'billing' ) ),
			'shipping'           => self::address( $order->get_address( 'shipping' ) ),
			'createdAt'          => SnapshotValue::moment( $order->get_date_created( 'edit' ) ),
			'modifiedAt'         => SnapshotValue::moment( $order->get_date_modified( 'edit' ) ),
			'paidAt'             => SnapshotValue::moment( $order->get_date_paid( 'edit' ) ),
			'completedAt'        => SnapshotValue::moment( $order->get_date_completed( 'edit' ) ),
			'discountTotal'      => $columns->amount( $id, 'discount' ),
			'shippingTotal'      => $columns->amount( $id, 'shipping' ),
			'totalTax'           => $columns->amount( $id, 'tax' ),
			'shippingTax'        => $columns->amount( $id, 'shipping_tax' ),
			'total'              => $columns->amount( $id, 'total' ),
			'items'              => $lines->products( $id ),
			'fees'               => $lines->fees( $id ),
			'coupons'            => $lines->coupons( $id ),
			'paymentMethod'      => SnapshotValue::text( $order->get_payment_method( 'edit' ) ),
			'paymentMethodTitle' => SnapshotValue::text( $order->get_payment_method_title( 'edit' ) ),
			'transactionId'      => SnapshotValue::text( $order->get_transaction_id( 'edit' ) ),
			'refunds'            => array_map(
				static function ( int $refund ) use ( $lines, $columns ): array {
					return array(
						'id'        => (string) $refund,
						'amount'    => $columns->amount( $refund, 'refunded' ),
						'total'     => $columns->amount( $refund, 'total' ),
						'reason'    => $columns->text( $refund, 'reason' ),
						'createdAt' => $columns->created( $refund ),
						'items'     => $lines->products( $refund ),
					);
				},
				$refunds
			),
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
