<?php
/**
 * Simple, grouped, external and variable products.
 *
 * @package StandInShop
 */

class WC_Product_Simple extends WC_Product {
}

class WC_Product_Grouped extends WC_Product {

	protected static function properties() {
		return parent::properties() + array( 'children' => array( 'raw', array() ) );
	}

	public function get_type() {
		return 'grouped';
	}

	public function get_children( $context = 'view' ) {
		return $this->get_prop( 'children', $context );
	}

	public function set_children( $children ) {
		$this->set_prop( 'children', array_filter( wp_parse_id_list( (array) $children ) ) );
	}

	public function is_purchasable() {
		return false;
	}
}

class WC_Product_External extends WC_Product {

	protected static function properties() {
		return parent::properties() + array( 'product_url' => array( 'text', '' ), 'button_text' => array( 'text', '' ) );
	}

	public function get_type() {
		return 'external';
	}

	public function is_purchasable() {
		return false;
	}
}

class WC_Product_Variable extends WC_Product {

	public function get_type() {
		return 'variable';
	}

	/** @return int[] Variations in their order, hidden ones too. */
	public function get_children( $visible_only = '' ) {
		return Stand_In_Products::variations( $this->id, array( 'publish', 'private' ) );
	}

	/** @return string[][] What can be chosen, by attribute name: the options that variations have; all where one says "any". */
	public function get_variation_attributes() {
		$choices = array();
		foreach ( $this->get_attributes() as $key => $attribute ) {
			if ( ! $attribute->get_variation() ) {
				continue;
			}
			$used = array();
			foreach ( $this->get_children() as $id ) {
				$used[] = (string) get_post_meta( $id, "attribute_$key", true );
			}
			$options                            = $attribute->get_options();
			$choices[ $attribute->get_name() ] = in_array( '', $used, true ) ? $options : array_values( array_intersect( $options, $used ) );
		}
		return $choices;
	}

	/** @return array[] What a product page's picker needs of each variation. */
	public function get_available_variations( $return = 'array' ) { // phpcs:ignore -- same name as in WooCommerce.
		$found = array();
		foreach ( array_filter( array_map( 'wc_get_product', $this->get_children() ) ) as $variation ) {
			if ( ! $variation->variation_is_visible() ) {
				continue;
			}
			$found[] = 'objects' === $return ? $variation : array(
				'attributes'           => $variation->get_variation_attributes(),
				'availability_html'    => wc_get_stock_html( $variation ),
				'display_price'        => (float) $variation->get_price(),
				'is_in_stock'          => $variation->is_in_stock(),
				'is_purchasable'       => $variation->is_purchasable(),
				'price_html'           => '<span class="price">' . $variation->get_price_html() . '</span>',
				'sku'                  => $variation->get_sku(),
				'variation_id'         => $variation->get_id(),
				'variation_is_active'  => true,
				'variation_is_visible' => true,
			);
		}
		return array_values( $found );
	}

	public function validate_props() {
		parent::validate_props();
		if ( ! $this->get_manage_stock() ) {
			$this->sync_stock_status();
		}
	}

	/** In stock where one variation is. */
	public function sync_stock_status() {
		$found = array_map( static fn( $id ) => get_post_meta( $id, '_stock_status', true ), $this->id ? $this->get_children() : array() );
		foreach ( array( 'instock', 'onbackorder', 'outofstock' ) as $status ) {
			if ( in_array( $status, $found, true ) || 'outofstock' === $status ) {
				$this->set_stock_status( $status );
				return;
			}
		}
	}

	/** Takes prices and stock status from the variations. */
	public static function sync( $product, $save = true ) {
		$product = $product instanceof WC_Product ? $product : wc_get_product( $product );
		if ( $product instanceof WC_Product_Variable ) {
			Stand_In_Products::sync_prices( $product->get_id(), Stand_In_Products::variation_prices( $product->get_id() ) );
			$product->sync_stock_status();
			do_action( 'woocommerce_variable_product_sync_data', $product );
			if ( $save ) {
				$product->save();
			}
		}
		return $product;
	}
}
