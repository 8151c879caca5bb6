<?php
/**
 * Post types, taxonomies, order statuses and the wp-admin menu.
 *
 * @package StandInShop
 */

/**
 * Registers everything that WordPress must know of. Also called on activation, before `init` can do it.
 */
function stand_in_content() {
	if ( post_type_exists( 'product' ) ) {
		return;
	}
	$terms = array(
		'manage_terms' => 'manage_product_terms',
		'edit_terms'   => 'edit_product_terms',
		'delete_terms' => 'delete_product_terms',
		'assign_terms' => 'assign_product_terms',
	);
	$hidden = array( 'hierarchical' => false, 'show_ui' => false, 'public' => false, 'rewrite' => false );
	register_taxonomy( 'product_type', array( 'product' ), $hidden );
	register_taxonomy( 'product_visibility', array( 'product', 'product_variation' ), $hidden );
	register_taxonomy( 'product_cat', array( 'product' ), array( 'hierarchical' => true, 'label' => 'Categories', 'show_ui' => true, 'capabilities' => $terms, 'rewrite' => array( 'slug' => 'product-category', 'with_front' => false, 'hierarchical' => true ) ) );
	register_taxonomy( 'product_tag', array( 'product' ), array( 'label' => 'Product tags', 'show_ui' => true, 'capabilities' => $terms, 'rewrite' => array( 'slug' => 'product-tag', 'with_front' => false ) ) );
	register_post_type(
		'product',
		array(
			'labels'          => array( 'name' => 'Products', 'singular_name' => 'Product' ),
			'public'          => true,
			'show_in_rest'    => true,
			'capability_type' => 'product',
			'map_meta_cap'    => true,
			'rewrite'         => array( 'slug' => 'product', 'with_front' => false ),
			'supports'        => array( 'title', 'editor', 'excerpt', 'thumbnail', 'comments', 'custom-fields' ),
		)
	);
	register_post_type( 'product_variation', array( 'label' => 'Variations', 'public' => false, 'capability_type' => 'product' ) );
	register_post_type( 'shop_order_placehold', array( 'public' => false, 'rewrite' => false ) );
	foreach ( wc_get_order_statuses() as $status => $label ) {
		register_post_status( $status, array( 'label' => $label, 'public' => false ) );
	}
}
add_action( 'init', 'stand_in_content', 5 );

add_action(
	'admin_menu',
	static function () {
		add_menu_page( 'WooCommerce', 'WooCommerce', 'manage_woocommerce', 'woocommerce', null, 'dashicons-cart', '55.5' );
		add_submenu_page( 'woocommerce', 'Orders', 'Orders', 'manage_woocommerce', 'wc-orders', 'stand_in_orders_screen' );
		remove_submenu_page( 'woocommerce', 'woocommerce' );
	},
	9
);

/**
 * WooCommerce → Orders: the newest orders, to look at only.
 */
function stand_in_orders_screen() {
	echo '<div class="wrap"><h1>Orders</h1><p>Stand-in shop: the newest 50 orders, to look at only.</p><table class="widefat striped"><thead><tr><th>Order</th><th>Date</th><th>Status</th><th>E-mail</th><th>Total</th></tr></thead><tbody>';
	foreach ( wc_get_orders( array( 'type' => 'shop_order', 'limit' => 50 ) ) as $order ) {
		printf(
			'<tr><td>#%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>',
			esc_html( $order->get_order_number() ),
			esc_html( $order->get_date_created() ? $order->get_date_created()->date( 'Y-m-d H:i' ) : '' ),
			esc_html( wc_get_order_status_name( $order->get_status() ) ),
			esc_html( $order->get_billing_email() ),
			esc_html( $order->get_total() . ' ' . $order->get_currency() )
		);
	}
	echo '</tbody></table></div>';
}

/**
 * @return string[] Labels by status, with the `wc-` prefix.
 */
function wc_get_order_statuses() {
	return apply_filters(
		'wc_order_statuses',
		array(
			'wc-pending'        => 'Pending payment',
			'wc-processing'     => 'Processing',
			'wc-on-hold'        => 'On hold',
			'wc-completed'      => 'Completed',
			'wc-cancelled'      => 'Cancelled',
			'wc-refunded'       => 'Refunded',
			'wc-failed'         => 'Failed',
			'wc-checkout-draft' => 'Draft',
		)
	);
}

/**
 * @param string $status With or without prefix.
 * @return string Label, or the status itself where it is unknown.
 */
function wc_get_order_status_name( $status ) {
	$statuses = wc_get_order_statuses();
	$status   = 0 === strpos( $status, 'wc-' ) ? substr( $status, 3 ) : $status;
	return $statuses[ 'wc-' . $status ] ?? $status;
}

/**
 * @return string[] Statuses, without prefix, in which an order counts as paid.
 */
function wc_get_is_paid_statuses() {
	return apply_filters( 'woocommerce_order_is_paid_statuses', array( 'processing', 'completed' ) );
}

/**
 * @return string[] Kinds of order that a shop keeps.
 */
function wc_get_order_types( $for = '' ) { // phpcs:ignore -- same name as in WooCommerce.
	return 'view-orders' === $for || 'order-count' === $for ? array( 'shop_order' ) : array( 'shop_order', 'shop_order_refund' );
}
