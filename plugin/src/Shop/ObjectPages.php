<?php
/**
 * Where WooCommerce keeps its rows.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Generated\Rules;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

/**
 * The few queries for which WooCommerce has no function that works on many objects at once: ids in pages, counts, the
 * refunds of many orders, and the sums of many customers' orders. They read both ways in which WooCommerce stores orders,
 * its own tables (HPOS) and posts.
 *
 * Kinds: `contacts` (users), `products`, `orders`, and `transactions` for counting alone.
 */
final class ObjectPages {

	/**
	 * How many objects of a kind there are, and the highest id among them.
	 *
	 * @param string   $kind Kind.
	 * @param int|null $from Only those dated at or after this moment, seconds since 1970 UTC.
	 * @param int|null $to   Only those dated at or before it.
	 * @return array{count:int,last:int}
	 */
	public function extent( string $kind, ?int $from, ?int $to ): array {
		if ( Rules::TRANSACTIONS === $kind ) {
			return array(
				'count' => $this->transactions( $from, $to ),
				'last'  => 0,
			);
		}
		list( $id, $source ) = $this->source( $kind, $from, $to );
		$row                 = Database::rows( "SELECT COUNT(*) AS n, MAX($id) AS last FROM $source" )[0];
		return array(
			'count' => (int) $row['n'],
			'last'  => (int) $row['last'],
		);
	}

	/**
	 * The highest id of an order, whatever its status; 0 where there is none. Ids rise with every order made.
	 */
	public static function last_order(): int {
		global $wpdb;
		$from = self::hpos() ? "id) AS last FROM {$wpdb->prefix}wc_orders" : "ID) AS last FROM {$wpdb->posts} WHERE post_type = 'shop_order'";
		return (int) Database::rows( "SELECT MAX($from" )[0]['last'];
	}

	/**
	 * The next ids of a kind, ascending.
	 *
	 * @param string   $kind  Kind.
	 * @param int      $after Only ids above this one.
	 * @param int      $last  Only ids up to this one.
	 * @param int      $limit At most so many.
	 * @param int|null $from  As in extent().
	 * @param int|null $to    As in extent().
	 * @return int[]
	 */
	public function page( string $kind, int $after, int $last, int $limit, ?int $from, ?int $to ): array {
		global $wpdb;
		list( $id, $source ) = $this->source( $kind, $from, $to );
		// phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- names of columns and tables; values are prepared in source().
		return array_map( 'intval', Database::column( $wpdb->prepare( "SELECT $id FROM $source AND $id > %d AND $id <= %d ORDER BY $id LIMIT %d", $after, $last, $limit ) ) );
	}

	/**
	 * Whether an object is no longer there at all, as the primary database says it: what could not be read is not gone, nor is
	 * what a replica does not have.
	 *
	 * @param string $topic `contact`, `category`, `product` or `order`.
	 * @param int    $id    Its id.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function is_gone( string $topic, int $id ): bool {
		global $wpdb;
		$tables = array(
			Rules::CONTACT  => "{$wpdb->users} WHERE ID",
			Rules::CATEGORY => "{$wpdb->term_taxonomy} WHERE taxonomy = 'product_cat' AND term_id",
			Rules::PRODUCT  => "{$wpdb->posts} WHERE post_type = 'product' AND ID",
			Rules::ORDER    => self::hpos() ? "{$wpdb->prefix}wc_orders WHERE type = 'shop_order' AND id" : "{$wpdb->posts} WHERE post_type = 'shop_order' AND ID",
		);
		return array() === Database::primary_rows( $wpdb->prepare( "SELECT 1 FROM {$tables[ $topic ]} = %d", $id ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- names of columns and tables.
	}

	/**
	 * The refunds of orders: order ids by refund id, ascending.
	 *
	 * @param int[] $orders Order ids.
	 * @return array<int,int>
	 */
	public function refunds( array $orders ): array {
		global $wpdb;
		if ( array() === $orders ) {
			return array();
		}
		$in  = implode( ',', array_map( 'intval', $orders ) );
		$sql = self::hpos()
			? "SELECT id, parent_order_id AS parent FROM {$wpdb->prefix}wc_orders WHERE parent_order_id IN ($in) AND type = 'shop_order_refund' AND status <> 'trash' ORDER BY id"
			: "SELECT ID AS id, post_parent AS parent FROM {$wpdb->posts} WHERE post_parent IN ($in) AND post_type = 'shop_order_refund' AND post_status <> 'trash' ORDER BY ID";
		return array_map( 'intval', array_column( Database::rows( $sql ), 'parent', 'id' ) );
	}

	/**
	 * Which orders are renewals of subscriptions: WooCommerce Subscriptions marks them so.
	 *
	 * @param int[] $orders Order ids.
	 * @return array<int,bool> By order id; only renewals.
	 */
	public function renewals( array $orders ): array {
		return array_fill_keys( array_keys( $this->order_meta( $orders, '_subscription_renewal' ) ), true );
	}

	/**
	 * What was seen of their buyers' consent when orders were made.
	 *
	 * @param int[] $orders Order ids.
	 * @return array<int,mixed> By order id; only where something was seen.
	 */
	public function consents( array $orders ): array {
		return array_map( 'maybe_unserialize', $this->order_meta( $orders, ShopperConsent::META ) );
	}

	/**
	 * One meta value of orders.
	 *
	 * @param int[]  $orders Order ids.
	 * @param string $key    Its key.
	 * @return array<int,string> By order id; only those that have it.
	 */
	private function order_meta( array $orders, string $key ): array {
		global $wpdb;
		if ( array() === $orders ) {
			return array();
		}
		$in   = implode( ',', array_map( 'intval', $orders ) );
		$from = self::hpos() ? "order_id AS id, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id" : "post_id AS id, meta_value FROM {$wpdb->postmeta} WHERE post_id";
		// phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- names of columns and tables; integers.
		return array_column( Database::rows( $wpdb->prepare( "SELECT $from IN ($in) AND meta_key = %s", $key ) ), 'meta_value', 'id' );
	}

	/**
	 * Ids of the variations of products, grouped by product, in menu order.
	 *
	 * WooCommerce's own list of children leaves a transient for each product behind; this one leaves nothing.
	 *
	 * @param int[] $products Product ids.
	 * @return array<int,int[]>
	 */
	public function variations( array $products ): array {
		global $wpdb;
		$variations = array();
		if ( array() !== $products ) {
			$in = implode( ',', array_map( 'intval', $products ) );
			$rows = Database::rows( "SELECT ID, post_parent FROM {$wpdb->posts} WHERE post_parent IN ($in) AND post_type = 'product_variation' AND post_status NOT IN ('trash', 'auto-draft') ORDER BY menu_order, ID" );
			foreach ( $rows as $row ) {
				$variations[ (int) $row['post_parent'] ][] = (int) $row['ID'];
			}
		}
		return $variations;
	}

	/**
	 * Sums of customers' orders by currency, status and paid or not (S11), grouped by customer. Orders that the owner leaves
	 * out, since they are from a copy, count for nothing (U2).
	 *
	 * @param int[] $customers User ids.
	 * @return array<int,array<int,array<string,mixed>>>
	 */
	public function revenue( array $customers ): array {
		global $wpdb;
		$revenue = array();
		if ( array() === $customers ) {
			return $revenue;
		}
		$in   = implode( ',', array_map( 'intval', $customers ) );
		$left = CopySpans::left_out();
		if ( self::hpos() ) {
			$sql = "SELECT o.customer_id AS customer, o.currency, o.status, (p.date_paid_gmt IS NOT NULL) AS paid,
					COUNT(*) AS orders, SUM(o.total_amount) AS total, SUM(COALESCE(r.refunded, 0)) AS refunded
				FROM {$wpdb->prefix}wc_orders o
				LEFT JOIN {$wpdb->prefix}wc_order_operational_data p ON p.order_id = o.id
				LEFT JOIN (
					SELECT c.parent_order_id, SUM(ABS(c.total_amount)) AS refunded
					FROM {$wpdb->prefix}wc_orders c JOIN {$wpdb->prefix}wc_orders b ON b.id = c.parent_order_id
					WHERE c.type = 'shop_order_refund' AND c.status <> 'trash' AND b.customer_id IN ($in)
					GROUP BY c.parent_order_id
				) r ON r.parent_order_id = o.id
				WHERE o.type = 'shop_order' AND o.customer_id IN ($in){$left->without( 'o.date_created_gmt' )}
				GROUP BY o.customer_id, o.currency, o.status, paid ORDER BY o.customer_id, o.currency, o.status, paid";
		} else {
			$sql = "SELECT CAST(u.meta_value AS UNSIGNED) AS customer, c.meta_value AS currency, o.post_status AS status, (COALESCE(p.meta_value, '') <> '') AS paid,
					COUNT(*) AS orders, SUM(CAST(COALESCE(t.meta_value, '0') AS DECIMAL(26,8))) AS total, SUM(COALESCE(r.refunded, 0)) AS refunded
				FROM {$wpdb->posts} o
				JOIN {$wpdb->postmeta} u ON u.post_id = o.ID AND u.meta_key = '_customer_user' AND u.meta_value IN ($in)
				LEFT JOIN {$wpdb->postmeta} c ON c.post_id = o.ID AND c.meta_key = '_order_currency'
				LEFT JOIN {$wpdb->postmeta} t ON t.post_id = o.ID AND t.meta_key = '_order_total'
				LEFT JOIN {$wpdb->postmeta} p ON p.post_id = o.ID AND p.meta_key = '_date_paid'
				LEFT JOIN (
					SELECT f.post_parent, SUM(ABS(CAST(COALESCE(NULLIF(a.meta_value, ''), n.meta_value, '0') AS DECIMAL(26,8)))) AS refunded
					FROM {$wpdb->posts} f
					LEFT JOIN {$wpdb->postmeta} a ON a.post_id = f.ID AND a.meta_key = '_refund_amount'
					LEFT JOIN {$wpdb->postmeta} n ON n.post_id = f.ID AND n.meta_key = '_order_total'
					JOIN {$wpdb->postmeta} b ON b.post_id = f.post_parent AND b.meta_key = '_customer_user' AND b.meta_value IN ($in)
					WHERE f.post_type = 'shop_order_refund' AND f.post_status <> 'trash'
					GROUP BY f.post_parent
				) r ON r.post_parent = o.ID
				WHERE o.post_type = 'shop_order'{$left->without( 'o.post_date_gmt' )}
				GROUP BY customer, currency, status, paid ORDER BY customer, currency, status, paid";
		}
		$currency = get_woocommerce_currency();
		foreach ( Database::rows( $sql ) as $row ) {
			$revenue[ (int) $row['customer'] ][] = array(
				'currency' => '' === (string) $row['currency'] ? $currency : (string) $row['currency'],
				'status'   => preg_replace( '/^wc-/', '', (string) $row['status'] ),
				'paid'     => '1' === (string) $row['paid'],
				'orders'   => (int) $row['orders'],
				'total'    => (string) $row['total'],
				'refunded' => (string) $row['refunded'],
			);
		}
		return $revenue;
	}

	/**
	 * The column of a kind's id, and its table with the conditions on it.
	 *
	 * Dates: orders by when they were placed, users by when they registered, products by when they were made or last
	 * changed.
	 *
	 * @param string   $kind Kind.
	 * @param int|null $from As in extent().
	 * @param int|null $to   As in extent().
	 * @return array{0:string,1:string}
	 */
	private function source( string $kind, ?int $from, ?int $to ): array {
		global $wpdb;
		if ( Rules::CONTACTS === $kind ) {
			$members = is_multisite() ? " AND EXISTS (SELECT 1 FROM {$wpdb->usermeta} m WHERE m.user_id = u.ID AND m.meta_key = '{$wpdb->get_blog_prefix()}capabilities')" : '';
			return array( 'u.ID', "{$wpdb->users} u WHERE " . self::within( 'u.user_registered', $from, $to ) . $members );
		}
		if ( Rules::PRODUCTS === $kind ) {
			$dated = '(' . self::within( 'p.post_date_gmt', $from, $to ) . ' OR ' . self::within( 'p.post_modified_gmt', $from, $to ) . ')';
			return array( 'p.ID', "{$wpdb->posts} p WHERE p.post_type = 'product' AND p.post_status <> 'auto-draft' AND " . $dated );
		}
		if ( self::hpos() ) {
			return array( 'o.id', "{$wpdb->prefix}wc_orders o WHERE o.type = 'shop_order' AND " . self::within( 'o.date_created_gmt', $from, $to ) );
		}
		return array( 'o.ID', "{$wpdb->posts} o WHERE o.post_type = 'shop_order' AND " . self::within( 'o.post_date_gmt', $from, $to ) );
	}

	/**
	 * How many payments and refunds to expect: for the progress shown, no more.
	 *
	 * @param int|null $from As in extent().
	 * @param int|null $to   As in extent().
	 */
	private function transactions( ?int $from, ?int $to ): int {
		global $wpdb;
		list( $id, $orders ) = $this->source( Rules::ORDERS, $from, $to );
		$paid                = self::hpos()
			? "SELECT COUNT(*) FROM {$wpdb->prefix}wc_order_operational_data d JOIN $orders AND d.order_id = $id AND d.date_paid_gmt IS NOT NULL"
			: "SELECT COUNT(*) FROM {$wpdb->postmeta} d JOIN $orders AND d.post_id = $id AND d.meta_key = '_date_paid' AND d.meta_value <> ''";
		$refunds             = self::hpos()
			? "SELECT COUNT(*) FROM {$wpdb->prefix}wc_orders r JOIN $orders AND r.parent_order_id = $id AND r.type = 'shop_order_refund'"
			: "SELECT COUNT(*) FROM {$wpdb->posts} r JOIN $orders AND r.post_parent = $id AND r.post_type = 'shop_order_refund'";
		return (int) Database::value( $paid ) + (int) Database::value( $refunds );
	}

	/**
	 * A condition on a UTC date column; always true without a range.
	 *
	 * @param string   $column Name.
	 * @param int|null $from   As in extent().
	 * @param int|null $to     As in extent().
	 */
	private static function within( string $column, ?int $from, ?int $to ): string {
		global $wpdb;
		$conditions = array( '1 = 1' );
		if ( null !== $from ) {
			$conditions[] = $wpdb->prepare( "$column >= %s", gmdate( 'Y-m-d H:i:s', $from ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- a column's name.
		}
		if ( null !== $to ) {
			$conditions[] = $wpdb->prepare( "$column <= %s", gmdate( 'Y-m-d H:i:s', $to ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- a column's name.
		}
		return '(' . implode( ' AND ', $conditions ) . ')';
	}

	/**
	 * Whether orders are in WooCommerce's own tables.
	 */
	private static function hpos(): bool {
		return OrderUtil::custom_orders_table_usage_is_enabled();
	}
}
