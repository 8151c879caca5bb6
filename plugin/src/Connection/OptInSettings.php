<?php
/**
 * The owner's choices for the opt-in box.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Admin\Forms;
use Storewire\BackInStock\FormSettings;

/**
 * Whether the checkout has the box, and its words. An empty text stands for the default, in the site's language.
 */
final class OptInSettings {

	const OPTION = 'storewire_opt_in';

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
				'text' => wp_html_excerpt( $text, FormSettings::LONGEST ),
			),
			false
		);
	}

	/**
	 * Prints the owner's form.
	 */
	public static function print(): void {
		$stored = self::stored();
		printf( '<section class="storewire-card storewire-toggles" data-opt-in><h2>%s</h2>', esc_html__( 'Opt-in at the checkout', 'storewire' ) );
		Forms::begin( 'optin' );
		printf( '<p><label><input type="checkbox" name="optIn[on]" value="1"%s aria-describedby="storewire-opt-in-note"> %s</label></p>', checked( self::wants(), true, false ), esc_html__( 'Ask shoppers at the checkout whether they want your news', 'storewire' ) );
		printf( '<p class="description" id="storewire-opt-in-note">%s</p>', esc_html__( 'A box that is not ticked in advance. Whoever ticks it is reported as subscribed, once; syncing subscribes nobody. It is shown while Contact Sync is on.', 'storewire' ) );
		printf( '<p><label>%s<br><input type="text" class="large-text" name="optIn[text]" value="%s" placeholder="%s" maxlength="%d"></label></p>', esc_html__( 'What shoppers agree to', 'storewire' ), esc_attr( $stored['text'] ?? '' ), esc_attr( self::text() ), (int) FormSettings::LONGEST );
		printf( '<p><button class="button">%s</button></p></form></section>', esc_html__( 'Save', 'storewire' ) );
	}

	/**
	 * What is stored.
	 *
	 * @return array<string,mixed>
	 */
	private static function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) ? $stored : array();
	}
}
