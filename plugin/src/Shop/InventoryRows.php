<?php
/**
 * What the shop has, without loading an object.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Generated\Rules;
use Storewire\Support\Database;

/**
 * Rows for the core's `inventory` call (src/core/backend/inventory.rs says what of an object is compared), read past all caches,
 * from both ways in which WooCommerce stores orders; without those that the owner leaves out, since they are from a copy
 * (U2).
 */
final class InventoryRows {

	/**
	 * The next objects of a kind, ascending.
	 *
	 * @param string $kind  `orders`, `products` or `contacts`.
	 * @param int    $after Only ids above this one.
	 * @param int    $limit At most so many.
	 * @param int    $since Only those made at or after this moment, seconds since 1970 UTC.
	 * @param int    $moved Of contacts and orders only those last changed at or after this moment, seconds since 1970 UTC.
	 * @return array<int,array<string,mixed>> `id`, `state`, `amount`, `currency`, `modifiedAt` (seconds since 1970 UTC; not
	 *         of contacts).
	 */
	public function page( string $kind, int $after, int $limit, int $since = 0, int $moved = 0 ): array {
		global $wpdb;
		list( $id, $columns, $source, $made, $changed ) = $this->source( $kind ) + array( 4 => '' );
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery -- names of columns and tables.
		$moved = $moved > 0 && '' !== $changed ? $wpdb->prepare( " AND $changed >= %s", gmdate( 'Y-m-d H:i:s', $moved ) ) : '';
		// What has no date was made before everything, and would be later than nothing.
		$made = $since > 0 ? $wpdb->prepare( " AND $made >= %s", gmdate( 'Y-m-d H:i:s', $since ) ) : '';
		$sql  = $wpdb->prepare( "SELECT $id AS id, $columns FROM $source AND $id > %d", $after ) . $made . $moved . $wpdb->prepare( " ORDER BY $id LIMIT %d", $limit );
		// phpcs:enable
		$currency = get_woocommerce_currency();
		return array_map(
			static function ( array $row ) use ( $currency ): array {
				$modified = isset( $row['modified'] ) ? strtotime( $row['modified'] . ' UTC' ) : false;
				return array(
					'id'         => (int) $row['id'],
					'state'      => (string) preg_replace( '/^wc-/', '', (string) $row['state'] ),
					'amount'     => SnapshotValue::amount( (string) $row['amount'] ),
					'currency'   => '' === (string) ( $row['currency'] ?? '' ) ? $currency : $row['currency'],
					// A date of nothing but zeros lies before all.
					'modifiedAt' => false === $modified || $modified < 0 ? null : $modified,
				);
			},
			Database::rows( $sql )
		);
	}

	/**
	 * Objects with their fingerprints.
	 *
	 * @param string                         $kind `orders`, `products` or `contacts`.
	 * @param array<int,array<string,mixed>> $rows Of page().
	 * @return array<int,array<string,mixed>> With `fingerprint`.
	 */
	public static function with_fingerprints( string $kind, array $rows ): array {
		$ids = array_column( $rows, 'id' );
		if ( Rules::CONTACTS === $kind ) {
			$prints = Fingerprints::contacts( $ids, CustomerReader::revenue( $ids ) );
		} else {
			$prints = Rules::ORDERS === $kind ? Fingerprints::orders( $ids ) : Fingerprints::products( $ids );
		}
		return array_map( static fn( array $row ): array => $row + array( 'fingerprint' => $prints->value( $row['id'] ) ), $rows );
	}

	/**
	 * Columns and table of a kind: the id's column, the other columns, the table with its conditions, the column of the
	 * date at which an object was made, and for contacts and orders that of the last change.
	 *
	 * @param string $kind Kind.
	 * @return string[]
	 */
	private function source( string $kind ): array {
		global $wpdb;
		if ( Rules::CONTACTS === $kind ) {
			$roles = $wpdb->get_blog_prefix() . 'capabilities';
			return array(
				'u.ID',
				"IF(u.user_email <> '', u.user_email, (SELECT m.meta_value FROM {$wpdb->usermeta} m WHERE m.user_id = u.ID AND m.meta_key = 'billing_email' ORDER BY m.umeta_id LIMIT 1)) AS state, '0' AS amount",
				"{$wpdb->users} u WHERE EXISTS (SELECT 1 FROM {$wpdb->usermeta} m WHERE m.user_id = u.ID AND m.meta_key = '$roles'
				AND (m.meta_value LIKE '%%\"customer\"%%' OR m.meta_value LIKE '%%\"subscriber\"%%'))",
				'u.user_registered',
				"(SELECT '1970-01-01 00:00:00' + INTERVAL MAX(CAST(m.meta_value AS UNSIGNED)) SECOND FROM {$wpdb->usermeta} m WHERE m.user_id = u.ID AND m.meta_key = 'last_update')",
			);
		}
		if ( Rules::PRODUCTS === $kind ) {
			$type = "SELECT 1 FROM {$wpdb->term_relationships} r JOIN {$wpdb->term_taxonomy} x ON x.term_taxonomy_id = r.term_taxonomy_id
				JOIN {$wpdb->terms} t ON t.term_id = x.term_id WHERE r.object_id = p.ID AND x.taxonomy = 'product_type' AND t.slug";
			$variable = Rules::PRODUCT_VARIABLE;
			$sent     = implode( "', '", Rules::PRODUCT_TYPES );
			// The price that WooCommerce keeps with a variable product is also of variations that the record leaves out.
			$price = "SELECT MIN(CAST(m.meta_value AS DECIMAL(26,8))) FROM {$wpdb->postmeta} m";
			return array(
				'p.ID',
				"p.post_status AS state, p.post_modified_gmt AS modified, IF(EXISTS ($type = '$variable'),
				($price JOIN {$wpdb->posts} v ON v.ID = m.post_id WHERE v.post_parent = p.ID AND v.post_type = 'product_variation'
				AND v.post_status = 'publish' AND m.meta_key = '_price' AND m.meta_value > 0),
				($price WHERE m.post_id = p.ID AND m.meta_key = '_price' AND m.meta_value > 0)) AS amount",
				"{$wpdb->posts} p WHERE p.post_type = 'product' AND p.post_status = 'publish' AND p.post_password = '' AND NOT EXISTS ($type NOT IN ('$sent'))",
				'p.post_date_gmt',
			);
		}
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			return array(
				'o.id',
				'o.status AS state, o.total_amount AS amount, o.currency, o.date_updated_gmt AS modified',
				"{$wpdb->prefix}wc_orders o WHERE o.type = 'shop_order'" . CopySpans::left_out()->without( 'o.date_created_gmt' ),
				'o.date_created_gmt',
				'o.date_updated_gmt',
			);
		}
		return array(
			'o.ID',
			'o.post_status AS state, t.meta_value AS amount, c.meta_value AS currency, o.post_modified_gmt AS modified',
			"{$wpdb->posts} o LEFT JOIN {$wpdb->postmeta} t ON t.post_id = o.ID AND t.meta_key = '_order_total'
			LEFT JOIN {$wpdb->postmeta} c ON c.post_id = o.ID AND c.meta_key = '_order_currency' WHERE o.post_type = 'shop_order'" . CopySpans::left_out()->without( 'o.post_date_gmt' ),
			'o.post_date_gmt',
			'o.post_modified_gmt',
		);
	}
}
