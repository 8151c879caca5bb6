<?php
/**
 * Reads what is stored of orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Support\Database;

/**
 * Currency and amounts of many orders, and all that there is about refunds, as they are stored, in one query or two; which
 * refunds they have, and single meta values, for which WooCommerce has no function that works on many orders at once.
 *
 * WooCommerce's own objects say something else: they round to the decimals that the shop had when they were loaded, which
 * may be too few for the order's currency, or round a second time, and they forget a currency that no plugin knows any more.
 * A refund that WooCommerce cannot load is no reason to keep its order back.
 */
final class OrderColumns {

	/** Keys of meta data where orders are posts, by column. */
	const KEYS = array(
		'_order_key'          => 'key',
		'_order_currency'     => 'currency',
		'_order_total'        => 'total',
		'_order_tax'          => 'tax',
		'_order_shipping_tax' => 'shipping_tax',
		'_order_shipping'     => 'shipping',
		'_cart_discount'      => 'discount',
		'_refund_amount'      => 'refunded',
		'_refund_reason'      => 'reason',
	);

	/**
	 * Values by order id and column.
	 *
	 * @var array<int,array<string,string|null>>
	 */
	private $columns = array();

	/**
	 * Reads the columns.
	 *
	 * @param int[] $orders Ids of orders and refunds.
	 */
	public function __construct( array $orders ) {
		if ( array() === $orders ) {
			return;
		}
		$in = implode( ',', array_map( 'intval', $orders ) );
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$this->read_tables( $in );
		} else {
			$this->read_posts( $in );
		}
	}

	/**
	 * A text; null where there is none.
	 *
	 * @param int    $order  Order or refund id.
	 * @param string $column Its name.
	 */
	public function text( int $order, string $column ): ?string {
		return $this->columns[ $order ][ $column ] ?? null;
	}

	/**
	 * An amount.
	 *
	 * @param int    $order  Order or refund id.
	 * @param string $column Its name.
	 */
	public function amount( int $order, string $column ): ?string {
		return SnapshotValue::amount( $this->text( $order, $column ) );
	}

	/**
	 * The date at which it was made, seconds since 1970 UTC; null where there is none.
	 *
	 * @param int $order Order or refund id.
	 */
	public function created( int $order ): ?int {
		$created = strtotime( $this->text( $order, 'created' ) . ' UTC' );
		// A date of nothing but zeros lies before all.
		return false === $created || $created < 0 ? null : $created;
	}

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
		$in  = implode( ',', array_map( 'intval', $orders ) );
		$sql = OrderUtil::custom_orders_table_usage_is_enabled()
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
		$in   = implode( ',', array_map( 'intval', $orders ) );
		$from = OrderUtil::custom_orders_table_usage_is_enabled() ? "order_id AS id, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id" : "post_id AS id, meta_value FROM {$wpdb->postmeta} WHERE post_id";
		// phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- names of columns and tables; integers.
		return array_column( Database::rows( $wpdb->prepare( "SELECT $from IN ($in) AND meta_key = %s", $key ) ), 'meta_value', 'id' );
	}

	/**
	 * From WooCommerce's own tables.
	 *
	 * @param string $in Ids for SQL.
	 */
	private function read_tables( string $in ): void {
		global $wpdb;
		$sql = "SELECT o.id, o.date_created_gmt AS created, o.currency, o.total_amount AS total, o.tax_amount AS tax, d.shipping_tax_amount AS shipping_tax,
				d.shipping_total_amount AS shipping, d.discount_total_amount AS discount, d.order_key AS `key`, r.meta_value AS refunded, w.meta_value AS reason
			FROM {$wpdb->prefix}wc_orders o
			LEFT JOIN {$wpdb->prefix}wc_order_operational_data d ON d.order_id = o.id
			LEFT JOIN {$wpdb->prefix}wc_orders_meta r ON r.order_id = o.id AND r.meta_key = '_refund_amount'
			LEFT JOIN {$wpdb->prefix}wc_orders_meta w ON w.order_id = o.id AND w.meta_key = '_refund_reason'
			WHERE o.id IN ($in) ORDER BY r.id DESC, w.id DESC";
		foreach ( Database::rows( $sql ) as $row ) {
			$this->columns[ (int) $row['id'] ] = $row;
		}
	}

	/**
	 * From posts.
	 *
	 * @param string $in Ids for SQL.
	 */
	private function read_posts( string $in ): void {
		global $wpdb;
		foreach ( Database::rows( "SELECT ID, post_date_gmt AS created, post_excerpt AS reason FROM {$wpdb->posts} WHERE ID IN ($in)" ) as $row ) {
			$this->columns[ (int) $row['ID'] ] = array(
				'created' => $row['created'],
				'reason'  => $row['reason'],
			);
		}
		$keys = "'" . implode( "','", array_keys( self::KEYS ) ) . "'";
		// Descending: where a key is there twice, the first one counts, as it does for WooCommerce.
		foreach ( Database::rows( "SELECT post_id, meta_key, meta_value FROM {$wpdb->postmeta} WHERE post_id IN ($in) AND meta_key IN ($keys) ORDER BY meta_id DESC" ) as $row ) {
			$this->columns[ (int) $row['post_id'] ][ self::KEYS[ $row['meta_key'] ] ] = $row['meta_value'];
		}
	}
}
