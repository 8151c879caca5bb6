<?php
/**
 * Finds the plugin's classes: `Storewire\Folder\Name` is in `Folder/Name.php` beside this file; what the build generates is
 * not.
 *
 * It must parse on any PHP 5.6 or later, like storewire.php.
 *
 * @package Storewire
 */

spl_autoload_register(
	function ( $name ) {
		if ( 0 === strpos( $name, 'Storewire\\' ) ) {
			$file = 'Storewire\\Generated\\Rules' === $name ? dirname( __DIR__ ) . '/pkg/php/rules' : __DIR__ . '/' . strtr( substr( $name, 10 ), '\\', '/' );
			// Asking first whether the file is there takes longer than to load it.
			@include $file . '.php'; // phpcs:ignore Generic.PHP.NoSilencedErrors, WordPress.PHP.NoSilencedErrors
		}
	}
);
