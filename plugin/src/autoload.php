<?php
/**
 * Finds the plugin's classes: `Storewire\Folder\Name` is in `Folder/Name.php` beside this file.
 *
 * It must parse on any PHP 5.6 or later, like storewire.php.
 *
 * @package Storewire
 */

spl_autoload_register(
	function ( $name ) {
		if ( 0 === strpos( $name, 'Storewire\\' ) ) {
			// Asking first whether the file is there takes longer than to load it.
			@include __DIR__ . '/' . strtr( substr( $name, 10 ), '\\', '/' ) . '.php'; // phpcs:ignore Generic.PHP.NoSilencedErrors, WordPress.PHP.NoSilencedErrors
		}
	}
);
