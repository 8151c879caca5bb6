<?php
/**
 * Measures what shoppers wait for Storewire while the backend hangs. Shoppers come in pairs and do the same: one in the
 * shop as it is, one in the same shop with Storewire deactivated. What each request costs is noted by hooks-probe.php.
 *
 * Runs inside WordPress:  hooks.php OUTPUT.json [ROUNDS]
 */

declare(strict_types=1);

namespace Storewire\Bench;

use Storewire\Tests\Support\Shopper;

require __DIR__ . '/stopwatch.php';

/** Rounds before anything counts: the opcode cache fills, and the relay finds out that the backend hangs. */
const WARM_UP = 2;

/** What shoppers come as: logged in or not, to which checkout. */
const VISITS = array(
	'guest, blocks'     => array( false, false ),
	'guest, classic'    => array( false, true ),
	'customer, blocks'  => array( true, false ),
	'customer, classic' => array( true, true ),
);

/** The requests that count, by their addresses. */
const REQUESTS = array(
	'page'          => '~^GET /\?page_id=2$~',
	'add to cart'   => '~^POST \S*(wc-ajax=add_to_cart|/cart/add-item)~',
	'checkout page' => '~^GET /\?page_id=(?!2$)~',
	'checkout'      => '~^POST \S*(wc-ajax=checkout|/v1/checkout)$~',
);

/** Lets the backend hang. */
function hang(): void {
	$fault = array( 'mode' => 'hang', 'path' => '/api/woocommerce' );
	$reply = wp_remote_post( STOREWIRE_BACKEND_URL . '/test/faults', array( 'headers' => array( 'Content-Type' => 'application/json' ), 'body' => wp_json_encode( $fault ) ) );
	if ( 200 !== wp_remote_retrieve_response_code( $reply ) ) {
		throw new \RuntimeException( 'The backend takes no faults.' );
	}
}

/** A product whose stock is counted, so that each order changes it. */
function product(): \WC_Product {
	$product = new \WC_Product_Simple();
	$product->set_props( array( 'name' => 'Coffee Beans', 'regular_price' => '25.00', 'virtual' => true, 'manage_stock' => true, 'stock_quantity' => 100000 ) );
	$product->save();
	return $product;
}

/** A new customer. */
function customer(): \WP_User {
	$name = 'bench' . bin2hex( random_bytes( 6 ) );
	return get_userdata( wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'storewire', 'user_email' => "$name@example.com", 'role' => 'customer' ) ) );
}

/**
 * One visit: a page, a product into the cart, the checkout.
 *
 * @return array<string,array<string,mixed>> What the probe noted of each request that counts.
 */
function visit( string $side, bool $logged_in, bool $classic, \WC_Product $product ): array {
	$checkout = '/?page_id=' . get_option( 'woocommerce_checkout_page_id' );
	$user     = $logged_in ? customer() : null;
	$shopper  = new Shopper();
	$shopper->open( "/?storewire_bench=$side" );
	if ( null !== $user ) {
		$shopper->log_in( $user );
	}
	clearstatcache();
	$done = is_file( NOTES ) ? filesize( NOTES ) : 0;
	$shopper->open( '/?page_id=2' );
	if ( $classic ) {
		$shopper->adds_classically( $product );
		$shopper->orders_classically( $checkout );
	} else {
		$shopper->adds( $product );
		$shopper->open( $checkout );
		$shopper->orders();
	}
	$notes = array();
	// The shopper has the answer before the request's end, where the note is written.
	for ( $try = 0; $try < 300 && count( $notes ) < count( REQUESTS ); $try++ ) {
		usleep( 0 === $try ? 0 : 100000 );
		foreach ( notes( $done ) as $note ) {
			foreach ( REQUESTS as $name => $pattern ) {
				if ( $note['side'] === $side && preg_match( $pattern, $note['uri'] ) ) {
					$notes[ $name ] = $note;
				}
			}
		}
	}
	if ( count( $notes ) !== count( REQUESTS ) ) {
		throw new \RuntimeException( 'Only these were noted: ' . implode( ', ', array_keys( $notes ) ) );
	}
	return $notes;
}

$rounds  = (int) ( $argv[2] ?? 25 );
$blocks  = (int) get_option( 'woocommerce_checkout_page_id' );
$classic = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic', 'post_content' => '[woocommerce_checkout]' ) );
$product = product();
$report  = new HooksReport();
$remove  = probe();
try {
	hang();
	for ( $round = -WARM_UP; $round < $rounds; $round++ ) {
		foreach ( VISITS as $who => list( $logged_in, $is_classic ) ) {
			update_option( 'woocommerce_checkout_page_id', $is_classic ? $classic : $blocks );
			$pair = array();
			foreach ( 0 === $round % 2 ? array( 'on', 'off' ) : array( 'off', 'on' ) as $side ) {
				$pair[ $side ] = visit( $side, $logged_in, $is_classic, $product );
			}
			if ( $round >= 0 ) {
				$report->add( $who, $pair['on'], $pair['off'] );
			}
		}
	}
	$report->heard( notes() );
} finally {
	$remove();
	update_option( 'woocommerce_checkout_page_id', $blocks );
}
exit( $report->write( $argv[1] ) ? 0 : 1 );
