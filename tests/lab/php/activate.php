<?php
/**
 * Activates a plugin: activate.php FOLDER/FILE.php
 */

declare(strict_types=1);

require_once ABSPATH . 'wp-admin/includes/plugin.php';

$failure = activate_plugin( $argv[1] );
if ( is_wp_error( $failure ) ) {
	fwrite( STDERR, $failure->get_error_message() . "\n" );
	exit( 1 );
}
