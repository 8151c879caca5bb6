<?php
/**
 * Waits for rows, claims them, a few at a time, and removes them, until none is left. It says `ready` before it begins, and at its end
 * the ids of the rows that it had.
 */

declare(strict_types=1);

fwrite( STDOUT, "ready\n" );
while ( 0 === Storewire\Outbox\Outbox::size() ) {
	usleep( 1000 );
}
$ids = array();
do {
	$claim = Storewire\Outbox\Claim::take( 20, 120 );
	$mine  = array_map( 'intval', array_column( $claim->rows, 'id' ) );
	$claim->ack( $mine );
	array_push( $ids, ...$mine );
} while ( array() !== $mine );
fwrite( STDOUT, json_encode( $ids ) . "\n" );
