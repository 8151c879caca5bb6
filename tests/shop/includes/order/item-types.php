<?php
/**
 * Product, fee, shipping, tax and coupon lines.
 *
 * @package StandInShop
 */

class WC_Order_Item_Product extends WC_Order_Item {

	protected static function properties() {
		return parent::properties() + array(
			'product_id'   => array( 'id', 0 ),
			'variation_id' => array( 'id', 0 ),
			'quantity'     => array( 'raw', 1 ),
			'tax_class'    => array( 'text', '' ),
			'subtotal'     => array( 'decimal', 0 ),
			'subtotal_tax' => array( 'decimal', 0 ),
			'total'        => array( 'decimal', 0 ),
			'total_tax'    => array( 'decimal', 0 ),
			'taxes'        => array( 'raw', array( 'subtotal' => array(), 'total' => array() ) ),
		);
	}

	protected static function keys() {
		return array(
			'product_id'   => '_product_id',
			'variation_id' => '_variation_id',
			'quantity'     => '_qty',
			'tax_class'    => '_tax_class',
			'subtotal'     => '_line_subtotal',
			'subtotal_tax' => '_line_subtotal_tax',
			'total'        => '_line_total',
			'total_tax'    => '_line_tax',
			'taxes'        => '_line_tax_data',
		);
	}

	public function get_type() {
		return 'line_item';
	}

	public function get_quantity( $context = 'view' ) {
		return $this->get_prop( 'quantity', $context );
	}

	/** @return WC_Product|false The variation where there is one; false where the product is gone. */
	public function get_product() {
		$product = wc_get_product( $this->get_variation_id() ? $this->get_variation_id() : $this->get_product_id() );
		return apply_filters( 'woocommerce_order_item_product', $product, $this );
	}

	public function set_quantity( $value ) {
		$this->set_prop( 'quantity', wc_stock_amount( $value ) );
	}

	public function set_product_id( $value ) {
		if ( $value > 0 && 'product' !== get_post_type( absint( $value ) ) ) {
			throw new WC_Data_Exception( 'order_item_product_invalid_product_id', 'Invalid product ID' );
		}
		$this->set_prop( 'product_id', absint( $value ) );
	}

	public function set_variation_id( $value ) {
		if ( $value > 0 && 'product_variation' !== get_post_type( absint( $value ) ) ) {
			throw new WC_Data_Exception( 'order_item_product_invalid_variation_id', 'Invalid variation ID' );
		}
		$this->set_prop( 'variation_id', absint( $value ) );
	}

	public function set_subtotal( $value ) {
		$value = wc_format_decimal( $value );
		$this->set_prop( 'subtotal', is_numeric( $value ) ? $value : 0 );
	}

	public function set_total( $value ) {
		$value = wc_format_decimal( $value );
		$value = is_numeric( $value ) ? $value : 0;
		$this->set_prop( 'total', $value );
		if ( '' === $this->get_subtotal() || $this->get_subtotal() < $this->get_total() ) {
			$this->set_subtotal( $value );
		}
	}

	public function set_taxes( $taxes ) {
		$this->set_taxes_and_sums( $taxes, array( 'total' => 'total_tax', 'subtotal' => 'subtotal_tax' ) );
	}

	/** @param WC_Product $product What is bought. */
	public function set_product( $product ) {
		$variation = $product->is_type( 'variation' );
		$this->set_product_id( $variation ? $product->get_parent_id() : $product->get_id() );
		$this->set_variation_id( $variation ? $product->get_id() : 0 );
		$this->set_name( $product->get_name() );
		$this->set_tax_class( $product->get_tax_class() );
		if ( $variation ) {
			$this->set_variation( $product->get_attributes() );
		}
	}

	/** @param string[] $attributes Values by attribute, kept as meta data. */
	public function set_variation( $attributes = array() ) {
		foreach ( (array) $attributes as $key => $value ) {
			$this->add_meta_data( str_replace( 'attribute_', '', $key ), $value, true );
		}
	}
}

class WC_Order_Item_Fee extends WC_Order_Item {

	protected static function properties() {
		return parent::properties() + array(
			'amount'     => array( 'decimal', '' ),
			'tax_class'  => array( 'text', '' ),
			'tax_status' => array( 'text', 'taxable' ),
			'total'      => array( 'decimal', '' ),
			'total_tax'  => array( 'decimal', '' ),
			'taxes'      => array( 'raw', array( 'total' => array() ) ),
		);
	}

	protected static function keys() {
		return array( 'amount' => '_fee_amount', 'tax_class' => '_tax_class', 'tax_status' => '_tax_status', 'total' => '_line_total', 'total_tax' => '_line_tax', 'taxes' => '_line_tax_data' );
	}

	public function get_type() {
		return 'fee';
	}

	public function set_taxes( $taxes ) {
		$this->set_taxes_and_sums( $taxes, array( 'total' => 'total_tax' ) );
	}
}

class WC_Order_Item_Shipping extends WC_Order_Item {

	protected static function properties() {
		return parent::properties() + array(
			'method_title' => array( 'text', '' ),
			'method_id'    => array( 'text', '' ),
			'instance_id'  => array( 'text', '' ),
			'total'        => array( 'decimal', 0 ),
			'total_tax'    => array( 'decimal', 0 ),
			'taxes'        => array( 'raw', array( 'total' => array() ) ),
		);
	}

	protected static function keys() {
		return array( 'method_id' => 'method_id', 'instance_id' => 'instance_id', 'total' => 'cost', 'total_tax' => 'total_tax', 'taxes' => 'taxes' );
	}

	protected function name_property() {
		return 'method_title';
	}

	public function get_type() {
		return 'shipping';
	}

	public function get_name( $context = 'view' ) {
		return $this->get_method_title( $context );
	}

	public function set_name( $value ) {
		$this->set_method_title( $value );
	}

	public function set_taxes( $taxes ) {
		$this->set_taxes_and_sums( $taxes, array( 'total' => 'total_tax' ) );
	}
}

class WC_Order_Item_Tax extends WC_Order_Item {

	protected static function properties() {
		return parent::properties() + array(
			'rate_code'          => array( 'text', '' ),
			'rate_id'            => array( 'id', 0 ),
			'label'              => array( 'text', '' ),
			'compound'           => array( 'bool', false ),
			'tax_total'          => array( 'decimal', 0 ),
			'shipping_tax_total' => array( 'decimal', 0 ),
			'rate_percent'       => array( 'raw', null ),
		);
	}

	protected static function keys() {
		return array( 'rate_id' => 'rate_id', 'label' => 'label', 'compound' => 'compound', 'tax_total' => 'tax_amount', 'shipping_tax_total' => 'shipping_tax_amount', 'rate_percent' => 'rate_percent' );
	}

	protected function name_property() {
		return 'rate_code';
	}

	public function get_type() {
		return 'tax';
	}

	public function get_name( $context = 'view' ) {
		return $this->get_rate_code( $context );
	}
}

class WC_Order_Item_Coupon extends WC_Order_Item {

	protected static function properties() {
		return parent::properties() + array(
			'code'         => array( 'text', '' ),
			'discount'     => array( 'decimal', 0 ),
			'discount_tax' => array( 'decimal', 0 ),
		);
	}

	protected static function keys() {
		return array( 'discount' => 'discount_amount', 'discount_tax' => 'discount_amount_tax' );
	}

	protected function name_property() {
		return 'code';
	}

	public function get_type() {
		return 'coupon';
	}

	public function get_name( $context = 'view' ) {
		return $this->get_code( $context );
	}
}
