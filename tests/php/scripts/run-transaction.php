<?php
/**
 * A process whose last query commits what it recorded.
 */

declare(strict_types=1);

fwrite( STDOUT, "ready\n" );
$wpdb->query( 'START TRANSACTION' );
Storewire\plugin()->outbox()->changed( 'order', '501' );
$wpdb->query( 'COMMIT' );
fwrite( STDOUT, "\"committed\"\n" );
