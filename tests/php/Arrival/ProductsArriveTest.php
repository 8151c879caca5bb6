<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\Payloads;
use Storewire\Tests\Support\Rows;
use Storewire\Tests\Support\ShopFixtures;

/**
 * Products, their stock and their categories, changed in code: what arrives at the backend of each hook (E4, S6, S7, S8).
 */
final class ProductsArriveTest extends ArrivalTestCase {

	const PROVES = array(
		'test_a_new_product'             => array( 'woocommerce_new_product products.changed', 'woocommerce_product_set_stock_status products.stock_status_changed', 'transition_post_status posts.status_changed' ),
		'test_a_changed_product'         => array( 'woocommerce_update_product products.changed' ),
		'test_variations'                => array( 'woocommerce_new_product_variation products.variation_changed', 'woocommerce_update_product_variation products.variation_changed', 'woocommerce_variation_set_stock products.stock_changed', 'woocommerce_variation_set_stock_status products.stock_status_changed' ),
		'test_an_order_takes_stock'      => array( 'woocommerce_product_set_stock products.stock_changed' ),
		'test_stock_that_others_changed' => array( 'woocommerce_before_product_object_save products.about_to_change' ),
		'test_a_threshold_edit'          => array( 'woocommerce_product_set_stock_status products.stock_status_changed' ),
		'test_backorders_are_allowed'    => array( 'woocommerce_product_set_stock_status products.stock_status_changed' ),
		'test_another_category'          => array( 'set_object_terms products.terms_set' ),
		'test_a_deleted_category'        => array( 'delete_product_cat products.category_deleted' ),
		'test_f15_terms_taken_away'      => array( 'deleted_term_relationships products.terms_removed' ),
		'test_f15_all_of_a_deleted_category' => array( 'delete_product_cat products.category_deleted' ),
		'test_a19_stock_kept_at_the_product' => array( 'updated_post_meta products.meta_changed' ),
		'test_f16_another_currency'      => array( 'update_option_woocommerce_currency shop.changed' ),
		'test_s12_other_addresses'       => array( 'update_option_permalink_structure shop.changed', 'update_option_woocommerce_permalinks shop.changed' ),
		'test_s12_other_names'           => array( 'woocommerce_attribute_updated shop.changed', 'edited_term shop.term_changed' ),
		'test_a_category_is_renamed'     => array( 'edited_product_cat products.category_changed' ),
		'test_unpublished_by_wordpress'  => array( 'transition_post_status posts.status_changed' ),
		'test_in_the_trash'              => array( 'trashed_post posts.changed' ),
		'test_out_of_the_trash'          => array( 'untrashed_post posts.changed' ),
		'test_deleted_for_good'          => array( 'deleted_post posts.deleted' ),
	);

	public function test_a_new_product(): void {
		$tea = wc_get_product( $this->simple( array( 'name' => 'Tea' ) )->get_id() );
		$id  = (string) $tea->get_id();
		$this->arrives(
			array(
				'products'   => array( Payloads::product( $tea, array( 'title' => 'Tea' ), array( 'title' => 'Tea' ) ) ),
				'categories' => self::categories( $tea ),
				'events'     => array( array( "event:stock_changed:$id", Payloads::stock( $id, $id, null, 'in_stock' ) ) ),
			)
		);
	}

	/** However often it is saved, the backend has it as it is at the end. */
	public function test_a_changed_product(): void {
		$product = wc_get_product( $this->product->get_id() );
		foreach ( array( '20.00', '21.00' ) as $price ) {
			$product->set_regular_price( $price );
			$product->save();
		}
		$this->arrives( $this->product_now( array( 'priceCents' => 2100 ), array( 'priceCents' => 2100, 'regularPriceCents' => 2100 ) ) );
	}

	/** E4: `id` is the variation, `parent_id` the product. */
	public function test_variations(): void {
		list( $parent, $variation ) = $this->shirt();
		$this->deliver();
		$variation->set_manage_stock( true );
		$variation->set_stock_quantity( 0 );
		$variation->save();
		$parent    = wc_get_product( $parent->get_id() );
		$variation = wc_get_product( $variation->get_id() );
		$ids       = array( (string) $variation->get_id(), (string) $parent->get_id() );
		$variant   = Payloads::variant( $variation, $ids[1], array( 'title' => 'Shirt - S', 'priceCents' => 3000, 'regularPriceCents' => 3000, 'stockStatus' => 'out_of_stock', 'stockQuantity' => 0, 'attributes' => array( array( 'name' => 'Size', 'value' => 'S' ) ) ) );
		$this->arrives(
			array(
				'products'   => array( array( 'variants' => array( $variant ), 'type' => 'variable', 'title' => 'Shirt', 'priceCents' => 3000 ) + Payloads::product( $parent ) ),
				'categories' => self::categories( $parent ),
				'events'     => array(
					array( "event:stock_changed:$ids[0]", Payloads::stock( $ids[0], $ids[1], null, 'in_stock' ) ),
					array( "event:stock_changed:$ids[0]", Payloads::stock( $ids[0], $ids[1], 0, 'out_of_stock' ) ),
					// Made without variations, there was nothing of it to buy.
					array( "event:stock_changed:$ids[1]", Payloads::stock( $ids[1], $ids[1], null, 'out_of_stock' ) ),
				),
			)
		);
	}

	/** E4: the last two bags are ordered. */
	public function test_an_order_takes_stock(): void {
		$this->stock( 2 );
		$order = new \WC_Order();
		$order->add_product( $this->product, 2 );
		$order->calculate_totals();
		$this->removed_later( $order->get_id() );
		Rows::clear();
		wc_reduce_stock_levels( $order->get_id() );
		$id  = (string) $this->product->get_id();
		$all = $this->product_now( array(), array( 'stockStatus' => 'out_of_stock', 'stockQuantity' => 0 ) );
		$this->arrives( $all + array( 'events' => array( array( "event:stock_changed:$id", Payloads::stock( $id, $id, 0, 'out_of_stock' ) ) ) ) );
	}

	/** E4: only the threshold was edited; the next save finds that five are too few now. */
	public function test_a_threshold_edit(): void {
		$this->stock( 5 );
		$before = get_option( 'woocommerce_notify_no_stock_amount' );
		update_option( 'woocommerce_notify_no_stock_amount', 5 );
		$this->later( static fn() => update_option( 'woocommerce_notify_no_stock_amount', $before ) );
		$product = wc_get_product( $this->product->get_id() );
		$product->set_low_stock_amount( 7 );
		$product->save();
		$id  = (string) $product->get_id();
		$all = $this->product_now( array(), array( 'stockStatus' => 'out_of_stock', 'stockQuantity' => 5 ) );
		$this->arrives( $all + array( 'events' => array( array( "event:stock_changed:$id", Payloads::stock( $id, $id, 5, 'out_of_stock' ) ) ) ) );
	}

	/** E4: nothing is left, and from now on it can be ordered all the same. */
	public function test_backorders_are_allowed(): void {
		$this->stock( 0 );
		$product = wc_get_product( $this->product->get_id() );
		$product->set_backorders( 'yes' );
		$product->save();
		$id  = (string) $product->get_id();
		$all = $this->product_now( array(), array( 'stockStatus' => 'on_backorder', 'stockQuantity' => 0 ) );
		$this->arrives( $all + array( 'events' => array( array( "event:stock_changed:$id", Payloads::stock( $id, $id, 0, 'on_backorder' ) ) ) ) );
	}

	/** S7: the category comes with the product that is put into it. */
	public function test_another_category(): void {
		$term = $this->category();
		Rows::clear();
		wp_set_object_terms( $this->product->get_id(), array( $term->term_id ), 'product_cat' );
		$this->arrives( $this->product_now() );
	}

	public function test_a_category_is_renamed(): void {
		$term = $this->category();
		wp_set_object_terms( $this->product->get_id(), array( $term->term_id ), 'product_cat' );
		$this->deliver();
		wp_update_term( $term->term_id, 'product_cat', array( 'name' => 'Green tea', 'slug' => "green-$term->slug" ) );
		$this->arrives( $this->product_now() );
		$this->assertSame( 'Green tea', array_values( $this->backend->export()['categories'] )[0]['name'] );
	}

	/** Other plugins save products as the posts that they are. */
	public function test_renamed_by_wordpress(): void {
		wp_update_post( array( 'ID' => $this->product->get_id(), 'post_title' => 'Roasted Beans', 'post_name' => 'roasted-beans' ) );
		$this->arrives( $this->product_now( array( 'title' => 'Roasted Beans' ), array( 'title' => 'Roasted Beans' ) ) );
	}

	/** S6: marked unavailable, and not left behind; it still stands there as it was. */
	public function test_unpublished_by_wordpress(): void {
		$this->becomes_unavailable( static fn( int $id ) => wp_update_post( array( 'ID' => $id, 'post_status' => 'private' ) ) );
	}

	public function test_in_the_trash(): void {
		$this->becomes_unavailable( static fn( int $id ) => wp_trash_post( $id ) );
	}

	public function test_out_of_the_trash(): void {
		$this->touched();
		wp_trash_post( $this->product->get_id() );
		$this->deliver();
		wp_untrash_post( $this->product->get_id() );
		wp_publish_post( $this->product->get_id() );
		$this->arrives( $this->product_now() );
	}

	/** S8: deleted in the shop, it is marked unavailable and not deleted. */
	public function test_deleted_for_good(): void {
		$this->becomes_unavailable( static fn( int $id ) => wp_delete_post( $id, true ) );
	}

	/** S6: a price of zero. */
	public function test_free_of_charge(): void {
		$this->becomes_unavailable(
			static function ( int $id ): void {
				$product = wc_get_product( $id );
				$product->set_regular_price( '0' );
				$product->save();
			}
		);
	}

	/** S8: a category that is deleted stays at the backend, as it was. */
	public function test_a_deleted_category(): void {
		$term = $this->category();
		wp_set_object_terms( $this->product->get_id(), array( $term->term_id ), 'product_cat' );
		$this->deliver();
		$before = $this->backend->export()['categories'];
		wp_delete_term( $term->term_id, 'product_cat' );
		$this->deliver();
		$this->assertEquals( $before, array_intersect_key( $this->backend->export()['categories'], $before ) );
	}

	public function test_f15_terms_taken_away(): void {
		$term = $this->category();
		wp_set_object_terms( $this->product->get_id(), array( $term->term_id ), 'product_cat' );
		$this->deliver();
		wp_remove_object_terms( $this->product->get_id(), $term->term_id, 'product_cat' );
		$this->deliver();
		$this->assertSame( array(), $this->backend->export()['products'][ $this->product->get_id() ]['categoryIds'] );
	}

	/** The product leaves it, even where no other category takes its place. */
	public function test_f15_all_of_a_deleted_category(): void {
		$term    = $this->category();
		$default = get_option( 'default_product_cat' );
		delete_option( 'default_product_cat' );
		wp_set_object_terms( $this->product->get_id(), array( $term->term_id ), 'product_cat' );
		$this->deliver();
		wp_delete_term( $term->term_id, 'product_cat' );
		$this->deliver();
		update_option( 'default_product_cat', $default );
		$this->assertNotContains( (string) $term->term_id, $this->backend->export()['products'][ $this->product->get_id() ]['categoryIds'] );
	}

	/** E4: a process that lives for hours sets the stock that it set before; others have changed it in between. */
	public function test_stock_that_others_changed(): void {
		$this->stock( 9 );
		$product = wc_get_product( $this->product->get_id() );
		foreach ( array( 4, 7, 4 ) as $turn => $quantity ) {
			if ( 1 === $turn ) {
				update_post_meta( $product->get_id(), '_stock', (string) $quantity );
				wp_cache_flush();
				$product = wc_get_product( $product->get_id() );
				continue;
			}
			$product->set_stock_quantity( $quantity );
			$product->save();
		}
		$this->assertCount( 2, Rows::all( 'stock\\_changed' ) );
		$this->deliver();
		$this->assertSame( array( 4, 4 ), array_column( array_column( $this->backend->events(), 'data' ), 'stockQuantity' ) );
	}

	/** A19: one event for each variation whose state changed, none for one that counts for itself. */
	public function test_a19_stock_kept_at_the_product(): void {
		list( $parent, $small ) = $this->shirt();
		$own = new \WC_Product_Variation();
		$own->set_props( array( 'parent_id' => $parent->get_id(), 'regular_price' => '31.00', 'manage_stock' => true, 'stock_quantity' => 5 ) );
		$own->save();
		$parent = wc_get_product( $parent->get_id() );
		$parent->set_props( array( 'manage_stock' => true, 'stock_quantity' => 2 ) );
		$parent->save();
		$this->deliver();
		$before = count( $this->backend->events() );
		wc_update_product_stock( wc_get_product( $parent->get_id() ), 0 );
		$this->deliver();
		$told = array();
		foreach ( array_slice( $this->backend->events(), $before ) as $event ) {
			$told[ $event['data']['id'] ] = $event['data']['stockStatus'];
		}
		ksort( $told );
		$this->assertSame( array( $parent->get_id() => 'out_of_stock', $small->get_id() => 'out_of_stock' ), $told );
		$before = count( $this->backend->events() );
		$parent = wc_get_product( $parent->get_id() );
		$parent->set_stock_quantity( 3 );
		$parent->save();
		$this->deliver();
		$this->assertContains( array( (string) $small->get_id(), 'in_stock' ), array_map( static fn( array $event ): array => array( $event['data']['id'], $event['data']['stockStatus'] ), array_slice( $this->backend->events(), $before ) ) );
	}

	public function test_f16_another_currency(): void {
		$before = get_option( 'woocommerce_currency' );
		$this->begins_a_sweep( static fn() => update_option( 'woocommerce_currency', 'USD' === $before ? 'EUR' : 'USD' ) );
		update_option( 'woocommerce_currency', $before );
	}

	/** S12: products' addresses follow. */
	public function test_s12_other_addresses(): void {
		foreach ( array( 'permalink_structure' => '/%year%/%postname%/', 'woocommerce_permalinks' => array( 'product_base' => 'goods' ) ) as $option => $value ) {
			$before = get_option( $option );
			update_option( $option, 'old' );
			$this->begins_a_sweep( static fn() => update_option( $option, $value ) );
			update_option( $option, $before );
		}
	}

	/** S12: of attributes, and of their values and categories. */
	public function test_s12_other_names(): void {
		$term = $this->category();
		$this->begins_a_sweep( static fn() => wp_update_term( $term->term_id, 'product_cat', array( 'name' => 'Other tea' ) ) );
		if ( ! function_exists( 'wc_create_attribute' ) ) {
			do_action( 'woocommerce_attribute_updated', 1, array(), 'colour' );
			return;
		}
		$id = wc_create_attribute( array( 'name' => 'Colour ' . wp_rand( 1, 999 ) ) );
		$this->begins_a_sweep( static fn() => wc_update_attribute( $id, array( 'name' => 'Shade' ) ) );
		wc_delete_attribute( $id );
	}

	/** S12: what concerns any number of products is left to the sweep, which begins now. */
	private function begins_a_sweep( callable $change ): void {
		wp_unschedule_hook( \Storewire\Connection\Schedule::NIGHT_HOOK );
		$change();
		$next = wp_next_scheduled( \Storewire\Connection\Schedule::NIGHT_HOOK );
		wp_unschedule_hook( \Storewire\Connection\Schedule::NIGHT_HOOK );
		$this->assertNotFalse( $next );
		$this->assertLessThanOrEqual( time(), $next );
	}

	/** @param callable $what Gets the product's id, and makes something of it that does not qualify. */
	private function becomes_unavailable( callable $what ): void {
		$this->touched();
		$all = $this->product_now( array( 'includeInOnlineStore' => false ) );
		$what( $this->product->get_id() );
		$this->deliver();
		$gone = ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['unavailableProducts'];
		$this->assertSame( array( (string) $this->product->get_id() ), array_column( $gone, 'id' ) );
		$this->assertNotSame( '', $gone[0]['reason'] );
		$this->arrives( $all + array( 'unavailableProducts' => $gone ) );
	}

	/** The backend has the product. */
	private function touched(): void {
		$product = wc_get_product( $this->product->get_id() );
		$product->set_menu_order( 1 );
		$product->save();
		$this->deliver();
	}

	/** Counts the product, without a word to the backend. */
	private function stock( int $quantity ): void {
		$this->product->set_manage_stock( true );
		$this->product->set_stock_quantity( $quantity );
		$this->product->save();
		Rows::clear();
	}

	/** What the backend has of the product, as it is now. */
	private function product_now( array $more = array(), array $variant = array() ): array {
		$product = wc_get_product( $this->product->get_id() );
		return array( 'products' => array( Payloads::product( $product, $more, $variant ) ), 'categories' => self::categories( $product ) );
	}

	/** The categories of a product. */
	private static function categories( \WC_Product $product ): array {
		$records = array();
		foreach ( $product->get_category_ids() as $id ) {
			$term      = get_term( $id );
			$records[] = array( 'id' => (string) $id, 'name' => $term->name, 'slug' => $term->slug, 'parentId' => null, 'url' => get_term_link( $term ) );
		}
		return $records;
	}

	private function category(): \WP_Term {
		$id = wp_insert_term( 'Tea ' . wp_rand(), 'product_cat' )['term_id'];
		$this->later( static fn() => wp_delete_term( $id, 'product_cat' ) );
		return get_term( $id );
	}

	/** @return \WC_Product[] A variable product with one variation. */
	private function shirt(): array {
		list( $shirt, $small ) = ShopFixtures::shirt();
		$this->later( static fn() => wc_get_product( $shirt->get_id() )->delete( true ) );
		return array( $shirt, $small );
	}
}
