<?php
/**
 * Copies the orders of a filled shop until there are some 2,000, once.
 */

declare(strict_types=1);

use Storewire\Tests\Support\OrderCopies;

if ( ! get_option( 'storewire_lab_copied' ) ) {
	// Refunds have higher ids than their orders; the first order is older than every line.
	$first = ( new Storewire\Shop\ObjectPages() )->page( 'orders', 0, PHP_INT_MAX, 1, null, null )[0];
	( new OrderCopies( $first - 1, 0 ) )->make( 3 );
	update_option( 'storewire_lab_copied', 'yes', false );
}
