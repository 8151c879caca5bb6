<?php
/**
 * What happens to products.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Notes products that changed, and each change of stock (E4). A variation is a part of its product; its stock is its own.
 * Products that stop qualifying are noted like any others: what becomes of them is the core's to say (S6).
 */
final class ProductListener {

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
	 * What was told last, by id.
	 *
	 * @var array<int,array<string,mixed>>
	 */
	private array $told = array();

	/**
	 * Builds it.
	 *
	 * @param Recorder $recorder Takes what is noted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
		$this->request  = OutboxTable::random();
	}

	/**
	 * A product was made or changed.
	 *
	 * @param int $id Product id.
	 */
	public function changed( $id ): void {
		$this->recorder->changed( 'product', (int) $id );
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
		$same = array_map( 'intval', $now ) === array_map( 'intval', $before );
		if ( ! $same && in_array( $taxonomy, array( 'product_cat', 'product_type' ), true ) ) {
			$this->changed( $id );
		}
	}

	/**
	 * A category was changed.
	 *
	 * @param int $id Term id.
	 */
	public function category_changed( $id ): void {
		$this->recorder->changed( 'category', (int) $id );
	}

	/**
	 * A category was deleted.
	 *
	 * @param int $id Term id.
	 */
	public function category_deleted( $id ): void {
		$this->recorder->gone( 'category', (int) $id );
	}

	/**
	 * There are more or fewer of a product or variation: by an order, by hand, or because a threshold is another.
	 *
	 * WooCommerce tells one change up to three times: of the quantity while saving, of the status, and once more at the end.
	 *
	 * @param \WC_Product $product The product or variation, as it is now.
	 */
	public function stock_changed( $product ): void {
		$id    = $product->get_id();
		$stock = self::stock( $product );
		$this->changed( $product->get_parent_id() ? $product->get_parent_id() : $id );
		if ( ( $this->told[ $id ] ?? null ) !== $stock ) {
			$this->told[ $id ] = $stock;
			$this->recorder->happened( 'stock_changed', $id, $this->request . '-' . ++$this->changes, array( 'snapshot' => $stock ) );
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
	 * A snapshot of the stock, as src/core/fact.rs declares it.
	 *
	 * @param \WC_Product $product The product or variation.
	 * @return array<string,mixed>
	 */
	private static function stock( \WC_Product $product ): array {
		$parent = $product->get_parent_id();
		$counts = true === $product->managing_stock();
		return array(
			'id'            => (string) $product->get_id(),
			'parentId'      => (string) $parent,
			'type'          => $parent ? 'variable' : $product->get_type(),
			// A variation that was just made does not say so itself.
			'status'        => (string) get_post_status( $product->get_id() ),
			'parentStatus'  => $parent ? (string) get_post_status( $parent ) : null,
			'needsPassword' => '' !== (string) get_post_field( 'post_password', $parent ? $parent : $product->get_id(), 'raw' ),
			'manageStock'   => $counts,
			'stockQuantity' => $counts ? SnapshotValue::decimal( $product->get_stock_quantity( 'edit' ) ) : null,
			'stockStatus'   => $product->get_stock_status( 'edit' ),
		);
	}
}
