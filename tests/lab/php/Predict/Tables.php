<?php
/**
 * Reading the shop's tables.
 */

declare(strict_types=1);

namespace Storewire\Lab\Predict;

/** Rows of the shop's tables, and the order tables of either storage under the same column names. */
final class Tables {

	/** Minor units of a currency (ISO 4217), as SQL over a column `currency`. */
	public const EXPONENT = "(CASE currency WHEN 'JPY' THEN 0 WHEN 'KWD' THEN 3 ELSE 2 END)";

	/** Rows `id, parent, type, status, currency, customer, email, created, modified, paid, completed, total, …`. */
	public string $orders;

	/** Rows `order_id, kind (billing|shipping), first_name, last_name, company, phone, city, …`. */
	public string $addresses;

	public function __construct() {
		global $wpdb;
		$wpdb->query( "SET time_zone = '+00:00', SESSION group_concat_max_len = 1000000" );
		if ( 'yes' === get_option( 'woocommerce_custom_orders_table_enabled' ) ) {
			$this->orders    = $this->order_tables();
			$this->addresses = "(SELECT order_id, address_type AS kind, first_name, last_name, company, phone, city, postcode, country
				FROM {$wpdb->prefix}wc_order_addresses)";
		} else {
			$this->orders    = $this->post_tables();
			$this->addresses = '(' . $this->post_addresses( 'billing' ) . ' UNION ALL ' . $this->post_addresses( 'shipping' ) . ')';
		}
	}

	/** @return array<int,array<string,?string>> */
	public function rows( string $sql ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $sql, ARRAY_A );
		if ( '' !== $wpdb->last_error ) {
			throw new \RuntimeException( $wpdb->last_error );
		}
		return $rows;
	}

	/** SQL for a decimal column in minor units of `currency`, rounded half away from zero. */
	public static function cents( string $column ): string {
		return 'ROUND(' . self::number( $column ) . ' * CAST(POW(10, ' . self::EXPONENT . ') AS DECIMAL(10,0)))';
	}

	/** SQL for a decimal; what there is not is 0 (S13). */
	public static function number( string $column ): string {
		return "CAST(COALESCE(NULLIF(TRIM($column), ''), 0) AS DECIMAL(40,12))";
	}

	/** SQL for an e-mail address in lower case; null for what is none. */
	public static function email( string $column ): string {
		return "IF(TRIM($column) REGEXP '^[^@ ]+@[^@ ]+[.][^@ ]+$', LOWER(TRIM($column)), NULL)";
	}

	/** SQL for a date; null where it is nothing but zeros. */
	private static function date( string $column ): string {
		return "IF($column < '0001-01-01', NULL, $column)";
	}

	/** SQL for an order's currency, which is the shop's where it has none. */
	private static function currency( string $column ): string {
		global $wpdb;
		return "COALESCE(NULLIF($column, ''), (SELECT option_value FROM $wpdb->options WHERE option_name = 'woocommerce_currency'))";
	}

	/** SQL for a moment as it stands on the wire. */
	public static function moment( string $column ): string {
		return "DATE_FORMAT($column, '%Y-%m-%dT%H:%i:%s.000Z')";
	}

	/** SQL for a text, null if it is blank. */
	public static function text( string $column ): string {
		return "IF(TRIM($column) = '', NULL, $column)";
	}

	/** WordPress stores some names with their special characters as HTML entities; people see them without. */
	public static function plain( ?string $text ): string {
		return html_entity_decode( (string) $text, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	}

	private function order_tables(): string {
		global $wpdb;
		$meta = static fn( string $key ): string => "(SELECT meta_value FROM {$wpdb->prefix}wc_orders_meta m WHERE m.order_id = o.id AND m.meta_key = '$key' ORDER BY m.id LIMIT 1)";
		return "(SELECT o.id, o.parent_order_id AS parent, o.type, REGEXP_REPLACE(COALESCE(o.status, ''), '^wc-', '') AS status, " . self::currency( 'o.currency' ) . " AS currency,
				o.customer_id AS customer, o.billing_email AS email, COALESCE(o.date_created_gmt, d.date_paid_gmt, d.date_completed_gmt, o.date_updated_gmt) AS created, o.date_updated_gmt AS modified,
				d.date_paid_gmt AS paid, d.date_completed_gmt AS completed, o.total_amount AS total,
				COALESCE(o.tax_amount, 0) + COALESCE(d.shipping_tax_amount, 0) AS tax, d.discount_total_amount AS discount,
				d.shipping_total_amount AS shipping, d.prices_include_tax, o.payment_method, o.payment_method_title,
				o.transaction_id, d.created_via,
				{$meta( '_refund_reason' )} AS reason, {$meta( '_refund_amount' )} AS amount, {$meta( '_storewire_cart' )} AS cart,
				{$meta( '_anonymized' )} AS anonymized
			FROM {$wpdb->prefix}wc_orders o LEFT JOIN {$wpdb->prefix}wc_order_operational_data d ON d.order_id = o.id)";
	}

	private function post_tables(): string {
		global $wpdb;
		return "(SELECT p.ID AS id, p.post_parent AS parent, p.post_type AS type, REGEXP_REPLACE(p.post_status, '^wc-', '') AS status,
				" . self::currency( $this->meta( '_order_currency' ) ) . " AS currency, {$this->meta( '_customer_user' )} AS customer,
				{$this->meta( '_billing_email' )} AS email, COALESCE(" . self::date( 'p.post_date_gmt' ) . ", FROM_UNIXTIME(NULLIF({$this->meta( '_date_paid' )}, '')),
				FROM_UNIXTIME(NULLIF({$this->meta( '_date_completed' )}, '')), " . self::date( 'p.post_modified_gmt' ) . ") AS created,
				" . self::date( 'p.post_modified_gmt' ) . " AS modified,
				FROM_UNIXTIME(NULLIF({$this->meta( '_date_paid' )}, '')) AS paid,
				FROM_UNIXTIME(NULLIF({$this->meta( '_date_completed' )}, '')) AS completed,
				CAST({$this->meta( '_order_total' )} AS DECIMAL(40,12)) AS total,
				CAST(COALESCE({$this->meta( '_order_tax' )}, 0) AS DECIMAL(40,12))
					+ CAST(COALESCE({$this->meta( '_order_shipping_tax' )}, 0) AS DECIMAL(40,12)) AS tax,
				CAST({$this->meta( '_cart_discount' )} AS DECIMAL(40,12)) AS discount,
				CAST({$this->meta( '_order_shipping' )} AS DECIMAL(40,12)) AS shipping,
				{$this->meta( '_prices_include_tax' )} = 'yes' AS prices_include_tax,
				{$this->meta( '_payment_method' )} AS payment_method, {$this->meta( '_payment_method_title' )} AS payment_method_title,
				{$this->meta( '_transaction_id' )} AS transaction_id, {$this->meta( '_created_via' )} AS created_via,
				{$this->meta( '_refund_reason' )} AS reason, {$this->meta( '_refund_amount' )} AS amount, {$this->meta( '_storewire_cart' )} AS cart,
				{$this->meta( '_anonymized' )} AS anonymized
			FROM $wpdb->posts p JOIN $wpdb->postmeta m ON m.post_id = p.ID
			WHERE p.post_type IN ('shop_order', 'shop_order_refund') GROUP BY p.ID)";
	}

	private function post_addresses( string $kind ): string {
		global $wpdb;
		$columns = array();
		foreach ( array( 'first_name', 'last_name', 'company', 'phone', 'city', 'postcode', 'country' ) as $field ) {
			$columns[] = $this->meta( "_{$kind}_$field" ) . " AS $field";
		}
		return "SELECT m.post_id AS order_id, '$kind' AS kind, " . implode( ', ', $columns ) . "
			FROM $wpdb->posts p JOIN $wpdb->postmeta m ON m.post_id = p.ID WHERE p.post_type = 'shop_order' GROUP BY m.post_id";
	}

	private function meta( string $key ): string {
		return "MAX(CASE WHEN m.meta_key = '$key' THEN m.meta_value END)";
	}
}
