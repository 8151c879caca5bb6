<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * What the backend must have, field by field, of the shop that hook tests use: Coffee Beans at 25.00 that Ann buys.
 * Only ids and moments are read from the shop; what differs in a test, the test says.
 */
final class Payloads {

	const ANN = array(
		'firstName' => 'Ann',
		'lastName'  => 'Shopper',
		'company'   => null,
		'address1'  => '7 Quay Road',
		'address2'  => null,
		'city'      => 'San Francisco',
		'state'     => 'CA',
		'postcode'  => '94105',
		'country'   => 'US',
		'phone'     => '+1 555 0100',
	);

	/** Nobody was asked for consent to marketing (E7). */
	const UNKNOWN = array( 'email' => 'unknown', 'at' => null, 'source' => null, 'text' => null );

	const GUEST = array( 'id' => 'guest:ann@example.com', 'email' => 'ann@example.com' );

	/** Sums of one bag of Coffee Beans. */
	const SUMS = array( 'subtotalCents' => 2500, 'discountCents' => 0, 'shippingCents' => 0, 'feeCents' => 0, 'taxCents' => 0, 'totalCents' => 2500 );

	const DOLLARS = array( 'currency' => 'USD', 'currencyExponent' => 2 );

	/** A line of one bag; `$id` is the order item's or the cart line's. */
	public static function line( \WC_Product $product, string $id, array $more = array() ): array {
		return $more + array(
			'provider'          => 'woocommerce',
			'providerProductId' => (string) ( $product->get_parent_id() ?: $product->get_id() ),
			'providerVariantId' => (string) $product->get_id(),
			'title'             => 'Coffee Beans',
			'quantity'          => 1,
			'priceCents'        => 2500,
			'id'                => $id,
			'sku'               => null,
			'quantityDecimal'   => null,
			'subtotalCents'     => 2500,
			'discountCents'     => 0,
			'taxCents'          => 0,
			'totalCents'        => 2500,
		);
	}

	/** Lines of an order of Coffee Beans. */
	public static function lines( \WC_Order $order, array $more = array() ): array {
		$lines = array();
		foreach ( $order->get_items() as $item ) {
			$lines[] = self::line( $item->get_product(), (string) $item->get_id(), $more );
		}
		return $lines;
	}

	/** An event of an order of one bag: E2's fields as they stand there, and those beside them. */
	public static function order_event( string $name, \WC_Order $order, array $more = array() ): array {
		$line    = self::lines( $order )[0] ?? array();
		$literal = json_decode(
			'{"orderId":"' . $order->get_id() . '","orderedAt":"' . self::moment( $order->get_date_created() ) . '","lineItems":[{"provider":"woocommerce","providerProductId":"'
			. $line['providerProductId'] . '","providerVariantId":"' . $line['providerVariantId'] . '","title":"Coffee Beans","quantity":1,"priceCents":2500}]}',
			true
		);
		$literal['lineItems'][0] += $line;
		return $more + $literal + self::SUMS + self::DOLLARS + array(
			'name'               => "ecommerce.$name",
			'number'             => (string) $order->get_id(),
			'status'             => 'Pending',
			'originalStatus'     => $order->get_status(),
			'pricesIncludeTax'   => false,
			'coupons'            => array(),
			'isRenewal'          => false,
			'createdVia'         => null,
			'paymentMethod'      => null,
			'paymentMethodTitle' => null,
			'paidAt'             => self::moment( $order->get_date_paid() ),
			'cartId'             => null,
			'contact'            => self::GUEST,
			'billingEmail'       => 'ann@example.com',
			'refund'             => null,
		);
	}

	/** An order of one bag. */
	public static function order( \WC_Order $order, array $more = array() ): array {
		return $more + self::SUMS + self::DOLLARS + array(
			'id'                 => (string) $order->get_id(),
			'number'             => (string) $order->get_id(),
			'source'             => 'External',
			'subType'            => 'WooCommerce',
			'status'             => 'Pending',
			'originalStatus'     => $order->get_status(),
			'pricesIncludeTax'   => false,
			'createdVia'         => null,
			'isRenewal'          => false,
			'cartId'             => null,
			'contact'            => self::GUEST,
			'billingEmail'       => 'ann@example.com',
			'billing'            => self::ANN,
			'shipping'           => null,
			'placedAt'           => self::moment( $order->get_date_created() ),
			// As stored: where orders are posts, the object in hand may not know of its last save.
			'modifiedAt'         => self::moment( wc_get_order( $order->get_id() )->get_date_modified() ),
			'paidAt'             => self::moment( $order->get_date_paid() ),
			'completedAt'        => self::moment( $order->get_date_completed() ),
			'lineItems'          => self::lines( $order ),
			'refundedCents'      => 0,
			'transactionIds'     => self::transaction_ids( wc_get_order( $order->get_id() ) ),
			'coupons'            => array(),
			'paymentMethod'      => null,
			'paymentMethodTitle' => null,
		);
	}

	/**
	 * S5: what an order names; one in the trash names nothing.
	 *
	 * @return string[]|null
	 */
	private static function transaction_ids( \WC_Order $order ): ?array {
		if ( 'trash' === $order->get_status() ) {
			return null;
		}
		$paid    = null !== $order->get_date_paid() && $order->get_total() > 0 ? array( 'payment:' . $order->get_id() ) : array();
		$refunds = array_map( static fn( \WC_Order_Refund $refund ): string => 'refund:' . $refund->get_id(), $order->get_refunds() );
		sort( $refunds );
		return array_merge( $paid, $refunds );
	}

	/** Ann, who buys as a guest (S2). */
	public static function guest( \WC_Order $order, array $more = array() ): array {
		return $more + self::GUEST + array(
			'kind'      => 'guest',
			'firstName' => 'Ann',
			'lastName'  => 'Shopper',
			'phone'     => '+1 555 0100',
			'company'   => null,
			'locale'    => null,
			'marketing' => self::UNKNOWN,
			'billing'   => self::ANN,
			'shipping'  => null,
			'createdAt' => self::moment( $order->get_date_created() ),
			'revenue'   => array(),
		);
	}

	/** A user who has told nothing but an address (S1). */
	public static function user( \WP_User $user, array $more = array() ): array {
		return $more + array(
			'id'        => "user:$user->ID",
			'kind'      => 'registered',
			'email'     => $user->user_email,
			'firstName' => null,
			'lastName'  => null,
			'phone'     => null,
			'company'   => null,
			'locale'    => 'en_US',
			'marketing' => self::UNKNOWN,
			'billing'   => null,
			'shipping'  => null,
			'createdAt' => gmdate( 'Y-m-d\TH:i:s.000\Z', strtotime( $user->user_registered . ' UTC' ) ),
			'revenue'   => array(),
		);
	}

	/** What one order of one bag adds up to (S11). */
	public static function revenue( int $cents ): array {
		return array( self::DOLLARS + array( 'ordersCount' => 1, 'totalSpentCents' => $cents, 'ltvCents' => $cents, 'aovCents' => $cents ) );
	}

	/** The payment of one bag (S5). */
	public static function payment( \WC_Order $order, array $more = array() ): array {
		return $more + self::DOLLARS + array(
			'id'                    => 'payment:' . $order->get_id(),
			'orderId'               => (string) $order->get_id(),
			'kind'                  => 'payment',
			'full'                  => false,
			'amountCents'           => 2500,
			'paymentMethod'         => null,
			'paymentMethodTitle'    => null,
			'providerTransactionId' => null,
			'reason'                => null,
			'movedAt'               => self::moment( $order->get_date_paid() ),
			'lineItems'             => array(),
		);
	}

	/** A refund (S5). */
	public static function refund( \WC_Order_Refund $refund, array $more ): array {
		return $more + self::DOLLARS + array(
			'id'                    => 'refund:' . $refund->get_id(),
			'orderId'               => (string) $refund->get_parent_id(),
			'kind'                  => 'refund',
			'full'                  => false,
			'paymentMethod'         => null,
			'paymentMethodTitle'    => null,
			'providerTransactionId' => null,
			'reason'                => null,
			'movedAt'               => self::moment( $refund->get_date_created() ),
			'lineItems'             => array(),
		);
	}

	/** A simple product of this name at 25.00. */
	public static function product( \WC_Product $product, array $more = array(), array $variant = array() ): array {
		$id = (string) $product->get_id();
		return $more + self::DOLLARS + array(
			'provider'             => 'woocommerce',
			'id'                   => $id,
			'type'                 => 'simple',
			'title'                => 'Coffee Beans',
			'sku'                  => null,
			'url'                  => $product->get_permalink(),
			'imageUrl'             => null,
			'shortDescription'     => null,
			'includeInOnlineStore' => true,
			'priceCents'           => 2500,
			'categoryIds'          => array_map( 'strval', $product->get_category_ids() ),
			'variants'             => array( self::variant( $product, $id, $variant ) ),
			'createdAt'            => self::moment( $product->get_date_created() ),
			'modifiedAt'           => self::moment( $product->get_date_modified() ),
		);
	}

	/** What is bought of a product. */
	public static function variant( \WC_Product $product, string $parent, array $more = array() ): array {
		return $more + array(
			'id'                => (string) $product->get_id(),
			'parentId'          => $parent,
			'title'             => 'Coffee Beans',
			'sku'               => null,
			'url'               => $product->get_permalink(),
			'imageUrl'          => null,
			'priceCents'        => 2500,
			'regularPriceCents' => 2500,
			'salePriceCents'    => null,
			'stockStatus'       => 'in_stock',
			'stockQuantity'     => null,
			'attributes'        => array(),
		);
	}

	/** A change of stock (E4). */
	public static function stock( string $id, string $parent, ?int $quantity, string $status ): array {
		return array(
			'name'          => 'ecommerce.stock_changed',
			'provider'      => 'woocommerce',
			'id'            => $id,
			'parent_id'     => $parent,
			'stockStatus'   => $status,
			'stockQuantity' => $quantity,
		);
	}

	/** A cart of one bag, as `HookTestCase` tells it: carts are numbered, their links and starts are looked at there. */
	public static function cart( string $name, string $cart, \WC_Product $product, array $contact, array $more = array() ): array {
		return array(
			"event:$name:$cart",
			$more + array_intersect_key( self::SUMS, array( 'subtotalCents' => 1, 'discountCents' => 1, 'taxCents' => 1, 'totalCents' => 1 ) ) + self::DOLLARS + array(
				'name'             => "ecommerce.$name",
				'cartId'           => $cart,
				'startedAt'        => 'in the test',
				'lineItems'        => array( self::line( $product, md5( (string) $product->get_id() ) ) ),
				'pricesIncludeTax' => false,
				'coupons'          => array(),
				'recoveryUrl'      => 'a link',
				'contact'          => $contact,
			),
		);
	}

	/** The same, emptied. */
	public static function cleared( string $cart, \WC_Product $product, array $contact ): array {
		return self::cart( 'cart_cleared', $cart, $product, $contact, array( 'lineItems' => array(), 'subtotalCents' => 0, 'totalCents' => 0, 'recoveryUrl' => null ) );
	}

	/** A moment as the wire has it. */
	public static function moment( ?\WC_DateTime $date ): ?string {
		return null === $date ? null : gmdate( 'Y-m-d\TH:i:s.000\Z', $date->getTimestamp() );
	}
}
