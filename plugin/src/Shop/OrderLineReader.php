<?php
/**
 * Reads the lines of orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Support\Database;

/**
 * Product lines, fees and coupons of many orders or refunds, in three queries. WooCommerce would make an object for each
 * line, with a few queries each in most of its versions; that takes longer than everything else about an order.
 */
final class OrderLineReader {

	const META = array( '_product_id', '_variation_id', '_qty', '_line_subtotal', '_line_total', '_line_tax' );

	/**
	 * Product lines as snapshots, by order.
	 *
	 * @var array<int,array<int,array<string,mixed>>>
	 */
	private $products = array();

	/**
	 * Totals of fees, by order.
	 *
	 * @var array<int,array<int,string|null>>
	 */
	private $fees = array();

	/**
	 * Codes of coupons, by order.
	 *
	 * @var array<int,string[]>
	 */
	private $coupons = array();

	/**
	 * Reads the lines.
	 *
	 * @param int[] $orders Ids of orders and refunds.
	 */
	public function __construct( array $orders ) {
		global $wpdb;
		if ( array() === $orders ) {
			return;
		}
		$in    = implode( ',', array_map( 'intval', $orders ) );
		$rows  = Database::rows( "SELECT order_item_id, order_id, order_item_type, order_item_name FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id IN ($in) AND order_item_type IN ('line_item', 'fee', 'coupon') ORDER BY order_item_id" );
		$meta  = self::meta( array_column( $rows, 'order_item_id' ) );
		$known = self::known( $meta );
		foreach ( $rows as $row ) {
			$id     = (int) $row['order_id'];
			$values = $meta[ $row['order_item_id'] ] ?? array();
			if ( 'line_item' === $row['order_item_type'] ) {
				$this->products[ $id ][] = self::line( $row, $values, $known );
			} elseif ( 'fee' === $row['order_item_type'] ) {
				$this->fees[ $id ][] = SnapshotValue::amount( $values['_line_total'] ?? null );
			} else {
				$this->coupons[ $id ][] = $row['order_item_name'];
			}
		}
	}

	/**
	 * Product lines of an order or refund.
	 *
	 * @param int $order Its id.
	 * @return array<int,array<string,mixed>>
	 */
	public function products( int $order ): array {
		return $this->products[ $order ] ?? array();
	}

	/**
	 * Totals of an order's fees.
	 *
	 * @param int $order Its id.
	 * @return array<int,string|null>
	 */
	public function fees( int $order ): array {
		return $this->fees[ $order ] ?? array();
	}

	/**
	 * Codes of an order's coupons.
	 *
	 * @param int $order Its id.
	 * @return string[]
	 */
	public function coupons( int $order ): array {
		return $this->coupons[ $order ] ?? array();
	}

	/**
	 * What is stored about lines, by line and key.
	 *
	 * @param string[] $lines Line ids.
	 * @return array<int,array<string,string>>
	 */
	private static function meta( array $lines ): array {
		global $wpdb;
		$meta = array();
		if ( array() !== $lines ) {
			$in   = implode( ',', array_map( 'intval', $lines ) );
			$keys = "'" . implode( "','", self::META ) . "'";
			// Descending: where a key is there twice, the first one counts, as it does for WooCommerce.
			foreach ( Database::rows( "SELECT order_item_id, meta_key, meta_value FROM {$wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id IN ($in) AND meta_key IN ($keys) ORDER BY meta_id DESC" ) as $row ) {
				$meta[ $row['order_item_id'] ][ $row['meta_key'] ] = $row['meta_value'];
			}
		}
		return $meta;
	}

	/**
	 * The products and variations of lines that still exist, with their stock keeping units.
	 *
	 * @param array<int,array<string,string>> $meta As meta() gives it.
	 * @return array<int,string|null> SKU by id; null for one without.
	 */
	private static function known( array $meta ): array {
		global $wpdb;
		$ids = array_filter( array_map( 'intval', array_unique( array_merge( array_column( $meta, '_product_id' ), array_column( $meta, '_variation_id' ) ) ) ) );
		if ( array() === $ids ) {
			return array();
		}
		$in   = implode( ',', $ids );
		$rows = Database::rows( "SELECT p.ID AS id, s.meta_value AS sku FROM {$wpdb->posts} p LEFT JOIN {$wpdb->postmeta} s ON s.post_id = p.ID AND s.meta_key = '_sku' WHERE p.ID IN ($in) AND p.post_type IN ('product', 'product_variation') ORDER BY s.meta_id DESC" );
		return array_column( $rows, 'sku', 'id' );
	}

	/**
	 * One product line.
	 *
	 * @param array<string,string|null> $row    The line.
	 * @param array<string,string>      $values What is stored about it.
	 * @param array<int,string|null>    $known  Products that exist.
	 * @return array<string,mixed>
	 */
	private static function line( array $row, array $values, array $known ): array {
		// As they were sold: WooCommerce says 0 of what was deleted since, and one order would be told in two ways.
		$product   = (string) absint( $values['_product_id'] ?? 0 );
		$variation = (string) absint( $values['_variation_id'] ?? 0 );
		$sku       = (string) ( $known[ $variation ] ?? '' );
		return array(
			'id'          => $row['order_item_id'],
			'productId'   => $product,
			'variationId' => $variation,
			'name'        => SnapshotValue::title( $row['order_item_name'] ),
			'sku'         => '' === $sku ? ( $known[ $product ] ?? null ) : $sku,
			'quantity'    => SnapshotValue::amount( $values['_qty'] ?? null ),
			'subtotal'    => SnapshotValue::amount( $values['_line_subtotal'] ?? null ),
			'total'       => SnapshotValue::amount( $values['_line_total'] ?? null ),
			'totalTax'    => SnapshotValue::amount( $values['_line_tax'] ?? null ),
		);
	}
}
