<?php
/**
 * Notices in wp-admin.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Connection\Connection;
use Storewire\Support\Owner;
use Storewire\Support\ReadFailure;
use Storewire\Support\Urls;

/**
 * Says on the list of plugins and on WooCommerce's own screens that nothing is sent until somebody who manages the shop does
 * something: reconnect (D3), or answer whether the store moved (C10). The plugin's own page says so by itself. Who dismisses
 * it, dismisses it for this time.
 */
final class Notices {

	const DISMISSED = 'storewire_notice_dismissed';

	/** What was looked at when all was well, so that pages need not load the core to see that it still is. */
	const CLEAR = 'storewire_notice_clear';

	/** WooCommerce's home and analytics, which its own list of screens does not have. */
	const HOME = 'woocommerce_page_wc-admin';

	private Connection $connection;

	/**
	 * @param Connection $connection How the connection is.
	 */
	public function __construct( Connection $connection ) {
		$this->connection = $connection;
	}

	/**
	 * Whether they are shown on a screen.
	 *
	 * @param \WP_Screen $screen The screen.
	 */
	public static function belong_on( \WP_Screen $screen ): bool {
		$screens = array_merge( array( 'plugins', self::HOME ), function_exists( 'wc_get_screen_ids' ) ? wc_get_screen_ids() : array() );
		return in_array( $screen->id, $screens, true );
	}

	/**
	 * Shows the notice, if there is one and the database answers.
	 */
	public function show(): void {
		try {
			$this->print();
		} catch ( ReadFailure $failure ) {
			// The page is somebody else's.
			return;
		}
	}

	/**
	 * What the connection hangs on: its row, the site's address, and what its secrets are encrypted with.
	 *
	 * @param array<string,mixed> $stored The connection as it is stored.
	 */
	private static function mark( array $stored ): string {
		return md5( (string) wp_json_encode( array( $stored['token'], $stored['problem'] ?? '', $stored['twin'] ?? false, $stored['apart'] ?? '', get_option( 'home' ), wp_salt(), defined( 'STOREWIRE_KEY' ) ? constant( 'STOREWIRE_KEY' ) : '' ) ) );
	}

	/**
	 * Prints the notice, if there is one.
	 */
	private function print(): void {
		$stored = get_option( Connection::OPTION );
		if ( ! isset( $stored['token'] ) || ! Owner::is_here() || get_option( self::CLEAR ) === self::mark( $stored ) ) {
			return;
		}
		$texts      = array(
			'reconnect' => __( 'Storewire sends nothing for now: the store has to be reconnected. What happens in the meantime is recorded and sent afterwards.', 'storewire' ),
			'locked'    => __( 'Storewire sends nothing for now: this site looks like a copy of the store that was connected. Has the store moved, or is this a copy?', 'storewire' ),
		);
		$state      = $this->connection->state();
		if ( 'connected' === $state ) {
			update_option( self::CLEAR, self::mark( $stored ), false );
		}
		if ( ! isset( $texts[ $state ] ) || get_option( self::DISMISSED ) === $this->connection->episode() ) {
			return;
		}
		printf( '<div class="notice notice-warning" data-storewire="%s"><p>%s</p>', esc_attr( $state ), esc_html( $texts[ $state ] ) );
		printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( Urls::admin_page() ), esc_html__( 'Open Storewire', 'storewire' ) );
		Forms::button( 'dismiss', __( 'Do not show this again', 'storewire' ), 'button-link' );
		echo '<br></div>';
	}

	/**
	 * Shows it no more, until something else is to be said.
	 */
	public function dismiss(): void {
		update_option( self::DISMISSED, $this->connection->episode(), false );
	}
}
