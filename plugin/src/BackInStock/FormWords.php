<?php
/**
 * The back-in-stock form's words for shoppers.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * Translates what the core says; what it has no word for is said in the core's own.
 */
final class FormWords {

	/**
	 * Words for one issue.
	 *
	 * @param array<string,mixed> $issue The core's.
	 */
	public static function issue( array $issue ): string {
		return self::codes()[ $issue['code'] ] ?? (string) $issue['message'];
	}

	/**
	 * Words for a state.
	 *
	 * @param string $state `done` or `later`.
	 */
	public static function state( string $state ): string {
		if ( 'later' === $state ) {
			return __( 'This cannot be done right now. Please try again later.', 'storewire' );
		}
		return FormSettings::confirms() ? __( 'Please look into your inbox: open the link in our e-mail to confirm. Then we will write to you when this product is back in stock.', 'storewire' ) : self::thanks();
	}

	/**
	 * Words for somebody who is on the list.
	 */
	public static function thanks(): string {
		return __( 'Thank you. We will write to you when this product is back in stock.', 'storewire' );
	}

	/**
	 * Words by the core's code.
	 *
	 * @return array<string,string>
	 */
	public static function codes(): array {
		return array(
			'missing'       => __( 'Please enter your e-mail address.', 'storewire' ),
			'email_invalid' => __( 'Please enter an e-mail address such as name@example.com.', 'storewire' ),
			'not_agreed'    => __( 'Please tick this box to agree.', 'storewire' ),
			'not_offered'   => __( 'This product is no longer offered.', 'storewire' ),
			'in_stock'      => __( 'This product is in stock.', 'storewire' ),
		);
	}
}
