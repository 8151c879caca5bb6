<?php
/**
 * What all products share.
 *
 * @package StandInShop
 */

class WC_Product extends WC_Data {

	protected $object_type = 'product';

	/** @param int|WC_Product $product An id, or a product to read again. */
	public function __construct( $product = 0 ) {
		parent::__construct();
		$id = $product instanceof WC_Product ? $product->get_id() : (int) $product;
		if ( $id ) {
			$this->set_id( $id );
			Stand_In_Products::read( $this );
		}
		$this->object_read = true;
	}

	protected static function properties() {
		return array(
			'name'               => array( 'text', '' ),
			'slug'               => array( 'text', '' ),
			'date_created'       => array( 'date', null ),
			'date_modified'      => array( 'date', null ),
			'status'             => array( 'raw', false ),
			'featured'           => array( 'bool', false ),
			'catalog_visibility' => array( 'text', 'visible' ),
			'description'        => array( 'text', '' ),
			'short_description'  => array( 'text', '' ),
			'sku'                => array( 'text', '' ),
			'price'              => array( 'decimal', '' ),
			'regular_price'      => array( 'decimal', '' ),
			'sale_price'         => array( 'decimal', '' ),
			'date_on_sale_from'  => array( 'date', null ),
			'date_on_sale_to'    => array( 'date', null ),
			'total_sales'        => array( 'raw', 0 ),
			'tax_status'         => array( 'text', 'taxable' ),
			'tax_class'          => array( 'text', '' ),
			'manage_stock'       => array( 'bool', false ),
			'stock_quantity'     => array( 'raw', null ),
			'stock_status'       => array( 'text', 'instock' ),
			'backorders'         => array( 'text', 'no' ),
			'low_stock_amount'   => array( 'raw', '' ),
			'sold_individually'  => array( 'bool', false ),
			'weight'             => array( 'decimal', '' ),
			'parent_id'          => array( 'id', 0 ),
			'reviews_allowed'    => array( 'bool', true ),
			'attributes'         => array( 'raw', array() ),
			'menu_order'         => array( 'raw', 0 ),
			'post_password'      => array( 'text', '' ),
			'virtual'            => array( 'bool', false ),
			'downloadable'       => array( 'bool', false ),
			'category_ids'       => array( 'raw', array() ),
			'tag_ids'            => array( 'raw', array() ),
			'image_id'           => array( 'raw', '' ),
		);
	}

	protected function meta_table() {
		global $wpdb;
		return array( $wpdb->postmeta, 'meta_id', 'post_id' );
	}

	protected function internal_meta_keys() {
		return array_merge( array_keys( Stand_In_Products::META ), array( '_product_attributes', '_product_version', '_children', '_wp_old_slug', '_edit_lock', '_edit_last' ) );
	}

	/** @return string */
	public function get_type() {
		return 'simple';
	}

	/** @return bool */
	public function is_type( $type ) {
		return in_array( $this->get_type(), (array) $type, true );
	}

	/** @return string */
	public function get_title() {
		return apply_filters( 'woocommerce_product_title', $this->get_name(), $this );
	}

	/** @return string */
	public function get_permalink() {
		return get_permalink( $this->id );
	}

	/** @return int[] */
	public function get_children() {
		return array();
	}

	public function set_menu_order( $value ) {
		$this->set_prop( 'menu_order', (int) $value );
	}

	public function set_stock_quantity( $value ) {
		$this->set_prop( 'stock_quantity', '' !== $value && null !== $value ? wc_stock_amount( $value ) : null );
	}

	public function set_stock_status( $value = 'instock' ) {
		$this->set_prop( 'stock_status', in_array( $value, array( 'instock', 'outofstock', 'onbackorder' ), true ) ? $value : 'instock' );
	}

	public function set_low_stock_amount( $value ) {
		$this->set_prop( 'low_stock_amount', '' === $value || null === $value ? '' : absint( $value ) );
	}

	public function set_category_ids( $ids ) {
		$this->set_prop( 'category_ids', array_values( array_unique( array_map( 'intval', (array) $ids ) ) ) );
	}

	/** @param WC_Product_Attribute[] $attributes Kept by key. */
	public function set_attributes( $attributes ) {
		$by_key = array();
		foreach ( (array) $attributes as $attribute ) {
			$by_key[ sanitize_title( $attribute->get_name() ) ] = $attribute;
		}
		$this->set_prop( 'attributes', $by_key );
	}

	/** @return string The options of an attribute, for people. */
	public function get_attribute( $attribute ) {
		$attributes = $this->get_attributes();
		$key        = sanitize_title( $attribute );
		return isset( $attributes[ $key ] ) ? implode( ', ', $attributes[ $key ]->get_options() ) : '';
	}

	/** @return bool */
	public function exists() {
		return false !== $this->get_status();
	}

	/** @return bool */
	public function is_virtual() {
		return (bool) $this->get_virtual();
	}

	/** @return bool */
	public function is_downloadable() {
		return (bool) $this->get_downloadable();
	}

	/** @return bool */
	public function is_in_stock() {
		return apply_filters( 'woocommerce_product_is_in_stock', 'outofstock' !== $this->get_stock_status(), $this );
	}

	/** @return bool */
	public function is_on_sale( $context = 'view' ) {
		$sale    = $this->get_sale_price( $context );
		$regular = $this->get_regular_price( $context );
		$from    = $this->get_date_on_sale_from( $context );
		$to      = $this->get_date_on_sale_to( $context );
		$on_sale = '' !== (string) $sale && (float) $regular > (float) $sale && ! ( $from && $from->getTimestamp() > time() ) && ! ( $to && $to->getTimestamp() < time() );
		return 'view' === $context ? apply_filters( 'woocommerce_product_is_on_sale', $on_sale, $this ) : $on_sale;
	}

	/** @return bool */
	public function is_purchasable() {
		return apply_filters( 'woocommerce_is_purchasable', $this->exists() && 'publish' === $this->get_status() && '' !== $this->get_price(), $this );
	}

	/** @return bool */
	public function is_visible() {
		return apply_filters( 'woocommerce_product_is_visible', 'publish' === $this->get_status() && in_array( $this->get_catalog_visibility(), array( 'visible', 'catalog' ), true ), $this->id );
	}

	/** @return bool */
	public function managing_stock() {
		return 'yes' === get_option( 'woocommerce_manage_stock' ) && $this->get_manage_stock();
	}

	/** @return int Id of the product whose units count. */
	public function get_stock_managed_by_id() {
		return $this->id;
	}

	/** @return string The price, as HTML. */
	public function get_price_html() {
		return '' === $this->get_price() ? '' : wc_price( $this->get_price() );
	}

	/** Where stock is counted, its status follows from the count. */
	public function validate_props() {
		if ( ! $this->get_manage_stock() ) {
			$this->set_stock_quantity( '' );
			$this->set_backorders( 'no' );
			$this->set_low_stock_amount( '' );
			return;
		}
		if ( (float) $this->get_stock_quantity() > (float) get_option( 'woocommerce_notify_no_stock_amount', 0 ) ) {
			$this->set_stock_status( 'instock' );
		} else {
			$this->set_stock_status( 'no' !== $this->get_backorders() ? 'onbackorder' : 'outofstock' );
		}
	}

	/** @return int */
	public function save() {
		$this->validate_props();
		do_action( 'woocommerce_before_' . $this->object_type . '_object_save', $this, new WC_Data_Store() );
		Stand_In_Products::save( $this );
		if ( $this->get_parent_id() ) {
			wc_deferred_product_sync( $this->get_parent_id() );
		}
		do_action( 'woocommerce_after_' . $this->object_type . '_object_save', $this, new WC_Data_Store() );
		return $this->id;
	}

	/** @return bool To the trash, or for good. */
	public function delete( $force_delete = false ) {
		$id   = $this->id;
		$kind = $this->is_type( 'variation' ) ? 'product_variation' : 'product';
		if ( ! $id ) {
			return false;
		}
		if ( $force_delete ) {
			do_action( "woocommerce_before_delete_$kind", $id );
			wp_delete_post( $id, true );
			do_action( "woocommerce_delete_$kind", $id );
		} else {
			wp_trash_post( $id );
			$this->set_status( 'trash' );
			do_action( "woocommerce_trash_$kind", $id );
		}
		if ( $this->get_parent_id() ) {
			wc_deferred_product_sync( $this->get_parent_id() );
		}
		$this->set_id( 0 );
		return true;
	}

	/** The values of stock read anew from the table: no change of this object. */
	public function refresh_stock( $stock ) {
		$this->object_read = false;
		$this->set_stock_quantity( $stock );
		$this->object_read = true;
	}
}
