<?php
/**
 * The links by which shoppers withdraw.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Every request to be told when a product is back carries one (K4). It is sealed, says what was asked for and by whom, and
 * is good for as long as the site has its keys.
 */
final class WithdrawalLink {

	/** Parameter of the address. */
	const PARAMETER = 'storewire_withdraw';

	/** Product id. */
	public int $product;

	/** Variation id; 0 for none. */
	public int $variation;

	/** Who asked. */
	public string $email;

	/**
	 * @param int    $product   Product id.
	 * @param int    $variation Variation id; 0 for none.
	 * @param string $email     Who asked.
	 */
	private function __construct( int $product, int $variation, string $email ) {
		$this->product   = $product;
		$this->variation = $variation;
		$this->email     = $email;
	}

	/**
	 * The address of the one that withdraws a request.
	 *
	 * @param array<string,mixed> $request What the core made of it.
	 */
	public static function to( array $request ): string {
		return SealedLink::to( home_url( '/' ), self::PARAMETER, array( (int) $request['providerProductId'], (int) ( $request['providerVariantId'] ?? 0 ), (string) $request['email'] ) );
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
		list( $product, $variation, $email ) = array_pad( $said, 3, '' );
		return new self( (int) $product, (int) $variation, (string) $email );
	}

	/** Id of what was waited for. */
	public function object(): string {
		return (string) ( 0 === $this->variation ? $this->product : $this->variation );
	}
}
