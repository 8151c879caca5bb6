<?php
/**
 * PHP's just-in-time compiler.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * In each of its modes PHP's JIT has computed wrong values from code like the translated core, without any error: tracing
 * in PHP 8.2, both tracing and function in 8.4 and 8.5. So it is switched off, for the rest of the request, before the
 * core is compiled; code that opcache compiles while it is off stays without it.
 */
final class Jit {

	/**
	 * Switches it off.
	 *
	 * @return bool Whether it is off now.
	 */
	public static function switch_off(): bool {
		if ( ! self::is_on() ) {
			return true;
		}
		$disabled = false;
		if ( function_exists( 'ini_set' ) ) {
			// The one warning that PHP has for this: there is no JIT, whatever the settings say.
			// phpcs:disable WordPress.PHP.DevelopmentFunctions, WordPress.PHP.IniSet.Risky, Squiz.PHP.DiscouragedFunctions, PHPCompatibility.IniDirectives.NewIniDirectives
			set_error_handler(
				static function () use ( &$disabled ): bool {
					$disabled = true;
					return true;
				}
			);
			// Not `disable`: that would last beyond this request.
			ini_set( 'opcache.jit', 'off' );
			restore_error_handler();
			// phpcs:enable
		}
		return $disabled || ! self::is_on();
	}

	/**
	 * The settings that decide how PHP compiles here, in one line.
	 */
	public static function settings(): string {
		$settings = array( PHP_VERSION, PHP_SAPI );
		foreach ( array( 'opcache.enable', 'opcache.enable_cli', 'opcache.optimization_level', 'opcache.jit_buffer_size' ) as $name ) {
			$settings[] = (string) ini_get( $name );
		}
		// Its own value as it was when the request began: this class changes it.
		$jit        = function_exists( 'ini_get_all' ) ? ini_get_all( 'zend opcache' )['opcache.jit']['global_value'] ?? '' : '';
		$settings[] = (string) $jit;
		return implode( ' ', array_merge( $settings, get_loaded_extensions() ) );
	}

	/**
	 * Whether there is one, be it off for now.
	 */
	public static function is_there(): bool {
		return ! in_array( (string) ini_get( 'opcache.jit_buffer_size' ), array( '', '0' ), true )
			&& 'disable' !== strtolower( (string) ini_get( 'opcache.jit' ) );
	}

	/**
	 * Whether it compiles now.
	 */
	private static function is_on(): bool {
		$status = self::status();
		return null === $status ? self::is_set() : $status;
	}

	/**
	 * Whether opcache says so; null where it may not be asked.
	 */
	private static function status(): ?bool {
		// Outside of that folder the question alone raises a warning.
		if ( ! function_exists( 'opcache_get_status' ) || '' !== (string) ini_get( 'opcache.restrict_api' ) ) {
			return null;
		}
		$status = opcache_get_status( false );
		// Without opcache there is no JIT either.
		return is_array( $status ) && ! empty( $status['jit']['on'] );
	}

	/**
	 * Whether it is on by the settings.
	 */
	private static function is_set(): bool {
		$enabled = ini_get( 'cli' === PHP_SAPI ? 'opcache.enable_cli' : 'opcache.enable' );
		return filter_var( $enabled, FILTER_VALIDATE_BOOLEAN )
			&& ! in_array( strtolower( (string) ini_get( 'opcache.jit' ) ), array( '', '0', 'off', 'no', 'false', 'disable' ), true )
			&& ! in_array( (string) ini_get( 'opcache.jit_buffer_size' ), array( '', '0' ), true );
	}
}
