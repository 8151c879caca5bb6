<?php
/**
 * Measures the core in PHP beside WooCommerce and beside a mapping written by hand, in one run, round by round.
 *
 * Runs inside WordPress:  core.php OUTPUT.json
 */

declare(strict_types=1);

namespace Storewire\Bench;

const ROUNDS = 60;

/** How often each piece of work is done in a round: a sync, too, reads a page of orders and then maps that page. */
const PAGE = 10;

/** An order as shoppers make it: four products, tax, a coupon, a fee, a note, paid. */
function order( string $email ): int {
	$order = wc_create_order();
	for ( $n = 1; $n <= 4; $n++ ) {
		$product = new \WC_Product_Simple();
		$product->set_name( "Coffee Beans, Ethiopia $n" );
		$product->set_sku( uniqid( "bench-$n-" ) );
		$product->set_regular_price( (string) ( 10 + $n * 2.45 ) );
		$product->save();
		$order->add_product( $product, $n );
	}
	$fee = new \WC_Order_Item_Fee();
	$fee->set_name( 'Gift wrap' );
	$fee->set_total( '1.50' );
	$order->add_item( $fee );
	$address = array(
		'first_name' => 'Anneliese',
		'last_name'  => 'Müller',
		'company'    => 'Müller & Söhne GmbH',
		'address_1'  => 'Hauptstraße 12',
		'address_2'  => '3. OG',
		'city'       => 'München',
		'state'      => 'DE-BY',
		'postcode'   => '80331',
		'country'    => 'DE',
		'phone'      => '+49 89 1234567',
	);
	$order->set_address( $address + array( 'email' => $email ), 'billing' );
	$order->set_address( $address, 'shipping' );
	$order->set_payment_method( 'stripe' );
	$order->set_payment_method_title( 'Credit card (Stripe)' );
	$order->calculate_totals();
	$order->payment_complete( 'pi_3OaBcD2eZvKYlo2C' );
	$order->save();
	return $order->get_id();
}

/** Microseconds that a piece of work takes on average, each time after some other work that does not count. */
function time( callable $work, ?callable $before = null ): float {
	$took = 0;
	for ( $n = 0; $n < PAGE; $n++ ) {
		if ( null !== $before ) {
			$before();
		}
		$start = hrtime( true );
		$work();
		$took += hrtime( true ) - $start;
	}
	return $took / PAGE / 1e3;
}

if ( ! ( opcache_get_status( false )['opcache_enabled'] ?? false ) ) {
	fwrite( STDERR, "opcache must be on.\n" );
	exit( 1 );
}
if ( opcache_get_status( false )['jit']['on'] ?? false ) {
	fwrite( STDERR, "The JIT must be off.\n" );
	exit( 1 );
}

$id     = order( 'anneliese@example.com' );
$other  = order( 'bernd@example.com' );
$core   = new \Storewire\Core\Core();
$read   = ( new \Storewire\Shop\Snapshots() )->orders( array( $id ) );
$call   = array(
	'order' => array(
		'snapshot' => $read->snapshots[ $id ],
		'run'      => array(
			'revision'     => 's7f3a',
			'readAt'       => 1795303124123,
			'contacts'     => true,
			'orders'       => true,
			'transactions' => true,
			'products'     => true,
		),
	),
);
$answer = $core->answer( $call );
if ( HandwrittenOrder::answer( $call ) !== $answer || 3 !== count( json_decode( $answer, true )['mapped']['items'] ) ) {
	fwrite( STDERR, "The mapping written by hand differs:\n" . HandwrittenOrder::answer( $call ) . "\n$answer\n" );
	exit( 1 );
}

$times = array( 'woocommerce' => array(), 'core' => array(), 'handwritten' => array() );
// WooCommerce reads the order as in a process that has read others before, but not this one.
$load   = static function () use ( $id ) {
	wc_get_order( $id )->get_items();
};
$forget = static function () use ( $other ) {
	wp_cache_flush();
	wc_get_order( $other )->get_items();
};
for ( $round = -3; $round < ROUNDS; $round++ ) {
	$took = array(
		'woocommerce' => time( $load, $forget ),
		'core'        => time(
			static function () use ( $core, $call ) {
				$core->answer( $call );
			}
		),
		'handwritten' => time(
			static function () use ( $call ) {
				HandwrittenOrder::answer( $call );
			}
		),
	);
	if ( $round >= 0 ) {
		foreach ( $took as $name => $time ) {
			$times[ $name ][] = $time;
		}
	}
}

$median  = array();
$metrics = array();
foreach ( $times as $name => $list ) {
	sort( $list );
	$median[ $name ] = $list[ intdiv( ROUNDS, 2 ) ];
	foreach ( array( 'min' => $list[0], 'median' => $median[ $name ] ) as $of => $value ) {
		$metrics[] = array( 'name' => "$name, $of", 'value' => round( $value, 1 ), 'unit' => 'µs', 'target' => null, 'ok' => true );
	}
}
foreach ( array( 'woocommerce' => 0.12, 'handwritten' => 3.6 ) as $name => $target ) {
	$ratio     = round( $median['core'] / $median[ $name ], 3 );
	$metrics[] = array( 'name' => "core / $name, medians", 'value' => $ratio, 'unit' => '×', 'target' => "≤ $target", 'ok' => $ratio <= $target );
}

// A call that is four times as long may take six times as long (R17).
$long = static function ( int $lines ) use ( $core, $call ): float {
	$some = $call['order']['snapshot']['items'];
	for ( $n = 0; $n < $lines; $n++ ) {
		$call['order']['snapshot']['items'][ $n ] = $some[ $n % count( $some ) ];
	}
	$best = INF;
	for ( $try = 0; $try < 5; $try++ ) {
		$start = hrtime( true );
		$core->answer( $call );
		$best = min( $best, hrtime( true ) - $start );
	}
	return $best / 1e3;
};
$short  = $long( 2000 );
$longer = $long( 8000 );
$ratio  = round( $longer / $short, 2 );
foreach ( array( 2000 => $short, 8000 => $longer ) as $lines => $time ) {
	$metrics[] = array( 'name' => "core, $lines lines", 'value' => round( $time, 1 ), 'unit' => 'µs', 'target' => null, 'ok' => true );
}
$metrics[] = array( 'name' => 'core, 8000 lines / 2000 lines', 'value' => $ratio, 'unit' => '×', 'target' => '≤ 6', 'ok' => $ratio <= 6 );

foreach ( $metrics as $metric ) {
	printf( "%-28s %9.3f %s%s\n", $metric['name'], $metric['value'], $metric['unit'], null === $metric['target'] ? '' : " (target {$metric['target']}: " . ( $metric['ok'] ? 'met' : 'MISSED' ) . ')' );
}
file_put_contents( $argv[1], json_encode( array( 'metrics' => $metrics ), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) . "\n" );
