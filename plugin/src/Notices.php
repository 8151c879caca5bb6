<?php
/**
 * Notices in wp-admin.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Says on the list of plugins that nothing is sent until the owner does something: reconnect (D3), or answer whether the
 * store moved (C10). The plugin's own page says so by itself. Who dismisses it, dismisses it for this time.
 */
final class Notices {

	const DISMISSED = 'storewire_notice_dismissed';

	/**
	 * Puts the hook in place.
	 */
	public static function register(): void {
		add_action(
			'load-plugins.php',
			static function (): void {
				add_action( 'admin_notices', array( self::class, 'show' ) );
			}
		);
	}

	/**
	 * Shows the notice, if there is one and the database answers.
	 */
	public static function show(): void {
		try {
			self::print();
		} catch ( ReadFailure $failure ) {
			// The page is somebody else's.
			return;
		}
	}

	/**
	 * Prints the notice, if there is one.
	 */
	private static function print(): void {
		$connection = plugin()->connection();
		$texts      = array(
			'reconnect' => __( 'Storewire sends nothing for now: the store has to be reconnected. What happens in the meantime is recorded and sent afterwards.', 'storewire' ),
			'locked'    => __( 'Storewire sends nothing for now: this site looks like a copy of the store that was connected. Has the store moved, or is this a copy?', 'storewire' ),
		);
		$state      = $connection->state();
		if ( ! isset( $texts[ $state ] ) || ! Rest::allowed() || get_option( self::DISMISSED ) === $connection->episode() ) {
			return;
		}
		printf( '<div class="notice notice-warning" data-storewire="%s"><p>%s</p>', esc_attr( $state ), esc_html( $texts[ $state ] ) );
		printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( AdminPage::url() ), esc_html__( 'Open Storewire', 'storewire' ) );
		Markup::button( 'dismiss', __( 'Do not show this again', 'storewire' ), 'button-link' );
		echo '<br></div>';
	}

	/**
	 * Shows it no more, until something else is to be said.
	 */
	public static function dismiss(): void {
		update_option( self::DISMISSED, plugin()->connection()->episode(), false );
	}
}
