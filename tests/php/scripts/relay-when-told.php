<?php
/**
 * A relay that says `ready` and begins when the test lets go of a lock, at the same moment as others; it goes on until
 * nothing is due.
 */

declare(strict_types=1);

global $wpdb;
fwrite( STDOUT, "ready\n" );
$wpdb->get_var( "SELECT GET_LOCK('storewire_test_start', 60)" );
$wpdb->get_var( "SELECT RELEASE_LOCK('storewire_test_start')" );
$total = 0;
do {
	$rows   = Storewire\plugin()->relay()->step( 20.0 );
	$total += $rows;
} while ( $rows > 0 );
fwrite( STDOUT, json_encode( $total ) . "\n" );
