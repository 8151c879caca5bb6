<?php
/**
 * Tables, roles, terms and options, under the names that WooCommerce gives them.
 *
 * @package StandInShop
 */

/**
 * Runs on activation; may run again at any time.
 */
function stand_in_install() {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	foreach ( stand_in_tables() as $table => $columns ) {
		dbDelta( "CREATE TABLE {$wpdb->prefix}$table (\n$columns\n) {$wpdb->get_charset_collate()};" );
	}
	stand_in_roles();
	stand_in_content();
	foreach ( array( 'simple', 'grouped', 'variable', 'external' ) as $type ) {
		term_exists( $type, 'product_type' ) || wp_insert_term( $type, 'product_type' );
	}
	foreach ( array( 'exclude-from-search', 'exclude-from-catalog', 'featured', 'outofstock' ) as $visibility ) {
		term_exists( $visibility, 'product_visibility' ) || wp_insert_term( $visibility, 'product_visibility' );
	}
	if ( ! get_option( 'default_product_cat' ) ) {
		$default = wp_insert_term( 'Uncategorized', 'product_cat' );
		update_option( 'default_product_cat', is_wp_error( $default ) ? (int) $default->get_error_data( 'term_exists' ) : $default['term_id'] );
	}
	foreach (
		array(
			'woocommerce_currency'                    => 'USD',
			'woocommerce_price_num_decimals'          => '2',
			'woocommerce_manage_stock'                => 'yes',
			'woocommerce_notify_no_stock_amount'      => '0',
			'woocommerce_notify_low_stock_amount'     => '2',
			'woocommerce_prices_include_tax'          => 'no',
			'woocommerce_calc_taxes'                  => 'no',
			'woocommerce_default_country'             => 'US:CA',
			'woocommerce_custom_orders_table_enabled' => 'yes',
		) as $option => $value
	) {
		add_option( $option, $value );
	}
	update_option( 'woocommerce_version', WC_VERSION );
	flush_rewrite_rules();
}

/**
 * @return string[] Columns and keys by table name without its prefix, as dbDelta reads them.
 */
function stand_in_tables() {
	return array(
		'wc_orders'                     => 'id bigint(20) unsigned NOT NULL,
status varchar(20) NULL,
currency varchar(10) NULL,
type varchar(20) NULL,
tax_amount decimal(26,8) NULL,
total_amount decimal(26,8) NULL,
customer_id bigint(20) unsigned NULL,
billing_email varchar(320) NULL,
date_created_gmt datetime NULL,
date_updated_gmt datetime NULL,
parent_order_id bigint(20) unsigned NULL,
payment_method varchar(100) NULL,
payment_method_title text NULL,
transaction_id varchar(100) NULL,
ip_address varchar(100) NULL,
user_agent text NULL,
customer_note text NULL,
PRIMARY KEY  (id),
KEY status (status),
KEY date_created (date_created_gmt),
KEY customer_id_billing_email (customer_id,billing_email(171)),
KEY billing_email (billing_email(191)),
KEY type_status_date (type,status,date_created_gmt),
KEY parent_order_id (parent_order_id),
KEY date_updated (date_updated_gmt)',
		'wc_order_addresses'            => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
order_id bigint(20) unsigned NOT NULL,
address_type varchar(20) NULL,
first_name text NULL,
last_name text NULL,
company text NULL,
address_1 text NULL,
address_2 text NULL,
city text NULL,
state text NULL,
postcode text NULL,
country text NULL,
email varchar(320) NULL,
phone varchar(100) NULL,
PRIMARY KEY  (id),
UNIQUE KEY address_type_order_id (address_type,order_id),
KEY order_id (order_id)',
		'wc_order_operational_data'     => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
order_id bigint(20) unsigned NULL,
created_via varchar(100) NULL,
woocommerce_version varchar(20) NULL,
prices_include_tax tinyint(1) NULL,
coupon_usages_are_counted tinyint(1) NULL,
download_permission_granted tinyint(1) NULL,
cart_hash varchar(100) NULL,
new_order_email_sent tinyint(1) NULL,
order_key varchar(100) NULL,
order_stock_reduced tinyint(1) NULL,
date_paid_gmt datetime NULL,
date_completed_gmt datetime NULL,
shipping_tax_amount decimal(26,8) NULL,
shipping_total_amount decimal(26,8) NULL,
discount_tax_amount decimal(26,8) NULL,
discount_total_amount decimal(26,8) NULL,
recorded_sales tinyint(1) NULL,
PRIMARY KEY  (id),
UNIQUE KEY order_id (order_id),
KEY order_key (order_key)',
		'wc_orders_meta'                => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
order_id bigint(20) unsigned NULL,
meta_key varchar(255) NULL,
meta_value text NULL,
PRIMARY KEY  (id),
KEY order_id_meta_key (order_id,meta_key(100))',
		'woocommerce_order_items'       => "order_item_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
order_item_name text NOT NULL,
order_item_type varchar(200) NOT NULL DEFAULT '',
order_id bigint(20) unsigned NOT NULL,
PRIMARY KEY  (order_item_id),
KEY order_id (order_id)",
		'woocommerce_order_itemmeta'    => 'meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
order_item_id bigint(20) unsigned NOT NULL,
meta_key varchar(255) NULL,
meta_value longtext NULL,
PRIMARY KEY  (meta_id),
KEY order_item_id (order_item_id),
KEY meta_key (meta_key(32))',
		'wc_product_meta_lookup'        => "product_id bigint(20) NOT NULL,
sku varchar(100) NULL DEFAULT '',
min_price decimal(19,4) NULL,
max_price decimal(19,4) NULL,
onsale tinyint(1) NULL DEFAULT 0,
stock_quantity double NULL,
stock_status varchar(100) NULL DEFAULT 'instock',
PRIMARY KEY  (product_id),
KEY sku (sku(50))",
	);
}

/**
 * The roles customer and shop_manager, and WooCommerce's capabilities for them and for administrators.
 */
function stand_in_roles() {
	add_role( 'customer', 'Customer', array( 'read' => true ) );
	$editor = get_role( 'editor' );
	add_role( 'shop_manager', 'Shop manager', ( $editor ? $editor->capabilities : array() ) + array( 'level_8' => true, 'level_9' => true, 'list_users' => true, 'edit_users' => true ) );
	$capabilities = array( 'manage_woocommerce', 'create_customers', 'view_woocommerce_reports' );
	foreach ( array( 'product', 'shop_order' ) as $type ) {
		foreach ( array( 'edit_%s', 'read_%s', 'delete_%s', 'edit_%ss', 'edit_others_%ss', 'publish_%ss', 'read_private_%ss', 'delete_%ss', 'delete_private_%ss', 'delete_published_%ss', 'delete_others_%ss', 'edit_private_%ss', 'edit_published_%ss', 'manage_%s_terms', 'edit_%s_terms', 'delete_%s_terms', 'assign_%s_terms' ) as $capability ) {
			$capabilities[] = sprintf( $capability, $type );
		}
	}
	foreach ( array( 'shop_manager', 'administrator' ) as $role ) {
		foreach ( $capabilities as $capability ) {
			get_role( $role )->add_cap( $capability );
		}
	}
}
