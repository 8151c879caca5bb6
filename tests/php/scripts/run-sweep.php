<?php
/**
 * A sweep that goes on until it is through. It says `ready` before it begins, and at its end `true`.
 */

declare(strict_types=1);

require __DIR__ . '/poison.php';
fwrite( STDOUT, "ready\n" );
while ( Storewire\plugin()->sweep()->step( 5.0 ) );
fwrite( STDOUT, "true\n" );
