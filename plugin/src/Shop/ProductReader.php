<?php
/**
 * Reads products.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

/**
 * Products with their variations, categories and images. Prices are those stored, not those that a plugin shows to one
 * visitor or another.
 */
final class ProductReader {

	/** So many variations may be read at once, those of one product apart. */
	const VARIATIONS = 1000;

	/** Of so many products and variations WordPress and WooCommerce may keep their copies meanwhile. */
	const CACHED = 200;

	/**
	 * Queries over many objects.
	 *
	 * @var ObjectPages
	 */
	private $tables;

	/**
	 * @param ObjectPages $tables Queries over many objects.
	 */
	public function __construct( ObjectPages $tables ) {
		$this->tables = $tables;
	}

	/**
	 * As many of some products, from the first on, as should be read at once: by far the most memory goes to variations, of
	 * which one product has none and another thousands.
	 *
	 * @param int[] $ids Product ids.
	 * @return int[] At least one of them.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function portion( array $ids ): array {
		global $wpdb;
		if ( count( $ids ) <= 1 ) {
			return $ids;
		}
		$in   = implode( ',', array_map( 'intval', $ids ) );
		$rows = Database::rows( "SELECT post_parent, COUNT(*) AS n FROM {$wpdb->posts} WHERE post_parent IN ($in) AND post_type = 'product_variation' GROUP BY post_parent" );
		$counts     = array_column( $rows, 'n', 'post_parent' );
		$variations = 0;
		foreach ( array_values( $ids ) as $at => $id ) {
			$variations += (int) ( $counts[ $id ] ?? 0 );
			if ( $at > 0 && $variations > self::VARIATIONS ) {
				return array_slice( $ids, 0, $at );
			}
		}
		return $ids;
	}

	/**
	 * Reads products.
	 *
	 * @param int[] $ids Product ids.
	 */
	public function read( array $ids ): SnapshotBatch {
		$prints     = Fingerprints::products( $ids );
		$variations = $this->tables->variations( $ids );
		$batch      = new SnapshotBatch();
		foreach ( self::groups( $ids, $variations ) as $at => $group ) {
			if ( $at > 0 ) {
				Snapshots::forget();
			}
			$first = array_map( static fn( int $id ): array => array_slice( $variations[ $id ] ?? array(), 0, self::CACHED ), $group );
			self::prime( array_merge( $group, ...$first ) );
			foreach ( $group as $id ) {
				$batch->read( $id, static fn(): ?array => self::load( $id, $variations[ $id ] ?? array(), $prints->value( $id ) ) );
			}
		}
		return $batch;
	}

	/**
	 * Products that are read together: with all their variations no more than may be cached, or a big one alone.
	 *
	 * @param int[]            $ids        Product ids.
	 * @param array<int,int[]> $variations Ids of their variations.
	 * @return array<int,int[]>
	 */
	private static function groups( array $ids, array $variations ): array {
		$groups = array();
		$size   = self::CACHED;
		foreach ( $ids as $id ) {
			$more  = 1 + count( $variations[ $id ] ?? array() );
			$size += $more;
			if ( $size > self::CACHED ) {
				$groups[] = array();
				$size     = $more;
			}
			$groups[ count( $groups ) - 1 ][] = $id;
		}
		return $groups;
	}

	/**
	 * One product; null where it is gone. After a backup was restored, its number may be something else's.
	 *
	 * @param int    $id         Product id.
	 * @param int[]  $variations Ids of its variations.
	 * @param string $print      Its fingerprint.
	 * @return array<string,mixed>|null
	 * @throws \RuntimeException Where it is there, and WooCommerce does not load it.
	 */
	private static function load( int $id, array $variations, string $print ): ?array {
		if ( 'product' !== get_post_type( $id ) ) {
			return null;
		}
		$product = wc_get_product( $id );
		if ( ! $product instanceof \WC_Product ) {
			throw new \RuntimeException( 'the product is broken.' );
		}
		return self::product( $product, $variations ) + array( 'fingerprint' => $print );
	}

	/**
	 * Fetches what many products need at once: posts, meta data, terms, images.
	 *
	 * @param int[] $ids Products and variations.
	 */
	private static function prime( array $ids ): void {
		_prime_post_caches( $ids, true, true );
		$images = array();
		foreach ( $ids as $id ) {
			$images[] = (int) get_post_meta( $id, '_thumbnail_id', true );
		}
		_prime_post_caches( array_filter( array_unique( $images ) ), false, true );
	}

	/**
	 * One product.
	 *
	 * @param \WC_Product $product    The product.
	 * @param int[]       $variations Ids of its variations.
	 * @return array<string,mixed>
	 */
	private static function product( \WC_Product $product, array $variations ): array {
		return array(
			'id'               => (string) $product->get_id(),
			'type'             => SnapshotValue::text( $product->get_type() ),
			'status'           => SnapshotValue::text( $product->get_status( 'edit' ) ),
			'needsPassword'    => '' !== (string) get_post_field( 'post_password', $product->get_id(), 'raw' ),
			'name'             => SnapshotValue::title( $product->get_name( 'edit' ) ),
			'sku'              => SnapshotValue::text( $product->get_sku( 'edit' ) ),
			'permalink'        => SnapshotValue::text( $product->get_permalink() ),
			'shortDescription' => SnapshotValue::text( $product->get_short_description( 'edit' ) ),
			'currency'         => get_woocommerce_currency(),
			'price'            => SnapshotValue::decimal( $product->get_price( 'edit' ) ),
			'regularPrice'     => SnapshotValue::decimal( $product->get_regular_price( 'edit' ) ),
			'salePrice'        => SnapshotValue::decimal( $product->get_sale_price( 'edit' ) ),
			'manageStock'      => (bool) $product->managing_stock(),
			'stockQuantity'    => self::stock( $product ),
			'stockStatus'      => SnapshotValue::text( $product->get_stock_status( 'edit' ) ),
			'imageUrl'         => self::image( $product ),
			'categories'       => CategoryReader::of_product( $product->get_id() ),
			'createdAt'        => SnapshotValue::moment( $product->get_date_created( 'edit' ) ),
			'modifiedAt'       => SnapshotValue::moment( $product->get_date_modified( 'edit' ) ),
			'variations'       => self::variations( $variations ),
		);
	}

	/**
	 * The variations of a product, some at a time: WooCommerce caches ten times as much of each as is read here.
	 *
	 * @param int[] $ids Ids of variations.
	 * @return array<int,array<string,mixed>>
	 */
	private static function variations( array $ids ): array {
		$variations = array();
		foreach ( array_chunk( $ids, self::CACHED ) as $at => $some ) {
			if ( $at > 0 ) {
				Snapshots::forget();
				self::prime( $some );
			}
			array_push( $variations, ...array_map( array( self::class, 'variation' ), $some ) );
		}
		if ( count( $ids ) >= self::CACHED ) {
			Snapshots::forget();
		}
		return array_values( array_filter( $variations ) );
	}

	/**
	 * One variation; null where it is broken in a way that makes WooCommerce hide it.
	 *
	 * @param int $id Variation id.
	 * @return array<string,mixed>|null
	 */
	private static function variation( int $id ): ?array {
		$variation = wc_get_product( $id );
		if ( ! $variation instanceof \WC_Product_Variation ) {
			return null;
		}
		$attributes = array();
		foreach ( $variation->get_attributes() as $name => $value ) {
			$attributes[] = array(
				'name'  => SnapshotValue::title( wc_attribute_label( $name, $variation ) ),
				'value' => '' === $value ? '' : SnapshotValue::title( $variation->get_attribute( $name ) ),
			);
		}
		return array(
			'id'            => (string) $variation->get_id(),
			'status'        => SnapshotValue::text( $variation->get_status( 'edit' ) ),
			'name'          => SnapshotValue::title( $variation->get_name( 'edit' ) ),
			'sku'           => SnapshotValue::text( $variation->get_sku() ),
			'permalink'     => SnapshotValue::text( $variation->get_permalink() ),
			'price'         => SnapshotValue::decimal( $variation->get_price( 'edit' ) ),
			'regularPrice'  => SnapshotValue::decimal( $variation->get_regular_price( 'edit' ) ),
			'salePrice'     => SnapshotValue::decimal( $variation->get_sale_price( 'edit' ) ),
			'manageStock'   => (bool) $variation->managing_stock(),
			'stockQuantity' => self::stock( $variation ),
			'stockStatus'   => SnapshotValue::text( $variation->get_stock_status() ),
			'imageUrl'      => self::image( $variation ),
			'attributes'    => $attributes,
		);
	}

	/**
	 * Units in stock, for a variation perhaps its product's; null where stock is not counted.
	 *
	 * @param \WC_Product $product Product or variation.
	 */
	private static function stock( \WC_Product $product ): ?string {
		return $product->managing_stock() ? SnapshotValue::decimal( $product->get_stock_quantity() ) : null;
	}

	/**
	 * Address of the image, for a variation without one its product's; null without any.
	 *
	 * @param \WC_Product $product Product or variation.
	 */
	private static function image( \WC_Product $product ): ?string {
		$url = wp_get_attachment_url( (int) $product->get_image_id() );
		return is_string( $url ) ? $url : null;
	}
}
