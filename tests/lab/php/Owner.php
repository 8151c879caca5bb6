<?php
/**
 * The owner of the demo's shop, in front of a browser.
 */

declare(strict_types=1);

namespace Storewire\Lab;

/** Signs in at WordPress and at the backend, and clicks what an owner clicks. */
final class Owner {

	public const EMAIL    = 'owner@acme.test';
	public const PASSWORD = 'storewire';
	public const COMPANY  = 'Acme Coffee';

	private Browser $browser;
	private string $site;
	private string $nonce = '';

	public function __construct() {
		$this->browser = new Browser();
		$this->site    = (string) getenv( 'SITE_URL' );
	}

	/** Signs in to wp-admin. */
	public function sign_in(): void {
		$this->browser->get( "$this->site/wp-login.php" );
		$this->browser->submit( 'log', array( 'log' => (string) getenv( 'ADMIN_USER' ), 'pwd' => (string) getenv( 'ADMIN_PASSWORD' ) ) );
		$this->nonce = $this->browser->get( "$this->site/wp-admin/admin-ajax.php?action=rest-nonce" );
		if ( 200 !== $this->browser->status ) {
			throw new \RuntimeException( 'wp-admin let nobody in' );
		}
	}

	/** Connect, sign in at the backend, choose the company, approve, and confirm in wp-admin. */
	public function connect(): void {
		$status = $this->rest( 'POST', 'connect' );
		$this->browser->get( $status['pending']['authorizeUrl'] );
		if ( false !== strpos( $this->browser->body, 'name="password"' ) ) {
			$this->browser->submit( 'password', array( 'email' => self::EMAIL, 'password' => self::PASSWORD ) );
		}
		$company = $this->browser->choice( 'company', self::COMPANY );
		$this->browser->submit( 'decision', array( 'company' => $company, 'decision' => 'approve' ) );
		if ( 0 !== strpos( $this->browser->url, $this->site ) ) {
			throw new \RuntimeException( "after the approval the browser is at {$this->browser->url}" );
		}
		$status = $this->rest( 'GET', 'status' );
		if ( self::COMPANY !== $status['pending']['company'] ) {
			throw new \RuntimeException( 'the plugin does not name the company: ' . json_encode( $status['pending'] ) );
		}
		$this->rest( 'POST', 'connect/confirm' );
	}

	/** Settings → Products at the backend: who buys this runs out of it after so many days; two packs last twice as long. */
	public function says_it_lasts( \WC_Product $product, int $days ): void {
		$this->browser->get( getenv( 'BACKEND_URL' ) . '/sign-in' );
		if ( false !== strpos( $this->browser->body, 'name="password"' ) ) {
			$this->browser->submit( 'password', array( 'email' => self::EMAIL, 'password' => self::PASSWORD ) );
		}
		$this->browser->get( getenv( 'BACKEND_URL' ) . '/settings/products?search=' . rawurlencode( $product->get_name() ) );
		if ( ! preg_match( "~href=\"(/settings/products/[^\"]+/{$product->get_id()})\"~", $this->browser->body, $found ) ) {
			throw new \RuntimeException( "the backend does not offer {$product->get_name()} for replenishment" );
		}
		$this->browser->get( getenv( 'BACKEND_URL' ) . html_entity_decode( $found[1] ) );
		$this->browser->submit( 'days', array( 'enabled' => 'on', 'days' => (string) $days, 'by_quantity' => 'on' ) );
		if ( 200 !== $this->browser->status ) {
			throw new \RuntimeException( "the backend does not save how long {$product->get_name()} lasts: {$this->browser->status}" );
		}
	}

	/** Opens a product in wp-admin, types how many there are, and clicks Update. */
	public function restocks( int $product, int $quantity ): void {
		$this->browser->get( "$this->site/wp-admin/post.php?post=$product&action=edit" );
		$this->browser->submit( '_stock', array( '_stock' => (string) $quantity, 'save' => 'Update' ) );
		if ( 200 !== $this->browser->status || false === strpos( $this->browser->url, 'message=' ) ) {
			throw new \RuntimeException( "wp-admin does not save product $product: {$this->browser->status} {$this->browser->url}" );
		}
	}

	/**
	 * One request to the plugin's REST routes.
	 *
	 * @param array<string,mixed> $body Arguments.
	 * @return array<string,mixed>
	 */
	public function rest( string $method, string $route, array $body = array() ): array {
		$headers = array( "X-WP-Nonce: $this->nonce", 'Content-Type: application/json' );
		$url     = "$this->site/wp-json/storewire/v1/$route";
		$answer  = 'GET' === $method
			? $this->browser->get( $url, $headers )
			: $this->browser->post( $url, json_encode( (object) $body ), $headers );
		$decoded = json_decode( $answer, true );
		if ( 200 !== $this->browser->status || ! is_array( $decoded ) ) {
			throw new \RuntimeException( "$method $route: {$this->browser->status} " . ( $decoded['message'] ?? substr( $answer, 0, 500 ) ) );
		}
		return $decoded;
	}
}
