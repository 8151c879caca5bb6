<?php
/**
 * Secrets at rest.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Encrypts what must not be readable in a database dump (C3): the installation token, the signing secret, the verifier.
 *
 * The key is STOREWIRE_KEY where wp-config.php defines it, else it is derived from the site's salts. Rotated salts or a
 * restored database make `open` say null; the caller goes into reconnect mode.
 */
final class Vault {

	/**
	 * Encrypts a text.
	 *
	 * @param string $plain What to hide.
	 */
	public static function seal( string $plain ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		return base64_encode( $nonce . sodium_crypto_secretbox( $plain, $nonce, self::key() ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- bytes as text.
	}

	/**
	 * Decrypts what `seal` made; null when it is none, was changed, or was made with another key.
	 *
	 * @param mixed $sealed What was stored.
	 */
	public static function open( $sealed ): ?string {
		$bytes = is_string( $sealed ) ? base64_decode( $sealed, true ) : false; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- bytes as text.
		if ( ! is_string( $bytes ) || strlen( $bytes ) < SODIUM_CRYPTO_SECRETBOX_NONCEBYTES + SODIUM_CRYPTO_SECRETBOX_MACBYTES ) {
			return null;
		}
		$nonce = substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		$plain = sodium_crypto_secretbox_open( substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), $nonce, self::key() );
		return is_string( $plain ) ? $plain : null;
	}

	/**
	 * The 32 bytes that lock and unlock.
	 */
	private static function key(): string {
		$source = defined( 'STOREWIRE_KEY' ) && is_string( STOREWIRE_KEY ) && '' !== STOREWIRE_KEY ? STOREWIRE_KEY : wp_salt( 'secure_auth' );
		return hash_hmac( 'sha256', 'storewire vault 1', $source, true );
	}
}
