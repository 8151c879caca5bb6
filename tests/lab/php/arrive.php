<?php
/**
 * Visits the shop until what happened to an order is at the backend and nothing waits any more: arrive.php ORDER. WordPress
 * works in the background when somebody visits, as in any store. Prints what arrived.
 */

declare(strict_types=1);

namespace Storewire\Lab;

use Storewire\Outbox;

require_once __DIR__ . '/Browser.php';

/** Seconds; in a healthy store it takes 90 at most (D10). */
const PATIENCE = 150;

/** @return string[] Names of the events of an order. */
function events( string $order ): array {
	$export = json_decode( (string) file_get_contents( getenv( 'BACKEND_URL' ) . '/test/export?storeUrl=' . rawurlencode( (string) getenv( 'SITE_URL' ) ) ), true );
	$of     = array_filter( $export['events'], static fn( array $event ): bool => ( $event['data']['orderId'] ?? '' ) === $order );
	return array_column( array_column( $of, 'data' ), 'name' );
}

$shopper = new Browser();
$start   = time();
do {
	if ( time() - $start > PATIENCE ) {
		fwrite( STDERR, 'After ' . PATIENCE . " s the order's events are not at the backend; see target/lab/demo/log.\n" );
		exit( 1 );
	}
	$shopper->get( (string) getenv( 'SITE_URL' ) . '/' );
	sleep( 1 );
	$events = events( $argv[1] );
} while ( ! in_array( 'ecommerce.order_placed', $events, true ) || Outbox::size() > 0 );
echo 'After ', time() - $start, ' s: ', implode( ', ', $events ), ".\n";
