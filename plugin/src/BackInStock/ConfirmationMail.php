<?php
/**
 * The mail that asks a shopper to confirm.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * Plain text, in the site's language, from whom WooCommerce's mails come. It says nothing that was typed into the form, so
 * that nobody can send words of their own to others.
 */
final class ConfirmationMail {

	/**
	 * Sends it.
	 *
	 * @param string $to         Address, checked by the core: one that cannot hold a line break.
	 * @param string $product    Name of what is waited for, one line of plain text.
	 * @param string $link       Where to confirm.
	 * @param string $expires_at Until when, ISO 8601; '' where nobody knows.
	 * @return bool Whether it is on its way.
	 */
	public static function send( string $to, string $product, string $link, string $expires_at ): bool {
		$switched = switch_to_locale( get_locale() );
		$site     = wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES );
		/* translators: 1: name of the shop, 2: name of a product. */
		$subject = sprintf( __( '[%1$s] Please confirm: tell me when %2$s is back', 'storewire' ), $site, $product );
		$invited = __( 'To confirm, open this link and press Confirm:', 'storewire' ) . "\n" . $link;
		if ( '' !== $expires_at ) {
			/* translators: %s: a date. */
			$invited .= "\n" . sprintf( __( 'It is good until %s.', 'storewire' ), wp_date( (string) get_option( 'date_format' ), (int) strtotime( $expires_at ) ) );
		}
		$lines   = array(
			/* translators: 1: name of the shop, 2: name of a product. */
			sprintf( __( 'Somebody, hopefully you, asked %1$s to write to this address when “%2$s” is back in stock.', 'storewire' ), $site, $product ),
			$invited,
			__( 'If it was not you, do nothing. Then we will not write to you.', 'storewire' ),
		);
		$is_sent = wp_mail( $to, $subject, implode( "\n\n", $lines ) . "\n", self::headers() );
		if ( $switched ) {
			restore_previous_locale();
		}
		return $is_sent;
	}

	/**
	 * From whom it comes, where WooCommerce knows.
	 *
	 * @return string[]
	 */
	private static function headers(): array {
		$name    = wp_html_excerpt( strtr( (string) get_option( 'woocommerce_email_from_name' ), '<>"', '   ' ), WaitedProduct::NAME );
		$address = sanitize_text_field( (string) get_option( 'woocommerce_email_from_address' ) );
		return '' === $address ? array() : array( "From: $name <$address>" );
	}
}
