<?php
/**
 * The plugin's addresses on this site, and how an address is shown.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * Where the owner's page is, and where REST requests come in.
 */
final class Urls {

	/** The owner's page. */
	const PAGE = 'storewire';

	/** Parameter of its address by which the browser comes back from the backend. */
	const STATE = 'storewire_state';

	/** Namespace of the REST routes. */
	const ROUTES = 'storewire/v1';

	/**
	 * The owner's page.
	 */
	public static function admin_page(): string {
		return admin_url( 'admin.php?page=' . self::PAGE );
	}

	/**
	 * A REST route.
	 *
	 * @param string $path Below the namespace, such as `/commands`; '' for the namespace itself.
	 */
	public static function route( string $path = '' ): string {
		return rest_url( self::ROUTES . $path );
	}

	/**
	 * Whose address it is, for people: its host, and its port where it names one.
	 *
	 * @param string $url Address.
	 */
	public static function host( string $url ): string {
		$port = wp_parse_url( $url, PHP_URL_PORT );
		return wp_parse_url( $url, PHP_URL_HOST ) . ( null === $port ? '' : ":$port" );
	}
}
