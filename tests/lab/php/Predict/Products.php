<?php
/**
 * Products and categories: S6, S7, S10.
 */

declare(strict_types=1);

namespace Storewire\Lab\Predict;

/** Products that qualify, with their variants and categories, and why the others do not. */
final class Products {

	private const STOCK = array(
		'instock'     => 'in_stock',
		'outofstock'  => 'out_of_stock',
		'onbackorder' => 'on_backorder',
	);

	private Tables $tables;
	private string $currency;

	/** @var array<string,array<string,mixed>> */
	private array $products = array();

	/** @var array<string,array<string,mixed>> */
	private array $categories = array();

	/** @var array<string,int> */
	private array $skipped = array();

	public function __construct( Tables $tables ) {
		$this->tables   = $tables;
		$this->currency = $tables->rows( "SELECT option_value AS v FROM {$GLOBALS['wpdb']->options} WHERE option_name = 'woocommerce_currency'" )[0]['v'];
		$variations     = array();
		foreach ( $this->items( 'product_variation', '' ) as $variation ) {
			$variations[ $variation['parent'] ][] = $variation;
		}
		foreach ( $this->items( 'product', 'ORDER BY id' ) as $product ) {
			$this->judge( $product, $variations[ $product['id'] ] ?? array() );
		}
		ksort( $this->skipped );
	}

	/** @return array<string,array<string,mixed>> */
	public function all(): array {
		return $this->products;
	}

	/** @return array<string,array<string,mixed>> */
	public function categories(): array {
		return $this->categories;
	}

	/** @return array<string,int> */
	public function skipped(): array {
		return $this->skipped;
	}

	/**
	 * @param array<string,?string>                 $product    Its row.
	 * @param array<int,array<string,?string>> $variations Its variations' rows.
	 */
	private function judge( array $product, array $variations ): void {
		$reason   = null;
		$variants = array();
		if ( 'publish' !== $product['status'] ) {
			$reason = 'not_published';
		} elseif ( 'variable' === $product['type'] ) {
			foreach ( $variations as $variation ) {
				$fault = 'publish' !== $variation['status'] ? 'not_published' : $this->price_fault( $variation );
				if ( null === $fault ) {
					$variants[ $variation['id'] ] = $this->variant( $variation, $product['id'], $product );
				} else {
					$this->skip( $fault );
				}
			}
			$reason = $variants ? null : 'no_variation';
		} elseif ( 'simple' === $product['type'] ) {
			$reason = $this->price_fault( $product );
			if ( null === $reason ) {
				$variants[ $product['id'] ] = $this->variant( $product, $product['id'], $product );
			}
		} else {
			$reason = 'product_type';
		}
		if ( null !== $reason ) {
			$this->skip( $reason );
			return;
		}
		ksort( $variants );
		$categories = $this->categories_of( $product['id'] );

		$this->products[ $product['id'] ] = array(
			'provider'             => 'woocommerce',
			'id'                   => $product['id'],
			'type'                 => $product['type'],
			'title'                => Tables::plain( $product['title'] ),
			'sku'                  => $product['sku'],
			'shortDescription'     => $product['excerpt'],
			'includeInOnlineStore' => true,
			'currency'             => $this->currency,
			'currencyExponent'     => (int) $product['exponent'],
			'priceCents'           => min( array_column( $variants, 'priceCents' ) ),
			'categoryIds'          => $categories,
			'variants'             => array_values( $variants ),
			'createdAt'            => $product['created'],
			'modifiedAt'           => $product['modified'],
		);
	}

	/** @param array<string,?string> $item Row. */
	private function price_fault( array $item ): ?string {
		return null === $item['price'] ? 'no_price' : array( -1 => 'price_negative', 0 => 'price_zero', 1 => null )[ (int) $item['price_sign'] ];
	}

	private function skip( string $reason ): void {
		$this->skipped[ $reason ] = ( $this->skipped[ $reason ] ?? 0 ) + 1;
	}

	/**
	 * @param array<string,?string> $item    Row of what is bought.
	 * @param array<string,?string> $product Row of its product.
	 * @return array<string,mixed>
	 */
	private function variant( array $item, string $parent, array $product ): array {
		$counted = 'yes' === $item['manage_stock'] ? $item : ( 'yes' === $product['manage_stock'] ? $product : null );
		return array(
			'id'                => $item['id'],
			'parentId'          => $parent,
			'sku'               => $item['sku'] ?? $product['sku'],
			'priceCents'        => (int) $item['cents'],
			'regularPriceCents' => null === $item['regular_cents'] ? null : (int) $item['regular_cents'],
			'salePriceCents'    => null === $item['sale_cents'] ? null : (int) $item['sale_cents'],
			'stockStatus'       => self::STOCK[ $item['stock_status'] ],
			'stockQuantity'     => null === $counted || null === $counted['stock'] ? null : (int) $counted['stock'],
		);
	}

	/** @return array<int,array<string,?string>> */
	private function items( string $type, string $order ): array {
		global $wpdb;
		$meta  = static function ( string $key ): string {
			return "NULLIF(MAX(CASE WHEN m.meta_key = '$key' THEN m.meta_value END), '')";
		};
		$items = "SELECT p.ID AS id, p.post_parent AS parent, IF(p.post_password = '', p.post_status, 'private') AS status, p.post_title AS title, p.menu_order,
				" . Tables::text( 'p.post_excerpt' ) . ' AS excerpt, ' . Tables::moment( 'p.post_date_gmt' ) . ' AS created,
				' . Tables::moment( 'p.post_modified_gmt' ) . " AS modified, '$this->currency' AS currency,
				COALESCE((SELECT t.slug FROM $wpdb->term_relationships x
					JOIN $wpdb->term_taxonomy y ON y.term_taxonomy_id = x.term_taxonomy_id AND y.taxonomy = 'product_type'
					JOIN $wpdb->terms t ON t.term_id = y.term_id WHERE x.object_id = p.ID LIMIT 1), 'simple') AS type,
				{$meta( '_sku' )} AS sku, {$meta( '_price' )} AS price, {$meta( '_regular_price' )} AS regular_price,
				{$meta( '_sale_price' )} AS sale_price, {$meta( '_manage_stock' )} AS manage_stock,
				FLOOR({$meta( '_stock' )}) AS stock, {$meta( '_stock_status' )} AS stock_status
			FROM $wpdb->posts p LEFT JOIN $wpdb->postmeta m ON m.post_id = p.ID
			WHERE p.post_type = '$type' AND p.post_status <> 'auto-draft' GROUP BY p.ID";
		return $this->tables->rows(
			'SELECT items.*, ' . Tables::EXPONENT . ' AS exponent, SIGN(CAST(price AS DECIMAL(40,12))) AS price_sign,
				' . Tables::cents( 'price' ) . ' AS cents,
				IF(regular_price IS NULL, NULL, ' . Tables::cents( 'regular_price' ) . ') AS regular_cents,
				IF(sale_price IS NULL, NULL, ' . Tables::cents( 'sale_price' ) . ") AS sale_cents
			FROM ($items) items $order"
		);
	}

	/**
	 * S7: remembers a synced product's categories.
	 *
	 * @return string[]
	 */
	private function categories_of( string $product ): array {
		global $wpdb;
		$rows = $this->tables->rows(
			"SELECT t.term_id AS id, t.name, t.slug, y.parent FROM $wpdb->term_relationships x
			JOIN $wpdb->term_taxonomy y ON y.term_taxonomy_id = x.term_taxonomy_id AND y.taxonomy = 'product_cat'
			JOIN $wpdb->terms t ON t.term_id = y.term_id WHERE x.object_id = $product ORDER BY t.term_id"
		);
		foreach ( $rows as $row ) {
			$this->categories[ $row['id'] ] = array(
				'id'       => $row['id'],
				'name'     => Tables::plain( $row['name'] ),
				'slug'     => $row['slug'],
				'parentId' => '0' === $row['parent'] ? null : $row['parent'],
			);
		}
		return array_column( $rows, 'id' );
	}
}
