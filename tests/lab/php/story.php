<?php
/**
 * One shopper's story, from the cart to the notification that what she waited for is back. Every step goes through the
 * part that a shopper or the owner would use, and has to arrive at the backend; ends with 1 if one does not.
 */

declare(strict_types=1);

namespace Storewire\Lab;

use Storewire\Lab\Story\Shopper;
use Storewire\Lab\Story\Timeline;
use Storewire\Outbox\Outbox;

set_exception_handler(
	static function ( \Throwable $failure ): void {
		fwrite( STDERR, "The story ends here: {$failure->getMessage()}\n" );
		exit( 1 );
	}
);

/** So many days a pack lasts. */
const DAYS = 30;

/** The first of the demo's simple products whose stock is managed or not, and that is in stock or not. */
function simple( string $stock, string $managed ): \WC_Product {
	global $wpdb;
	$id = $wpdb->get_var(
		$wpdb->prepare(
			"SELECT k.post_id FROM $wpdb->postmeta k JOIN $wpdb->postmeta s ON s.post_id = k.post_id AND s.meta_key = '_stock_status' AND s.meta_value = %s
			JOIN $wpdb->postmeta m ON m.post_id = k.post_id AND m.meta_key = '_manage_stock' AND m.meta_value = %s
			WHERE k.meta_key = '_sku' AND k.meta_value LIKE 'SIMPLE-%%' ORDER BY k.post_id LIMIT 1",
			$stock,
			$managed
		)
	);
	return wc_get_product( (int) $id );
}

/**
 * Whether a list of the backend's has a row with these fields.
 *
 * @param array<int,array<string,mixed>> $rows   Rows.
 * @param array<string,mixed>            $fields Fields.
 */
function has( array $rows, array $fields ): bool {
	foreach ( $rows as $row ) {
		if ( array_intersect_key( $row, $fields ) == $fields ) { // phpcs:ignore Universal.Operators.StrictComparisons -- in whatever order.
			return true;
		}
	}
	return false;
}

/** Whether an event of the shopper's is there. */
function event( string $name, array $fields = array() ): callable {
	return static function ( array $held ) use ( $name, $fields ): bool {
		$hers = array_filter( array_column( $held['events'], 'data' ), static fn( array $event ): bool => Shopper::EMAIL === ( $event['contact']['email'] ?? '' ) );
		return has( $hers, array( 'name' => $name ) + $fields );
	};
}

/** Whether a row of a list is there that is the shopper's. */
function row( string $list, array $fields ): callable {
	return static fn( array $held ): bool => has( $held[ $list ], array( 'email' => Shopper::EMAIL ) + $fields );
}

$bought   = simple( 'instock', 'no' );
$wanted   = simple( 'outofstock', 'yes' );
$is_shop  = class_exists( 'Automattic\WooCommerce\StoreApi\StoreApi' );
$search   = '?search=' . rawurlencode( Shopper::EMAIL );
$profile  = '/contacts/' . rawurlencode( Shopper::EMAIL );
$zoe      = new Shopper();
$timeline = new Timeline();
$owner    = new Owner();
$owner->sign_in();

printf( "\nZoë's story (%s; times are UTC), delivered by nothing but visits to the shop:\n\n", Shopper::EMAIL );
$owner->says_it_lasts( $bought, DAYS );
$timeline->did( "The owner says at the backend: {$bought->get_name()} lasts " . DAYS . ' days, two packs twice as long.', 'Replenishment on', '/settings/products?search=' . rawurlencode( $bought->get_name() ), '__return_true' );
$timeline->wait();
if ( $is_shop ) {
	$zoe->adds( $bought, 2 );
	$timeline->did( "Zoë puts 2 × {$bought->get_name()} into the cart; nobody knows yet who she is.", 'Cart started', "/events$search", event( 'ecommerce.cart_started' ) );
	$zoe->goes_to_the_checkout();
	$timeline->did( 'She opens the checkout and types her e-mail address.', 'Checkout started', "/events$search", event( 'ecommerce.checkout_started' ) );
	$order = $zoe->orders();
} else {
	Timeline::skipped( 'cart and checkout', 'the stand-in shop has none; the order is made by code' );
	$order = Shopper::orders_by_code( $bought, 2 );
}
$timeline->did( "She orders: #$order.", 'Order Submitted in the workflow log', "/workflows$search", event( 'ecommerce.order_placed', array( 'orderId' => (string) $order ) ) );
$timeline->did( 'In ' . 2 * DAYS . ' days she will have run out of it.', 'Reminder pending', $profile, row( 'reminders', array( 'orderId' => (string) $order, 'state' => 'pending' ) ) );
$waits = array( 'providerProductId' => (string) $wanted->get_id() );
$zoe->asks_for( $wanted );
$timeline->did( "{$wanted->get_name()} is sold out. She asks to be told when it is back.", 'Waiting', "/waitlist$search", row( 'waitlist', $waits + array( 'state' => 'waiting' ) ) );
$timeline->wait();
if ( $is_shop ) {
	$owner->restocks( $wanted->get_id(), 25 );
	$text = 'The owner has 25 of it again and says so in wp-admin.';
} else {
	Timeline::skipped( 'restocking in wp-admin', 'the stand-in shop has no such page; it is done by code' );
	$wanted->set_stock_quantity( 25 );
	$wanted->save();
	$text = 'The owner has 25 of it again.';
}
$timeline->did( $text, 'Notified', "/waitlist$search", row( 'waitlist', $waits + array( 'state' => 'notified' ) ) );
$timeline->did( 'Her message goes out.', 'Back in stock in the workflow log', "/workflows$search", row( 'triggers', array( 'name' => 'ecommerce.back_in_stock' ) ) );
$timeline->did( 'Nothing waits any more.', 'All of it in her profile', $profile, static fn(): bool => 0 === Outbox::size() );
$timeline->wait();
