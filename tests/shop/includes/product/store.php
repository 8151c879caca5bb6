<?php
/**
 * Products in wp_posts, wp_postmeta and terms, and a row for each in wc_product_meta_lookup.
 *
 * @package StandInShop
 */

final class Stand_In_Products {

	/** Properties by meta key. */
	const META = array(
		'_sku'                   => 'sku',
		'_regular_price'         => 'regular_price',
		'_sale_price'            => 'sale_price',
		'_sale_price_dates_from' => 'date_on_sale_from',
		'_sale_price_dates_to'   => 'date_on_sale_to',
		'_price'                 => 'price',
		'total_sales'            => 'total_sales',
		'_tax_status'            => 'tax_status',
		'_tax_class'             => 'tax_class',
		'_manage_stock'          => 'manage_stock',
		'_backorders'            => 'backorders',
		'_low_stock_amount'      => 'low_stock_amount',
		'_sold_individually'     => 'sold_individually',
		'_virtual'               => 'virtual',
		'_downloadable'          => 'downloadable',
		'_weight'                => 'weight',
		'_stock'                 => 'stock_quantity',
		'_stock_status'          => 'stock_status',
		'_thumbnail_id'          => 'image_id',
		'_product_url'           => 'product_url',
		'_button_text'           => 'button_text',
		'_children'              => 'children',
	);

	const POST = array( 'name' => 'post_title', 'slug' => 'post_name', 'status' => 'post_status', 'description' => 'post_content', 'short_description' => 'post_excerpt', 'parent_id' => 'post_parent', 'menu_order' => 'menu_order', 'post_password' => 'post_password' );

	public static function read( WC_Product $product ) {
		$id        = $product->get_id();
		$post      = get_post( $id );
		$variation = $product->is_type( 'variation' );
		if ( ! $post || ( $variation ? 'product_variation' : 'product' ) !== $post->post_type ) {
			throw new Exception( 'Invalid product.' );
		}
		$props = array( 'date_created' => stand_in_utc( $post->post_date_gmt ), 'date_modified' => stand_in_utc( $post->post_modified_gmt ), 'reviews_allowed' => 'open' === $post->comment_status );
		foreach ( self::POST as $property => $column ) {
			$props[ $property ] = $post->$column;
		}
		$meta       = get_post_meta( $id );
		$properties = $product->get_data();
		foreach ( self::META as $key => $property ) {
			if ( array_key_exists( $property, $properties ) && isset( $meta[ $key ][0] ) ) {
				$props[ $property ] = maybe_unserialize( $meta[ $key ][0] );
			}
		}
		if ( $variation ) {
			$props['description'] = $meta['_variation_description'][0] ?? '';
			$props['attributes']  = array_map( 'current', array_filter( $meta, static fn( $key ) => 0 === strpos( $key, 'attribute_' ), ARRAY_FILTER_USE_KEY ) );
		} else {
			$props['attributes']         = array_map( array( 'WC_Product_Attribute', 'from_stored' ), array_filter( (array) maybe_unserialize( $meta['_product_attributes'][0] ?? array() ) ) );
			$props['category_ids']       = self::terms( $id, 'product_cat', 'term_id' );
			$props['tag_ids']            = self::terms( $id, 'product_tag', 'term_id' );
			$visibility                  = self::terms( $id, 'product_visibility', 'name' );
			$props['featured']           = in_array( 'featured', $visibility, true );
			$props['catalog_visibility'] = in_array( 'exclude-from-catalog', $visibility, true ) ? ( in_array( 'exclude-from-search', $visibility, true ) ? 'hidden' : 'search' ) : ( in_array( 'exclude-from-search', $visibility, true ) ? 'catalog' : 'visible' );
		}
		$product->set_props( $props );
		if ( ! $product->is_type( array( 'variable', 'grouped' ) ) ) {
			$product->set_price( $product->is_on_sale( 'edit' ) ? $product->get_sale_price( 'edit' ) : $product->get_regular_price( 'edit' ) );
		}
	}

	private static function terms( $id, $taxonomy, $field ) {
		$terms = get_the_terms( $id, $taxonomy );
		return is_array( $terms ) ? wp_list_pluck( $terms, $field ) : array();
	}

	/** Stores a product and runs the hooks between "before save" and "after save". */
	public static function save( WC_Product $product ) {
		$new       = ! $product->get_id();
		$variation = $product->is_type( 'variation' );
		if ( $variation && $product->get_name( 'edit' ) !== $product->generated_title() ) {
			$product->set_name( $product->generated_title() );
		}
		$changes = $product->get_changes();
		self::save_post( $product, $new, $changes );
		$id      = $product->get_id();
		$written = self::save_meta( $product, $new, $changes );
		self::save_visibility( $product, $new || $variation || array_intersect_key( $changes, array( 'featured' => 1, 'stock_status' => 1, 'catalog_visibility' => 1 ) ) );
		if ( ! $variation ) {
			self::save_terms( $product, $new, $changes );
			wp_set_object_terms( $id, $product->get_type(), 'product_type' );
		}
		update_post_meta( $id, '_product_version', WC_VERSION );
		self::save_prices( $product, $written );
		$kind = $variation ? 'variation' : 'product';
		if ( in_array( 'stock_quantity', $written, true ) ) {
			do_action( "woocommerce_{$kind}_set_stock", $product );
		}
		if ( in_array( 'stock_status', $written, true ) ) {
			do_action( "woocommerce_{$kind}_set_stock_status", $id, $product->get_stock_status(), $product );
		}
		if ( in_array( 'children', $written, true ) ) {
			self::sync_prices( $id, array_map( static fn( $child ) => (string) get_post_meta( $child, '_price', true ), $product->get_children() ) );
		}
		$product->save_meta_data();
		clean_post_cache( $id );
		self::save_lookup( $id );
		$product->apply_changes();
		do_action( ( $new ? 'woocommerce_new_product' : 'woocommerce_update_product' ) . ( $variation ? '_variation' : '' ), $id, $product );
		if ( $product->is_type( 'variable' ) && $product->get_manage_stock() ) {
			self::share_stock_status( $product );
		}
	}

	/** Variations that do not count for themselves are in stock as long as their product is. */
	private static function share_stock_status( WC_Product $product ) {
		foreach ( $product->get_children() as $child ) {
			if ( 'yes' !== get_post_meta( $child, '_manage_stock', true ) ) {
				update_post_meta( $child, '_stock_status', $product->get_stock_status() );
			}
		}
	}

	private static function save_post( WC_Product $product, $new, array $changes ) {
		global $wpdb;
		$variation = $product->is_type( 'variation' );
		$post      = array( 'post_type' => $variation ? 'product_variation' : 'product', 'comment_status' => ! $variation && $product->get_reviews_allowed( 'edit' ) ? 'open' : 'closed', 'ping_status' => 'closed' );
		foreach ( self::POST as $property => $column ) {
			$post[ $column ] = $product->{"get_$property"}( 'edit' );
		}
		$post['post_status'] = $post['post_status'] ? $post['post_status'] : 'publish';
		if ( $variation ) {
			$post['post_content'] = '';
			$post['post_excerpt'] = wc_get_formatted_variation( $product, true, true );
		}
		if ( $new ) {
			$product->get_date_created( 'edit' ) || $product->set_date_created( time() );
			$post['post_title']  = '' === $post['post_title'] ? 'Product' : $post['post_title'];
			$post['post_author'] = get_current_user_id();
		}
		$created = $product->get_date_created( 'edit' );
		if ( $created ) {
			$post['post_date']     = $created->date( 'Y-m-d H:i:s' );
			$post['post_date_gmt'] = gmdate( 'Y-m-d H:i:s', $created->getTimestamp() );
		}
		if ( $new ) {
			$id = wp_insert_post( $post, true );
			if ( is_wp_error( $id ) ) {
				throw new Exception( $id->get_error_message() );
			}
			$product->set_id( $id );
			$product->set_status( get_post_status( $id ) );
		} elseif ( array_intersect_key( $changes, self::POST + array( 'date_created' => 1, 'reviews_allowed' => 1 ) ) ) {
			wp_update_post( array( 'ID' => $product->get_id() ) + $post );
		} else {
			$wpdb->update( $wpdb->posts, array( 'post_modified' => current_time( 'mysql' ), 'post_modified_gmt' => current_time( 'mysql', true ) ), array( 'ID' => $product->get_id() ) );
		}
	}

	/** @return string[] The properties whose stored value changed. */
	private static function save_meta( WC_Product $product, $new, array $changes ) {
		$id      = $product->get_id();
		$written = array();
		foreach ( array_intersect( self::META, array_keys( $product->get_data() ) ) as $key => $property ) {
			if ( 'price' === $property || ( ! $new && ! array_key_exists( $property, $changes ) ) ) {
				continue;
			}
			$value = $product->{"get_$property"}( 'edit' );
			if ( $value instanceof WC_DateTime ) {
				$value = $value->getTimestamp();
			} elseif ( is_bool( $value ) ) {
				$value = wc_bool_to_string( $value );
			}
			if ( 'stock_quantity' === $property ) {
				do_action( $product->is_type( 'variation' ) ? 'woocommerce_variation_before_set_stock' : 'woocommerce_product_before_set_stock', $product );
			}
			$empty = '' === $value || array() === $value || ( null === $value && 'stock_quantity' !== $property );
			if ( $empty && 'tax_class' !== $property ? delete_post_meta( $id, $key ) : update_post_meta( $id, $key, is_string( $value ) ? wp_slash( $value ) : $value ) ) {
				$written[] = $property;
			}
		}
		if ( $new || array_key_exists( 'attributes', $changes ) ) {
			self::save_attributes( $product );
		}
		if ( $product->is_type( 'variation' ) && ( $new || array_key_exists( 'description', $changes ) ) ) {
			update_post_meta( $id, '_variation_description', wp_slash( $product->get_description( 'edit' ) ) );
		}
		return $written;
	}

	private static function save_attributes( WC_Product $product ) {
		$attributes = $product->get_attributes( 'edit' );
		if ( ! $product->is_type( 'variation' ) ) {
			if ( $attributes ) {
				update_post_meta( $product->get_id(), '_product_attributes', wp_slash( array_map( static fn( $attribute ) => $attribute->stored(), $attributes ) ) );
			} else {
				delete_post_meta( $product->get_id(), '_product_attributes' );
			}
			return;
		}
		foreach ( $attributes as $key => $value ) {
			update_post_meta( $product->get_id(), "attribute_$key", wp_slash( $value ) );
		}
	}

	private static function save_terms( WC_Product $product, $new, array $changes ) {
		$id = $product->get_id();
		if ( $new || array_key_exists( 'category_ids', $changes ) ) {
			$categories = $product->get_category_ids( 'edit' );
			wp_set_post_terms( $id, $categories ? $categories : array( (int) get_option( 'default_product_cat' ) ), 'product_cat' );
		}
		if ( $new || array_key_exists( 'tag_ids', $changes ) ) {
			wp_set_post_terms( $id, $product->get_tag_ids( 'edit' ), 'product_tag' );
		}
	}

	private static function save_visibility( WC_Product $product, $changed ) {
		$id = $product->get_id();
		if ( $changed ) {
			$hides = array( 'hidden' => array( 'exclude-from-search', 'exclude-from-catalog' ), 'catalog' => array( 'exclude-from-search' ), 'search' => array( 'exclude-from-catalog' ) );
			$terms = array_merge( $hides[ $product->get_catalog_visibility() ] ?? array(), $product->get_featured() ? array( 'featured' ) : array(), 'outofstock' === $product->get_stock_status() ? array( 'outofstock' ) : array() );
			wp_set_post_terms( $id, $terms, 'product_visibility' );
			if ( ! $product->is_type( 'variation' ) ) {
				do_action( 'woocommerce_product_set_visibility', $id, $product->get_catalog_visibility() );
			}
		}
	}

	/** A sale price that is none is dropped, and the price now follows from the two others. */
	private static function save_prices( WC_Product $product, array $written ) {
		if ( $product->is_type( array( 'variable', 'grouped' ) ) || ! array_intersect( array( 'regular_price', 'sale_price', 'date_on_sale_from', 'date_on_sale_to' ), $written ) ) {
			return;
		}
		if ( $product->get_sale_price( 'edit' ) >= $product->get_regular_price( 'edit' ) ) {
			update_post_meta( $product->get_id(), '_sale_price', '' );
			$product->set_sale_price( '' );
		}
		$price = $product->is_on_sale( 'edit' ) ? $product->get_sale_price( 'edit' ) : $product->get_regular_price( 'edit' );
		update_post_meta( $product->get_id(), '_price', $price );
		$product->set_price( $price );
	}

	public static function save_lookup( $id ) {
		global $wpdb;
		$prices = array_filter( (array) get_post_meta( $id, '_price' ), 'strlen' );
		$stock  = get_post_meta( $id, '_stock', true );
		$wpdb->replace(
			"{$wpdb->prefix}wc_product_meta_lookup",
			array(
				'product_id'     => $id,
				'sku'            => get_post_meta( $id, '_sku', true ),
				'min_price'      => $prices ? min( $prices ) : 0,
				'max_price'      => $prices ? max( $prices ) : 0,
				'onsale'         => '' !== (string) get_post_meta( $id, '_sale_price', true ) && get_post_meta( $id, '_price', true ) === get_post_meta( $id, '_sale_price', true ) ? 1 : 0,
				'stock_quantity' => 'yes' === get_post_meta( $id, '_manage_stock', true ) ? (float) $stock : null,
				'stock_status'   => get_post_meta( $id, '_stock_status', true ),
			)
		);
	}

	/** @return int[] A product's variations in their order. */
	public static function variations( $id, array $statuses ) {
		return array_map( 'intval', get_posts( array( 'post_parent' => $id, 'post_type' => 'product_variation', 'post_status' => $statuses, 'orderby' => array( 'menu_order' => 'ASC', 'ID' => 'ASC' ), 'fields' => 'ids', 'numberposts' => -1 ) ) );
	}

	/** @return string[] Prices of a product's published variations, lowest first. */
	public static function variation_prices( $id ) {
		return self::lowest_first( array_map( static fn( $variation ) => (string) get_post_meta( $variation, '_price', true ), self::variations( $id, array( 'publish' ) ) ) );
	}

	private static function lowest_first( array $prices ) {
		$prices = array_unique( array_filter( $prices, 'strlen' ) );
		sort( $prices, SORT_NUMERIC );
		return $prices;
	}

	/** A variable or grouped product carries each price of its parts as a `_price` of its own. */
	public static function sync_prices( $id, array $prices ) {
		foreach ( array( '_price', '_sale_price', '_regular_price' ) as $key ) {
			delete_post_meta( $id, $key );
		}
		foreach ( self::lowest_first( $prices ) as $price ) {
			add_post_meta( $id, '_price', $price );
		}
		self::save_lookup( $id );
		do_action( 'woocommerce_updated_product_price', $id );
	}
}
