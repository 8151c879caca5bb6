<?php
/**
 * The owner's choices for the opt-in box.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

/**
 * Whether the checkout has the box, and its words. An empty text stands for the default, in the site's language.
 */
final class OptInSettings {

	const OPTION = 'storewire_opt_in';

	/** The longest text. */
	const LONGEST = 500;

	/**
	 * Whether the owner wants the box.
	 */
	public static function wants(): bool {
		return (bool) ( self::stored()['on'] ?? false );
	}

	/**
	 * The words beside the box.
	 */
	public static function text(): string {
		$own = (string) ( self::stored()['text'] ?? '' );
		/* translators: %s: name of the store. */
		return '' === $own ? sprintf( __( 'Send me news and offers of %s by e-mail. I can withdraw this at any time.', 'storewire' ), wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ) ) : $own;
	}

	/**
	 * Stores what a form of the owner's says.
	 *
	 * @param array<string,mixed> $form Fields.
	 */
	public static function save( array $form ): void {
		$text = is_string( $form['text'] ?? null ) ? sanitize_text_field( $form['text'] ) : '';
		update_option(
			self::OPTION,
			array(
				'on'   => isset( $form['on'] ),
				'text' => wp_html_excerpt( $text, self::LONGEST ),
			),
			false
		);
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
