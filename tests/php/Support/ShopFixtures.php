<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/** Products as the shop's own screens make them. Whoever has them made takes them away. */
final class ShopFixtures {

	/**
	 * A variable product.
	 *
	 * @param array<string,mixed>               $props      Of the product.
	 * @param string                            $attribute  By what its variations differ.
	 * @param array<string,array<string,mixed>> $variations Props by the attribute's value; that of '' is for any.
	 * @return \WC_Product[] The product, and its variations in that order, as the shop loads them.
	 */
	public static function variable( array $props, string $attribute, array $variations ): array {
		$choice = new \WC_Product_Attribute();
		$choice->set_name( $attribute );
		$choice->set_options( array_filter( array_keys( $variations ), 'strlen' ) );
		$choice->set_visible( true );
		$choice->set_variation( true );
		$product = new \WC_Product_Variable();
		$product->set_props( $props + array( 'attributes' => array( $choice ) ) );
		$ids = array( $product->save() );
		foreach ( $variations as $value => $own ) {
			$variation = new \WC_Product_Variation();
			$variation->set_props( array( 'parent_id' => $product->get_id(), 'attributes' => array( sanitize_title( $attribute ) => $value ) ) + $own );
			$ids[] = $variation->save();
		}
		return array_map( 'wc_get_product', $ids );
	}

	/**
	 * A shirt in one size.
	 *
	 * @return \WC_Product[] The shirt, and its variation.
	 */
	public static function shirt(): array {
		return self::variable( array( 'name' => 'Shirt' ), 'Size', array( 'S' => array( 'regular_price' => '30.00' ) ) );
	}
}
