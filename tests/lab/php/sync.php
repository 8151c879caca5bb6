<?php
/**
 * Sync Store, as the open admin page does it, with a progress bar: sync.php [--keep]
 *
 * Joins a sync that runs. With --keep it only waits for one that was started, such as the first one after connecting.
 */

declare(strict_types=1);

namespace Storewire\Lab;

require dirname( __DIR__, 2 ) . '/autoload.php';

/** @param array<string,mixed> $sync Status. */
function progress_bar( array $sync ): string {
	$done  = 0;
	foreach ( array( 'done', 'skipped', 'unused', 'failed' ) as $outcome ) {
		$done += array_sum( array_column( $sync['types'], $outcome ) );
	}
	$total = max( 1, $done, array_sum( array_column( $sync['types'], 'total' ) ) );
	$width = intdiv( 40 * $done, $total );
	return sprintf( '[%s%s] %d of %d, %d a second', str_repeat( '#', $width ), str_repeat( '.', 40 - $width ), $done, $total, (int) round( $sync['ratePerSecond'] ?? 0 ) );
}

$owner = new Owner();
$owner->sign_in();
$sync  = $owner->rest( 'GET', 'sync' );
if ( ! in_array( '--keep', $argv, true ) || 'idle' === $sync['state'] ) {
	$sync = $owner->rest( 'POST', 'sync' );
}
$limit = microtime( true ) + 1800;
while ( 'done' !== $sync['state'] ) {
	if ( 'paused' === $sync['state'] || microtime( true ) > $limit ) {
		fwrite( STDERR, "\nThe sync does not end: {$sync['state']} {$sync['message']}\n" );
		exit( 1 );
	}
	if ( stream_isatty( STDERR ) ) {
		fwrite( STDERR, "\r" . progress_bar( $sync ) . '   ' );
	}
	if ( 'waiting' === $sync['state'] ) {
		sleep( 1 );
	}
	$sync = $owner->rest( 'POST', 'sync/step' );
}
fwrite( STDERR, ( stream_isatty( STDERR ) ? "\r" : '' ) . progress_bar( $sync ) . "   \n" );
echo json_encode( $sync, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ), "\n";
