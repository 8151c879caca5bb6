<?php
/**
 * Loads the lab instance's WordPress with the shop and the plugin. PHP prepends this file to PHPUnit's own, for WordPress
 * wants to be loaded where its variables are global; PHPUnit would load it inside a function.
 */

declare(strict_types=1);

if ( '' === (string) getenv( 'WP_DIR' ) ) {
	fwrite( STDERR, "Run these tests with ./build.sh test plugin\n" );
	exit( 2 );
}

$_SERVER['HTTP_HOST']   = (string) parse_url( (string) getenv( 'SITE_URL' ), PHP_URL_HOST ) . ':' . parse_url( (string) getenv( 'SITE_URL' ), PHP_URL_PORT );
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';

require dirname( __DIR__ ) . '/autoload.php';
require getenv( 'WP_DIR' ) . '/wp-load.php';
