<?php
/**
 * Runs when the plugin is deleted (C8).
 *
 * @package Storewire
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/src/Ticker.php';
require_once __DIR__ . '/src/ReadFailure.php';
require_once __DIR__ . '/src/ShopDatabase.php';
require_once __DIR__ . '/src/OutboxTable.php';
require_once __DIR__ . '/src/SignupCounts.php';
require_once __DIR__ . '/src/Consent.php';
require_once __DIR__ . '/src/CartListener.php';
require_once __DIR__ . '/src/OrderListener.php';
require_once __DIR__ . '/src/Traces.php';
require_once __DIR__ . '/src/Installer.php';

Storewire\Installer::uninstall();
