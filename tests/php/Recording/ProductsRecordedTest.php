<?php
declare(strict_types=1);

namespace Storewire\Tests\Recording;

use Storewire\Tests\Support\ShopFixtures;

/**
 * Products, variations, their stock, and categories: what hooks record of them (S6, S7, S8, E4).
 */
final class ProductsRecordedTest extends RecordingTestCase {

	/** However often it is saved, one row. */
	public function test_a_product_that_changes_is_one_row(): void {
		$product = $this->product();
		$product->set_regular_price( '26.00' );
		$product->save();
		$product->set_name( 'More beans' );
		$product->save();
		$this->assertSame( array( 'product ' . $product->get_id() ), $this->rows() );
	}

	/** S6: what stops qualifying is noted like any change: unpublished, in the trash, back again, deleted. */
	public function test_what_stops_qualifying_is_noted(): void {
		$product = $this->product();
		$id      = $product->get_id();
		$steps   = array(
			'unpublished by WordPress' => static fn() => wp_update_post( array( 'ID' => $id, 'post_status' => 'private' ) ),
			'in the trash'             => static fn() => wp_trash_post( $id ),
			'back again'               => static fn() => wp_untrash_post( $id ),
			'published by the clock'   => static fn() => wp_publish_post( $id ),
			'deleted'                  => static fn() => $product->delete( true ),
		);
		foreach ( $steps as $what => $step ) {
			$this->forget();
			$step();
			$this->assertSame( array( "product $id" ), $this->rows(), $what );
		}
	}

	/** A variation is a part of its product. */
	public function test_a_variation_is_a_part_of_its_product(): void {
		list( $parent, $variation ) = $this->shirt();
		$variation->set_regular_price( '31.00' );
		$variation->save();
		$this->assertSame( array( 'product ' . $parent->get_id() ), $this->rows( 'product' ) );
		$this->forget();
		$variation->delete( true );
		$this->assertSame( array( 'product ' . $parent->get_id() ), $this->rows( 'product' ) );
	}

	/** S7, S8: a category's new name, a product's new category; a category that is deleted is not. */
	public function test_categories(): void {
		$product = $this->product();
		$term    = wp_insert_term( 'Tea ' . wp_rand(), 'product_cat' )['term_id'];
		$this->forget();
		wp_set_object_terms( $product->get_id(), array( $term ), 'product_cat' );
		$this->assertSame( array( 'product ' . $product->get_id() ), $this->rows() );
		$this->forget();
		wp_set_object_terms( $product->get_id(), array( $term ), 'product_cat' );
		$this->assertSame( array(), $this->rows(), 'Nothing changed.' );
		wp_update_term( $term, 'product_cat', array( 'name' => 'Coffee ' . wp_rand() ) );
		$this->assertSame( array( "category $term" ), $this->rows() );
		$this->forget();
		wp_delete_term( $term, 'product_cat' );
		$this->assertSame( array( "category $term" ), $this->rows( 'category' ), 'S8: what becomes of it is the core\'s to say.' );
	}

	/** E4: an order reduces the stock of a product; it sells out. One change, told once, with the status that follows. */
	public function test_an_order_reduces_stock(): void {
		$product = $this->product( array( 'manage_stock' => true, 'stock_quantity' => 1 ) );
		$order   = $this->order( array( 'payment_method' => 'cod' ), $product );
		$this->forget();
		wc_reduce_stock_levels( $order->get_id() );
		$row = $this->row( 'stock_changed' );
		$this->assertSame( (string) $product->get_id(), $row['object'] );
		$this->assertSame(
			array(
				'snapshot' => array(
					'id'            => (string) $product->get_id(),
					'parentId'      => '0',
					'type'          => 'simple',
					'status'        => 'publish',
					'parentStatus'  => null,
					'needsPassword' => false,
					'manageStock'   => true,
					'stockQuantity' => '0',
					'stockStatus'   => 'outofstock',
				),
			),
			$row['payload']
		);
		$this->assertSame( array( 'product ' . $product->get_id() ), $this->rows( 'product' ) );
	}

	/** E4: stock of a variation, by hand; `id` is the variation, `parentId` the product. */
	public function test_stock_of_a_variation(): void {
		list( $parent, $variation ) = $this->shirt();
		$variation->set_manage_stock( true );
		$variation->set_stock_quantity( 4 );
		$variation->save();
		$row = $this->row( 'stock_changed' );
		$this->assertSame( (string) $variation->get_id(), $row['object'] );
		$snapshot = $row['payload']['snapshot'];
		$this->assertSame( array( (string) $variation->get_id(), (string) $parent->get_id(), 'variable', '4', 'instock', 'publish' ), array( $snapshot['id'], $snapshot['parentId'], $snapshot['type'], $snapshot['stockQuantity'], $snapshot['stockStatus'], $snapshot['parentStatus'] ) );
	}

	/** E4: a product whose stock is not counted goes out of stock by hand. */
	public function test_a_status_set_by_hand(): void {
		$product = $this->product();
		wc_update_product_stock_status( $product->get_id(), 'outofstock' );
		$this->assertSame( array( false, null, 'outofstock' ), array_values( array_intersect_key( $this->row( 'stock_changed' )['payload']['snapshot'], array_flip( array( 'manageStock', 'stockQuantity', 'stockStatus' ) ) ) ) );
	}

	/** E4: only a threshold was edited; the next save finds that five are too few now. */
	public function test_a_threshold_edit(): void {
		$product = $this->product( array( 'manage_stock' => true, 'stock_quantity' => 5 ) );
		update_option( 'woocommerce_notify_no_stock_amount', 5 );
		$this->later( static fn() => update_option( 'woocommerce_notify_no_stock_amount', 0 ) );
		$product = wc_get_product( $product->get_id() );
		$product->set_low_stock_amount( 7 );
		$product->save();
		$this->assertSame( 'outofstock', $this->row( 'stock_changed' )['payload']['snapshot']['stockStatus'] );
	}

	/** E4: the same level again later is another change: two, three, two. */
	public function test_each_change_counts(): void {
		$product = $this->product( array( 'manage_stock' => true, 'stock_quantity' => 3 ) );
		foreach ( array( 2, 3, 2 ) as $left ) {
			wc_update_product_stock( $product->get_id(), $left );
		}
		$this->assertCount( 3, $this->rows( 'stock\\_changed' ) );
	}

	/** C4: a variation that lost its product is nothing to buy, whatever happens to it; and there is no product 0. */
	public function test_c4_a_variation_without_a_product(): void {
		$variation = new \WC_Product_Variation();
		$variation->set_regular_price( '30.00' );
		$variation->set_manage_stock( true );
		$variation->set_stock_quantity( 4 );
		$id = $variation->save();
		$this->later( static fn() => wp_delete_post( $id, true ) );
		$this->assertSame( 0, wp_get_post_parent_id( $id ) );
		wc_update_product_stock( $variation, 0 );
		wc_update_product_stock_status( $id, 'instock' );
		wp_update_post( array( 'ID' => $id, 'post_status' => 'private' ) );
		wp_trash_post( $id );
		wp_untrash_post( $id );
		wp_delete_post( $id, true );
		$this->assertSame( array(), $this->rows() );
	}

	/** C4: nor is there anything else with the id 0, which other plugins pass to WordPress where they found nothing. */
	public function test_c4_nothing_has_the_id_0(): void {
		$term = wp_insert_term( 'Tea ' . wp_rand(), 'product_cat' )['term_id'];
		$this->later( static fn() => wp_delete_term( $term, 'product_cat' ) );
		wp_set_object_terms( 0, array( $term ), 'product_cat' );
		$this->later( static fn() => wp_delete_object_term_relationships( 0, 'product_cat' ) );
		do_action( 'woocommerce_update_product', 0 );
		do_action( 'woocommerce_update_customer', 0 );
		do_action( 'woocommerce_trash_order', 0 );
		do_action( 'woocommerce_delete_order', 0 );
		$this->assertSame( array(), $this->rows() );
	}

	/** C4: a simple product may have a parent, as parts of old grouped products do: it is a product all the same. */
	public function test_c4_a_simple_product_with_a_parent(): void {
		$group   = $this->product();
		$product = $this->product( array( 'parent_id' => $group->get_id(), 'manage_stock' => true, 'stock_quantity' => 3 ) );
		$id      = (string) $product->get_id();
		wc_update_product_stock( $product, 2 );
		$this->assertSame( array( "product $id" ), $this->rows( 'product' ) );
		$snapshot = $this->row( 'stock_changed' )['payload']['snapshot'];
		$this->assertSame( array( $id, '0', 'simple', '2' ), array( $snapshot['id'], $snapshot['parentId'], $snapshot['type'], $snapshot['stockQuantity'] ) );
	}

	/** @return \WC_Product[] A variable product with one variation, of which nothing is recorded yet. */
	private function shirt(): array {
		list( $shirt, $small ) = ShopFixtures::shirt();
		$this->later( static fn() => wc_get_product( $shirt->get_id() )->delete( true ) );
		$this->forget();
		return array( $shirt, $small );
	}
}
