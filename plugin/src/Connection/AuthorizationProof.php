<?php
/**
 * What proves that this site and this browser asked to connect.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

/**
 * Two random texts of 256 bits: the verifier, of which the backend gets a hash first and the text later (as in RFC 7636),
 * and the state, which only the return address holds.
 */
final class AuthorizationProof {

	public string $verifier;
	public string $state;

	/** Draws both. */
	public function __construct() {
		$this->verifier = self::url_safe( random_bytes( 32 ) );
		$this->state    = self::url_safe( random_bytes( 32 ) );
	}

	/** What the backend gets first. */
	public function challenge(): string {
		return self::url_safe( hash( 'sha256', $this->verifier, true ) );
	}

	/**
	 * Bytes as text that needs no escaping in a URL.
	 *
	 * @param string $bytes Bytes.
	 */
	private static function url_safe( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- RFC 4648.
	}
}
