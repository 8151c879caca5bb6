<?php
/**
 * The shop's part of the update, for `lab php`. Until the update it asks the early version.
 *
 * - `choose`: what an owner would choose otherwise than by default
 * - `rename`: renames a category, and delivers that
 * - `trade`: what a day in a shop leaves in the outbox; and a turn of sync and relay each
 * - `rows`: prints what waits, what is buried, and what else is stored
 * - `replay`: buried rows wait again
 * - `tick`: does what is due, until nothing waits; prints how much still does
 * - `night`: compares the whole shop with the backend, and delivers what that found
 */

declare(strict_types=1);

use Storewire\Lab\Story\Shopper;

/** The plugin's options that an update has to leave alone, decoded. */
function options(): array {
	global $wpdb;
	$rows = $wpdb->get_results( "SELECT option_name AS name, option_value AS value FROM $wpdb->options WHERE option_name IN ('storewire_connection', 'storewire_settings', 'storewire_signup', 'storewire_recording', 'storewire_sync', 'storewire_relay')" );
	return array_map( static fn( string $value ) => json_decode( $value, true ) ?? maybe_unserialize( $value ), array_column( $rows, 'value', 'name' ) );
}

/** One of the demo's simple products, in stock or not. */
function simple( string $stock, int $which = 0 ): WC_Product {
	$found = array_filter(
		wc_get_products( array( 'type' => 'simple', 'status' => 'publish', 'stock_status' => $stock, 'limit' => -1, 'orderby' => 'ID', 'order' => 'ASC' ) ),
		static fn( WC_Product $product ): bool => 0 === strpos( $product->get_sku(), 'SIMPLE-' ) && (float) $product->get_price() > 0
	);
	return array_values( $found )[ $which ];
}

/** Shoppers: one orders, one changes her mind, one leaves her cart; a fourth asks for what is sold out. */
function shoppers(): void {
	if ( class_exists( 'Automattic\WooCommerce\StoreApi\StoreApi' ) ) {
		foreach ( array( 'orders', 'empties_the_cart', null ) as $end ) {
			$shopper = new Shopper();
			$shopper->adds( simple( 'instock' ), 2 );
			$shopper->goes_to_the_checkout();
			if ( null !== $end ) {
				$shopper->$end();
			}
		}
	}
	( new Shopper() )->asks_for( simple( 'outofstock' ) );
}

/** Everything that happens to orders. */
function orders(): void {
	foreach ( array( 'completed', 'cancelled' ) as $status ) {
		$order = wc_get_order( Shopper::orders_by_code( simple( 'instock', 1 ), 2 ) );
		$order->payment_complete();
		$order->update_status( $status );
		if ( 'completed' === $status ) {
			wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '3.50', 'reason' => 'One was broken' ) );
		}
	}
}

/** The owner's work: a customer, a product, its stock, one that goes. */
function owner(): void {
	$customer = get_users( array( 'role' => 'customer', 'number' => 1, 'orderby' => 'ID' ) )[0];
	wp_update_user( array( 'ID' => $customer->ID, 'first_name' => 'Renamed' ) );
	$product = simple( 'instock', 2 );
	$product->set_name( 'Renamed while nothing was sent' );
	$product->set_manage_stock( true );
	$product->set_stock_quantity( 7 );
	$product->save();
	wp_trash_post( simple( 'instock', 3 )->get_id() );
}

/** What settles may go at once, for nobody changes anything any more. */
function settle(): void {
	global $wpdb;
	$wpdb->query( "UPDATE {$wpdb->prefix}storewire_outbox SET due_at = LEAST(due_at, UNIX_TIMESTAMP()) WHERE claim = ''" );
}

/** How much waits to be sent. */
function waiting(): int {
	global $wpdb;
	return (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}storewire_outbox WHERE due_at IS NOT NULL" );
}

/** Delivers until nothing waits, for two minutes at most; gives what still does. */
function deliver(): int {
	for ( $end = time() + 120; waiting() > 0 && time() < $end; usleep( 200000 ) ) {
		settle();
		Storewire\plugin()->ticks()->relay_tick();
	}
	return waiting();
}

switch ( $argv[1] ) {
	case 'choose':
		Storewire\plugin()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		Storewire\SignupSettings::save( array( 'on' => '1', 'heading' => 'Ask here' ) );
		break;
	case 'rename':
		wp_update_term( simple( 'instock' )->get_category_ids()[0], 'product_cat', array( 'name' => 'Renamed and refused' ) );
		settle();
		Storewire\plugin()->relay()->step( 20.0 );
		break;
	case 'trade':
		shoppers();
		orders();
		owner();
		settle();
		Storewire\plugin()->sync()->step( 20.0 );
		Storewire\plugin()->relay()->step( 20.0 );
		break;
	case 'rows':
		echo wp_json_encode(
			array(
				'rows'     => $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}storewire_outbox ORDER BY id", ARRAY_A ),
				'options'  => options(),
				'schedule' => array_map( 'wp_get_schedule', array( 'storewire_relay_tick', 'storewire_sync_tick', 'storewire_sweep_tick', 'storewire_heartbeat', 'storewire_night' ) ),
			)
		);
		break;
	case 'replay':
		Storewire\Outbox\BuriedRows::replay_all();
		break;
	case 'tick':
		echo deliver();
		break;
	case 'night':
		Storewire\plugin()->ticks()->start_sweep();
		for ( $end = time() + 120; Storewire\plugin()->sweep()->step( 10.0 ) && time() < $end; ) {
			continue;
		}
		echo wp_json_encode(
			array(
				'ended'   => Storewire\Sweep\Sweep::status()->is_ended(),
				'waiting' => deliver(),
			)
		);
}
