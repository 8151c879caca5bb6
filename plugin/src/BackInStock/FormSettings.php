<?php
/**
 * The owner's choices for the back-in-stock form.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Admin\Forms;
use Storewire\Connection\Connection;
use Storewire\Support\VisitorAddress;

/**
 * Whether the form is placed by itself, whether shoppers confirm (double opt-in), the form's words, and whom to believe
 * about a visitor's address. An empty text stands for
 * the default, in the site's language.
 */
final class FormSettings {

	const OPTION = 'storewire_signup';

	/** Headers in which proxies say whom they serve, as in $_SERVER. */
	const HEADERS = array( 'HTTP_CF_CONNECTING_IP', 'HTTP_TRUE_CLIENT_IP', 'HTTP_X_REAL_IP', 'HTTP_X_FORWARDED_FOR' );

	/** The longest text. */
	const LONGEST = 500;

	/**
	 * Whether the form is placed on products that are out of stock.
	 */
	public static function places(): bool {
		return (bool) ( self::stored()['on'] ?? true );
	}

	/**
	 * Whether shoppers are asked by e-mail to confirm before they are on the list.
	 */
	public static function confirms(): bool {
		return (bool) ( self::stored()['confirm'] ?? false );
	}

	/**
	 * The words of the form.
	 *
	 * @return array{heading:string,consent:string,button:string}
	 */
	public static function texts(): array {
		$own = array_filter( array_intersect_key( self::stored(), self::defaults() ) );
		return array_merge( self::defaults(), $own );
	}

	/**
	 * Words of the form where the owner chose none.
	 *
	 * @return array{heading:string,consent:string,button:string}
	 */
	private static function defaults(): array {
		return array(
			'heading' => __( 'Tell me when it is back in stock', 'storewire' ),
			'consent' => __( 'Send me an e-mail when this product is back in stock. I can withdraw this at any time.', 'storewire' ),
			'button'  => __( 'Notify me', 'storewire' ),
		);
	}

	/**
	 * What stands for the visitor's address: that of the connection, unless the owner names the header of a proxy that can be trusted.
	 */
	public static function client(): string {
		return self::client_behind( self::proxy() );
	}

	/**
	 * The header of a proxy that the owner names, as in $_SERVER; '' for none.
	 */
	public static function proxy(): string {
		return self::stored()['proxy'] ?? '';
	}

	/**
	 * What stands for the visitor's address where a proxy is trusted. Proxies add to the end of a list, so its last entry is
	 * the one that the trusted one saw.
	 *
	 * @param string $header The proxy's header, as in $_SERVER; '' for none.
	 */
	public static function client_behind( string $header ): string {
		$list = isset( $_SERVER[ $header ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $header ] ) ) : '';
		$last = trim( (string) strrchr( ",$list", ',' ), ", \t" );
		$own  = sanitize_text_field( wp_unslash( $_SERVER['REMOTE_ADDR'] ?? '' ) );
		return VisitorAddress::key( $last, $own );
	}

	/**
	 * The headers of proxies that this request has.
	 *
	 * @return string[] As in $_SERVER.
	 */
	public static function sent_headers(): array {
		return array_filter( self::HEADERS, static fn( string $header ): bool => isset( $_SERVER[ $header ] ) );
	}

	/**
	 * The header of a proxy that a request came by, while the owner names none; '' else.
	 *
	 * @param string[] $sent As sent_headers() gave it.
	 */
	public static function unnamed_proxy( array $sent ): string {
		return array() === $sent || self::names_proxy() ? '' : self::header_name( reset( $sent ) );
	}

	/**
	 * Whether the owner names the header of a proxy.
	 */
	public static function names_proxy(): bool {
		return '' !== self::proxy();
	}

	/**
	 * A header's name as people write it.
	 *
	 * @param string $header As in $_SERVER.
	 */
	private static function header_name( string $header ): string {
		return ucwords( strtolower( strtr( substr( $header, 5 ), '_', '-' ) ), '-' );
	}

	/**
	 * Stores what a form of the owner's says.
	 *
	 * @param array<string,mixed> $form Fields.
	 */
	public static function save( array $form ): void {
		$chosen = array(
			'on'      => isset( $form['on'] ),
			'confirm' => isset( $form['confirm'] ),
		);
		foreach ( array_keys( self::defaults() ) as $name ) {
			$text            = is_string( $form[ $name ] ?? null ) ? sanitize_text_field( $form[ $name ] ) : '';
			$chosen[ $name ] = wp_html_excerpt( $text, self::LONGEST );
		}
		$chosen['proxy'] = in_array( $form['proxy'] ?? '', self::HEADERS, true ) ? $form['proxy'] : '';
		update_option( self::OPTION, $chosen, false );
	}

	/**
	 * Prints the owner's form.
	 */
	public static function print(): void {
		$stored = self::stored();
		$labels = array(
			'heading' => __( 'Heading', 'storewire' ),
			'consent' => __( 'What shoppers agree to', 'storewire' ),
			'button'  => __( 'Button', 'storewire' ),
		);
		printf( '<section class="storewire-card storewire-toggles" data-signup><h2>%s</h2>', esc_html__( 'Back in stock', 'storewire' ) );
		Forms::begin( 'signup' );
		printf( '<p><label><input type="checkbox" name="signup[on]" value="1"%s> %s</label></p>', checked( self::places(), true, false ), esc_html__( 'Show the form on products that are out of stock', 'storewire' ) );
		printf( '<p class="description">%s</p>', esc_html__( 'It can also be put anywhere as the block “Back in stock” or as [storewire_back_in_stock].', 'storewire' ) );
		if ( ! SignupService::is_open() && isset( get_option( Connection::OPTION )['token'] ) ) {
			printf( '<div class="notice notice-warning inline" data-signup-closed><p>%s</p></div>', esc_html( self::closed() ) );
		}
		if ( WooNotifications::is_on() ) {
			printf( '<p class="description">%s</p>', esc_html__( 'WooCommerce’s own stock notifications are switched on: products show its form instead of this one, sign-ups made there are passed on too (once confirmed, where WooCommerce asks for that), and WooCommerce still sends its own e-mails.', 'storewire' ) );
		}
		printf( '<p><label><input type="checkbox" name="signup[confirm]" value="1"%s aria-describedby="storewire-signup-confirm"> %s</label></p>', checked( self::confirms(), true, false ), esc_html__( 'Let shoppers confirm by e-mail (double opt-in)', 'storewire' ) );
		printf( '<p class="description" id="storewire-signup-confirm">%s</p>', esc_html__( 'They get an e-mail with a link, which is good for a week, and are on the list once they have confirmed. This site has to be able to send e-mail.', 'storewire' ) );
		foreach ( $labels as $name => $label ) {
			printf( '<p><label>%s<br><input type="text" class="large-text" name="signup[%s]" value="%s" placeholder="%s" maxlength="%d"></label></p>', esc_html( $label ), esc_attr( $name ), esc_attr( $stored[ $name ] ?? '' ), esc_attr( self::defaults()[ $name ] ), (int) self::LONGEST );
		}
		printf( '<p><label>%s<br><select name="signup[proxy]"><option value="">%s</option>', esc_html__( 'Visitors’ addresses, for the limits on requests', 'storewire' ), esc_html__( 'As they connect (no proxy)', 'storewire' ) );
		foreach ( self::HEADERS as $header ) {
			/* translators: %s: name of an HTTP header. */
			$text = sprintf( __( 'My proxy’s header %s', 'storewire' ), self::header_name( $header ) );
			printf( '<option value="%s"%s>%s</option>', esc_attr( $header ), selected( $header, $stored['proxy'] ?? '', false ), esc_html( $text ) );
		}
		printf( '</select></label></p><p><button class="button">%s</button></p></form></section>', esc_html__( 'Save', 'storewire' ) );
	}

	/**
	 * Why the form is not shown while Product Sync is off.
	 */
	public static function closed(): string {
		return __( 'Product Sync is off, so nobody would hear when a product is back in stock: the form “Back in stock” is not shown. Switch Product Sync on, or switch the form off.', 'storewire' );
	}

	/**
	 * What is stored.
	 *
	 * @return array<string,mixed>
	 */
	private static function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) ? $stored : array();
	}
}
