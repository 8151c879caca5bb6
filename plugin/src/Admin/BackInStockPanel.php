<?php
/**
 * The owner's form for back in stock.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\BackInStock\FormSettings;
use Storewire\BackInStock\SignupService;
use Storewire\BackInStock\WooNotifications;
use Storewire\Connection\Connection;
use Storewire\Support\VisitorAddress;

/**
 * The choices of `FormSettings`.
 */
final class BackInStockPanel {

	/**
	 * Prints it.
	 */
	public static function print(): void {
		$stored = FormSettings::stored();
		$labels = array(
			'heading' => __( 'Heading', 'storewire' ),
			'consent' => __( 'What shoppers agree to', 'storewire' ),
			'button'  => __( 'Button', 'storewire' ),
		);
		printf( '<section class="storewire-card storewire-toggles" data-signup><h2>%s</h2>', esc_html__( 'Back in stock', 'storewire' ) );
		Forms::begin( 'signup' );
		printf( '<p><label><input type="checkbox" name="signup[on]" value="1"%s> %s</label></p>', checked( FormSettings::places(), true, false ), esc_html__( 'Show the form on products that are out of stock', 'storewire' ) );
		printf( '<p class="description">%s</p>', esc_html__( 'It can also be put anywhere as the block “Back in stock” or as [storewire_back_in_stock].', 'storewire' ) );
		if ( ! SignupService::is_open() && isset( get_option( Connection::OPTION )['token'] ) ) {
			printf( '<div class="notice notice-warning inline" data-signup-closed><p>%s</p></div>', esc_html( FormSettings::closed() ) );
		}
		if ( WooNotifications::is_on() ) {
			printf( '<p class="description">%s</p>', esc_html__( 'WooCommerce’s own stock notifications are switched on: products show its form instead of this one, sign-ups made there are passed on too (once confirmed, where WooCommerce asks for that), and WooCommerce still sends its own e-mails.', 'storewire' ) );
		}
		printf( '<p><label><input type="checkbox" name="signup[confirm]" value="1"%s aria-describedby="storewire-signup-confirm"> %s</label></p>', checked( FormSettings::confirms(), true, false ), esc_html__( 'Let shoppers confirm by e-mail (double opt-in)', 'storewire' ) );
		printf( '<p class="description" id="storewire-signup-confirm">%s</p>', esc_html__( 'They get an e-mail with a link, which is good for a week, and are on the list once they have confirmed. This site has to be able to send e-mail.', 'storewire' ) );
		foreach ( $labels as $name => $label ) {
			printf( '<p><label>%s<br><input type="text" class="large-text" name="signup[%s]" value="%s" placeholder="%s" maxlength="%d"></label></p>', esc_html( $label ), esc_attr( $name ), esc_attr( $stored[ $name ] ?? '' ), esc_attr( FormSettings::defaults()[ $name ] ), (int) FormSettings::LONGEST );
		}
		printf( '<p><label>%s<br><select name="signup[proxy]"><option value="">%s</option>', esc_html__( 'Visitors’ addresses, for the limits on requests', 'storewire' ), esc_html__( 'As they connect (no proxy)', 'storewire' ) );
		foreach ( VisitorAddress::HEADERS as $header ) {
			/* translators: %s: name of an HTTP header. */
			$text = sprintf( __( 'My proxy’s header %s', 'storewire' ), VisitorAddress::header_name( $header ) );
			printf( '<option value="%s"%s>%s</option>', esc_attr( $header ), selected( $header, $stored['proxy'] ?? '', false ), esc_html( $text ) );
		}
		printf( '</select></label></p><p><button class="button">%s</button></p></form></section>', esc_html__( 'Save', 'storewire' ) );
	}
}
