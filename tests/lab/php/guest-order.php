<?php
/**
 * A guest buys something: through the Store API, as the block checkout does, where the shop has one; else by code.
 * Prints the order's id.
 */

declare(strict_types=1);

namespace Storewire\Lab;

require_once __DIR__ . '/Browser.php';

const SHOPPER = array(
	'first_name' => 'Zoë',
	'last_name'  => 'Shopper',
	'address_1'  => '7 Quay Road',
	'city'       => 'San Francisco',
	'state'      => 'CA',
	'postcode'   => '94105',
	'country'    => 'US',
	'email'      => 'zoe@shop.example',
	'phone'      => '+1 555 0100',
);

/** A product that is in stock. */
function something(): int {
	global $wpdb;
	return (int) $wpdb->get_var(
		"SELECT p.ID FROM $wpdb->posts p JOIN $wpdb->postmeta s ON s.post_id = p.ID AND s.meta_key = '_stock_status' AND s.meta_value = 'instock'
		JOIN $wpdb->postmeta k ON k.post_id = p.ID AND k.meta_key = '_sku' AND k.meta_value LIKE 'SIMPLE-%' ORDER BY p.ID LIMIT 1"
	);
}

function through_the_store_api( int $product ): int {
	$browser = new Browser();
	$api     = (string) getenv( 'SITE_URL' ) . '/wp-json/wc/store/v1';
	$post    = static function ( string $path, array $body, string $nonce ) use ( $browser, $api ): array {
		$answer = json_decode( $browser->post( "$api/$path", json_encode( $body ), array( 'Content-Type: application/json', "Nonce: $nonce" ) ), true );
		if ( $browser->status >= 400 || ! is_array( $answer ) ) {
			throw new \RuntimeException( "$path: $browser->status $browser->body" );
		}
		return $answer;
	};
	$browser->get( "$api/cart" );
	$nonce = $browser->headers['nonce'];
	$post( 'cart/add-item', array( 'id' => $product, 'quantity' => 2 ), $nonce );
	$order = $post(
		'checkout',
		array(
			'billing_address'  => SHOPPER,
			'shipping_address' => array_diff_key( SHOPPER, array( 'email' => 1 ) ),
			'payment_method'   => 'cod',
		),
		$nonce
	);
	return (int) $order['order_id'];
}

function by_code( int $product ): int {
	$order = wc_create_order( array( 'created_via' => 'checkout' ) );
	$order->set_address( SHOPPER, 'billing' );
	$order->set_payment_method( 'cod' );
	$item = new \WC_Order_Item_Product();
	$item->set_name( wc_get_product( $product )->get_name() );
	$item->set_product_id( $product );
	$item->set_quantity( 2 );
	$item->set_subtotal( '13.50' );
	$item->set_total( '13.50' );
	$order->add_item( $item );
	$order->set_total( '13.50' );
	$order->set_status( 'processing' );
	$order->save();
	return $order->get_id();
}

echo class_exists( 'Automattic\WooCommerce\StoreApi\StoreApi' ) ? through_the_store_api( something() ) : by_code( something() ), "\n";
