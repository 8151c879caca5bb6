<?php
/**
 * Tells the owner that the store has to be reconnected.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Connection\Connection;
use Storewire\Support\LeasedOption;
use Storewire\Support\Urls;

/**
 * One e-mail to the site's administrator, and to the shop's address where that is another, for each time that the backend stops accepting the store (D3), from the
 * background. It is tried once: on a site that sends no e-mail the notices in wp-admin say the same.
 */
final class ReconnectMail {

	const OPTION = 'storewire_reconnect_mail';

	private Connection $connection;

	/**
	 * @param Connection $connection Says what is wrong.
	 */
	public function __construct( Connection $connection ) {
		$this->connection = $connection;
	}

	/**
	 * Sends it, if the store has to be reconnected and it was not sent for this connection yet. A new token is a new
	 * connection.
	 */
	public function send_once(): void {
		if ( 'reconnect' !== $this->connection->state() ) {
			return;
		}
		$episode = $this->connection->episode();
		$row     = new LeasedOption( self::OPTION );
		if ( ( $row->read()['about'] ?? '' ) === $episode || ! $row->write( array( 'about' => $episode ), false ) ) {
			return;
		}
		$switched = switch_to_locale( get_locale() );
		$facts    = $this->connection->facts();
		$site     = wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES );
		/* translators: 1: name of the site, 2: name of a company. */
		$subject = sprintf( __( '[%1$s] Reconnect your store to %2$s', 'storewire' ), $site, $facts['company'] );
		wp_mail( self::recipients(), $subject, implode( "\n\n", $this->paragraphs( $facts ) ) );
		if ( $switched ) {
			restore_previous_locale();
		}
	}

	/**
	 * To whom it goes: whoever runs the site may be another one than whoever runs the shop.
	 */
	private static function recipients(): string {
		return implode( ',', array_unique( array_filter( array( (string) get_option( 'admin_email' ), (string) get_option( 'woocommerce_email_from_address' ) ) ) ) );
	}

	/**
	 * What it says.
	 *
	 * @param array<string,mixed> $facts Of the connection.
	 * @return string[]
	 */
	private function paragraphs( array $facts ): array {
		return array(
			/* translators: 1: address of the store, 2: name of a company. */
			sprintf( __( 'The store %1$s no longer sends its data to %2$s.', 'storewire' ), home_url(), $facts['company'] ),
			$facts['problem'],
			__( 'What happens in the store is still recorded, and is sent after you reconnect. To reconnect:', 'storewire' ),
			/* translators: %s: address of a page. */
			'1. ' . sprintf( __( 'Open WooCommerce → Storewire: %s', 'storewire' ), Urls::admin_page() ) . "\n"
			. '2. ' . __( 'Click Reconnect.', 'storewire' ) . "\n"
			. '3. ' . __( 'Sign in, choose your company and approve.', 'storewire' ) . "\n"
			. '4. ' . __( 'Back in your store, check the name of the company and click Confirm.', 'storewire' ),
			__( 'If you want to end the connection instead, click Disconnect on the same page.', 'storewire' ),
		);
	}
}
