<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

/**
 * The plugin's REST routes, as WordPress has them.
 */
final class Routes {

	/**
	 * Names of the arguments of each, by method and path below the namespace, such as `POST /sync`.
	 *
	 * @return array<string,string[]>
	 */
	public static function all(): array {
		$found = array();
		foreach ( rest_get_server()->get_routes() as $route => $handlers ) {
			if ( false === stripos( $route, 'storewire' ) || '/storewire/v1' === $route ) {
				continue;
			}
			foreach ( $handlers as $handler ) {
				foreach ( array_keys( $handler['methods'] ) as $method ) {
					$found[ "$method " . substr( $route, strlen( '/storewire/v1' ) ) ] = array_keys( $handler['args'] );
				}
			}
		}
		ksort( $found );
		return $found;
	}
}
