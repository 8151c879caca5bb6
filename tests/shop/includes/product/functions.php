<?php
/**
 * Finding products, and what happens to variations when their product changes.
 *
 * @package StandInShop
 */

/** @return WC_Product|null|false False where there is no such product. */
function wc_get_product( $the_product = false ) {
	if ( $the_product instanceof WC_Product ) {
		return $the_product;
	}
	// Only where nothing is asked for it is the product of the page.
	$post = false === $the_product ? get_post() : ( $the_product ? get_post( $the_product ) : null );
	if ( ! $post || ! in_array( $post->post_type, array( 'product', 'product_variation' ), true ) ) {
		return false;
	}
	$classes = array( 'simple' => 'WC_Product_Simple', 'variable' => 'WC_Product_Variable', 'grouped' => 'WC_Product_Grouped', 'external' => 'WC_Product_External', 'variation' => 'WC_Product_Variation' );
	$type    = WC_Product_Factory::get_product_type( $post->ID );
	$class   = apply_filters( 'woocommerce_product_class', $classes[ $type ] ?? 'WC_Product_Simple', $type, $post->post_type, $post->ID );
	return new $class( $post->ID );
}

final class WC_Product_Factory {

	/** @return string|false */
	public static function get_product_type( $product_id ) {
		$post_type = get_post_type( $product_id );
		if ( 'product_variation' === $post_type ) {
			return 'variation';
		}
		$terms = 'product' === $post_type ? get_the_terms( $product_id, 'product_type' ) : false;
		return 'product' === $post_type ? ( $terms && ! is_wp_error( $terms ) ? sanitize_title( current( $terms )->name ) : 'simple' ) : false;
	}
}

/** @return string[] Labels by type. */
function wc_get_product_types() {
	return apply_filters( 'product_type_selector', array( 'simple' => 'Simple product', 'grouped' => 'Grouped product', 'external' => 'External/Affiliate product', 'variable' => 'Variable product' ) );
}

/**
 * Arguments, as in WooCommerce: type, status, limit, page, offset, orderby (date, modified, id, title), order, include, exclude,
 * parent, sku, category (slugs), return (objects, ids), paginate.
 *
 * @return WC_Product[]|int[]|object With `paginate`, an object with products, total and max_num_pages.
 */
function wc_get_products( $args ) {
	$args  += array( 'type' => array_keys( wc_get_product_types() ), 'status' => array( 'draft', 'pending', 'private', 'publish' ), 'limit' => get_option( 'posts_per_page' ), 'page' => 1, 'orderby' => 'date', 'order' => 'DESC', 'return' => 'objects', 'paginate' => false );
	$types  = (array) $args['type'];
	$query  = array(
		'post_type'      => in_array( 'variation', $types, true ) ? 'product_variation' : 'product',
		'post_status'    => $args['status'],
		'posts_per_page' => (int) $args['limit'],
		'paged'          => (int) $args['page'],
		'orderby'        => 'id' === strtolower( $args['orderby'] ) ? 'ID' : $args['orderby'],
		'order'          => $args['order'],
		'fields'         => 'ids',
		'tax_query'      => array( 'relation' => 'AND' ),
	);
	foreach ( array( 'include' => 'post__in', 'exclude' => 'post__not_in', 'parent' => 'post_parent', 'offset' => 'offset' ) as $argument => $variable ) {
		if ( isset( $args[ $argument ] ) && array() !== $args[ $argument ] ) {
			$query[ $variable ] = $args[ $argument ];
		}
	}
	if ( 'product' === $query['post_type'] ) {
		$query['tax_query'][] = array( 'taxonomy' => 'product_type', 'field' => 'slug', 'terms' => $types );
	}
	if ( ! empty( $args['category'] ) ) {
		$query['tax_query'][] = array( 'taxonomy' => 'product_cat', 'field' => 'slug', 'terms' => $args['category'] );
	}
	if ( isset( $args['sku'] ) ) {
		$query['meta_query'] = array( array( 'key' => '_sku', 'value' => $args['sku'] ) );
	}
	$found    = new WP_Query( $query );
	$products = 'ids' === $args['return'] ? array_map( 'intval', $found->posts ) : array_values( array_filter( array_map( 'wc_get_product', $found->posts ) ) );
	return $args['paginate'] ? (object) array( 'products' => $products, 'total' => $found->found_posts, 'max_num_pages' => $found->max_num_pages ) : $products;
}

/** @return int 0 where no product has the SKU. */
function wc_get_product_id_by_sku( $sku ) {
	global $wpdb;
	return (int) $wpdb->get_var( $wpdb->prepare( "SELECT l.product_id FROM {$wpdb->prefix}wc_product_meta_lookup l JOIN $wpdb->posts p ON p.ID = l.product_id WHERE l.sku = %s AND p.post_status <> 'trash' LIMIT 1", $sku ) );
}

/** Remembers that a parent must be brought up to date when the request ends. */
function wc_deferred_product_sync( $product_id ) {
	$GLOBALS['stand_in_deferred'][ (int) $product_id ] = (int) $product_id;
}

add_action(
	'shutdown',
	static function () {
		foreach ( $GLOBALS['stand_in_deferred'] ?? array() as $id ) {
			$product = wc_get_product( $id );
			if ( $product && $product->is_type( 'variable' ) ) {
				WC_Product_Variable::sync( $product );
			}
		}
		$GLOBALS['stand_in_deferred'] = array();
	}
);

foreach ( array( 'wp_trash_post' => 'wp_trash_post', 'untrashed_post' => 'wp_untrash_post', 'delete_post' => 'wp_delete_post' ) as $stand_in_hook => $stand_in_then ) {
	add_action(
		$stand_in_hook,
		static function ( $id ) use ( $stand_in_then ) {
			if ( 'product' === get_post_type( $id ) ) {
				foreach ( Stand_In_Products::variations( $id, array( 'publish', 'private', 'trash' ) ) as $variation ) {
					'wp_delete_post' === $stand_in_then ? wp_delete_post( $variation, true ) : $stand_in_then( $variation );
				}
			}
		}
	);
}
unset( $stand_in_hook, $stand_in_then );

// WordPress would bring posts back as drafts.
add_filter(
	'wp_untrash_post_status',
	static function ( $status, $id, $before ) {
		return in_array( get_post_type( $id ), array( 'product', 'product_variation' ), true ) ? $before : $status;
	},
	10,
	3
);

add_action(
	'deleted_post',
	static function ( $id, $post ) {
		global $wpdb;
		if ( in_array( $post->post_type, array( 'product', 'product_variation' ), true ) ) {
			$wpdb->delete( "{$wpdb->prefix}wc_product_meta_lookup", array( 'product_id' => $id ) );
		}
	},
	10,
	2
);
