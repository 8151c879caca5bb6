<?php
/**
 * Installs an empty WordPress: php install-wordpress.php WP_DIR SITE_URL
 */

declare(strict_types=1);

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = parse_url( $argv[2], PHP_URL_HOST ) . ':' . parse_url( $argv[2], PHP_URL_PORT );

require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

if ( is_blog_installed() ) {
	exit( 0 );
}
add_filter( 'pre_wp_mail', '__return_true' );
wp_install( 'Acme Coffee', 'admin', 'admin@example.com', false, '', 'admin' );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'timezone_string', 'Europe/Berlin' );
