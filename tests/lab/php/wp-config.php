<?php
/**
 * The lab's wp-config.php. What differs between instances stands in storewire-lab.php beside it; whoever runs a process may
 * have defined something else before.
 */

foreach ( require __DIR__ . '/storewire-lab.php' as $name => $value ) {
	defined( $name ) || define( $name, $value );
}

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', hash( 'sha256', 'storewire lab key ' . $name ) );
	define( $name . '_SALT', hash( 'sha256', 'storewire lab salt ' . $name ) );
}

define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'FS_METHOD', 'direct' );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_AUTO_UPDATE_CORE', false );
// Nothing but loopback can be reached, whatever WordPress or the shop would like to ask.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost' );
// Scripts on the command line do not start cron runs; page views do, unless the instance was told to be quiet, as tests want
// it that look at what one request did.
define( 'DISABLE_WP_CRON', PHP_SAPI === 'cli' || file_exists( __DIR__ . '/storewire-quiet' ) );
// Nor do they hide a failure behind an HTML page.
define( 'WP_DISABLE_FATAL_ERROR_HANDLER', PHP_SAPI === 'cli' );

$table_prefix = 'wp_';

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
