<?php
/**
 * A relay that has its core at hand, waits until something is due, and goes on until nothing is. It says `ready` before it
 * begins, and at its end how many rows it settled.
 */

declare(strict_types=1);

Storewire\plugin()->relay()->step( 0.1 );
fwrite( STDOUT, "ready\n" );
global $wpdb;
while ( Storewire\Outbox\Outbox::size() > 0 && '0' === $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Storewire\Outbox\OutboxTable::name() . ' WHERE due_at <= UNIX_TIMESTAMP()' ) ) {
	usleep( 1000 );
}
$total = 0;
do {
	$rows   = Storewire\plugin()->relay()->step( 20.0 );
	$total += $rows;
} while ( $rows > 0 );
fwrite( STDOUT, json_encode( $total ) . "\n" );
