<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Copies orders with all that belongs to them, by SQL, thousands a second, in both ways in which WooCommerce stores them.
 */
final class OrderCopies {

	/** Tables, their id column, and which of their columns point to which rows (`order` or `item`). */
	const TABLES = array(
		'posts'                         => array( 'ID', array( 'ID' => 'order', 'post_parent' => 'order' ) ),
		'postmeta'                      => array( 'post_id', array( 'post_id' => 'order' ) ),
		'wc_orders'                     => array( 'id', array( 'id' => 'order', 'parent_order_id' => 'order' ) ),
		'wc_order_addresses'            => array( 'order_id', array( 'order_id' => 'order' ) ),
		'wc_order_operational_data'     => array( 'order_id', array( 'order_id' => 'order' ) ),
		'wc_orders_meta'                => array( 'order_id', array( 'order_id' => 'order' ) ),
		'woocommerce_order_items'       => array( 'order_id', array( 'order_id' => 'order', 'order_item_id' => 'item' ) ),
		'woocommerce_order_itemmeta'    => array( 'order_item_id', array( 'order_item_id' => 'item' ) ),
	);

	/** @var array<string,int> Ids just below those of the first order and its lines. */
	private array $first;

	/** Everything above these ids is copied: orders, refunds and their lines, and nothing else may be there. */
	public function __construct( int $order, int $item ) {
		$this->first = array(
			'order' => $order,
			'item'  => $item,
		);
	}

	/** Makes so many copies of each order. The copies' guests have e-mail addresses of their own. */
	public function make( int $copies ): void {
		global $wpdb;
		$steps  = array(
			'order' => max( self::highest( 'posts', 'ID' ), self::highest( 'wc_orders', 'id' ) ) - $this->first['order'],
			'item'  => self::highest( 'woocommerce_order_items', 'order_item_id' ) - $this->first['item'],
		);
		$wpdb->query( "CREATE TEMPORARY TABLE copies (n INT UNSIGNED PRIMARY KEY)" );
		foreach ( array_chunk( range( 1, $copies ), 5000 ) as $numbers ) {
			$wpdb->query( 'INSERT INTO copies VALUES (' . implode( '),(', $numbers ) . ')' );
		}
		foreach ( self::TABLES as $table => list( $id, $moved ) ) {
			if ( ! self::exists( $table ) ) {
				continue;
			}
			$from  = $this->first[ 'order_item_id' === $id ? 'item' : 'order' ];
			$names = array();
			$terms = array();
			foreach ( $wpdb->get_results( "SHOW COLUMNS FROM {$wpdb->prefix}$table" ) as $column ) {
				if ( 'auto_increment' === $column->Extra && ! isset( $moved[ $column->Field ] ) ) {
					continue;
				}
				$name    = "t.`{$column->Field}`";
				$names[] = "`{$column->Field}`";
				if ( isset( $moved[ $column->Field ] ) ) {
					$terms[] = "IF($name > {$this->first[ $moved[ $column->Field ] ]}, $name + c.n * {$steps[ $moved[ $column->Field ] ]}, $name)";
				} elseif ( in_array( $column->Field, array( 'billing_email', 'email' ), true ) ) {
					$terms[] = "IF($name = '', '', CONCAT('c', c.n, '.', $name))";
				} elseif ( 'meta_value' === $column->Field && 'postmeta' === $table ) {
					$terms[] = "IF(t.meta_key = '_billing_email' AND $name <> '', CONCAT('c', c.n, '.', $name), $name)";
				} else {
					$terms[] = $name;
				}
			}
			$wpdb->query( "INSERT INTO {$wpdb->prefix}$table (" . implode( ',', $names ) . ') SELECT ' . implode( ',', $terms ) . " FROM {$wpdb->prefix}$table t JOIN copies c WHERE t.$id > $from ORDER BY c.n" );
			if ( '' !== $wpdb->last_error ) {
				throw new \RuntimeException( $wpdb->last_error );
			}
		}
		$wpdb->query( 'DROP TEMPORARY TABLE copies' );
		wp_cache_flush();
	}

	public static function exists( string $table ): bool {
		global $wpdb;
		return null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->prefix . $table ) );
	}

	public static function highest( string $table, string $id ): int {
		global $wpdb;
		return self::exists( $table ) ? (int) $wpdb->get_var( "SELECT MAX($id) FROM {$wpdb->prefix}$table" ) : 0;
	}
}
