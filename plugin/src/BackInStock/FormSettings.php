<?php
/**
 * The owner's choices for the back-in-stock form.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Support\VisitorAddress;

/**
 * Whether the form is placed by itself, whether shoppers confirm (double opt-in), the form's words, and which proxy is
 * trusted (see `VisitorAddress`). An empty text stands for the default, in the site's language.
 */
final class FormSettings {

	const OPTION = VisitorAddress::OPTION;

	/** The longest text. */
	const LONGEST = 500;

	/**
	 * Whether the form is placed on products that are out of stock.
	 */
	public static function places(): bool {
		return (bool) ( self::stored()['on'] ?? true );
	}

	/**
	 * Whether shoppers are asked by e-mail to confirm before they are on the list.
	 */
	public static function confirms(): bool {
		return (bool) ( self::stored()['confirm'] ?? false );
	}

	/**
	 * The words of the form.
	 *
	 * @return array{heading:string,consent:string,button:string}
	 */
	public static function texts(): array {
		$own = array_filter( array_intersect_key( self::stored(), self::defaults() ) );
		return array_merge( self::defaults(), $own );
	}

	/**
	 * Words of the form where the owner chose none.
	 *
	 * @return array{heading:string,consent:string,button:string}
	 */
	public static function defaults(): array {
		return array(
			'heading' => __( 'Tell me when it is back in stock', 'storewire' ),
			'consent' => __( 'Send me an e-mail when this product is back in stock. I can withdraw this at any time.', 'storewire' ),
			'button'  => __( 'Notify me', 'storewire' ),
		);
	}

	/**
	 * Stores what a form of the owner's says.
	 *
	 * @param array<string,mixed> $form Fields.
	 */
	public static function save( array $form ): void {
		$chosen = array(
			'on'      => isset( $form['on'] ),
			'confirm' => isset( $form['confirm'] ),
		);
		foreach ( array_keys( self::defaults() ) as $name ) {
			$text            = is_string( $form[ $name ] ?? null ) ? sanitize_text_field( $form[ $name ] ) : '';
			$chosen[ $name ] = wp_html_excerpt( $text, self::LONGEST );
		}
		$chosen['proxy'] = in_array( $form['proxy'] ?? '', VisitorAddress::HEADERS, true ) ? $form['proxy'] : '';
		update_option( self::OPTION, $chosen, false );
	}

	/**
	 * Why the form is not shown while Product Sync is off.
	 */
	public static function closed(): string {
		return __( 'Product Sync is off, so nobody would hear when a product is back in stock: the form “Back in stock” is not shown. Switch Product Sync on, or switch the form off.', 'storewire' );
	}

	/**
	 * What is stored.
	 *
	 * @return array<string,mixed>
	 */
	public static function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) ? $stored : array();
	}
}
