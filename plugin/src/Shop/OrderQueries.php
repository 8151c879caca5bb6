<?php
/**
 * Queries over many orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Support\Database;

/**
 * What is asked of many orders at once and WooCommerce has no function for: their refunds, single meta values, and the sums of
 * many customers' orders. Both ways in which WooCommerce stores orders are read, its own tables (HPOS) and posts.
 */
final class OrderQueries {

	/**
	 * The refunds of orders: order ids by refund id, ascending.
	 *
	 * @param int[] $orders Order ids.
	 * @return array<int,int>
	 */
	public static function refunds( array $orders ): array {
		global $wpdb;
		if ( array() === $orders ) {
			return array();
		}
		$in  = self::in( $orders );
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
	public static function renewals( array $orders ): array {
		return array_fill_keys( array_keys( self::meta( $orders, '_subscription_renewal' ) ), true );
	}

	/**
	 * What was seen of their buyers' consent when orders were made.
	 *
	 * @param int[] $orders Order ids.
	 * @return array<int,mixed> By order id; only where something was seen.
	 */
	public static function consents( array $orders ): array {
		return array_map( 'maybe_unserialize', self::meta( $orders, ShopperConsent::META ) );
	}

	/**
	 * One meta value of orders.
	 *
	 * @param int[]  $orders Order ids.
	 * @param string $key    Its key.
	 * @return array<int,string> By order id; only those that have it.
	 */
	private static function meta( array $orders, string $key ): array {
		global $wpdb;
		if ( array() === $orders ) {
			return array();
		}
		$in   = self::in( $orders );
		$from = self::hpos() ? "order_id AS id, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id" : "post_id AS id, meta_value FROM {$wpdb->postmeta} WHERE post_id";
		// phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- names of columns and tables; integers.
		return array_column( Database::rows( $wpdb->prepare( "SELECT $from IN ($in) AND meta_key = %s", $key ) ), 'meta_value', 'id' );
	}

	/**
	 * Sums of customers' orders by currency, status and paid or not (S11), grouped by customer. Orders that the owner leaves
	 * out, since they are from a copy, count for nothing (U2).
	 *
	 * @param int[] $customers User ids.
	 * @return array<int,array<int,array<string,mixed>>>
	 */
	public static function revenue( array $customers ): array {
		if ( array() === $customers ) {
			return array();
		}
		$in       = self::in( $customers );
		$revenue  = array();
		$currency = get_woocommerce_currency();
		foreach ( Database::rows( self::hpos() ? self::revenue_in_tables( $in ) : self::revenue_in_posts( $in ) ) as $row ) {
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
	 * The query of revenue() over WooCommerce's own tables.
	 *
	 * @param string $in Customers for SQL.
	 */
	private static function revenue_in_tables( string $in ): string {
		global $wpdb;
		$left = CopySpans::left_out();
		return "SELECT o.customer_id AS customer, o.currency, o.status, (p.date_paid_gmt IS NOT NULL) AS paid,
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
	}

	/**
	 * The same over posts.
	 *
	 * @param string $in Customers for SQL.
	 */
	private static function revenue_in_posts( string $in ): string {
		global $wpdb;
		$left = CopySpans::left_out();
		return "SELECT CAST(u.meta_value AS UNSIGNED) AS customer, c.meta_value AS currency, o.post_status AS status, (COALESCE(p.meta_value, '') <> '') AS paid,
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

	/**
	 * Ids for SQL.
	 *
	 * @param int[] $ids Ids.
	 */
	private static function in( array $ids ): string {
		return implode( ',', array_map( 'intval', $ids ) );
	}

	/**
	 * Whether orders are in WooCommerce's own tables.
	 */
	private static function hpos(): bool {
		return OrderUtil::custom_orders_table_usage_is_enabled();
	}
}
