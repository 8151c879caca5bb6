<?php
/**
 * What the records of objects are made of, in one word each.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

/**
 * A fingerprint is another one whenever a row changed that a record is made of, through whatever door: a hook, another
 * plugin's function that has none, SQL. It goes with the record to the backend, which says it again in the inventory (see
 * src/core/backend/inventory.rs).
 *
 * A few queries for any number of objects, none of which loads one. It is read before the object is: what changes in
 * between is told once more, and nothing is missed.
 *
 * Of orders it holds nothing of the person that anybody else could tell, for records of those go out whose buyers did not
 * agree.
 */
final class Fingerprints {

	/** Meta data of products and variations; their attributes beside these. */
	const PRODUCT = array( '_price', '_regular_price', '_sale_price', '_sku', '_manage_stock', '_stock', '_stock_status', '_thumbnail_id', '_product_attributes' );

	/** Meta data of orders that are posts. */
	const ORDER = array( '_customer_user', '_date_paid', '_date_completed', '_order_currency', '_cart_discount', '_order_shipping', '_order_tax', '_order_shipping_tax' );

	/** Meta data of refunds that are posts. */
	const REFUND = array( '_refund_amount', '_order_total' );

	/** Of users; their addresses beside these. */
	const USER = array( 'first_name', 'last_name', 'locale' );

	/**
	 * What the fingerprints are of, by object id.
	 *
	 * @var array<int,string>
	 */
	private array $parts = array();

	/**
	 * What derives from no row of the object's own.
	 */
	private string $shared = '';

	/**
	 * Those of products.
	 *
	 * @param int[] $ids Product ids.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function products( array $ids ): self {
		global $wpdb;
		$prints = new self();
		if ( array() !== $ids ) {
			$in   = self::in( $ids );
			$keys = "(m.meta_key IN ('" . implode( "','", self::PRODUCT ) . "') OR m.meta_key LIKE 'attribute\\_%')";
			$prints->add( "SELECT p.ID AS id, CRC32(CONCAT_WS('|', p.post_title, p.post_name, p.post_excerpt)) AS n FROM {$wpdb->posts} p WHERE p.ID IN ($in)" );
			$prints->add( "SELECT m.post_id AS id, SUM(CRC32(CONCAT_WS('|', m.meta_key, m.meta_value))) AS n FROM {$wpdb->postmeta} m WHERE m.post_id IN ($in) AND $keys GROUP BY m.post_id" );
			$prints->add(
				"SELECT v.post_parent AS id, SUM(CRC32(CONCAT_WS('|', v.ID, v.post_status, v.post_title, m.meta_key, m.meta_value))) AS n
				FROM {$wpdb->posts} v LEFT JOIN {$wpdb->postmeta} m ON m.post_id = v.ID AND $keys
				WHERE v.post_parent IN ($in) AND v.post_type = 'product_variation' AND v.post_status NOT IN ('trash', 'auto-draft') GROUP BY v.post_parent"
			);
			$prints->add(
				"SELECT r.object_id AS id, SUM(CRC32(CONCAT_WS('|', x.taxonomy, x.term_id, x.parent, t.name, t.slug))) AS n
				FROM {$wpdb->term_relationships} r JOIN {$wpdb->term_taxonomy} x ON x.term_taxonomy_id = r.term_taxonomy_id JOIN {$wpdb->terms} t ON t.term_id = x.term_id
				WHERE r.object_id IN ($in) AND (x.taxonomy IN ('product_cat', 'product_type') OR x.taxonomy LIKE 'pa\\_%') GROUP BY r.object_id"
			);
			$prints->shared = self::settings();
		}
		return $prints;
	}

	/**
	 * Those of orders, which name their shopper as far as the owner's choice of consent allows.
	 *
	 * @param int[] $ids Order ids.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function orders( array $ids ): self {
		global $wpdb;
		$prints = new self();
		if ( array() === $ids ) {
			return $prints;
		}
		$prints->shared = (string) ( get_option( ShopperConsent::CHOICES )['consent'] ?? '' );
		$in             = self::in( $ids );
		$own            = "'" . ShopperConsent::META . "', '" . CartReader::ORDER_META . "'";
		$keys           = "'" . implode( "','", OrderLineReader::META ) . "'";
		$prints->add(
			"SELECT i.order_id AS id, SUM(CRC32(CONCAT_WS('|', i.order_item_id, i.order_item_name, m.meta_key, m.meta_value))) AS n
			FROM {$wpdb->prefix}woocommerce_order_items i LEFT JOIN {$wpdb->prefix}woocommerce_order_itemmeta m ON m.order_item_id = i.order_item_id AND m.meta_key IN ($keys)
			WHERE i.order_id IN ($in) AND i.order_item_type IN ('line_item', 'fee', 'coupon') GROUP BY i.order_id"
		);
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$prints->add(
				"SELECT o.id, CRC32(CONCAT_WS('|', o.customer_id, o.currency, COALESCE(d.date_paid_gmt, ''), COALESCE(d.date_completed_gmt, ''), d.discount_total_amount, d.shipping_total_amount, d.shipping_tax_amount, o.tax_amount)) AS n
				FROM {$wpdb->prefix}wc_orders o LEFT JOIN {$wpdb->prefix}wc_order_operational_data d ON d.order_id = o.id WHERE o.id IN ($in)"
			);
			$prints->add(
				"SELECT r.parent_order_id AS id, SUM(CRC32(CONCAT_WS('|', r.id, r.total_amount, m.meta_value))) AS n
				FROM {$wpdb->prefix}wc_orders r LEFT JOIN {$wpdb->prefix}wc_orders_meta m ON m.order_id = r.id AND m.meta_key = '_refund_amount'
				WHERE r.parent_order_id IN ($in) AND r.type = 'shop_order_refund' AND r.status <> 'trash' GROUP BY r.parent_order_id"
			);
			$prints->add_private(
				"SELECT o.id, CONCAT_WS('|', CRC32(CONCAT_WS('|', o.billing_email, o.payment_method, o.payment_method_title)),
					(SELECT SUM(CRC32(CONCAT_WS('|', a.address_type, a.first_name, a.last_name, a.company, a.address_1, a.address_2, a.city, a.state, a.postcode, a.country, a.email, a.phone)))
						FROM {$wpdb->prefix}wc_order_addresses a WHERE a.order_id = o.id),
					(SELECT SUM(CRC32(CONCAT_WS('|', m.meta_key, m.meta_value))) FROM {$wpdb->prefix}wc_orders_meta m WHERE m.order_id = o.id AND m.meta_key IN ($own))) AS n
				FROM {$wpdb->prefix}wc_orders o WHERE o.id IN ($in)"
			);
			$prints->add_buyers( "{$wpdb->prefix}wc_orders o JOIN {$wpdb->users} u ON u.ID = o.customer_id WHERE o.id IN ($in)", 'o.id' );
			return $prints;
		}
		$keys = "'" . implode( "','", self::ORDER ) . "'";
		$prints->add( "SELECT m.post_id AS id, SUM(CRC32(CONCAT_WS('|', m.meta_key, m.meta_value))) AS n FROM {$wpdb->postmeta} m WHERE m.post_id IN ($in) AND m.meta_key IN ($keys) GROUP BY m.post_id" );
		$keys = "'" . implode( "','", self::REFUND ) . "'";
		$prints->add(
			"SELECT r.post_parent AS id, SUM(CRC32(CONCAT_WS('|', r.ID, m.meta_key, m.meta_value))) AS n
			FROM {$wpdb->posts} r LEFT JOIN {$wpdb->postmeta} m ON m.post_id = r.ID AND m.meta_key IN ($keys)
			WHERE r.post_parent IN ($in) AND r.post_type = 'shop_order_refund' AND r.post_status <> 'trash' GROUP BY r.post_parent"
		);
		$prints->add_private(
			"SELECT m.post_id AS id, SUM(CRC32(CONCAT_WS('|', m.meta_key, m.meta_value))) AS n FROM {$wpdb->postmeta} m
			WHERE m.post_id IN ($in) AND (m.meta_key IN ($own, '_payment_method', '_payment_method_title') OR m.meta_key LIKE '\\_billing\\_%' OR m.meta_key LIKE '\\_shipping\\_%') GROUP BY m.post_id"
		);
		$prints->add_buyers( "{$wpdb->postmeta} m JOIN {$wpdb->users} u ON u.ID = m.meta_value WHERE m.post_id IN ($in) AND m.meta_key = '_customer_user'", 'm.post_id' );
		return $prints;
	}

	/**
	 * Those of users, with what they spent.
	 *
	 * @param int[]                                        $ids     User ids.
	 * @param array<int,array<int,array<string,mixed>>> $revenue The sums of their orders, as `CustomerReader` gives them.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function contacts( array $ids, array $revenue ): self {
		global $wpdb;
		$prints = new self();
		if ( array() === $ids ) {
			return $prints;
		}
		$keys = array_merge( self::USER, array( $wpdb->get_blog_prefix() . ShopperConsent::USER ) );
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			foreach ( array_keys( OrderReader::ADDRESS ) as $field ) {
				$keys[] = "{$kind}_$field";
			}
		}
		$in   = self::in( $ids );
		$keys = "'" . implode( "','", $keys ) . "'";
		$prints->add( "SELECT m.user_id AS id, SUM(CRC32(CONCAT_WS('|', m.meta_key, m.meta_value))) AS n FROM {$wpdb->usermeta} m WHERE m.user_id IN ($in) AND m.meta_key IN ($keys) GROUP BY m.user_id" );
		foreach ( ShopperConsent::all_listed( $ids ) as $id => $listed ) {
			$prints->append( $id, $listed ? '|listed' : '|not listed' );
		}
		foreach ( $revenue as $id => $rows ) {
			// Orders that nobody has paid count for nothing, and drafts come and go.
			$paid = array_filter( $rows, static fn( array $row ): bool => $row['paid'] );
			if ( array() !== $paid ) {
				$prints->append( $id, (string) wp_json_encode( array_values( $paid ) ) );
			}
		}
		return $prints;
	}

	/**
	 * The fingerprint of an object.
	 *
	 * @param int $id Its id.
	 */
	public function value( int $id ): string {
		return substr( hash( 'sha256', $this->shared . '|' . ( $this->parts[ $id ] ?? '' ) ), 0, 16 );
	}

	/**
	 * Reads a part of each.
	 *
	 * @param string $sql Gives `id` and `n`.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private function add( string $sql ): void {
		foreach ( Database::rows( $sql ) as $row ) {
			$this->append( (int) $row['id'], '|' . $row['n'] );
		}
	}

	/**
	 * Reads a part of each that is about a person: by a keyed hash, which nobody else can hold an address against.
	 *
	 * @param string $sql Gives `id` and `n`.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private function add_private( string $sql ): void {
		foreach ( Database::rows( $sql ) as $row ) {
			$this->append( (int) $row['id'], '|' . wp_hash( (string) $row['n'] ) );
		}
	}

	/**
	 * Appends a part to those of an object.
	 *
	 * @param int    $id   The object's id.
	 * @param string $part The part.
	 */
	private function append( int $id, string $part ): void {
		$this->parts[ $id ] = ( $this->parts[ $id ] ?? '' ) . $part;
	}

	/**
	 * Reads whose orders they are, of those that belong to contacts: an order names its contact by the account (S3), which
	 * may have another role or address by now.
	 *
	 * @param string $source Tables of the orders and, as `u`, of their users, with conditions.
	 * @param string $id     The column of the order's id.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private function add_buyers( string $source, string $id ): void {
		global $wpdb;
		$roles = $wpdb->get_blog_prefix() . 'capabilities';
		$is    = "EXISTS (SELECT 1 FROM {$wpdb->usermeta} c WHERE c.user_id = u.ID AND c.meta_key = '$roles' AND (c.meta_value LIKE '%\"customer\"%' OR c.meta_value LIKE '%\"subscriber\"%'))";
		$this->add_private( "SELECT $id AS id, LOWER(u.user_email) AS n FROM $source AND $is" );
	}

	/**
	 * What all products derive from: the currency, how addresses are made, and what attributes are called.
	 */
	private static function settings(): string {
		$labels = function_exists( 'wc_get_attribute_taxonomies' ) ? wp_list_pluck( wc_get_attribute_taxonomies(), 'attribute_label', 'attribute_name' ) : array();
		return (string) wp_json_encode( array( get_woocommerce_currency(), get_option( 'permalink_structure' ), get_option( 'woocommerce_permalinks' ), $labels ) );
	}

	/**
	 * Ids for SQL.
	 *
	 * @param int[] $ids Ids.
	 */
	private static function in( array $ids ): string {
		return implode( ',', array_map( 'intval', $ids ) );
	}
}
