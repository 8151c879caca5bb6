<?php
/**
 * The demo's products and categories.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

/** Products that qualify, and each kind that does not. */
final class Catalog {

	private const NAMES = array( 'Coffee Beans', 'Espresso Roast', 'قهوة عربية', '龙井茶', 'Matcha 🍵', 'French Press', 'Filter & Papers', 'Mug “Harbour”', 'Grinder <Pro>', 'Kettle' );

	/** How many products were made. */
	public int $count = 0;

	/** @var \WC_Product[] What can be bought: simple products and variations. */
	public array $buyable = array();

	/** @var \WC_Product[] What is bought, and then deleted. */
	public array $discontinued = array();

	/** @var array<string,int> */
	private array $categories = array();

	private Pictures $pictures;

	public function __construct() {
		$this->pictures = new Pictures();
	}

	/** Makes everything. */
	public function make(): void {
		$this->make_categories();
		for ( $i = 0; $i < 28; $i++ ) {
			$this->simple( $i );
		}
		for ( $i = 0; $i < 14; $i++ ) {
			$this->variable( $i );
		}
		$this->make_excluded();
		foreach ( array( 'Discontinued Blend', 'Old Mug' ) as $name ) {
			$product = new \WC_Product_Simple();
			$product->set_regular_price( '8.40' );
			$this->discontinued[] = $this->save( $product, $name, 'beans' );
		}
	}

	/** Deletes what is no longer sold. */
	public function discontinue(): void {
		foreach ( $this->discontinued as $product ) {
			$product->delete( true );
			--$this->count;
		}
	}

	private function make_categories(): void {
		$tree = array(
			'coffee'        => array( 'Coffee', '' ),
			'beans'         => array( 'Beans', 'coffee' ),
			'single-origin' => array( 'Single Origin ☕', 'beans' ),
			'tea'           => array( 'Tea & 茶', '' ),
			'equipment'     => array( 'Equipment', '' ),
			'seasonal'      => array( 'Seasonal (empty)', '' ),
			'gift-sets'     => array( 'Gift sets', '' ), // only grouped products
			'wholesale'     => array( 'Wholesale', '' ), // only private products
		);
		foreach ( $tree as $slug => list( $name, $parent ) ) {
			$term                      = wp_insert_term( $name, 'product_cat', array( 'slug' => $slug, 'parent' => $this->categories[ $parent ] ?? 0 ) );
			$this->categories[ $slug ] = (int) $term['term_id'];
		}
	}

	private function simple( int $i ): void {
		$product = new \WC_Product_Simple();
		$product->set_regular_price( sprintf( '%d.%02d', 3 + $i, ( $i * 37 ) % 100 ) );
		$product->set_sku( "SIMPLE-$i" );
		$product->set_image_id( $this->pictures->of( $i % 10 ) );
		$product->set_short_description( "A <strong>fine</strong> product, no. $i." );
		if ( 0 === $i % 5 ) {
			$product->set_sale_price( sprintf( '%d.%02d', 2 + $i, ( $i * 37 ) % 100 ) );
		}
		if ( 0 === $i % 3 ) {
			$product->set_manage_stock( true );
			$product->set_stock_quantity( 0 === $i % 2 ? 0 : 40 + $i );
		}
		if ( 7 === $i ) {
			$product->set_stock_status( 'outofstock' );
		}
		if ( 8 === $i ) {
			$product->set_stock_status( 'onbackorder' );
		}
		if ( 9 === $i ) {
			$product->set_regular_price( '4.999' ); // a third decimal, to be rounded
		}
		$category = array( 'coffee', 'beans', 'single-origin', 'tea', 'equipment' )[ $i % 5 ];
		$this->buyable[] = $this->save( $product, self::NAMES[ $i % 10 ] . " No. $i", $category );
	}

	/** What makes a variable product special: by number. */
	private function variable( int $i ): void {
		$sizes     = array( 'Small', 'Medium', 'Large' );
		$attribute = new \WC_Product_Attribute();
		$attribute->set_name( 'Size' );
		$attribute->set_options( $sizes );
		$attribute->set_visible( true );
		$attribute->set_variation( true );
		$product = new \WC_Product_Variable();
		$product->set_attributes( array( $attribute ) );
		$product->set_image_id( $this->pictures->of( $i % 10 ) );
		$parent = $this->save( $product, self::NAMES[ $i % 10 ] . " in sizes $i", 'equipment' );
		foreach ( $sizes as $n => $size ) {
			$variation = new \WC_Product_Variation();
			$variation->set_parent_id( $parent->get_id() );
			$variation->set_attributes( array( 'size' => 0 === $i % 4 && 2 === $n ? '' : $size ) );
			$variation->set_sku( "SIZES-$i-$n" );
			$variation->set_regular_price( sprintf( '%d.50', 10 + $i + $n ) );
			if ( 1 === $i % 3 && 0 === $n ) {
				$variation->set_sale_price( sprintf( '%d.25', 9 + $i ) );
			}
			$this->make_special( $variation, $i, $n );
			$variation->save();
			if ( $i < 9 && 0 === $n ) {
				$this->buyable[] = $variation;
			}
		}
		\WC_Product_Variable::sync( $parent->get_id() );
	}

	private function make_special( \WC_Product_Variation $variation, int $i, int $n ): void {
		if ( 2 === $i && 1 === $n ) {
			$variation->set_manage_stock( true );
			$variation->set_stock_quantity( 0 ); // sold out
		}
		if ( 3 === $i ) {
			$variation->set_stock_status( 'outofstock' ); // all of them: still counts (S6)
		}
		if ( ( 4 === $i && 1 === $n ) || 11 === $i ) {
			$variation->set_status( 'private' ); // one; of no. 11 all
		}
		if ( ( 5 === $i && 1 === $n ) || 10 === $i ) {
			$variation->set_regular_price( '' ); // one; of no. 10 all
		}
		if ( ( 6 === $i && 1 === $n ) || 12 === $i ) {
			$variation->set_regular_price( '0' ); // one; of no. 12 all
		}
	}

	/** Each kind of product that does not qualify (S6). */
	private function make_excluded(): void {
		for ( $i = 0; $i < 4; $i++ ) {
			$grouped = new \WC_Product_Grouped();
			$grouped->set_children( array( $this->buyable[ $i ]->get_id(), $this->buyable[ $i + 1 ]->get_id() ) );
			$this->save( $grouped, "Gift set $i", 'gift-sets' );
			$external = new \WC_Product_External();
			$external->set_regular_price( '19.90' );
			$external->set_product_url( 'https://example.com/partner' );
			$this->save( $external, "Partner product $i", 'equipment' );
			$this->save_with( "Draft $i", '5.00', 'draft', 'wholesale' );
			$this->save_with( "Private $i", '6.00', 'private', 'wholesale' );
			$this->save_with( "Free sample $i", '0', 'publish', 'coffee' );
			$this->save_with( "Price on request $i", '', 'publish', 'coffee' );
		}
		$this->save_with( 'To be reviewed', '7.00', 'pending', 'tea' );
		$coming = new \WC_Product_Simple();
		$coming->set_regular_price( '9.00' );
		$coming->set_date_created( '2037-01-01 00:00:00' );
		$coming->set_status( 'future' );
		$this->save( $coming, 'Coming later', 'tea' );
		$empty = new \WC_Product_Variable();
		$this->save( $empty, 'Variable without variations', 'tea' );
		$this->save_with( 'Binned', '3.00', 'publish', 'tea' )->delete();
	}

	private function save_with( string $name, string $price, string $status, string $category ): \WC_Product {
		$product = new \WC_Product_Simple();
		$product->set_regular_price( $price );
		$product->set_status( $status );
		return $this->save( $product, $name, $category );
	}

	private function save( \WC_Product $product, string $name, string $category ): \WC_Product {
		$product->set_name( $name );
		$product->set_category_ids( array( $this->categories[ $category ] ) );
		$product->save();
		++$this->count;
		return $product;
	}
}
