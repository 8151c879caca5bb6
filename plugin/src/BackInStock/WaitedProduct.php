<?php
/**
 * What a shopper waits for.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Shop\SnapshotValue;

/**
 * A product, or one variation of it, as the shop has it now. Whether one can wait for it is the core's to say.
 */
final class WaitedProduct {

	/** At most so many variations are offered without a picker. */
	const VARIATIONS = 100;

	/** The most characters of a name. */
	const NAME = 100;

	private int $id;
	private ?\WC_Product $product;
	private ?\WC_Product $variation = null;

	/** Whether a variation was asked for that the product does not have. */
	private bool $is_foreign = false;

	/**
	 * @param int              $id      Product id that was named.
	 * @param \WC_Product|null $product The product, where there is one.
	 */
	private function __construct( int $id, ?\WC_Product $product ) {
		$this->id      = $id;
		$this->product = $product;
	}

	/**
	 * What was named, whether it exists or not.
	 *
	 * @param int $id        Product id.
	 * @param int $variation Variation id, or 0.
	 */
	public static function named( int $id, int $variation ): self {
		$product = $id > 0 ? wc_get_product( $id ) : null;
		$goods   = new self( max( 1, $id ), $product instanceof \WC_Product ? $product : null );
		if ( $variation > 0 ) {
			$found             = wc_get_product( $variation );
			$goods->is_foreign = ! $found instanceof \WC_Product_Variation || $found->get_parent_id() !== $id;
			$goods->variation  = $goods->is_foreign ? null : $found;
		}
		return $goods;
	}

	/**
	 * A product or a variation, by its own id.
	 *
	 * @param int $id Its id.
	 */
	public static function load( int $id ): self {
		$found = wc_get_product( $id );
		return $found instanceof \WC_Product_Variation ? self::named( $found->get_parent_id(), $id ) : self::named( $id, 0 );
	}

	/**
	 * The core's `Goods`.
	 *
	 * @return array<string,string|null>
	 */
	public function snapshot(): array {
		$is_there = null !== $this->product && ! $this->is_foreign;
		$goods    = $this->variation ?? $this->product;
		$title    = $is_there ? SnapshotValue::title( $this->product->get_name() ) : '';
		return array(
			'id'             => (string) $this->id,
			'variationId'    => null === $this->variation ? null : (string) $this->variation->get_id(),
			'title'          => '' === trim( (string) $title ) ? '#' . $this->id : $title,
			'variationTitle' => null === $this->variation ? null : self::variation_title( $this->variation ),
			'type'           => $is_there ? SnapshotValue::text( $this->product->get_type() ) : '',
			'status'         => $is_there && self::is_priced( $goods ) ? $this->status() : '',
			'stockStatus'    => $is_there && $goods->is_in_stock() ? 'instock' : 'outofstock',
		);
	}

	/**
	 * Its page, where everybody may see it; else ''.
	 */
	public function url(): string {
		return null !== $this->product && 'publish' === $this->status() ? (string) get_permalink( $this->product->get_id() ) : '';
	}

	/**
	 * Its name in one line of plain text, not too long for an e-mail's subject: `Shirt (Red)`.
	 */
	public function name(): string {
		$name  = null === $this->product ? '' : (string) SnapshotValue::title( $this->product->get_name() );
		$which = null === $this->variation ? '' : self::variation_title( $this->variation );
		return wp_html_excerpt( '' === $which ? $name : "$name ($which)", self::NAME, '…' );
	}

	/**
	 * Id of what is waited for.
	 */
	public function object(): string {
		return (string) ( null === $this->variation ? $this->id : $this->variation->get_id() );
	}

	/**
	 * Another one whenever the product was changed, as it is whenever its stock runs out or comes back.
	 */
	public function revision(): string {
		$moments = array();
		foreach ( array_filter( array( $this->product, $this->variation ) ) as $goods ) {
			$moments[] = (string) SnapshotValue::moment( $goods->get_date_modified( 'edit' ) );
		}
		return implode( ' ', $moments );
	}

	/**
	 * The variations of a product that are out of stock: titles by id.
	 *
	 * @param \WC_Product $product The product.
	 * @return array<int,string>
	 */
	public static function missing_variations( \WC_Product $product ): array {
		$missing = array();
		$ids     = $product->get_children();
		_prime_post_caches( $ids, false, true );
		// Only what its stored status says is out of stock is read as a product: most is not.
		$out = array_filter( $ids, static fn( $id ): bool => 'outofstock' === get_post_meta( $id, '_stock_status', true ) );
		foreach ( array_slice( $out, 0, self::VARIATIONS ) as $id ) {
			$variation = wc_get_product( $id );
			if ( $variation instanceof \WC_Product_Variation && 'publish' === $variation->get_status() && ! $variation->is_in_stock() && self::is_priced( $variation ) ) {
				$title                = self::variation_title( $variation );
				$missing[ (int) $id ] = '' === $title ? $variation->get_name() : $title;
			}
		}
		return $missing;
	}

	/**
	 * What tells a variation from others: `Red, 500 g`.
	 *
	 * @param \WC_Product $variation The variation.
	 */
	private static function variation_title( \WC_Product $variation ): string {
		$values = array();
		foreach ( array_keys( $variation->get_attributes() ) as $name ) {
			$values[] = (string) SnapshotValue::title( $variation->get_attribute( $name ) );
		}
		// "0" is a value like any other.
		return implode( ', ', array_filter( $values, 'strlen' ) );
	}

	/**
	 * Whether it can be sold at all: what has no price is never sent, so nobody could be told.
	 *
	 * @param \WC_Product $product Product or variation.
	 */
	public static function is_priced( \WC_Product $product ): bool {
		return '' !== (string) $product->get_price( 'edit' );
	}

	/**
	 * The post status that counts. What needs a password is not for everybody.
	 */
	private function status(): string {
		$statuses = array( $this->product->get_status(), null === $this->variation ? 'publish' : $this->variation->get_status() );
		$hidden   = array_diff( $statuses, array( 'publish' ) );
		return array() !== $hidden ? (string) reset( $hidden ) : ( post_password_required( $this->product->get_id() ) ? 'private' : 'publish' );
	}
}
