<?php
/**
 * As much of WordPress as the plugin's classes for the core ask for: options, kept for as long as this process lives.
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || define( 'ABSPATH', '/' ); // The plugin's files end quietly outside of WordPress.
const STOREWIRE_VERSION = '0';
const HOUR_IN_SECONDS   = 3600;

function get_option( string $name, $otherwise = false ) {
	return $GLOBALS['options'][ $name ] ?? $otherwise;
}

function update_option( string $name, $value ): bool {
	$GLOBALS['options'][ $name ] = $value;
	return true;
}
