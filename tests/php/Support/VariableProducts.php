<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Variable products with many variations, copied by SQL from one that WooCommerce made, thousands a second. All are dated
 * 2001, like the rest of the sync's shop; close() takes every row away again.
 */
final class VariableProducts {

	private int $before;

	/** @var int[] */
	public array $ids = array();

	public function __construct() {
		$this->before = OrderCopies::highest( 'posts', 'ID' );
	}

	/**
	 * Makes products.
	 *
	 * @param int $products   How many.
	 * @param int $variations How many variations each has.
	 */
	public function make( int $products, int $variations ): self {
		global $wpdb;
		list( $product, $variation ) = $this->pattern();

		$next = OrderCopies::highest( 'posts', 'ID' ) + 1;
		for ( $n = 0; $n < $products; $n++ ) {
			$id = $next;
			$this->copy( $product, $id, 1, 0 );
			$this->copy( $variation, $id + 1, $variations, $id );
			$wpdb->query( "INSERT INTO $wpdb->term_relationships (object_id, term_taxonomy_id) SELECT $id, term_taxonomy_id FROM $wpdb->term_relationships WHERE object_id = $product" );
			$this->ids[] = $id;
			$next       += 1 + $variations;
		}
		wp_delete_post( $variation, true );
		wp_delete_post( $product, true );
		wp_cache_flush();
		return $this;
	}

	public function close(): void {
		global $wpdb;
		foreach ( array( 'posts' => 'ID', 'postmeta' => 'post_id', 'term_relationships' => 'object_id', 'wc_product_meta_lookup' => 'product_id' ) as $table => $id ) {
			if ( OrderCopies::exists( $table ) ) {
				$wpdb->query( "DELETE FROM {$wpdb->prefix}$table WHERE $id > {$this->before}" );
			}
		}
		wp_cache_flush();
	}

	/** @return int[] A product and its one variation. */
	private function pattern(): array {
		$attribute = new \WC_Product_Attribute();
		$attribute->set_name( 'Size' );
		$attribute->set_options( array( 'Small and handy', 'Large' ) );
		$attribute->set_visible( true );
		$attribute->set_variation( true );
		$product = new \WC_Product_Variable();
		$product->set_name( 'Roasting drum' );
		$product->set_short_description( str_repeat( 'Made to last. ', 40 ) );
		$product->set_attributes( array( $attribute ) );
		$product->set_date_created( '2001-05-05T12:00:00+00:00' );
		$product->save();
		$variation = new \WC_Product_Variation();
		$variation->set_parent_id( $product->get_id() );
		$variation->set_attributes( array( 'size' => 'Small and handy' ) );
		$variation->set_regular_price( '12.50' );
		$variation->set_sale_price( '10.00' );
		$variation->set_manage_stock( true );
		$variation->set_stock_quantity( 5 );
		$variation->save();
		return array( $product->get_id(), $variation->get_id() );
	}

	/** Copies a post with its meta data, to this id and the ones after it. */
	private function copy( int $from, int $to, int $times, int $parent ): void {
		global $wpdb;
		foreach ( array_chunk( range( $to, $to + $times - 1 ), 500 ) as $ids ) {
			$numbers = 'SELECT ' . implode( ' AS n UNION ALL SELECT ', $ids ) . ' AS n';
			$wpdb->query(
				"INSERT INTO $wpdb->posts (ID, post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, post_status, post_name, to_ping, pinged, post_content_filtered, post_modified, post_modified_gmt, post_parent, post_type, menu_order)
				SELECT m.n, post_author, '2001-05-05 12:00:00', '2001-05-05 12:00:00', post_content, post_title, post_excerpt, post_status, CONCAT('drum-', m.n), '', '', '', '2001-05-05 12:00:00', '2001-05-05 12:00:00', $parent, post_type, 0
				FROM $wpdb->posts, ($numbers) m WHERE ID = $from"
			);
			$wpdb->query( "INSERT INTO $wpdb->postmeta (post_id, meta_key, meta_value) SELECT m.n, meta_key, meta_value FROM $wpdb->postmeta, ($numbers) m WHERE post_id = $from" );
		}
	}
}
