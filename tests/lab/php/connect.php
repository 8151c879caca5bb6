<?php
/**
 * Connects the instance's store to its backend as an owner would, over HTTP; leaves it alone if it is connected.
 */

declare(strict_types=1);

namespace Storewire\Lab;

require dirname( __DIR__, 2 ) . '/autoload.php';

$owner = new Owner();
$owner->sign_in();
if ( 'connected' !== $owner->rest( 'GET', 'status' )['screen'] ) {
	$owner->connect();
}
$status = $owner->rest( 'GET', 'status' );
fwrite( STDERR, "Connected to {$status['connection']['company']}.\n" );
