<?php
/**
 * The shop's objects in pages.
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
 * Ids in pages, counts, and whether an object is still there: what WooCommerce has no function for that works on many objects
 * at once. They read both ways in which WooCommerce stores orders, its own tables (HPOS) and posts.
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
