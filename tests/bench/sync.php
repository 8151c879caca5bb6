<?php
/**
 * Measures the sync of all orders and their transactions, with the backend on loopback and 150 ms away, against a bare
 * loop over the same orders: wc_get_orders, 100 a page by ascending id, with their items, and json_encode. Everything is
 * measured in turns in one process, and the median of the ratios counts.
 */

declare(strict_types=1);

namespace Storewire\Bench;

use Storewire\Shop\ObjectPages;
use Storewire\Shop\Snapshots;
use function Storewire\plugin;

const ROUNDS = 5;

/** Sets what the backend adds to each delivery, in milliseconds. */
function backend_is_away( int $ms ): void {
	$fault = array(
		'mode' => 0 === $ms ? 'none' : 'slow',
		'ms'   => $ms,
		'path' => '/api/woocommerce/items',
	);
	$reply = wp_remote_post(
		STOREWIRE_BACKEND_URL . '/test/faults',
		array(
			'headers' => array( 'Content-Type' => 'application/json' ),
			'body'    => wp_json_encode( $fault ),
		)
	);
	if ( 200 !== wp_remote_retrieve_response_code( $reply ) ) {
		throw new \RuntimeException( 'The backend takes no faults.' );
	}
}

/** The bare loop. It forgets nothing on its way. */
function bare(): int {
	$tables = new ObjectPages();
	$orders = 0;
	$at     = 0;
	$bytes  = 0;
	while ( array() !== $ids = $tables->page( 'orders', $at, PHP_INT_MAX, 100, null, null ) ) {
		$page = wc_get_orders(
			array(
				'type'     => 'shop_order',
				'status'   => 'all',
				'post__in' => $ids,
				'orderby'  => 'ID',
				'order'    => 'ASC',
				'limit'    => -1,
			)
		);
		foreach ( $page as $order ) {
			$data = $order->get_data();
			foreach ( $order->get_items() as $id => $item ) {
				$data['items'][ $id ] = $item->get_data();
			}
			$bytes += strlen( (string) wp_json_encode( $data ) );
			++$orders;
		}
		$at = end( $ids );
	}
	return $orders;
}

/** A sync. */
function sync(): int {
	plugin()->sync()->start( array( 'orders', 'transactions' ) );
	do {
		$status = plugin()->sync()->step( 60.0 );
	} while ( 'running' === $status['state'] );
	if ( 'done' !== $status['state'] ) {
		throw new \RuntimeException( wp_json_encode( $status ) );
	}
	return $status['types']['orders']['total'];
}

/**
 * Reading alone, and what the core makes of it if asked.
 *
 * @param bool $map Whether to ask the core.
 */
function read( bool $map ): int {
	$tables = new ObjectPages();
	$at     = 0;
	$orders = 0;
	$run    = array(
		'revision'     => 'bench',
		'readAt'       => 1764000000000,
		'contacts'     => false,
		'orders'       => true,
		'transactions' => true,
		'products'     => false,
	);
	while ( array() !== $ids = $tables->page( 'orders', $at, PHP_INT_MAX, 250, null, null ) ) {
		foreach ( plugin()->snapshots()->orders( $ids )->snapshots as $snapshot ) {
			++$orders;
			if ( $map ) {
				plugin()->core()->answer(
					array(
						'order' => array(
							'snapshot' => $snapshot,
							'run'      => $run,
						),
					)
				);
			}
		}
		$at = end( $ids );
		Snapshots::forget();
	}
	return $orders;
}

/**
 * Orders a second.
 *
 * @param callable $work Gives the number of orders.
 */
function speed( callable $work ): float {
	Snapshots::forget();
	gc_collect_cycles();
	$began  = microtime( true );
	$orders = $work();
	return $orders / ( microtime( true ) - $began );
}

/** @param float[] $values Values. */
function median( array $values ): float {
	sort( $values );
	return $values[ intdiv( count( $values ), 2 ) ];
}

plugin()->sync()->forget();
sync();
bare();

$seen = array();
for ( $round = 0; $round < ROUNDS; $round++ ) {
	backend_is_away( 0 );
	$bare                 = speed( __NAMESPACE__ . '\bare' );
	$near                 = speed( __NAMESPACE__ . '\sync' );
	$seen['bare'][]       = $bare;
	$seen['near'][]       = $near;
	$seen['near_ratio'][] = $near / $bare;
	$read                 = 1000 / speed( static fn() => read( false ) );
	$map                  = 1000 / speed( static fn() => read( true ) );
	$seen['read'][]       = $read;
	$seen['core'][]       = $map - $read;
	$seen['send'][]       = 1000 / $near - $map;
	backend_is_away( 150 );
	$bare                = speed( __NAMESPACE__ . '\bare' );
	$far                 = speed( __NAMESPACE__ . '\sync' );
	$seen['far'][]       = $far;
	$seen['far_ratio'][] = $far / $bare;
}
backend_is_away( 0 );

$metrics = array();
foreach ( array(
	array( 'sync, backend on loopback', 'near_ratio', '× the bare loop', 0.80 ),
	array( 'sync, backend 150 ms away', 'far_ratio', '× the bare loop', 0.60 ),
	array( 'the bare loop', 'bare', 'orders a second', null ),
	array( 'sync, backend on loopback', 'near', 'orders a second', null ),
	array( 'sync, backend 150 ms away', 'far', 'orders a second', null ),
	array( 'of it reading', 'read', 'ms an order', null ),
	array( 'of it the core', 'core', 'ms an order', null ),
	array( 'of it JSON, HTTP, backend', 'send', 'ms an order', null ),
) as list( $name, $key, $unit, $target ) ) {
	$value     = median( $seen[ $key ] );
	$metrics[] = array(
		'name'   => $name,
		'value'  => round( $value, 2 ),
		'unit'   => $unit,
		'target' => null === $target ? null : ">= $target",
		'ok'     => null === $target ? null : $value >= $target,
	);
}
foreach ( $metrics as $metric ) {
	printf( "%-28s %8.2f %-16s %s\n", $metric['name'], $metric['value'], $metric['unit'], null === $metric['target'] ? '' : ( $metric['ok'] ? 'meets' : 'MISSES' ) . " {$metric['target']}" );
}
$folder = dirname( __DIR__, 2 ) . '/target/bench';
wp_mkdir_p( $folder );
file_put_contents( "$folder/sync.json", json_encode( array( 'metrics' => $metrics ), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE ) . "\n" );
