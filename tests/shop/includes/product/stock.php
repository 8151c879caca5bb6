<?php
/**
 * Changes of stock.
 *
 * @package StandInShop
 */

/**
 * @param WC_Product|int $product        The product, or a variation whose stock its parent may count.
 * @param int|null       $stock_quantity Units; null changes nothing.
 * @param string         $operation      set, increase or decrease.
 * @return int|null|false Units now.
 */
function wc_update_product_stock( $product, $stock_quantity = null, $operation = 'set', $updating = false ) {
	global $wpdb;
	$product = $product instanceof WC_Product ? $product : wc_get_product( $product );
	if ( ! $product ) {
		return false;
	}
	if ( null === $stock_quantity || ! $product->managing_stock() ) {
		return $product->get_stock_quantity();
	}
	$id      = $product->get_stock_managed_by_id();
	$managed = $id === $product->get_id() ? $product : wc_get_product( $id );
	$kind    = $managed->is_type( 'variation' ) ? 'variation' : 'product';
	do_action( "woocommerce_{$kind}_before_set_stock", $managed );
	add_post_meta( $id, '_stock', 0, true );
	$units = wc_stock_amount( $stock_quantity );
	if ( 'set' === $operation ) {
		$wpdb->query( $wpdb->prepare( "UPDATE $wpdb->postmeta SET meta_value = %s WHERE post_id = %d AND meta_key = '_stock'", $units, $id ) );
	} else {
		$wpdb->query( $wpdb->prepare( "UPDATE $wpdb->postmeta SET meta_value = meta_value + %d WHERE post_id = %d AND meta_key = '_stock'", 'increase' === $operation ? $units : -$units, $id ) );
	}
	wp_cache_delete( $id, 'post_meta' );
	Stand_In_Products::save_lookup( $id );
	do_action( 'woocommerce_updated_product_stock', $id );
	$managed->refresh_stock( get_post_meta( $id, '_stock', true ) );
	if ( ! $updating ) {
		$managed->save();
	}
	do_action( "woocommerce_{$kind}_set_stock", $managed );
	return $managed->get_stock_quantity();
}

function wc_update_product_stock_status( $product_id, $status ) {
	$product = wc_get_product( $product_id );
	if ( $product ) {
		$product->set_stock_status( $status );
		$product->save();
	}
}

/** @return int Units from which stock counts as low. */
function wc_get_low_stock_amount( WC_Product $product ) {
	$own = $product->get_low_stock_amount();
	return (int) ( '' === (string) $own ? get_option( 'woocommerce_notify_low_stock_amount', 2 ) : $own );
}

/** @return string What a product's page says of its stock. */
function wc_get_stock_html( $product ) {
	if ( ! $product->is_in_stock() ) {
		$html = '<p class="stock out-of-stock">Out of stock</p>';
	} else {
		$html = $product->managing_stock() ? '<p class="stock in-stock">' . (int) $product->get_stock_quantity() . ' in stock</p>' : '';
	}
	return apply_filters( 'woocommerce_get_stock_html', $html, $product );
}
