<?php
/**
 * Runs when the plugin is deleted (C8).
 *
 * @package Storewire
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// WordPress has not loaded the plugin, for it is not active.
if ( ! defined( 'STOREWIRE_VERSION' ) ) {
	require __DIR__ . '/storewire.php';
}

Storewire\plugin()->installer()->uninstall();
