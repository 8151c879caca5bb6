<?php
/**
 * A process of its own that goes on with the sync that was started, until it is done or killed. It says `ready` before
 * it begins, and at its end one line of JSON: the state, and the most memory that was in use, in bytes.
 */

declare(strict_types=1);

require __DIR__ . '/poison.php';
fwrite( STDOUT, "ready\n" );
do {
	usleep( 10000 );
	$status = Storewire\plugin()->sync()->step( 5.0 );
} while ( 'running' === $status['state'] );
fwrite( STDOUT, json_encode( array( 'state' => $status['state'], 'peak' => memory_get_peak_usage() ) ) . "\n" );
