<?php
/**
 * What happens to products.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Generated\Rules;
use Storewire\Shop\SnapshotValue;
use Storewire\Support\Database;

/**
 * Notes products that changed, and each change of stock (E4). A variation is a part of its product; its stock is its own.
 * Products that stop qualifying are noted like any others: what becomes of them is the core's to say (S6).
 */
final class ProductHooks {

	private Recorder $recorder;

	/**
	 * Tells this request's changes of stock from all others.
	 */
	private string $request;

	/**
	 * How many there were.
	 */
	private int $changes = 0;

	/**
	 * What was told last while it is being changed, by id.
	 *
	 * @var array<int,array<string,mixed>>
	 */
	private array $told = array();

	/**
	 * @param Recorder $recorder Takes what is noted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
		$this->request  = Database::random();
	}

	/**
	 * A product was made or changed.
	 *
	 * @param int $id Product id.
	 */
	public function changed( $id ): void {
		$this->recorder->changed( Rules::PRODUCT, (int) $id );
	}

	/**
	 * A variation was made or changed.
	 *
	 * @param int $id Variation id.
	 */
	public function variation_changed( $id ): void {
		$this->changed( wp_get_post_parent_id( $id ) );
	}

	/**
	 * A product's terms were set: its categories, or what it is.
	 *
	 * @param int    $id       Object id.
	 * @param mixed  $terms    What was asked for.
	 * @param int[]  $now      Term taxonomy ids.
	 * @param string $taxonomy Taxonomy.
	 * @param bool   $append   Whether they were added to those there.
	 * @param int[]  $before   Term taxonomy ids.
	 */
	public function terms_set( $id, $terms, $now, $taxonomy, $append, $before ): void {
		if ( array_map( 'intval', $now ) !== array_map( 'intval', $before ) ) {
			$this->terms_removed( $id, $now, $taxonomy );
		}
	}

	/**
	 * Terms were taken from a product, also because they were deleted.
	 *
	 * @param int    $id       Object id.
	 * @param int[]  $terms    Term taxonomy ids.
	 * @param string $taxonomy Taxonomy.
	 */
	public function terms_removed( $id, $terms, $taxonomy ): void {
		if ( in_array( $taxonomy, array( 'product_cat', 'product_type' ), true ) ) {
			$this->changed( $id );
		}
	}

	/**
	 * A variation is in stock again, or no longer, because its product is, which keeps the stock of both: WooCommerce writes
	 * that to each variation, and fires no hook of its own.
	 *
	 * @param int    $meta   Id of the meta data.
	 * @param int    $id     Post id.
	 * @param string $key    Its key.
	 * @param mixed  $status Its new value.
	 */
	public function meta_changed( $meta, $id, $key, $status ): void {
		if ( '_stock_status' !== $key || 'product_variation' !== get_post_type( $id ) || 'yes' === get_post_meta( $id, '_manage_stock', true ) ) {
			return;
		}
		$parent = (int) wp_get_post_parent_id( $id );
		if ( 'yes' === get_post_meta( $parent, '_manage_stock', true ) ) {
			$this->changed( $parent );
			$this->tell_stock( (int) $id, self::stock_of( (int) $id, $parent, Rules::PRODUCT_VARIABLE, (string) $status, null ) );
		}
	}

	/**
	 * A product or variation is about to be saved. What was told of it before does not count any more: others may have
	 * changed its stock since, and a process may live for hours.
	 *
	 * @param \WC_Product $product The product or variation.
	 */
	public function about_to_change( $product ): void {
		$id         = $product->get_id();
		$is_its     = static fn( array $stock, int $of ): bool => 0 === $id || $of === $id || (string) $id === $stock['parentId'];
		$this->told = array_diff_key( $this->told, array_filter( $this->told, $is_its, ARRAY_FILTER_USE_BOTH ) );
	}

	/**
	 * A category was changed.
	 *
	 * @param int $id Term id.
	 */
	public function category_changed( $id ): void {
		$this->recorder->changed( Rules::CATEGORY, (int) $id );
	}

	/**
	 * A category was deleted.
	 *
	 * @param int $id Term id.
	 */
	public function category_deleted( $id ): void {
		$this->recorder->gone( Rules::CATEGORY, (int) $id );
	}

	/**
	 * There are more or fewer of a product or variation: by an order, by hand, or because a threshold is another.
	 *
	 * WooCommerce tells one change up to three times: of the quantity while saving, of the status, and once more at the end.
	 * A variation that lost its product is nothing to buy. Other products may have a parent, too, as parts of old grouped
	 * products do, and stay what they are.
	 *
	 * @param \WC_Product $product The product or variation, as it is now.
	 */
	public function stock_changed( $product ): void {
		$is_variation = $product instanceof \WC_Product_Variation;
		$parent       = $is_variation ? $product->get_parent_id() : 0;
		if ( $is_variation && 0 === $parent ) {
			return;
		}
		$this->changed( $is_variation ? $parent : $product->get_id() );
		$count = true === $product->managing_stock() ? SnapshotValue::decimal( $product->get_stock_quantity( 'edit' ) ) : null;
		$this->tell_stock( $product->get_id(), self::stock_of( $product->get_id(), $parent, $is_variation ? Rules::PRODUCT_VARIABLE : $product->get_type(), $product->get_stock_status( 'edit' ), $count ) );
	}

	/**
	 * Notes a stock, unless it was told already.
	 *
	 * @param int                 $id    Product or variation.
	 * @param array<string,mixed> $stock Its snapshot.
	 */
	private function tell_stock( int $id, array $stock ): void {
		if ( ( $this->told[ $id ] ?? null ) !== $stock ) {
			$this->told[ $id ] = $stock;
			$this->recorder->happened( Rules::STOCK_CHANGED, $id, $this->request . '-' . ++$this->changes, array( 'snapshot' => $stock ) );
		}
	}

	/**
	 * A product or variation is in stock again, or no longer.
	 *
	 * @param int         $id      Its id.
	 * @param string      $status  Stock status.
	 * @param \WC_Product $product The product or variation.
	 */
	public function stock_status_changed( $id, $status, $product ): void {
		$this->stock_changed( $product );
	}

	/**
	 * A snapshot of the stock, as src/core/snapshot/stock.rs declares it.
	 *
	 * @param int         $id     Product or variation.
	 * @param int         $parent The variation's product; 0 for a product.
	 * @param string      $type   The product's type.
	 * @param string      $status Stock status.
	 * @param string|null $count  Units, where they are counted here.
	 * @return array<string,mixed>
	 */
	private static function stock_of( int $id, int $parent, string $type, string $status, ?string $count ): array {
		return array(
			'id'            => (string) $id,
			'parentId'      => (string) $parent,
			'type'          => $type,
			// A variation that was just made does not say so itself.
			'status'        => (string) get_post_status( $id ),
			'parentStatus'  => $parent ? (string) get_post_status( $parent ) : null,
			'needsPassword' => '' !== (string) get_post_field( 'post_password', $parent ? $parent : $id, 'raw' ),
			'manageStock'   => null !== $count,
			'stockQuantity' => $count,
			'stockStatus'   => $status,
		);
	}
}
