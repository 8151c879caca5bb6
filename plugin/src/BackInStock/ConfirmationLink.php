<?php
/**
 * The link in the mail that asks a shopper to confirm.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Support\SealedLink;

/**
 * It is sealed, and says all that was asked for: nothing is stored before somebody confirms.
 */
final class ConfirmationLink {

	/** Parameter of the address. */
	const PARAMETER = 'storewire_confirm';

	/** Product id. */
	public int $product;

	/** Variation id; 0 for none. */
	public int $variation;

	/** Who asked. */
	public string $email;

	/** When, milliseconds since 1970 UTC. */
	public int $asked_at;

	/** What they agreed to. */
	public string $consent;

	/**
	 * @param int    $product   Product id.
	 * @param int    $variation Variation id; 0 for none.
	 * @param string $email     Who asked.
	 * @param int    $asked_at  When, milliseconds since 1970 UTC.
	 * @param string $consent   What they agreed to.
	 */
	private function __construct( int $product, int $variation, string $email, int $asked_at, string $consent ) {
		$this->product   = $product;
		$this->variation = $variation;
		$this->email     = $email;
		$this->asked_at  = $asked_at;
		$this->consent   = $consent;
	}

	/**
	 * That of a request.
	 *
	 * @param array<string,mixed> $request  What the core made of the form.
	 * @param int                 $asked_at When it was asked, milliseconds since 1970 UTC.
	 */
	public static function to( array $request, int $asked_at ): self {
		return new self( (int) $request['providerProductId'], (int) ( $request['providerVariantId'] ?? 0 ), $request['email'], $asked_at, $request['consent'] );
	}

	/**
	 * The one that was opened; null where it is none of this site's.
	 *
	 * @param string $token The parameter's value.
	 */
	public static function read( string $token ): ?self {
		$said = SealedLink::open( self::PARAMETER, $token );
		if ( null === $said ) {
			return null;
		}
		list( $product, $variation, $email, $asked_at, $consent ) = array_pad( $said, 5, '' );
		return new self( (int) $product, (int) $variation, (string) $email, (int) $asked_at, (string) $consent );
	}

	/** Its address. */
	public function url(): string {
		return SealedLink::to( home_url( '/' ), self::PARAMETER, array( $this->product, $this->variation, $this->email, $this->asked_at, $this->consent ) );
	}
}
