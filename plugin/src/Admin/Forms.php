<?php
/**
 * Parts of the page that recur.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

/**
 * Messages, and forms that work without a script.
 */
final class Forms {

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
	 * @param string $id   Id, for fields that stand elsewhere; or ''.
	 */
	public static function begin( string $what, string $id = '' ): void {
		printf( '<form method="post" action="%s"%s>', esc_url( admin_url( 'admin-post.php' ) ), '' === $id ? '' : sprintf( ' id="%s"', esc_attr( $id ) ) );
		// Not wp_nonce_field(): a page with several forms would hold its id several times.
		$fields = array(
			'action'   => AdminPage::ACTION,
			'do'       => $what,
			'_wpnonce' => wp_create_nonce( AdminPage::ACTION ),
		);
		foreach ( $fields as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
	}
}
