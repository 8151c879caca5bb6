<?php
/**
 * From where a visitor asks.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * The address of the connection, and the headers of proxies that came with it. Who the visitor is by them is the core's to
 * say (src/core/visitor/address.rs); which header is to be believed, the owner's.
 */
final class VisitorAddress {

	/** The owner's choices for the back-in-stock form, among them `proxy`. */
	const OPTION = 'storewire_signup';

	/** Headers in which proxies say whom they serve, as in $_SERVER. */
	const HEADERS = array( 'HTTP_CF_CONNECTING_IP', 'HTTP_TRUE_CLIENT_IP', 'HTTP_X_REAL_IP', 'HTTP_X_FORWARDED_FOR' );

	/** Where the connection's own address is. */
	const CONNECTION = 'REMOTE_ADDR';

	/**
	 * What came with the request, by its name in $_SERVER.
	 *
	 * @var array<string,string>
	 */
	private array $texts;

	/**
	 * @param array<string,string> $texts What came with the request.
	 */
	private function __construct( array $texts ) {
		$this->texts = $texts;
	}

	/** Of the visitor whose request this is. */
	public static function here(): self {
		$texts = array();
		foreach ( array_merge( array( self::CONNECTION ), self::HEADERS ) as $name ) {
			if ( isset( $_SERVER[ $name ] ) ) {
				$texts[ $name ] = sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) );
			}
		}
		return new self( $texts );
	}

	/**
	 * Encrypted, for rows that wait: nobody reads an address in them.
	 */
	public function seal(): string {
		return Vault::seal( (string) wp_json_encode( $this->texts ) );
	}

	/**
	 * What was sealed. Where the site's keys have changed since, nothing is known of the visitor.
	 *
	 * @param string $sealed As seal() gave it.
	 */
	public static function unseal( string $sealed ): self {
		return new self( (array) json_decode( (string) Vault::open( $sealed ), true ) );
	}

	/**
	 * The core's `Visitor`.
	 *
	 * @return array<string,string|null>
	 */
	public function snapshot(): array {
		return array(
			'connection' => $this->texts[ self::CONNECTION ] ?? null,
			'forwarded'  => $this->texts[ self::proxy() ] ?? null,
		);
	}

	/**
	 * The header of a proxy that the visitor came by, while the owner names none; '' else.
	 */
	public function unnamed_proxy(): string {
		$headers = array_keys( array_diff_key( $this->texts, array( self::CONNECTION => '' ) ) );
		return array() === $headers || self::names_proxy() ? '' : self::header_name( reset( $headers ) );
	}

	/**
	 * The header of a proxy that the owner names, as in $_SERVER; '' for none.
	 */
	private static function proxy(): string {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) ? (string) ( $stored['proxy'] ?? '' ) : '';
	}

	/**
	 * Whether the owner names the header of a proxy.
	 */
	public static function names_proxy(): bool {
		return '' !== self::proxy();
	}

	/**
	 * A header's name as people write it.
	 *
	 * @param string $header As in $_SERVER.
	 */
	public static function header_name( string $header ): string {
		return ucwords( strtolower( strtr( substr( $header, 5 ), '_', '-' ) ), '-' );
	}
}
