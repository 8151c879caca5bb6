<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use Storewire\Lab\Browser;

/**
 * Somebody who shops, over HTTP: through the Store API as block carts and checkouts do, and on classic pages.
 */
final class Shopper {

	const ADDRESS = array(
		'first_name' => 'Ann',
		'last_name'  => 'Shopper',
		'address_1'  => '7 Quay Road',
		'city'       => 'San Francisco',
		'state'      => 'CA',
		'postcode'   => '94105',
		'country'    => 'US',
		'email'      => 'ann@example.com',
		'phone'      => '+1 555 0100',
	);

	private Browser $browser;
	private string $nonce = '';

	/** Enters the shop. */
	public function __construct() {
		$this->browser = new Browser();
	}

	/** Lets the witness look at requests; remove it with the callable that comes back. */
	public static function witness(): callable {
		$there = WPMU_PLUGIN_DIR . '/storewire-witness.php';
		copy( dirname( __DIR__ ) . '/scripts/witness.php', $there );
		return static function () use ( $there ): void {
			unlink( $there );
			if ( is_file( self::notes() ) ) {
				unlink( self::notes() );
			}
		};
	}

	/**
	 * What the witness noted since it was last asked.
	 *
	 * @return array<int,array<string,mixed>>
	 */
	public static function noted(): array {
		$lines = is_file( self::notes() ) ? file( self::notes(), FILE_IGNORE_NEW_LINES ) : array();
		file_put_contents( self::notes(), '' );
		return array_map( static fn( string $line ): array => json_decode( $line, true ), $lines );
	}

	/** Opens a page. */
	public function open( string $path, array $headers = array() ): string {
		return $this->browser->get( home_url( $path ), $headers );
	}

	/** Logs in on WordPress' page. */
	public function log_in( \WP_User $user ): void {
		$this->browser->get( wp_login_url() );
		$this->browser->post(
			wp_login_url(),
			array(
				'log'         => $user->user_login,
				'pwd'         => 'storewire',
				'redirect_to' => home_url( '/robots.txt' ),
				'testcookie'  => '1',
			)
		);
	}

	/**
	 * Talks to the Store API.
	 *
	 * @param array<string,mixed> $body What is sent.
	 * @return array<string,mixed> The answer.
	 */
	public function api( string $path, array $body ): array {
		$api = home_url( '/wp-json/wc/store/v1/' );
		if ( '' === $this->nonce ) {
			$this->browser->get( $api . 'cart' );
			$this->nonce = $this->browser->headers['nonce'];
		}
		$answer = json_decode( $this->browser->post( $api . $path, json_encode( $body ), array( 'Content-Type: application/json', "Nonce: $this->nonce" ) ), true );
		if ( $this->browser->status >= 400 || ! is_array( $answer ) ) {
			throw new \RuntimeException( "$path: " . $this->browser->status . ' ' . $this->browser->body );
		}
		$this->nonce = $this->browser->headers['nonce'] ?? $this->nonce;
		return $answer;
	}

	/** Puts a product into the cart, as blocks do; gives the line's key. */
	public function adds( \WC_Product $product ): string {
		$cart = $this->api( 'cart/add-item', array( 'id' => $product->get_id(), 'quantity' => 1 ) );
		return end( $cart['items'] )['key'];
	}

	/** Orders through the block checkout; gives the order's id. */
	public function orders( array $address = array(), array $more = array() ): int {
		$address += self::ADDRESS;
		return (int) $this->api(
			'checkout',
			$more + array(
				'billing_address'  => $address,
				'shipping_address' => array_diff_key( $address, array( 'email' => 1 ) ),
				'payment_method'   => 'cod',
			)
		)['order_id'];
	}

	/** Puts a product into the cart, as classic shop pages do. */
	public function adds_classically( \WC_Product $product ): void {
		$this->browser->post( home_url( '/?wc-ajax=add_to_cart' ), array( 'product_id' => (string) $product->get_id(), 'quantity' => '1' ) );
	}

	/**
	 * Follows a link of the page that is open.
	 *
	 * @param string $part What stands in its address.
	 */
	public function follows( string $part ): string {
		preg_match( '/href="([^"]*' . preg_quote( $part, '/' ) . '[^"]*)"/', $this->browser->body, $found );
		if ( array() === $found ) {
			throw new \RuntimeException( "No link with $part in: " . substr( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $this->browser->body ) ) ), 0, 500 ) );
		}
		return $this->browser->get( html_entity_decode( $found[1] ), array( 'Referer: ' . $this->browser->url ) );
	}

	/** Makes an account on the account page. */
	public function registers( string $email ): void {
		$this->open( '/?page_id=' . wc_get_page_id( 'myaccount' ) );
		$this->browser->submit( 'woocommerce-register-nonce', array( 'email' => $email, 'password' => 'Very-long-2026', 'register' => 'Register' ) );
	}

	/** Types into the classic checkout's form. */
	public function types_classically( string $page, string $email ): void {
		$this->open( $page );
		$this->browser->post(
			home_url( '/?wc-ajax=update_order_review' ),
			array(
				'security'  => self::between( $this->browser->body, '"update_order_review_nonce":"', '"' ),
				'post_data' => http_build_query( array( 'billing_email' => $email ) ),
			)
		);
	}

	/** Orders on the classic checkout; gives the order's id. */
	public function orders_classically( string $page, array $more = array() ): int {
		$this->open( $page );
		$fields = array( 'payment_method' => 'cod', 'woocommerce-process-checkout-nonce' => self::between( $this->browser->body, 'name="woocommerce-process-checkout-nonce" value="', '"' ) );
		foreach ( self::ADDRESS as $name => $value ) {
			$fields[ "billing_$name" ] = $value;
		}
		$answer = json_decode( $this->browser->post( home_url( '/?wc-ajax=checkout' ), $more + $fields ), true );
		if ( 'success' !== ( $answer['result'] ?? '' ) ) {
			throw new \RuntimeException( $this->browser->body );
		}
		$this->browser->get( $answer['redirect'] );
		return (int) self::between( $answer['redirect'] . '/', 'order-received/', '/' );
	}

	/** The part of a text between two others. */
	private static function between( string $text, string $before, string $after ): string {
		$from = strpos( $text, $before );
		if ( false === $from ) {
			// Plain permalinks.
			parse_str( (string) wp_parse_url( $text, PHP_URL_QUERY ), $query );
			if ( isset( $query['order-received'] ) ) {
				return rtrim( $query['order-received'], '/' );
			}
			throw new \RuntimeException( "No $before in: " . substr( trim( preg_replace( '/\s+/', ' ', strip_tags( $text ) ) ), 0, 500 ) );
		}
		$from += strlen( $before );
		return substr( $text, $from, strpos( $text, $after, $from ) - $from );
	}

	/** Where the witness writes. */
	private static function notes(): string {
		return WP_CONTENT_DIR . '/storewire-witness.jsonl';
	}
}
