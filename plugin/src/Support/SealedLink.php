<?php
/**
 * Links that say something which only this site can read.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Nothing is stored for such a link: what it says stands in it, encrypted under a random nonce. A link for one purpose is
 * none for another.
 */
final class SealedLink {

	/**
	 * Makes a link.
	 *
	 * @param string           $url       Where it leads.
	 * @param string           $parameter Parameter of the address, and the link's purpose.
	 * @param array<int,mixed> $said      What it says.
	 */
	public static function to( string $url, string $parameter, array $said ): string {
		$sealed = Vault::seal( (string) wp_json_encode( array( $parameter, $said ) ) );
		return add_query_arg( $parameter, rtrim( strtr( $sealed, '+/', '-_' ), '=' ), $url );
	}

	/**
	 * What a link says; null where it is none of this site's, or has another purpose.
	 *
	 * @param string $parameter Its purpose.
	 * @param string $token     The parameter's value.
	 * @return array<int,mixed>|null
	 */
	public static function open( string $parameter, string $token ): ?array {
		$sealed = json_decode( (string) Vault::open( strtr( $token, '-_', '+/' ) ), true );
		if ( ! is_array( $sealed ) || array( 0, 1 ) !== array_keys( $sealed ) ) {
			return null;
		}
		list( $purpose, $said ) = $sealed;
		return $purpose === $parameter && is_array( $said ) ? $said : null;
	}
}
