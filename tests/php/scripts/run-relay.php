<?php
/**
 * A relay that goes on until nothing is due. It says `ready` before it begins, and at its end how many rows it settled.
 */

declare(strict_types=1);

require __DIR__ . '/poison.php';
fwrite( STDOUT, "ready\n" );
$total = 0;
do {
	$rows   = Storewire\plugin()->relay()->step( 20.0 );
	$total += $rows;
} while ( $rows > 0 );
fwrite( STDOUT, json_encode( $total ) . "\n" );
