<?php
/**
 * Variations.
 *
 * @package StandInShop
 */

/**
 * Its attributes are values by key, '' for "any". What it lacks it takes from its parent.
 */
class WC_Product_Variation extends WC_Product_Simple {

	/** @var WC_Product|false|null Null until asked for. */
	private $parent = null;

	protected static function properties() {
		return array( 'tax_class' => array( 'text', 'parent' ) ) + parent::properties();
	}

	public function get_type() {
		return 'variation';
	}

	protected function get_hook_prefix() {
		return 'woocommerce_product_variation_get_';
	}

	private function parent_product() {
		if ( null === $this->parent ) {
			$this->parent = wc_get_product( $this->get_parent_id( 'edit' ) );
		}
		return $this->parent;
	}

	private function own_or_parents( $property, $context ) {
		$value = $this->get_prop( $property, $context );
		return 'view' === $context && '' === (string) $value && $this->parent_product() ? $this->parent_product()->{"get_$property"}() : $value;
	}

	public function set_attributes( $attributes ) {
		$by_key = array();
		foreach ( (array) $attributes as $key => $value ) {
			$by_key[ preg_replace( '/^attribute_/', '', sanitize_title( $key ) ) ] = (string) $value;
		}
		$this->set_prop( 'attributes', $by_key );
	}

	public function get_attribute( $attribute ) {
		return rawurldecode( $this->get_attributes()[ sanitize_title( $attribute ) ] ?? '' );
	}

	/** @return string[] Values by `attribute_KEY`. */
	public function get_variation_attributes( $with_prefix = true ) {
		$found = array();
		foreach ( $this->get_attributes() as $key => $value ) {
			$found[ ( $with_prefix ? 'attribute_' : '' ) . $key ] = $value;
		}
		return $found;
	}

	public function get_title() {
		return $this->parent_product() ? $this->parent_product()->get_title() : '';
	}

	public function get_permalink( $item_object = null ) {
		$chosen = array_filter( $this->get_variation_attributes(), 'strlen' );
		return add_query_arg( array_combine( array_map( 'urlencode', array_keys( $chosen ) ), array_map( 'urlencode', $chosen ) ), get_permalink( $this->get_parent_id() ) );
	}

	public function get_sku( $context = 'view' ) {
		return $this->own_or_parents( 'sku', $context );
	}

	public function get_image_id( $context = 'view' ) {
		return $this->own_or_parents( 'image_id', $context );
	}

	public function get_manage_stock( $context = 'view' ) {
		$own = $this->get_prop( 'manage_stock', $context );
		return 'view' === $context && ! $own && $this->parent_product() && $this->parent_product()->get_manage_stock() ? 'parent' : $own;
	}

	public function get_stock_quantity( $context = 'view' ) {
		return 'view' === $context && 'parent' === $this->get_manage_stock() ? $this->parent_product()->get_stock_quantity() : $this->get_prop( 'stock_quantity', $context );
	}

	public function get_backorders( $context = 'view' ) {
		return 'view' === $context && 'parent' === $this->get_manage_stock() ? $this->parent_product()->get_backorders() : $this->get_prop( 'backorders', $context );
	}

	public function get_stock_managed_by_id() {
		return 'parent' === $this->get_manage_stock() ? $this->get_parent_id() : $this->id;
	}

	/** @return bool Whether it can be chosen on its product's page. */
	public function variation_is_visible() {
		return 'publish' === $this->get_status() && '' !== $this->get_price();
	}

	public function is_purchasable() {
		return $this->variation_is_visible() && $this->parent_product() && 'publish' === $this->parent_product()->get_status();
	}

	/** @return string The parent's title and, of up to two attributes, the values. */
	public function generated_title() {
		$attributes = $this->get_attributes();
		$base       = get_post_field( 'post_title', $this->get_parent_id() );
		$many_words = count( $attributes ) > 1 && array_filter( array_keys( $attributes ), static fn( $key ) => false !== strpos( $key, '-' ) );
		$suffix     = count( $attributes ) < 3 && ! $many_words ? wc_get_formatted_variation( $this, true, false ) : '';
		return '' === $suffix ? $base : "$base - $suffix";
	}
}
