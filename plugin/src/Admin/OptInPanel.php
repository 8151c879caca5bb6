<?php
/**
 * The owner's form for the opt-in box at the checkout.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Connection\OptInSettings;

/**
 * The choices of `OptInSettings`.
 */
final class OptInPanel {

	/**
	 * Prints it.
	 */
	public static function print(): void {
		$stored = OptInSettings::stored();
		printf( '<section class="storewire-card storewire-toggles" data-opt-in><h2>%s</h2>', esc_html__( 'Opt-in at the checkout', 'storewire' ) );
		Forms::begin( 'optin' );
		printf( '<p><label><input type="checkbox" name="optIn[on]" value="1"%s aria-describedby="storewire-opt-in-note"> %s</label></p>', checked( OptInSettings::wants(), true, false ), esc_html__( 'Ask shoppers at the checkout whether they want your news', 'storewire' ) );
		printf( '<p class="description" id="storewire-opt-in-note">%s</p>', esc_html__( 'A box that is not ticked in advance. Whoever ticks it is reported as subscribed, once; syncing subscribes nobody. It is shown while Contact Sync is on.', 'storewire' ) );
		printf( '<p><label>%s<br><input type="text" class="large-text" name="optIn[text]" value="%s" placeholder="%s" maxlength="%d"></label></p>', esc_html__( 'What shoppers agree to', 'storewire' ), esc_attr( $stored['text'] ?? '' ), esc_attr( OptInSettings::text() ), (int) OptInSettings::LONGEST );
		printf( '<p><button class="button">%s</button></p></form></section>', esc_html__( 'Save', 'storewire' ) );
	}
}
