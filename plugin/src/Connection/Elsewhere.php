<?php
/**
 * Background work that runs at another address than the site's pages.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

/**
 * Many sites make their address of the visitor's request, in wp-config.php. A cron job of the server that runs wp-cron.php or
 * WP-CLI brings no such request: there the site has no address, or another one, and the clone lock holds, while wp-admin says
 * that all is connected (F12). So such background work leaves a note, by which Health names the cause.
 */
final class Elsewhere {

	const OPTION = 'storewire_elsewhere';

	/** So old a note says nothing any more, in seconds: the cron job may run in another way now. */
	const FRESH = HOUR_IN_SECONDS;

	/**
	 * Background work found the clone lock closed, or open again.
	 *
	 * @param bool $locked Whether it was closed.
	 */
	public static function note( bool $locked ): void {
		$last = self::stored();
		if ( $locked ) {
			$note = array(
				'at'   => time(),
				'home' => (string) get_option( 'home' ),
				'sapi' => PHP_SAPI,
			);
			update_option( self::OPTION, $note, false );
		} elseif ( PHP_SAPI === ( $last['sapi'] ?? '' ) ) {
			delete_option( self::OPTION );
		}
	}

	/**
	 * Under which address background work was held up lately; null where none was.
	 */
	public static function last(): ?string {
		$last = self::stored();
		return time() - ( $last['at'] ?? 0 ) < self::FRESH ? (string) $last['home'] : null;
	}

	/**
	 * What to do about it.
	 *
	 * @param string $home Address that the site has in the background.
	 */
	public static function words( string $home ): string {
		$has = strlen( (string) wp_parse_url( $home, PHP_URL_HOST ) ) > 0
			/* translators: %s: address of the site. */
			? sprintf( __( 'Background work of this site runs under another address, %s, so it sends nothing.', 'storewire' ), $home )
			: __( 'Background work of this site does not know the site’s address, so it sends nothing.', 'storewire' );
		/* translators: %s: address of a file. */
		return $has . ' ' . sprintf( __( 'The address comes from the visitor’s request, which a cron job on the command line does not have. Write it out in wp-config.php (WP_HOME and WP_SITEURL), or let the cron job call %s.', 'storewire' ), 'https://…/wp-cron.php' );
	}

	/**
	 * The note.
	 *
	 * @return array<string,mixed> Empty where there is none.
	 */
	private static function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) && isset( $stored['at'], $stored['home'] ) ? $stored : array();
	}
}
