<?php
/**
 * Fills the demo's shop: fill.php [--orders N] [--small]
 *
 * The same shop every time: all that varies comes from one seeded generator. Everything goes through the shop's own
 * functions, so that it looks as it would after real trade.
 */

declare(strict_types=1);

namespace Storewire\Lab;

use Storewire\Lab\Fill\Catalog;
use Storewire\Lab\Fill\Odd;
use Storewire\Lab\Fill\Orders;
use Storewire\Lab\Fill\People;

$orders = 500;
foreach ( $argv as $at => $argument ) {
	if ( '--orders' === $argument ) {
		$orders = (int) $argv[ $at + 1 ];
	}
}

if ( get_option( 'storewire_lab_filled' ) ) {
	fwrite( STDERR, "This shop is filled already.\n" );
	exit( 0 );
}

mt_srand( 20260401 );
wp_defer_term_counting( true );
// Products keep the stock that the catalogue gives them.
add_filter( 'woocommerce_can_reduce_order_stock', '__return_false' );
$started = microtime( true );
// One commit at the end is much faster than one a row.
$wpdb->query( 'SET autocommit = 0' );

$people  = new People();
$catalog = new Catalog();
$people->make();
$catalog->make();
( new Orders( $people, $catalog ) )->make( $orders );
( new Odd() )->make( $people );
$catalog->discontinue();
$people->leave();

wp_defer_term_counting( false );
update_option( 'storewire_lab_filled', 'yes', false );
$wpdb->query( 'COMMIT' );
fwrite( STDERR, sprintf( "Filled the shop: %d users, %d products, %d orders in %.0f s.\n", count( $people->ids ) + 1, $catalog->count, $orders, microtime( true ) - $started ) );
