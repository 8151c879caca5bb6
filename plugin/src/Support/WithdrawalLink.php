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

	/**
	 * The link that withdraws a request.
	 *
	 * @param array<string,mixed> $request What the core made of it.
	 */
	public static function to( array $request ): string {
		return SealedLink::to( home_url( '/' ), self::PARAMETER, array( (int) $request['providerProductId'], (int) ( $request['providerVariantId'] ?? 0 ), (string) $request['email'] ) );
	}
}
