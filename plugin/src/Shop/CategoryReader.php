<?php
/**
 * Reads product categories.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

/**
 * Categories, by themselves and as their products have them.
 */
final class CategoryReader {

	/**
	 * Reads categories.
	 *
	 * @param int[] $ids Term ids.
	 */
	public static function read( array $ids ): SnapshotBatch {
		$batch = new SnapshotBatch();
		_prime_term_caches( $ids );
		foreach ( $ids as $id ) {
			$batch->read(
				$id,
				static function () use ( $id ): ?array {
					$term = get_term( $id, 'product_cat' );
					return $term instanceof \WP_Term ? self::category( $term ) : null;
				}
			);
		}
		return $batch;
	}

	/**
	 * A product's categories.
	 *
	 * @param int $id Product id.
	 * @return array<int,array<string,mixed>>
	 */
	public static function of_product( int $id ): array {
		$terms = get_the_terms( $id, 'product_cat' );
		return array_map( static fn( \WP_Term $term ): array => self::category( $term ), is_array( $terms ) ? array_values( $terms ) : array() );
	}

	/**
	 * One category.
	 *
	 * @param \WP_Term $term The category.
	 * @return array<string,mixed>
	 */
	private static function category( \WP_Term $term ): array {
		$url = get_term_link( $term );
		return array(
			'id'        => (string) $term->term_id,
			'name'      => SnapshotValue::title( $term->name ),
			'slug'      => $term->slug,
			'parentId'  => (string) $term->parent,
			'permalink' => is_string( $url ) ? $url : null,
		);
	}
}
