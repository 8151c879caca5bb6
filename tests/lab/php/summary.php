<?php
/**
 * What is at the backend, and what was left out: summary.php [--line]
 */

declare(strict_types=1);

namespace Storewire\Lab;

$export = json_decode( (string) file_get_contents( getenv( 'BACKEND_URL' ) . '/test/export?storeUrl=' . rawurlencode( (string) getenv( 'SITE_URL' ) ) ), true );
$types  = \Storewire\plugin()->sync()->status()['types'];

if ( in_array( '--line', $argv, true ) ) {
	$words = array();
	foreach ( array( 'contacts', 'products', 'categories', 'orders', 'transactions', 'events' ) as $list ) {
		$words[] = "$list=" . ( $export['counts'][ $list ] ?? 0 );
	}
	echo 'storewire-demo: ', implode( ' ', $words ), ' undeliverable=', array_sum( array_column( $types, 'failed' ) ) + \Storewire\Outbox\BuriedRows::count(), "\n";
	return;
}

printf( "\n%-14s %14s %14s   %s\n", '', 'at the backend', 'left out', 'because' );
foreach ( array( 'contacts', 'products', 'categories', 'orders', 'transactions' ) as $list ) {
	$reasons = array();
	foreach ( $types[ $list ]['reasons'] ?? array() as $reason ) {
		$reasons[] = "{$reason['count']} × {$reason['type']}: {$reason['text']}";
	}
	printf( "%-14s %14d %14d   %s\n", $list, $export['counts'][ $list ], $types[ $list ]['skipped'] ?? 0, implode( "\n" . str_repeat( ' ', 47 ), $reasons ) );
}
