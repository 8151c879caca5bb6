<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/** Products, variations, stock, categories: values and hooks. */
trait ProductContract {

	public function test_a_new_product(): void {
		$this->assertHooks(
			array(
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
				'woocommerce_product_set_stock_status( int, instock, WC_Product_Simple )',
				'woocommerce_new_product( int, WC_Product_Simple )',
			),
			function () {
				$this->beans();
			}
		);
	}

	public function test_values_of_a_product(): void {
		$tea     = wp_insert_term( 'Tea ' . uniqid(), 'product_cat' )['term_id'];
		$product = new \WC_Product_Simple();
		$product->set_name( 'Sencha' );
		$product->set_sku( 'SEN-1' );
		$product->set_status( 'publish' );
		$product->set_regular_price( '12.00' );
		$product->set_sale_price( '9.9' );
		$product->set_short_description( 'A <b>green</b> tea' );
		$product->set_date_created( '2026-01-15 10:00:00' );
		$product->set_category_ids( array( $tea ) );
		$product->save();
		$product = wc_get_product( $product->get_id() );
		$this->assertInstanceOf( \WC_Product_Simple::class, $product );
		$this->assertGetters(
			array(
				'name'               => 'Sencha',
				'slug'               => 'sencha',
				'status'             => 'publish',
				'catalog_visibility' => 'visible',
				'short_description'  => 'A <b>green</b> tea',
				'sku'                => 'SEN-1',
				'price'              => '9.9',
				'regular_price'      => '12.00',
				'sale_price'         => '9.9',
				'manage_stock'       => false,
				'stock_quantity'     => null,
				'stock_status'       => 'instock',
				'backorders'         => 'no',
				'parent_id'          => 0,
				'menu_order'         => 0,
				'category_ids'       => array( $tea ),
				'attributes'         => array(),
				'virtual'            => false,
			),
			$product
		);
		$this->assertSame( 'simple', $product->get_type() );
		$this->assertTrue( $product->is_on_sale() );
		$this->assertTrue( $product->is_in_stock() );
		$this->assertTrue( $product->is_purchasable() );
		$this->assertFalse( $product->managing_stock() );
		$this->assertSame( get_permalink( $product->get_id() ), $product->get_permalink() );
		$this->assertSame( 1768467600, $product->get_date_created()->getTimestamp(), 'Berlin time' );
		$this->assertSame( '2026-01-15T10:00:00+01:00', (string) $product->get_date_created() );
		$this->assertSame( $product->get_id(), wc_get_product_id_by_sku( 'SEN-1' ) );
	}

	public function test_prices(): void {
		$product = new \WC_Product_Simple();
		$product->set_regular_price( '5' );
		$product->set_sale_price( '6' );
		$product->save();
		$this->assertGetters( array( 'price' => '5', 'regular_price' => '5', 'sale_price' => '' ), wc_get_product( $product->get_id() ) );
		$product->set_sale_price( '4' );
		$product->set_date_on_sale_from( '2037-01-01' );
		$product->save();
		$this->assertGetters( array( 'price' => '5', 'sale_price' => '4' ), wc_get_product( $product->get_id() ) );
		$product->set_regular_price( '' );
		$product->set_sale_price( '' );
		$product->save();
		$product = wc_get_product( $product->get_id() );
		$this->assertGetters( array( 'price' => '', 'regular_price' => '' ), $product );
		$this->assertFalse( $product->is_purchasable() );
	}

	public function test_a_product_without_a_category_gets_the_default_one(): void {
		$product = new \WC_Product_Simple();
		$product->set_name( 'Plain' );
		$product->save();
		$this->assertSame( array( (int) get_option( 'default_product_cat' ) ), wc_get_product( $product->get_id() )->get_category_ids() );
	}

	public function test_an_edited_product(): void {
		$id = $this->beans()->get_id();
		$this->assertHooks(
			array( 'woocommerce_update_product( int, WC_Product_Simple )' ),
			static function () use ( $id ) {
				$product = wc_get_product( $id );
				$product->set_name( 'Beans, dark' );
				$product->set_regular_price( '11' );
				$product->save();
			}
		);
		$this->assertHooks(
			array(
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
				'woocommerce_update_product( int, WC_Product_Simple )',
			),
			static function () use ( $id ) {
				$product = wc_get_product( $id );
				$product->set_stock_quantity( 3 );
				$product->save();
			}
		);
		$this->assertHooks(
			array( 'woocommerce_update_product( int, WC_Product_Simple )' ),
			static function () use ( $id ) {
				wc_get_product( $id )->save();
			}
		);
	}

	public function test_stock_runs_out_and_comes_back(): void {
		$id = $this->beans()->get_id();
		$this->assertHooks(
			array(
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_updated_product_stock( int )',
				'woocommerce_product_set_stock_status( int, outofstock, WC_Product_Simple )',
				'woocommerce_update_product( int, WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
			),
			function () use ( $id ) {
				$this->assertSame( 0, wc_update_product_stock( $id, 0 ) );
			}
		);
		$this->assertGetters( array( 'stock_quantity' => 0, 'stock_status' => 'outofstock' ), wc_get_product( $id ) );
		$this->assertSame( 4, wc_update_product_stock( wc_get_product( $id ), 4, 'increase' ) );
		$this->assertSame( 3, wc_update_product_stock( $id, 1, 'decrease' ) );
		$this->assertGetters( array( 'stock_quantity' => 3, 'stock_status' => 'instock' ), wc_get_product( $id ) );
	}

	public function test_stock_status_by_hand(): void {
		$product = new \WC_Product_Simple();
		$product->set_name( 'Mug' );
		$product->save();
		$this->assertHooks(
			array(
				'woocommerce_product_set_stock_status( int, outofstock, WC_Product_Simple )',
				'woocommerce_update_product( int, WC_Product_Simple )',
			),
			static function () use ( $product ) {
				wc_update_product_stock_status( $product->get_id(), 'outofstock' );
			}
		);
		$this->assertNull( wc_update_product_stock( $product->get_id(), 5 ), 'stock is not counted here' );
	}

	public function test_an_order_that_takes_the_last_one(): void {
		$beans = $this->beans();
		wc_update_product_stock( $beans->get_id(), 2 );
		$order = $this->order( wc_get_product( $beans->get_id() ) );
		$this->assertHooks(
			array(
				'woocommerce_update_order( int, WC_Order )',
				'woocommerce_order_status_processing( int, WC_Order, array )',
				'woocommerce_product_before_set_stock( WC_Product_Simple )',
				'woocommerce_updated_product_stock( int )',
				'woocommerce_product_set_stock_status( int, outofstock, WC_Product_Simple )',
				'woocommerce_update_product( int, WC_Product_Simple )',
				'woocommerce_product_set_stock( WC_Product_Simple )',
				'woocommerce_reduce_order_item_stock( WC_Order_Item_Product, array, WC_Order )',
				'woocommerce_no_stock( WC_Product_Simple )',
				'woocommerce_reduce_order_stock( WC_Order )',
				'woocommerce_order_status_pending_to_processing( int, WC_Order )',
				'woocommerce_order_status_changed( int, pending, processing, WC_Order )',
				'woocommerce_order_payment_status_changed( int, WC_Order )',
			),
			static function () use ( $order ) {
				$order->update_status( 'processing' );
			}
		);
	}

	public function test_variations(): void {
		list( $tee, $small, $large, $any ) = $this->tee();
		$this->assertSame( array( $small->get_id(), $large->get_id(), $any->get_id() ), $tee->get_children() );
		$this->assertSame( array( 'Size' => array( 'S', 'L' ) ), $tee->get_variation_attributes() );
		$this->assertGetters( array( 'price' => '15', 'regular_price' => '', 'stock_status' => 'instock' ), $tee );
		$this->assertSame( 'variable', $tee->get_type() );
		$this->assertInstanceOf( \WC_Product_Variation::class, $small );
		$this->assertSame( 'variation', $small->get_type() );
		$this->assertGetters(
			array(
				'name'           => 'Tee - S',
				'status'         => 'publish',
				'price'          => '20.00',
				'sku'            => '',
				'parent_id'      => $tee->get_id(),
				'attributes'     => array( 'size' => 'S' ),
				'manage_stock'   => true,
				'stock_quantity' => 2,
				'stock_status'   => 'instock',
			),
			$small
		);
		$this->assertSame( 'Tee', $any->get_name() );
		$this->assertSame( $tee->get_sku(), $small->get_sku(), 'taken from its parent' );
		$this->assertSame( add_query_arg( 'attribute_size', 'S', $tee->get_permalink() ), $small->get_permalink() );
		$this->assertSame( $tee->get_permalink(), $any->get_permalink() );
		$this->assertSame( array( 'attribute_size' => 'S' ), $small->get_variation_attributes() );
		$this->assertSame( 'S', $small->get_attribute( 'size' ) );
		$this->assertSame( 'Size', wc_attribute_label( 'size', $small ) );
		$this->assertSame( 'color', wc_attribute_label( 'color', $small ) );
	}

	public function test_a_variation_whose_parent_counts_the_stock(): void {
		list( $tee, , $large ) = $this->tee();
		$tee->set_manage_stock( true );
		$tee->set_stock_quantity( 9 );
		$tee->save();
		wp_cache_flush();
		$large = wc_get_product( $large->get_id() );
		$this->assertSame( 'parent', $large->get_manage_stock() );
		$this->assertFalse( $large->get_manage_stock( 'edit' ) );
		$this->assertSame( 9, $large->get_stock_quantity() );
		$this->assertSame( $tee->get_id(), $large->get_stock_managed_by_id() );
		$this->assertTrue( (bool) $large->managing_stock() );
		$this->assertSame( 8, wc_update_product_stock( $large, 1, 'decrease' ) );
		$this->assertSame( 8, wc_get_product( $tee->get_id() )->get_stock_quantity() );
	}

	public function test_hooks_of_variations(): void {
		list( $tee, $small ) = $this->tee();
		$this->assertHooks(
			array(
				'woocommerce_variation_before_set_stock( WC_Product_Variation )',
				'woocommerce_variation_set_stock( WC_Product_Variation )',
				'woocommerce_variation_set_stock_status( int, instock, WC_Product_Variation )',
				'woocommerce_new_product_variation( int, WC_Product_Variation )',
			),
			static function () use ( $tee ) {
				$variation = new \WC_Product_Variation();
				$variation->set_parent_id( $tee->get_id() );
				$variation->set_attributes( array( 'size' => 'L' ) );
				$variation->set_regular_price( '30' );
				$variation->save();
			}
		);
		$this->assertHooks(
			array(
				'woocommerce_variation_before_set_stock( WC_Product_Variation )',
				'woocommerce_updated_product_stock( int )',
				'woocommerce_variation_set_stock_status( int, outofstock, WC_Product_Variation )',
				'woocommerce_update_product_variation( int, WC_Product_Variation )',
				'woocommerce_variation_set_stock( WC_Product_Variation )',
			),
			static function () use ( $small ) {
				wc_update_product_stock( $small, 0 );
			}
		);
		$this->assertHooks(
			array(
				'woocommerce_variation_before_set_stock( WC_Product_Variation )',
				'woocommerce_variation_set_stock( WC_Product_Variation )',
				'woocommerce_variation_set_stock_status( int, instock, WC_Product_Variation )',
				'woocommerce_update_product_variation( int, WC_Product_Variation )',
			),
			static function () use ( $small ) {
				$variation = wc_get_product( $small->get_id() );
				$variation->set_stock_quantity( 7 );
				$variation->save();
			}
		);
		$this->assertHooks(
			array(
				'woocommerce_updated_product_price( int )',
				'woocommerce_variable_product_sync_data( WC_Product_Variable )',
				'woocommerce_update_product( int, WC_Product_Variable )',
			),
			static function () use ( $tee ) {
				\WC_Product_Variable::sync( $tee->get_id() );
			}
		);
		$this->assertHooks(
			array( 'woocommerce_before_delete_product_variation( int )', 'woocommerce_delete_product_variation( int )' ),
			static function () use ( $small ) {
				$small->delete( true );
			}
		);
	}

	public function test_a_new_variable_product_has_nothing_to_sell(): void {
		$this->assertHooks(
			array(
				'woocommerce_product_before_set_stock( WC_Product_Variable )',
				'woocommerce_product_set_stock( WC_Product_Variable )',
				'woocommerce_product_set_stock_status( int, outofstock, WC_Product_Variable )',
				'woocommerce_new_product( int, WC_Product_Variable )',
			),
			static function () {
				$product = new \WC_Product_Variable();
				$product->set_name( 'Empty' );
				$product->save();
			}
		);
	}

	public function test_trash_and_delete(): void {
		$beans = $this->beans();
		$id    = $beans->get_id();
		$this->assertHooks(
			array( 'woocommerce_trash_product( int )' ),
			static function () use ( $beans ) {
				$beans->delete();
			}
		);
		$this->assertSame( 0, $beans->get_id() );
		// Asked of WordPress: within a request, WooCommerce may still hand out the product as it was.
		$this->assertSame( 'trash', get_post_status( $id ) );
		// Whether the return is told as an update depends on the other products: no listener may count on it.
		wp_untrash_post( $id );
		$this->assertSame( 'publish', get_post_status( $id ) );
		$this->assertHooks(
			array( 'woocommerce_before_delete_product( int )', 'woocommerce_delete_product( int )' ),
			static function () use ( $id ) {
				wc_get_product( $id )->delete( true );
			}
		);
		$this->assertFalse( wc_get_product( $id ) );
	}

	public function test_a_product_takes_its_variations_along(): void {
		list( $tee, $small ) = $this->tee();
		$ids = array( $tee->get_id(), $small->get_id() );
		$tee->delete();
		$this->assertSame( array( 'trash', 'trash' ), array_map( 'get_post_status', $ids ) );
		wp_untrash_post( $ids[0] );
		$this->assertSame( array( 'publish', 'publish' ), array_map( 'get_post_status', $ids ) );
		wc_get_product( $ids[0] )->delete( true );
		$this->assertSame( array( null, null ), array_map( 'get_post', $ids ) );
	}

	public function test_grouped_and_external_products(): void {
		$beans   = $this->beans();
		$grouped = new \WC_Product_Grouped();
		$grouped->set_name( 'Set' );
		$grouped->set_children( array( $beans->get_id() ) );
		$grouped->save();
		$grouped = wc_get_product( $grouped->get_id() );
		$this->assertInstanceOf( \WC_Product_Grouped::class, $grouped );
		$this->assertSame( 'grouped', $grouped->get_type() );
		$this->assertSame( array( $beans->get_id() ), $grouped->get_children() );
		$this->assertFalse( $grouped->is_purchasable() );
		$external = new \WC_Product_External();
		$external->set_product_url( 'https://example.com/' );
		$external->set_regular_price( '3' );
		$external->save();
		$external = wc_get_product( $external->get_id() );
		$this->assertInstanceOf( \WC_Product_External::class, $external );
		$this->assertGetters( array( 'product_url' => 'https://example.com/', 'price' => '3' ), $external );
	}

	public function test_hooks_of_categories(): void {
		$id = 0;
		$this->assertHooks(
			array( 'created_product_cat( int, int, array )' ),
			static function () use ( &$id ) {
				$id = wp_insert_term( 'Rare ' . uniqid(), 'product_cat', array( 'slug' => 'rare' ) )['term_id'];
			}
		);
		$this->assertHooks(
			array( 'edited_product_cat( int, int, array )' ),
			static function () use ( $id ) {
				wp_update_term( $id, 'product_cat', array( 'name' => 'Rarer' ) );
			}
		);
		$this->assertStringContainsString( 'product-category/rare', get_term_link( $id, 'product_cat' ) );
		$this->assertHooks(
			array( 'delete_product_cat( int, numeric, WP_Term, array )' ),
			static function () use ( $id ) {
				wp_delete_term( $id, 'product_cat' );
			}
		);
	}

	/** Not even on a product's page: lines of orders whose product is gone ask for it. */
	public function test_there_is_no_product_without_an_id(): void {
		$kept            = $GLOBALS['post'] ?? null;
		$GLOBALS['post'] = get_post( $this->beans()->get_id() );
		$found           = wc_get_product( 0 );
		$GLOBALS['post'] = $kept;
		$this->assertFalse( $found );
	}
}
