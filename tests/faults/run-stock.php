<?php
/**
 * A process in which somebody changes the stock of PRODUCT as wp-admin does, with all hooks in their places: to each of
 * STATUSES, one after the other. It says `ready` before it begins, and at its end how many there were.
 */

declare(strict_types=1);

fwrite( STDOUT, "ready\n" );
$statuses = explode( ' ', (string) getenv( 'STATUSES' ) );
foreach ( $statuses as $status ) {
	$product = wc_get_product( (int) getenv( 'PRODUCT' ) );
	$product->set_stock_status( $status );
	$product->save();
	// Nothing happens at the same millisecond.
	usleep( 5000 );
}
fwrite( STDOUT, json_encode( count( $statuses ) ) . "\n" );
