<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/** Product pages: the hooks and the names that a form on them may rest on. */
trait PageContract {

	/** What a form may hang on, in the order in which the page runs it. */
	private const PAGE_HOOKS = array(
		'woocommerce_before_add_to_cart_form',
		'woocommerce_before_variations_form',
		'woocommerce_after_variations_table',
		'woocommerce_before_single_variation',
		'woocommerce_single_variation',
		'woocommerce_before_add_to_cart_button',
		'woocommerce_before_add_to_cart_quantity',
		'woocommerce_after_add_to_cart_quantity',
		'woocommerce_after_add_to_cart_button',
		'woocommerce_after_single_variation',
		'woocommerce_after_variations_form',
		'woocommerce_after_add_to_cart_form',
	);

	public function test_the_page_of_a_variable_product(): void {
		list( $tee, $small, $large, $any ) = $this->tee();
		list( $form, $hooks )              = $this->page( $tee );
		$this->assertSame( self::PAGE_HOOKS, $hooks );
		$this->assertSame( (string) $tee->get_id(), $form->getAttribute( 'data-product_id' ) );
		$this->assertSame( array( 'variations_form', 'cart' ), preg_split( '/\s+/', $form->getAttribute( 'class' ) ) );
		$variations = json_decode( $form->getAttribute( 'data-product_variations' ), true );
		$this->assertSame( array( $small->get_id(), $large->get_id(), $any->get_id() ), array_column( $variations, 'variation_id' ) );
		$this->assertSame( array( 'attribute_size' => 'S' ), $variations[0]['attributes'] );
		$this->assertSame( array( true, true ), array( $variations[0]['is_in_stock'], $variations[0]['is_purchasable'] ) );
		$this->assertEquals( 20, $variations[0]['display_price'] );
		$names = array();
		foreach ( array( 'select', 'input' ) as $tag ) {
			foreach ( $form->getElementsByTagName( $tag ) as $field ) {
				$names[] = $field->getAttribute( 'name' );
			}
		}
		$this->assertSame( array(), array_diff( array( 'attribute_size', 'quantity', 'product_id', 'variation_id' ), $names ) );
	}

	public function test_a_sold_out_variation_says_so(): void {
		list( $tee, $small ) = $this->tee();
		wc_update_product_stock( $small, 0 );
		wp_cache_flush();
		list( $form )  = $this->page( wc_get_product( $tee->get_id() ) );
		$variations    = json_decode( $form->getAttribute( 'data-product_variations' ), true );
		$this->assertFalse( $variations[0]['is_in_stock'] );
		$this->assertStringContainsString( 'out-of-stock', $variations[0]['availability_html'] );
	}

	public function test_the_page_of_a_simple_product(): void {
		list( $form, $hooks ) = $this->page( $this->beans() );
		$this->assertSame( array_values( array_filter( self::PAGE_HOOKS, static fn( $hook ) => false === strpos( $hook, 'variation' ) ) ), $hooks );
		$this->assertSame( 'cart', $form->getAttribute( 'class' ) );
	}

	public function test_the_page_of_a_sold_out_product_has_no_form(): void {
		$beans = $this->beans();
		wc_update_product_stock( $beans->get_id(), 0 );
		list( $form, $hooks, $html ) = $this->page( wc_get_product( $beans->get_id() ) );
		$this->assertNull( $form );
		$this->assertSame( array(), $hooks );
		$this->assertStringContainsString( 'class="stock out-of-stock"', $html );
	}

	/**
	 * @return array{?\DOMElement,string[],string} The form, the hooks that ran, the page.
	 */
	private function page( \WC_Product $product ): array {
		$GLOBALS['product'] = $product;
		$GLOBALS['post']    = get_post( $product->get_id() );
		$hooks              = array();
		$note               = static function ( $hook ) use ( &$hooks ) {
			if ( in_array( $hook, self::PAGE_HOOKS, true ) ) {
				$hooks[] = $hook;
			}
		};
		add_action( 'all', $note );
		ob_start();
		do_action( 'woocommerce_' . $product->get_type() . '_add_to_cart' );
		$html = ob_get_clean();
		remove_action( 'all', $note );
		$page = new \DOMDocument();
		$page->loadHTML( '<?xml encoding="UTF-8"><body>' . $html . '</body>', LIBXML_NOERROR | LIBXML_NOWARNING );
		return array( $page->getElementsByTagName( 'form' )->item( 0 ), $hooks, $html );
	}
}
