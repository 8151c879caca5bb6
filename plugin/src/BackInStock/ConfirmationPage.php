<?php
/**
 * The page that the link in a mail opens.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * A page of the shop with one button: programs that look through mail open links, but press nothing. Once pressed, the
 * address is one without the link.
 */
final class ConfirmationPage {

	/** What the address says in place of a link afterwards. */
	const DONE = 'done';

	/** HTTP status by state; 200 for all others. */
	const STATUSES = array(
		'unknown'     => 404,
		'expired'     => 410,
		'not_offered' => 410,
		'later'       => 503,
	);

	/**
	 * The link was opened, or its button pressed.
	 *
	 * @param SignupService $signups Takes it.
	 */
	public static function opened( SignupService $signups ): void {
		// phpcs:disable WordPress.Security.NonceVerification -- the link is the permission.
		$token   = is_string( $_GET[ ConfirmationLink::PARAMETER ] ?? null ) ? sanitize_text_field( wp_unslash( $_GET[ ConfirmationLink::PARAMETER ] ) ) : '';
		$pressed = isset( $_POST[ ConfirmationLink::PARAMETER ] );
		// phpcs:enable
		$link = ConfirmationLink::read( $token );
		if ( null !== $link ) {
			$state = $signups->confirm( $link, $pressed );
			if ( $pressed && 'done' === $state ) {
				nocache_headers();
				wp_safe_redirect( add_query_arg( ConfirmationLink::PARAMETER, self::DONE, home_url( '/' ) ), 303 );
				exit;
			}
			$goods = WaitedProduct::named( $link->product, $link->variation );
			self::show( $state, $goods->name(), $goods->url(), $link->consent );
		} else {
			self::show( self::DONE === $token ? 'done' : 'unknown', '', '', '' );
		}
	}

	/**
	 * Has WordPress show the page.
	 *
	 * @param string $state   See SignupService::confirm().
	 * @param string $product Name of what is waited for.
	 * @param string $url     Its page, or ''.
	 * @param string $consent What the shopper agreed to.
	 */
	private static function show( string $state, string $product, string $url, string $consent ): void {
		list( $heading, $text ) = self::words( $state, $product );

		$html = sprintf( '<p>%s</p>', esc_html( $text ) );
		if ( 'open' === $state ) {
			/* translators: %s: what the shopper agreed to. */
			$html .= sprintf( '<p>%s</p>', esc_html( sprintf( __( 'You agreed to this: “%s”', 'storewire' ), $consent ) ) );
			$html .= ShopPage::button( ConfirmationLink::PARAMETER, __( 'Confirm', 'storewire' ) );
		} elseif ( '' !== $url && 'done' !== $state ) {
			$html .= sprintf( '<p><a href="%s">%s</a></p>', esc_url( $url ), esc_html( $product ) );
		} else {
			$html .= ShopPage::way_out();
		}
		ShopPage::show( self::STATUSES[ $state ] ?? 200, $heading, $html );
	}

	/**
	 * Heading and text.
	 *
	 * @param string $state   See SignupService::confirm().
	 * @param string $product Name of what is waited for.
	 * @return string[]
	 */
	private static function words( string $state, string $product ): array {
		switch ( $state ) {
			case 'open':
				/* translators: %s: name of a product. */
				return array( __( 'Please confirm', 'storewire' ), sprintf( __( 'Press the button, and we will write to you when “%s” is back in stock.', 'storewire' ), $product ) );
			case 'done':
				return array( __( 'You are on the list', 'storewire' ), FormWords::thanks() );
			case 'expired':
				return array( __( 'This link has expired', 'storewire' ), __( 'It was good for a week. You can ask again on the product’s page.', 'storewire' ) );
			case 'in_stock':
				/* translators: %s: name of a product. */
				return array( __( 'Good news', 'storewire' ), sprintf( __( '“%s” is in stock again already, so there is nothing to wait for.', 'storewire' ), $product ) );
			case 'not_offered':
				return array( __( 'Sorry', 'storewire' ), __( 'This product is no longer offered.', 'storewire' ) );
			case 'later':
				return array( __( 'Not right now', 'storewire' ), FormWords::state( 'later' ) );
			default:
				return array( __( 'This link does not work', 'storewire' ), __( 'Maybe a part of it was cut off. Please copy the whole link from our e-mail, or ask again on the product’s page.', 'storewire' ) );
		}
	}
}
