<?php
/**
 * Parts of the page that recur.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Messages, and forms that work without a script.
 */
final class Markup {

	/**
	 * A message at the top.
	 *
	 * @param string $kind `error`, `warning` or `success`.
	 * @param string $text Text.
	 */
	public static function message( string $kind, string $text ): void {
		printf( '<div class="notice notice-%s inline" role="%s" tabindex="-1" data-notice><p>%s</p></div>', esc_attr( $kind ), 'error' === $kind ? 'alert' : 'status', esc_html( $text ) );
	}

	/**
	 * A form that holds one button.
	 *
	 * @param string $what    Which button.
	 * @param string $text    What it says.
	 * @param string $classes How it looks.
	 */
	public static function button( string $what, string $text, string $classes ): void {
		self::begin( $what );
		printf( '<button class="%s">%s</button></form>', esc_attr( $classes ), esc_html( $text ) );
	}

	/**
	 * Begins a form.
	 *
	 * @param string $what Which button it is for.
	 */
	public static function begin( string $what ): void {
		printf( '<form method="post" action="%s"><input type="hidden" name="action" value="%s"><input type="hidden" name="do" value="%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( AdminPage::ACTION ), esc_attr( $what ) );
		wp_nonce_field( AdminPage::ACTION );
	}
}
