<?php
/**
 * Runs when the plugin is deleted (C8).
 *
 * @package Storewire
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/src/autoload.php';

Storewire\Installer::uninstall();
