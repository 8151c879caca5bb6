<?php
/**
 * Orders and transactions: S3, S4, S5, E5.
 */

declare(strict_types=1);

namespace Storewire\Lab\Predict;

/** Orders that were placed, and the money that moved for them. */
final class Orders {

	private const DRAFTS = "('draft', 'auto-draft', 'checkout-draft', 'new')";

	/** What a refund gave back: its amount, or else its total, whatever sign somebody wrote. */
	private const REFUNDED = "ABS(COALESCE(NULLIF(TRIM(f.amount), ''), f.total))";

	private Tables $tables;

	/** @var array<string,array<string,?string>>|null Rows by order id. */
	private ?array $rows = null;

	public function __construct( Tables $tables ) {
		$this->tables = $tables;
	}

	/** @return array<string,array<string,mixed>> */
	public function all(): array {
		$lines  = $this->lines();
		$money  = array();
		foreach ( $this->transactions() as $id => $transaction ) {
			$money[ $transaction['orderId'] ][] = $id;
		}
		$orders = array();
		foreach ( $this->rows() as $id => $row ) {
			$orders[ $id ] = array(
				'id'                 => (string) $id,
				'number'             => (string) $id,
				'source'             => 'External',
				'subType'            => 'WooCommerce',
				'status'             => $row['mapped'],
				'originalStatus'     => '' === $row['status'] ? null : $row['status'],
				'currency'           => $row['currency'],
				'currencyExponent'   => (int) $row['exponent'],
				'pricesIncludeTax'   => '1' === $row['prices_include_tax'],
				'createdVia'         => $row['created_via'],
				'isRenewal'          => false,
				'cartId'             => $row['cart'],
				'contact'            => null === $row['buyer_email'] ? null : array( 'id' => $row['contact'], 'email' => $row['buyer_email'] ),
				'billingEmail'       => $row['billing_email'],
				'placedAt'           => $row['placed'],
				'modifiedAt'         => $row['modified'],
				'paidAt'             => $row['paid'],
				'completedAt'        => $row['completed'],
				'lineItems'          => $lines[ $id ] ?? array(),
				'subtotalCents'      => array_sum( array_column( $lines[ $id ] ?? array(), 'subtotalCents' ) ),
				'discountCents'      => (int) $row['discount_cents'],
				'shippingCents'      => (int) $row['shipping_cents'],
				'feeCents'           => (int) $row['fee_cents'],
				'taxCents'           => (int) $row['tax_cents'],
				'totalCents'         => (int) $row['total_cents'],
				'refundedCents'      => (int) $row['refunded_cents'],
				'transactionIds'     => $money[ $id ] ?? array(),
				'coupons'            => null === $row['coupons'] ? array() : explode( "\n", $row['coupons'] ),
				'paymentMethod'      => $row['method'],
				'paymentMethodTitle' => $row['method_title'],
			);
		}
		return $orders;
	}

	/**
	 * The buyers of all orders, in the order of their ids.
	 *
	 * @return array<int,array<string,?string>>
	 */
	public function buyers(): array {
		$buyers = array();
		foreach ( $this->rows() as $row ) {
			$buyers[] = array( 'email' => $row['buyer_email'] ) + $row;
		}
		return $buyers;
	}

	/** @return array<string,array<string,mixed>> */
	public function transactions(): array {
		$transactions = array();
		foreach ( $this->rows() as $id => $row ) {
			if ( null !== $row['paid'] && (int) $row['total_cents'] > 0 ) {
				$transactions[ "payment:$id" ] = $this->transaction( "payment:$id", $row, (int) $row['total_cents'], $row['paid'] );

				$transactions[ "payment:$id" ]['providerTransactionId'] = $row['provider_id'];
			}
		}
		foreach ( $this->refunds() as $refund ) {
			$row = $this->rows()[ $refund['parent'] ] ?? null;
			if ( null !== $row && (int) $refund['cents'] > 0 ) {
				$id = 'refund:' . $refund['id'];

				$transactions[ $id ] = array(
					'kind'   => 'refund',
					'full'   => (int) $refund['given_back'] >= (int) $row['total_cents'],
					'reason' => 'yes' === $row['anonymized'] ? null : $refund['reason'],
				) + $this->transaction( $id, $row, (int) $refund['cents'], $refund['moment'] );
			}
		}
		return $transactions;
	}

	/** @return array<string,int> */
	public function skipped(): array {
		$count  = fn( string $which ): int => (int) $this->tables->rows( "SELECT COUNT(*) AS n FROM {$this->tables->orders} o WHERE type = 'shop_order' AND status $which" )[0]['n'];
		$nobody = count( array_filter( $this->rows(), static fn( array $row ): bool => null === $row['buyer_email'] ) );
		// F28: what went to the trash before it was ever synced is no use to the backend.
		return array( 'draft' => $count( 'IN ' . self::DRAFTS ), 'no_email' => $nobody, 'unused' => $count( "= 'trash'" ) );
	}

	/** @return array<string,int> */
	public function skipped_transactions(): array {
		$free = 0;
		foreach ( $this->rows() as $row ) {
			$free += null !== $row['paid'] && (int) $row['total_cents'] <= 0 ? 1 : 0;
		}
		return array( 'amount_zero' => $free );
	}

	/**
	 * @param array<string,?string> $row The order.
	 * @return array<string,mixed>
	 */
	private function transaction( string $id, array $row, int $cents, string $moved_at ): array {
		return array(
			'id'                    => $id,
			'orderId'               => $row['id'],
			'kind'                  => 'payment',
			'full'                  => false,
			'currency'              => $row['currency'],
			'currencyExponent'      => (int) $row['exponent'],
			'amountCents'           => $cents,
			'paymentMethod'         => $row['method'],
			'paymentMethodTitle'    => $row['method_title'],
			'providerTransactionId' => null,
			'reason'                => null,
			'movedAt'               => $moved_at,
		);
	}

	/**
	 * Orders that sync: neither drafts nor trash (S4).
	 *
	 * @return array<string,array<string,?string>>
	 */
	private function rows(): array {
		global $wpdb;
		if ( null !== $this->rows ) {
			return $this->rows;
		}
		$roles   = "(SELECT 1 FROM $wpdb->usermeta r WHERE r.user_id = u.ID AND r.meta_key = '{$wpdb->prefix}capabilities'
			AND (r.meta_value LIKE '%\"customer\"%' OR r.meta_value LIKE '%\"subscriber\"%'))";
		$fees    = "(SELECT SUM(" . Tables::cents( 'm.meta_value' ) . ") FROM {$wpdb->prefix}woocommerce_order_items i
			JOIN {$wpdb->prefix}woocommerce_order_itemmeta m ON m.order_item_id = i.order_item_id AND m.meta_key = '_line_total'
			WHERE i.order_id = o.id AND i.order_item_type = 'fee')";
		$coupons = "(SELECT GROUP_CONCAT(i.order_item_name ORDER BY i.order_item_id SEPARATOR '\n')
			FROM {$wpdb->prefix}woocommerce_order_items i WHERE i.order_id = o.id AND i.order_item_type = 'coupon')";
		$refunds = "(SELECT SUM(" . Tables::cents( self::REFUNDED ) . ") FROM {$this->refunded()} f WHERE f.parent = o.id)";
		$email   = 'COALESCE(' . Tables::email( 'u.user_email' ) . ', ' . Tables::email( 'o.email' ) . ')';
		$rows    = $this->tables->rows(
			"SELECT o.id, o.status, o.currency, " . Tables::EXPONENT . " AS exponent, o.prices_include_tax, " . Tables::text( 'o.created_via' ) . " AS created_via, o.cart, o.anonymized,
				CASE WHEN o.status IN ('completed', 'refunded') THEN 'Completed' WHEN o.status IN ('cancelled', 'failed') THEN 'Cancelled' ELSE 'Pending' END AS mapped,
				$email AS buyer_email, " . Tables::email( 'o.email' ) . " AS billing_email, IF(u.ID IS NULL, CONCAT('guest:', $email), CONCAT('user:', u.ID)) AS contact,
				" . Tables::text( 'a.first_name' ) . ' AS first_name, ' . Tables::text( 'a.last_name' ) . ' AS last_name,
				' . Tables::text( 'a.phone' ) . ' AS phone, ' . Tables::text( 'a.company' ) . ' AS company,
				' . Tables::moment( 'o.created' ) . ' AS placed, ' . Tables::moment( 'o.modified' ) . ' AS modified,
				' . Tables::moment( 'o.paid' ) . ' AS paid, ' . Tables::moment( 'o.completed' ) . ' AS completed,
				' . Tables::cents( 'o.discount' ) . ' AS discount_cents, ' . Tables::cents( 'o.shipping' ) . ' AS shipping_cents,
				' . Tables::cents( 'o.tax' ) . ' AS tax_cents, ' . Tables::cents( 'o.total' ) . " AS total_cents,
				COALESCE($fees, 0) AS fee_cents, COALESCE($refunds, 0) AS refunded_cents, $coupons AS coupons,
				" . Tables::text( 'o.payment_method' ) . ' AS method, ' . Tables::text( 'o.payment_method_title' ) . ' AS method_title,
				' . Tables::text( 'o.transaction_id' ) . " AS provider_id
			FROM {$this->tables->orders} o
			LEFT JOIN $wpdb->users u ON u.ID = o.customer AND EXISTS $roles
			LEFT JOIN {$this->tables->addresses} a ON a.order_id = o.id AND a.kind = 'billing'
			WHERE o.type = 'shop_order' AND o.status <> 'trash' AND o.status NOT IN " . self::DRAFTS . ' ORDER BY o.id'
		);
		return $this->rows = array_map( array( self::class, 'without_person' ), array_column( $rows, null, 'id' ) );
	}

	/**
	 * F13: of an order that WooCommerce has anonymized, nobody is made.
	 *
	 * @param array<string,?string> $row Of rows().
	 * @return array<string,?string>
	 */
	private static function without_person( array $row ): array {
		$person = array( 'buyer_email', 'billing_email', 'contact', 'cart', 'coupons', 'provider_id' );
		return 'yes' === $row['anonymized'] ? array_fill_keys( $person, null ) + $row : $row;
	}

	/** The refunds, each in the currency of its order. */
	private function refunded(): string {
		return "(SELECT r.id, r.parent, r.amount, r.total, r.reason, r.created, b.currency FROM {$this->tables->orders} r
			JOIN {$this->tables->orders} b ON b.id = r.parent WHERE r.type = 'shop_order_refund')";
	}

	/** @return array<int,array<string,?string>> Oldest first, with what was given back up to and including each. */
	private function refunds(): array {
		return $this->tables->rows(
			'SELECT f.id, f.parent, ' . Tables::text( 'f.reason' ) . ' AS reason, ' . Tables::cents( self::REFUNDED ) . ' AS cents,
				' . Tables::moment( 'f.created' ) . ' AS moment, SUM(' . Tables::cents( self::REFUNDED ) . ") OVER (PARTITION BY f.parent ORDER BY f.id) AS given_back
			FROM {$this->refunded()} f ORDER BY f.id"
		);
	}

	/**
	 * Product lines (E2): what the shopper saw per unit is the line after discounts, with its tax where prices include
	 * tax, divided by the quantity.
	 *
	 * @return array<string,array<int,array<string,mixed>>> By order id.
	 */
	private function lines(): array {
		global $wpdb;
		$meta  = static function ( string $key ): string {
			return "MAX(CASE WHEN m.meta_key = '$key' THEN m.meta_value END)";
		};
		$lines = "SELECT i.order_id, i.order_item_id AS id, i.order_item_name AS title, o.currency, o.prices_include_tax,
				{$meta( '_product_id' )} AS product, {$meta( '_variation_id' )} AS variation,
				" . Tables::number( $meta( '_qty' ) ) . " AS quantity,
				COALESCE(NULLIF(TRIM({$meta( '_line_subtotal' )}), ''), {$meta( '_line_total' )}) AS subtotal,
				{$meta( '_line_total' )} AS total, {$meta( '_line_tax' )} AS tax
			FROM {$wpdb->prefix}woocommerce_order_items i
			LEFT JOIN {$wpdb->prefix}woocommerce_order_itemmeta m ON m.order_item_id = i.order_item_id
			JOIN {$this->tables->orders} o ON o.id = i.order_id
			WHERE i.order_item_type = 'line_item' GROUP BY i.order_item_id";
		$rows = $this->tables->rows(
			"SELECT l.*, COALESCE(l.product, 0) AS product_id, COALESCE(NULLIF(l.variation, 0), l.product, 0) AS variant_id, CASE WHEN quantity > 0 THEN GREATEST(1, ROUND(quantity)) WHEN quantity < 0 THEN LEAST(-1, ROUND(quantity)) ELSE 0 END AS pieces,
				" . Tables::cents( 'subtotal' ) . ' AS subtotal_cents, ' . Tables::cents( 'total' ) . ' AS total_cents,
				' . Tables::cents( 'tax' ) . ' AS tax_cents,
				' . Tables::cents( '(' . Tables::number( 'total' ) . ' + IF(prices_include_tax, ' . Tables::number( 'tax' ) . ', 0)) / IF(quantity = 0, 1, quantity)' ) . " AS price_cents
			FROM ($lines) l ORDER BY l.order_id, l.id"
		);

		$lines = array();
		foreach ( $rows as $row ) {
			$lines[ $row['order_id'] ][] = array(
				'provider'          => 'woocommerce',
				'providerProductId' => $row['product_id'],
				'providerVariantId' => $row['variant_id'],
				'title'             => Tables::plain( $row['title'] ),
				'quantity'          => (int) $row['pieces'],
				'priceCents'        => (int) $row['price_cents'],
				'id'                => $row['id'],
				'subtotalCents'     => (int) $row['subtotal_cents'],
				'discountCents'     => (int) $row['subtotal_cents'] - (int) $row['total_cents'],
				'taxCents'          => (int) $row['tax_cents'],
				'totalCents'        => (int) $row['total_cents'],
			);
		}
		return $lines;
	}
}
