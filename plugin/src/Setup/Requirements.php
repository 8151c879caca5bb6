<?php
/**
 * What the site must have before the plugin wires itself.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Setup;

/**
 * Where something is missing, the plugin stays quiet, says so in wp-admin, and never ends the request. PHP itself is
 * checked in storewire.php, before this file can be read.
 */
final class Requirements {

	const WORDPRESS   = '6.8';
	const WOOCOMMERCE = '8.9';

	/**
	 * Whether the plugin can run here; if not, puts up the notice that says why.
	 */
	public static function pass(): bool {
		$obstacles = self::obstacles( (string) $GLOBALS['wp_version'], self::woocommerce(), function_exists( 'sodium_crypto_secretbox' ) );
		if ( array() === $obstacles ) {
			return true;
		}
		add_action(
			'admin_notices',
			static function () use ( $obstacles ): void {
				self::notice( self::explain( $obstacles ) );
			}
		);
		return false;
	}

	/**
	 * What stands in the way: `wordpress`, `woocommerce` (with the version found, '' for none) and `sodium`.
	 *
	 * @param string      $wordpress   WordPress' version.
	 * @param string|null $woocommerce WooCommerce's version; null where it is missing or deactivated.
	 * @param bool        $sodium      Whether libsodium or WordPress' polyfill of it is there.
	 * @return array<string,string>
	 */
	public static function obstacles( string $wordpress, ?string $woocommerce, bool $sodium ): array {
		$obstacles = array();
		if ( version_compare( $wordpress, self::WORDPRESS, '<' ) ) {
			$obstacles['wordpress'] = $wordpress;
		}
		if ( null === $woocommerce || version_compare( $woocommerce, self::WOOCOMMERCE, '<' ) ) {
			$obstacles['woocommerce'] = (string) $woocommerce;
		}
		if ( ! $sodium ) {
			$obstacles['sodium'] = '';
		}
		return $obstacles;
	}

	/**
	 * Obstacles in words for the owner. Not before `init`, for there are no translations yet.
	 *
	 * @param array<string,string> $obstacles Of `obstacles`.
	 */
	public static function explain( array $obstacles ): string {
		$texts = array();
		foreach ( $obstacles as $what => $found ) {
			if ( 'wordpress' === $what ) {
				/* translators: 1: version needed, 2: version found. */
				$texts[] = sprintf( __( 'It needs WordPress %1$s or later; this site runs %2$s. Update WordPress.', 'storewire' ), self::WORDPRESS, $found );
			} elseif ( 'sodium' === $what ) {
				$texts[] = __( 'It needs libsodium, which WordPress brings along; the folder wp-includes/sodium_compat is missing. Reinstall WordPress.', 'storewire' );
			} elseif ( '' === $found ) {
				$texts[] = __( 'It needs WooCommerce, which is missing or deactivated. Install or activate WooCommerce.', 'storewire' );
			} else {
				/* translators: 1: version needed, 2: version found. */
				$texts[] = sprintf( __( 'It needs WooCommerce %1$s or later; this site runs %2$s. Update WooCommerce.', 'storewire' ), self::WOOCOMMERCE, $found );
			}
		}
		return implode( ' ', $texts );
	}

	/**
	 * WooCommerce's version, or null where it does not run.
	 */
	private static function woocommerce(): ?string {
		return class_exists( 'WooCommerce', false ) && defined( 'WC_VERSION' ) ? (string) WC_VERSION : null;
	}

	/**
	 * Prints the notice, on the screens where somebody can act on it.
	 *
	 * @param string $why What stands in the way, in words.
	 */
	private static function notice( string $why ): void {
		$screen = get_current_screen();
		if ( ! current_user_can( 'activate_plugins' ) || null === $screen || ! in_array( $screen->id, array( 'plugins', 'dashboard', 'update-core' ), true ) ) {
			return;
		}
		printf(
			'<div class="notice notice-error"><p><strong>%s</strong> %s</p></div>',
			esc_html__( 'Storewire for WooCommerce is not running.', 'storewire' ),
			esc_html( $why )
		);
	}
}
