<?php
/**
 * The core's words in the owner's language.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

use Storewire\Generated\Rules;

/**
 * The core says what happened by a code that never changes its meaning, and in English. Where a translation for the code
 * exists it is used; the English stands for everything else.
 */
final class Messages {

	/**
	 * The message of an outcome or a verdict.
	 *
	 * @param array<string,mixed> $said What the core said: `message` and, mostly, `code`.
	 */
	public static function text( array $said ): string {
		$translated = self::all();
		return $translated[ $said['code'] ?? '' ] ?? (string) ( $said['message'] ?? '' );
	}

	/**
	 * The messages of the issues in an answer that refused a call.
	 *
	 * @param array<string,mixed> $answer The core's answer.
	 */
	public static function of_issues( array $answer ): string {
		return implode( ' ', array_column( $answer['refused']['issues'] ?? array(), 'message' ) );
	}

	/**
	 * What was changed about the store's address, or is wrong with it (C5).
	 *
	 * @param array<int,array<string,mixed>> $said Notes or issues, as the core says them.
	 * @return string[]
	 */
	public static function of_address( array $said ): array {
		$translated = array(
			'url_secured'     => __( 'It begins with https://, as the page does that you are looking at.', 'storewire' ),
			'url_upper_case'  => __( 'Upper-case letters in the name were made lower-case.', 'storewire' ),
			'url_colon'       => __( 'The colon after the name was removed.', 'storewire' ),
			'url_port'        => __( 'The default port was removed.', 'storewire' ),
			'url_slash'       => __( 'The slash at the end was removed.', 'storewire' ),
			'url_blanks'      => __( 'Blanks around the address were removed.', 'storewire' ),
			'url_no_host'     => __( 'The address names no store after https://, as in https://yourstore.com.', 'storewire' ),
			'url_credentials' => __( 'Leave out the user name and password before the @.', 'storewire' ),
			'url_query'       => __( 'Leave out the question mark and what follows it.', 'storewire' ),
			'url_fragment'    => __( 'Leave out the # and what follows it.', 'storewire' ),
			'url_elsewhere'   => __( 'WordPress itself is at another address, so your browser could not come back after you have approved. Make WordPress Address and Site Address begin alike, www. included.', 'storewire' ),
		);
		return array_map( static fn( array $one ): string => $translated[ $one['code'] ] ?? (string) $one['message'], $said );
	}

	/**
	 * Why there is no record or event, of the issues of an answer.
	 *
	 * @param array<int,array<string,mixed>> $issues As the core says them.
	 * @return string[]
	 */
	public static function faults( array $issues ): array {
		$faults = array();
		foreach ( $issues as $issue ) {
			if ( $issue['fatal'] ) {
				$faults[] = '' === $issue['path'] ? $issue['message'] : $issue['path'] . ': ' . $issue['message'];
			}
		}
		return $faults;
	}

	/**
	 * Why something was left out (S10).
	 *
	 * @param array<string,mixed> $reason `reason` and `text`, as the core says them.
	 */
	public static function of_skip( array $reason ): string {
		return self::text(
			array(
				'code'    => $reason['reason'],
				'message' => $reason['text'],
			)
		);
	}

	/**
	 * What a kind of object is called.
	 *
	 * @param string $kind As the core says it.
	 */
	public static function kind( string $kind ): string {
		$kinds = array(
			Rules::CONTACT  => __( 'contact', 'storewire' ),
			Rules::PRODUCT  => __( 'product', 'storewire' ),
			'variation'     => __( 'variation', 'storewire' ),
			Rules::CATEGORY => __( 'category', 'storewire' ),
			Rules::ORDER    => __( 'order', 'storewire' ),
			'transaction'   => __( 'transaction', 'storewire' ),
		);
		return $kinds[ $kind ] ?? $kind;
	}

	/**
	 * Translations by code.
	 *
	 * @return array<string,string>
	 */
	private static function all(): array {
		return array(
			'denied'        => __( 'The connection was not approved at the backend. Click Connect to ask again.', 'storewire' ),
			'expired'       => __( 'The request to connect has expired. Click Connect to start again.', 'storewire' ),
			'revoked'       => __( 'The backend no longer accepts this store. Connect it again.', 'storewire' ),
			'disconnected'  => __( 'The backend has ended the connection to this store.', 'storewire' ),
			'role'          => __( 'neither customer nor subscriber', 'storewire' ),
			'no_email'      => __( 'no e-mail address', 'storewire' ),
			'not_published' => __( 'not published', 'storewire' ),
			'no_price'      => __( 'no price', 'storewire' ),
			'price_zero'    => __( 'price is zero', 'storewire' ),
			'no_variation'  => __( 'no published variation with a price', 'storewire' ),
			'draft'         => __( 'draft', 'storewire' ),
			'trash'         => __( 'in the trash', 'storewire' ),
			'amount_zero'   => __( 'amount is zero', 'storewire' ),
			'switched_off'  => __( 'switched off', 'storewire' ),
			'no_consent'    => __( 'no consent', 'storewire' ),
			'deleted'       => __( 'deleted in the store', 'storewire' ),
			'on_copy'       => __( 'from a copy of the store', 'storewire' ),
			'unused'        => __( 'in the trash or deleted, and not at the backend either', 'storewire' ),
		);
	}
}
