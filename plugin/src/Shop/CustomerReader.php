<?php
/**
 * Reads users.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Support\Database;

/**
 * Users with the addresses that WooCommerce keeps in their meta data, and the sums of their orders, read where these are stored,
 * in WooCommerce's own tables (HPOS) or in posts.
 */
final class CustomerReader {

	/**
	 * Reads users.
	 *
	 * @param int[] $ids User ids.
	 */
	public static function read( array $ids ): SnapshotBatch {
		$revenue = self::revenue( $ids );
		$prints  = Fingerprints::contacts( $ids, $revenue );
		$batch   = new SnapshotBatch();
		cache_users( $ids );
		foreach ( $ids as $id ) {
			$batch->read(
				$id,
				static function () use ( $id, $revenue, $prints, $batch ): ?array {
					$user = get_userdata( $id );
					if ( ! $user instanceof \WP_User ) {
						return null;
					}
					$batch->consents[ $id ] = ShopperConsent::of_record( $user );
					return self::customer( $user, $revenue[ $id ] ?? array() ) + array( 'fingerprint' => $prints->value( $id ) );
				}
			);
		}
		return $batch;
	}

	/**
	 * The users that orders belong to, by id; those that were deleted are missing.
	 *
	 * @param int[] $ids User ids.
	 * @return array<int,array<string,mixed>>
	 */
	public static function buyers( array $ids ): array {
		$ids    = array_unique( array_filter( $ids ) );
		$buyers = array();
		cache_users( $ids );
		foreach ( $ids as $id ) {
			$user = get_userdata( $id );
			if ( $user instanceof \WP_User ) {
				$buyers[ $id ] = array(
					'id'    => (string) $id,
					'roles' => array_values( $user->roles ),
					'email' => $user->user_email,
				);
			}
		}
		return $buyers;
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
		$in       = implode( ',', array_map( 'intval', $customers ) );
		$revenue  = array();
		$currency = get_woocommerce_currency();
		foreach ( Database::rows( OrderUtil::custom_orders_table_usage_is_enabled() ? self::revenue_in_tables( $in ) : self::revenue_in_posts( $in ) ) as $row ) {
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
	 * One user.
	 *
	 * @param \WP_User                        $user    The user.
	 * @param array<int,array<string,mixed>> $revenue Sums of the user's orders.
	 * @return array<string,mixed>
	 */
	private static function customer( \WP_User $user, array $revenue ): array {
		$registered = strtotime( $user->user_registered . ' UTC' );
		$changed    = get_user_meta( $user->ID, 'last_update', true );
		return array(
			'id'         => (string) $user->ID,
			'email'      => $user->user_email,
			'roles'      => array_values( $user->roles ),
			'firstName'  => SnapshotValue::text( get_user_meta( $user->ID, 'first_name', true ) ),
			'lastName'   => SnapshotValue::text( get_user_meta( $user->ID, 'last_name', true ) ),
			'locale'     => get_user_locale( $user ),
			'billing'    => self::address( $user->ID, 'billing' ),
			'shipping'   => self::address( $user->ID, 'shipping' ),
			'createdAt'  => false === $registered ? null : $registered,
			'modifiedAt' => is_numeric( $changed ) ? (int) $changed : null,
			'revenue'    => $revenue,
		);
	}

	/**
	 * One of a user's addresses.
	 *
	 * @param int    $user User id.
	 * @param string $kind `billing` or `shipping`.
	 * @return array<string,string|null>
	 */
	private static function address( int $user, string $kind ): array {
		$address = array();
		foreach ( OrderReader::ADDRESS as $field => $key ) {
			$address[ $key ] = SnapshotValue::text( get_user_meta( $user, $kind . '_' . $field, true ) );
		}
		return $address;
	}
}
