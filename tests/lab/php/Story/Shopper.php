<?php
/**
 * The demo's shopper, in front of a browser.
 */

declare(strict_types=1);

namespace Storewire\Lab\Story;

use Storewire\Lab\Browser;

/** Zoë, a guest: puts something into the cart, orders, and waits for what is out of stock. */
final class Shopper {

	public const EMAIL = 'zoe@shop.example';

	private const ADDRESS = array(
		'first_name' => 'Zoë',
		'last_name'  => 'Shopper',
		'address_1'  => '7 Quay Road',
		'city'       => 'San Francisco',
		'state'      => 'CA',
		'postcode'   => '94105',
		'country'    => 'US',
		'email'      => self::EMAIL,
		'phone'      => '+1 555 0100',
	);

	private Browser $browser;
	private string $nonce = '';

	public function __construct() {
		$this->browser = new Browser();
	}

	/** Opens a page of the shop. */
	public function opens( string $url ): void {
		$this->browser->get( $url );
		if ( 200 !== $this->browser->status ) {
			throw new \RuntimeException( "$url: {$this->browser->status}" );
		}
	}

	/** Clicks "Add to cart" on a product's page. */
	public function adds( \WC_Product $product, int $quantity ): void {
		$this->opens( $product->get_permalink() );
		$this->browser->submit( 'add-to-cart', array( 'add-to-cart' => (string) $product->get_id(), 'quantity' => (string) $quantity ) );
	}

	/** Opens the checkout and types the e-mail address, of which the block checkout tells the store at once. */
	public function goes_to_the_checkout(): void {
		sleep( 1 ); // Nobody is faster; the store counts in seconds.
		$this->opens( wc_get_checkout_url() );
		$this->store_api( 'cart/update-customer', array( 'billing_address' => self::ADDRESS ) );
	}

	/** Takes everything out of the cart again. */
	public function empties_the_cart(): void {
		$cart = json_decode( $this->browser->get( getenv( 'SITE_URL' ) . '/wp-json/wc/store/v1/cart' ), true );
		foreach ( $cart['items'] as $line ) {
			$this->store_api( 'cart/remove-item', array( 'key' => $line['key'] ) );
		}
	}

	/** Orders what is in the cart, to be paid on delivery; gives the order's id. */
	public function orders(): int {
		return (int) $this->store_api(
			'checkout',
			array(
				'billing_address'  => self::ADDRESS,
				'shipping_address' => array_diff_key( self::ADDRESS, array( 'email' => 1 ) ),
				'payment_method'   => 'cod',
			)
		)['order_id'];
	}

	/** The same order where there is no checkout. */
	public static function orders_by_code( \WC_Product $product, int $quantity ): int {
		$order = wc_create_order( array( 'created_via' => 'checkout' ) );
		$order->set_address( self::ADDRESS, 'billing' );
		$order->set_payment_method( 'cod' );
		$item = new \WC_Order_Item_Product();
		$item->set_name( $product->get_name() );
		$item->set_product_id( $product->get_id() );
		$item->set_quantity( $quantity );
		$item->set_subtotal( '13.50' );
		$item->set_total( '13.50' );
		$order->add_item( $item );
		$order->set_total( '13.50' );
		$order->set_status( 'processing' );
		$order->save();
		return $order->get_id();
	}

	/** Fills in the form on the page of a product that is out of stock, without scripts. */
	public function asks_for( \WC_Product $product ): void {
		$this->opens( $product->get_permalink() );
		$this->browser->submit( 'storewire_signup[email]', array( 'storewire_signup[email]' => self::EMAIL, 'storewire_signup[agreed]' => '1' ) );
		if ( false === strpos( $this->browser->body, 'data-state="done"' ) ) {
			throw new \RuntimeException( "the form on {$product->get_permalink()} does not thank: {$this->browser->status} {$this->browser->url}" );
		}
	}

	/**
	 * One request of the cart and checkout blocks.
	 *
	 * @param array<string,mixed> $body What is sent.
	 * @return array<string,mixed>
	 */
	private function store_api( string $path, array $body ): array {
		$api = (string) getenv( 'SITE_URL' ) . '/wp-json/wc/store/v1';
		if ( '' === $this->nonce ) {
			$this->browser->get( "$api/cart" );
			$this->nonce = $this->browser->headers['nonce'];
		}
		$answer = json_decode( $this->browser->post( "$api/$path", json_encode( $body ), array( 'Content-Type: application/json', "Nonce: $this->nonce" ) ), true );
		if ( $this->browser->status >= 400 || ! is_array( $answer ) ) {
			throw new \RuntimeException( "$path: {$this->browser->status} {$this->browser->body}" );
		}
		return $answer;
	}
}
