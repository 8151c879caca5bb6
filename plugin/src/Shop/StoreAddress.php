<?php
/**
 * What the backend is told about this store itself.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Core\Core;
use Storewire\Core\Messages;
use Storewire\Support\Urls;

/**
 * The store's address, as the core reads it (C5), and what describes the store.
 */
final class StoreAddress {

	/**
	 * Normalized: `https://yourstore.com`.
	 *
	 * @var string
	 */
	public $url;

	/**
	 * Hash of what tells this store from a copy of it (C10). The address itself is not kept, so that a search-and-replace
	 * over the database cannot carry it along.
	 *
	 * @var string
	 */
	public $hash;

	/**
	 * What is said differently than the settings have it, for the owner (C5).
	 *
	 * @var string[]
	 */
	public $notes;

	/**
	 * Reads this site's address as it is stored, and not from home_url(): plugins for several languages change that with
	 * the language of the page, and the address must be the same in wp-admin and in the background.
	 *
	 * @param Core                 $core   Normalizes.
	 * @param array<string,string> $beside `adminUrl` where the owner's browser has to come back to wp-admin.
	 * @return self|\WP_Error
	 */
	public static function of_this_site( Core $core, array $beside = array() ) {
		$text   = (string) get_option( 'home' );
		$asked  = array(
			'text'   => $text,
			'secure' => is_ssl(),
		);
		$answer = $core->call( array( 'storeUrl' => $asked + $beside ) );
		if ( ! isset( $answer['storeUrl'] ) ) {
			/* translators: 1: address of the site, 2: what is wrong with it. */
			$message = __( 'The address of this site, %1$s, cannot be connected. %2$s You can change it under Settings → General → Site Address.', 'storewire' );
			return new \WP_Error( 'storewire_store_url', sprintf( $message, $text, implode( ' ', Messages::of_address( $answer['refused']['issues'] ?? array() ) ) ), array( 'status' => 409 ) );
		}
		$store        = new self();
		$store->url   = $answer['storeUrl']['url'];
		$store->notes = Messages::of_address( $answer['storeUrl']['notes'] );
		$store->hash  = self::hash_of_this_site( $core );
		return $store;
	}

	/**
	 * Hash of what tells this store from a copy of it; '' where its address is none that could be connected. The scheme is
	 * left out of it: a site behind a proxy has another one in wp-admin than in the background.
	 *
	 * @param Core $core Normalizes.
	 */
	public static function hash_of_this_site( Core $core ): string {
		return self::hash_of( $core, (string) get_option( 'home' ) );
	}

	/**
	 * The same of an address.
	 *
	 * @param Core   $core Normalizes.
	 * @param string $home The address.
	 */
	public static function hash_of( Core $core, string $home ): string {
		$text   = set_url_scheme( $home, 'https' );
		$answer = $core->call( array( 'storeUrl' => array( 'text' => $text ) ) );
		return isset( $answer['storeUrl'] ) ? hash( 'sha256', 'storewire store ' . $answer['storeUrl']['identity'] ) : '';
	}

	/**
	 * Where the store is and where it takes commands; empty where the address is none that could be connected, as may be
	 * in the background of a site behind a proxy.
	 *
	 * @param Core $core Normalizes.
	 * @return array<string,string>
	 */
	public static function addresses( Core $core ): array {
		$store = self::of_this_site( $core );
		return is_wp_error( $store ) ? array() : array(
			'storeUrl'    => $store->url,
			'commandsUrl' => $store->commands_url(),
		);
	}

	/**
	 * Where the store takes signed commands (D7).
	 */
	public function commands_url(): string {
		return $this->alike( Urls::route( '/commands' ) );
	}

	/**
	 * One of this site's addresses with the scheme of the store, whatever WordPress makes of the request behind a proxy.
	 *
	 * @param string $url Address.
	 */
	public function alike( string $url ): string {
		return set_url_scheme( $url, wp_parse_url( $this->url, PHP_URL_SCHEME ) );
	}

	/**
	 * The origin of an address: `https://yourstore.com`.
	 *
	 * @param string $url Normalized address of a store.
	 */
	public static function origin( string $url ): string {
		return implode( '/', array_slice( explode( '/', $url ), 0, 3 ) );
	}

	/**
	 * Name, currency and time zone.
	 *
	 * @return array<string,string>
	 */
	public static function description(): array {
		return array(
			'storeName' => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
			'currency'  => get_woocommerce_currency(),
			'timezone'  => wp_timezone_string(),
		);
	}

	/**
	 * What runs here, in which version.
	 *
	 * @return array<string,string>
	 */
	public static function versions(): array {
		return array(
			'plugin'      => STOREWIRE_VERSION,
			'php'         => PHP_VERSION,
			'wordpress'   => get_bloginfo( 'version' ),
			'woocommerce' => WC_VERSION,
		);
	}
}
