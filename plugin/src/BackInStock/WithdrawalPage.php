<?php
/**
 * The page by which a request is withdrawn.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Outbox\Outbox;
use Storewire\Support\ReadFailure;
use Storewire\Support\WithdrawalLink;

/**
 * A page of the shop with one button (K4), for whoever has the link, logged in or not. It never tells who is on the list.
 */
final class WithdrawalPage {

	/** What the address says in place of a link afterwards. */
	const DONE = 'done';

	/**
	 * The link was opened, or its button pressed.
	 *
	 * @param Outbox $outbox Keeps the withdrawal.
	 */
	public static function opened( Outbox $outbox ): void {
		// phpcs:disable WordPress.Security.NonceVerification -- the link is the permission.
		$token   = is_string( $_GET[ WithdrawalLink::PARAMETER ] ) ? sanitize_text_field( wp_unslash( $_GET[ WithdrawalLink::PARAMETER ] ) ) : '';
		$pressed = isset( $_POST[ WithdrawalLink::PARAMETER ] );
		// phpcs:enable
		$link = WithdrawalLink::read( $token );
		if ( self::DONE === $token ) {
			self::say( 200, __( 'Withdrawn', 'storewire' ), __( 'We will not write to you when this product is back in stock.', 'storewire' ) );
		} elseif ( null === $link ) {
			self::say( 404, __( 'This link does not work', 'storewire' ), __( 'Maybe a part of it was cut off. Please copy the whole link from our e-mail.', 'storewire' ) );
		} elseif ( ! $pressed ) {
			self::ask( WaitedProduct::named( $link->product, $link->variation )->name() );
		} elseif ( self::is_taken( $link, $outbox ) ) {
			nocache_headers();
			wp_safe_redirect( add_query_arg( WithdrawalLink::PARAMETER, self::DONE, home_url( '/' ) ), 303 );
			exit;
		} else {
			self::say( 503, __( 'Not right now', 'storewire' ), __( 'Your request could not be withdrawn. Please try again later.', 'storewire' ) );
		}
	}

	/**
	 * Takes the withdrawal.
	 *
	 * @param WithdrawalLink $link   The link.
	 * @param Outbox         $outbox Keeps it.
	 */
	private static function is_taken( WithdrawalLink $link, Outbox $outbox ): bool {
		try {
			return Withdrawal::take( $link, $outbox );
		} catch ( ReadFailure $failure ) {
			return false;
		}
	}

	/**
	 * Shows the button.
	 *
	 * @param string $product Name of what is waited for, where it is still known.
	 */
	private static function ask( string $product ): void {
		/* translators: %s: name of a product. */
		$text = sprintf( __( 'Press the button, and we will not write to you when “%s” is back in stock.', 'storewire' ), $product );
		if ( '' === $product ) {
			$text = __( 'Press the button, and we will not write to you when this product is back in stock.', 'storewire' );
		}
		$button = ShopPage::button( WithdrawalLink::PARAMETER, __( 'Withdraw my request', 'storewire' ) );
		ShopPage::show( 200, __( 'No more waiting for this product?', 'storewire' ), sprintf( '<p>%s</p>%s', esc_html( $text ), $button ) );
	}

	/**
	 * Says something.
	 *
	 * @param int    $status  HTTP status.
	 * @param string $heading Heading.
	 * @param string $text    What.
	 */
	private static function say( int $status, string $heading, string $text ): void {
		ShopPage::show( $status, $heading, sprintf( '<p>%s</p>%s', esc_html( $text ), ShopPage::way_out() ) );
	}
}
