<?php
/**
 * Attributes of products, kept with each product; there are no attributes shared by the whole shop.
 *
 * @package StandInShop
 */

class WC_Product_Attribute {

	/** @var array */
	private $data = array( 'id' => 0, 'name' => '', 'options' => array(), 'position' => 0, 'visible' => false, 'variation' => false );

	public function __call( $method, $arguments ) {
		$name = substr( $method, 4 );
		if ( ! array_key_exists( $name, $this->data ) ) {
			throw new Error( "Call to undefined method WC_Product_Attribute::$method()" );
		}
		if ( 0 === strpos( $method, 'get_' ) ) {
			return $this->data[ $name ];
		}
		$this->data[ $name ] = is_bool( $this->data[ $name ] ) ? (bool) $arguments[0] : $arguments[0];
	}

	/** @return bool */
	public function is_taxonomy() {
		return false;
	}

	/** @return array As the meta `_product_attributes` holds it. */
	public function stored() {
		return array(
			'name'         => $this->data['name'],
			'value'        => implode( ' | ', $this->data['options'] ),
			'position'     => $this->data['position'],
			'is_visible'   => (int) $this->data['visible'],
			'is_variation' => (int) $this->data['variation'],
			'is_taxonomy'  => 0,
		);
	}

	/** @return self */
	public static function from_stored( array $stored ) {
		$attribute = new self();
		$attribute->set_name( $stored['name'] );
		$attribute->set_options( array_values( array_filter( array_map( 'trim', explode( '|', $stored['value'] ) ), 'strlen' ) ) );
		$attribute->set_position( (int) $stored['position'] );
		$attribute->set_visible( $stored['is_visible'] );
		$attribute->set_variation( $stored['is_variation'] );
		return $attribute;
	}
}

/** @return string What people read for an attribute. */
function wc_attribute_label( $name, $product = '' ) {
	if ( $product && $product->is_type( 'variation' ) ) {
		$product = wc_get_product( $product->get_parent_id() );
	}
	$attributes = $product ? $product->get_attributes() : array();
	$key        = sanitize_title( $name );
	return apply_filters( 'woocommerce_attribute_label', isset( $attributes[ $key ] ) ? $attributes[ $key ]->get_name() : $name, $name, $product );
}

/** @return string The attributes of a variation in words: "Size: L, Colour: Red", or without their names. */
function wc_get_formatted_variation( $variation, $flat = false, $include_names = true ) {
	$parts = array();
	foreach ( array_filter( $variation->get_attributes(), 'strlen' ) as $name => $value ) {
		$parts[] = ( $include_names ? wc_attribute_label( $name, $variation ) . ': ' : '' ) . rawurldecode( $value );
	}
	return implode( ', ', $parts );
}
