<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life\Actions;

use Storewire\Tests\Faults\Life\Shop;

/**
 * Products, their stock and categories.
 */
final class Goods {

	private Shop $shop;

	public function __construct( Shop $shop ) {
		$this->shop = $shop;
	}

	/** A new product. */
	public function a_new_product(): void {
		$this->shop->new_product();
	}

	/** A product has another name and price. */
	public function a_product_changes(): void {
		$product = $this->shop->product();
		$product->set_name( 'Beans of ' . $this->shop->chance->below( 1000 ) );
		$product->set_regular_price( 3 + $this->shop->chance->below( 30 ) . '.10' );
		$product->save();
	}

	/** A product is a draft, or is published again. */
	public function a_product_is_withdrawn(): void {
		$product = $this->shop->new_product();
		$this->shop->later();
		$product->set_status( 'draft' );
		$product->save();
		array_pop( $this->shop->products );
	}

	/** A product is deleted. */
	public function a_product_is_deleted(): void {
		if ( count( $this->shop->products ) < 3 ) {
			$this->shop->new_product();
		}
		$product = array_shift( $this->shop->products );
		wc_get_product( $product )->delete( true );
	}

	/** A product's price is changed by SQL. */
	public function sql_changes_a_price(): void {
		global $wpdb;
		$product = $this->shop->product()->get_id();
		$price   = 2 + $this->shop->chance->below( 50 ) . '.40';
		$this->shop->sql( "UPDATE $wpdb->postmeta SET meta_value = '$price' WHERE post_id = $product AND meta_key IN ('_price', '_regular_price')" );
	}

	/** More comes into stock, or less. */
	public function stock_is_counted(): void {
		$this->set_stock( $this->shop->chance->below( 20 ) + 1 );
	}

	/** The same by another system, over REST. @needs woocommerce */
	public function rest_counts_the_stock(): void {
		$now = $this->stock();
		$to  = 1 + ( $now + 1 + $this->shop->chance->below( 18 ) ) % 20;
		$this->shop->admin()->rest( 'PUT', 'products/' . $this->shop->counted, array( 'stock_quantity' => $to ) );
		if ( $to !== $now ) {
			$this->shop->diary->happened( 'stock_changed', (string) $this->shop->counted );
		}
	}

	/** All is sold, and more comes. */
	public function a_product_sells_out_and_comes_back(): void {
		$this->set_stock( 0 );
		$this->shop->later();
		$this->set_stock( 5 );
	}

	/** A category has another name. */
	public function a_category_is_renamed(): void {
		wp_update_term( $this->shop->chance->one( $this->shop->categories ), 'product_cat', array( 'name' => 'Coffee & ' . $this->shop->chance->below( 1000 ) ) );
	}

	/** A product moves to another category. */
	public function a_product_moves_to_a_category(): void {
		$product = $this->shop->product();
		wp_set_object_terms( $product->get_id(), array( (int) $this->shop->chance->one( $this->shop->categories ) ), 'product_cat' );
	}

	/** An attribute that the whole shop shares has another name, and so has one of its terms. @needs woocommerce */
	public function an_attribute_is_renamed(): void {
		$number = $this->shop->chance->below( 1000 );
		wc_update_attribute( wc_attribute_taxonomy_id_by_name( 'pa_grind' ), array( 'name' => "Grind $number", 'slug' => 'pa_grind' ) );
		wp_update_term( get_term_by( 'slug', 'fine', 'pa_grind' )->term_id, 'pa_grind', array( 'name' => "Fine $number", 'slug' => 'fine' ) );
	}

	private function stock(): int {
		global $wpdb;
		return (int) $this->shop->rows( "SELECT meta_value AS n FROM $wpdb->postmeta WHERE meta_key = '_stock' AND post_id = " . $this->shop->counted )[0]['n'];
	}

	private function set_stock( int $to ): void {
		$before  = $this->stock();
		$product = wc_get_product( $this->shop->counted );
		$product->set_stock_quantity( $to );
		$product->save();
		if ( $to !== $before ) {
			$this->shop->diary->happened( 'stock_changed', (string) $this->shop->counted );
		}
	}
}
