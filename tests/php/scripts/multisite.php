<?php
/**
 * Deletes the plugin from a network of two sites, or one of the sites: php multisite.php WP_DIR install|delete|delete-site|delete-orphans
 *
 * The network lives in tables of its own beside those of the lab's site, and is gone afterwards. `delete` prints the
 * names of the options with traces of the plugin on each site, before and after; the others those of its tables.
 */

declare(strict_types=1);

list( , $wordpress, $step ) = $argv;

foreach ( require $wordpress . '/storewire-lab.php' as $name => $value ) {
	define( $name, $value );
}
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'DISABLE_WP_CRON', true );
define( 'ABSPATH', $wordpress . '/' );
define( 'install' === $step ? 'WP_INSTALLING' : 'MULTISITE', true );
define( 'install' === $step ? 'WP_ALLOW_MULTISITE' : 'SUBDOMAIN_INSTALL', 'install' === $step );
define( 'DOMAIN_CURRENT_SITE', 'network.example' );
define( 'PATH_CURRENT_SITE', '/' );
define( 'SITE_ID_CURRENT_SITE', 1 );
define( 'BLOG_ID_CURRENT_SITE', 1 );
$_SERVER += array(
	'HTTP_HOST'   => 'network.example',
	'REQUEST_URI' => '/',
	'REMOTE_ADDR' => '127.0.0.1',
);
$table_prefix = 'network_';
require ABSPATH . 'wp-settings.php';

if ( 'install' === $step ) {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	add_filter( 'pre_wp_mail', '__return_true' );
	wp_install( 'Network', 'admin', 'admin@network.example', false, '', 'admin' );
	foreach ( $wpdb->tables( 'ms_global' ) as $table => $prefixed ) {
		$wpdb->$table = $prefixed;
	}
	install_network();
	populate_network( 1, 'network.example', 'admin@network.example', 'Network', '/', false );
	exit( 0 );
}

$second = wpmu_create_blog( 'network.example', '/second/', 'Second', 1 );
// Making a site leaves WordPress in the belief that it is being installed.
wp_installing( false );
$tables = static fn(): array => $wpdb->get_col( "SHOW TABLES LIKE 'network\_%storewire%'" );
if ( 'delete-orphans' === $step ) {
	foreach ( array( '7_storewire_outbox', '7_storewire_signups', 'other_storewire_outbox' ) as $table ) {
		$wpdb->query( "CREATE TABLE network_$table (id INT)" );
	}
	$before = $tables();
	define( 'WP_UNINSTALL_PLUGIN', 'storewire/storewire.php' );
	require WP_PLUGIN_DIR . '/storewire/uninstall.php';
	echo wp_json_encode( array( $before, $tables() ) );
	$wpdb->query( 'DROP TABLE ' . implode( ', ', $wpdb->get_col( "SHOW TABLES LIKE 'network\_%'" ) ) );
	exit( 0 );
}
if ( 'delete-site' === $step ) {
	require WP_PLUGIN_DIR . '/storewire/storewire.php';
	foreach ( array( 1, $second ) as $site ) {
		switch_to_blog( $site );
		Storewire\Outbox\OutboxTable::install();
		Storewire\Support\RateCounters::install();
		restore_current_blog();
	}
	$before = $tables();
	wp_delete_site( $second );
	echo wp_json_encode( array( $before, $tables() ) );
	$wpdb->query( 'DROP TABLE ' . implode( ', ', $wpdb->get_col( "SHOW TABLES LIKE 'network\_%'" ) ) );
	exit( 0 );
}
$left   = static function () use ( $second ): array {
	global $wpdb;
	$found = array();
	foreach ( array( 1, $second ) as $site ) {
		switch_to_blog( $site );
		$found[] = $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%storewire%' OR option_value LIKE '%storewire%' ORDER BY option_name" );
		restore_current_blog();
	}
	return $found;
};
foreach ( array( 1, $second ) as $site ) {
	switch_to_blog( $site );
	foreach ( array( 'settings', 'connection', 'pending', 'sync' ) as $option ) {
		update_option( "storewire_$option", 'something', false );
	}
	set_transient( 'storewire_notice_1', 'something', 60 );
	wp_schedule_event( time(), 'hourly', 'storewire_heartbeat' );
	wp_schedule_event( time(), 'hourly', 'storewire_sync_tick' );
	restore_current_blog();
}
$before = $left();
define( 'WP_UNINSTALL_PLUGIN', 'storewire/storewire.php' );
require WP_PLUGIN_DIR . '/storewire/uninstall.php';
wp_cache_flush();
echo wp_json_encode( array( $before, $left() ) );
$wpdb->query( 'DROP TABLE ' . implode( ', ', $wpdb->get_col( "SHOW TABLES LIKE 'network\\_%'" ) ) );
