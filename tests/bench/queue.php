<?php
/**
 * Measures a claim of the outbox with a hundred rows waiting and with a hundred thousand, and one INSERT of a hook with
 * each. The two are measured in turns in one process, in tables of their own, and the median of the ratios counts.
 */

declare(strict_types=1);

namespace Storewire\Bench;

use Storewire\Outbox\Claim;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;

const FEW    = 100;
const MANY   = 100000;
const ROUNDS = 41;
const ROWS   = 50;

/** Fills the outbox of a site. */
function fill( int $rows ): void {
	global $wpdb;
	OutboxTable::drop();
	OutboxTable::install();
	foreach ( array_chunk( range( 1, $rows ), 5000 ) as $chunk ) {
		$values = array_map( static fn( int $id ): string => "('order', '$id', 'r$id', $id, UNIX_TIMESTAMP() - 60 + $id % 50)", $chunk );
		$wpdb->query( 'INSERT INTO ' . OutboxTable::name() . ' (topic, object, revision, recorded_at, due_at) VALUES ' . implode( ',', $values ) );
	}
	$wpdb->query( 'ANALYZE TABLE ' . OutboxTable::name() );
}

/** Milliseconds of a claim; the rows are given back afterwards. */
function claim(): float {
	$start = hrtime( true );
	$claim = Claim::take( ROWS, 300 );
	$took  = ( hrtime( true ) - $start ) / 1e6;
	if ( ROWS !== count( $claim->rows ) ) {
		throw new \RuntimeException( 'The claim has ' . count( $claim->rows ) . ' rows.' );
	}
	$claim->release( array_map( 'intval', array_column( $claim->rows, 'id' ) ) );
	return $took;
}

/** Milliseconds in which a hook records a change of an object that waits already. */
function touch_row( int $id ): float {
	$start = hrtime( true );
	( new Outbox() )->changed( 'order', (string) $id );
	return ( hrtime( true ) - $start ) / 1e6;
}

function median( array $values ): float {
	sort( $values );
	return $values[ intdiv( count( $values ), 2 ) ];
}

global $wpdb;
$prefix = $wpdb->prefix;
$sizes  = array(
	'few'  => FEW,
	'many' => MANY,
);
foreach ( $sizes as $name => $rows ) {
	$wpdb->prefix = "bench_{$name}_";
	fill( $rows );
}
$claims  = array();
$records = array();
for ( $round = 0; $round < ROUNDS; $round++ ) {
	foreach ( $sizes as $name => $rows ) {
		$wpdb->prefix       = "bench_{$name}_";
		$claims[ $name ][]  = claim();
		$records[ $name ][] = touch_row( 1 + $round % $rows );
	}
}
foreach ( array_keys( $sizes ) as $name ) {
	$wpdb->prefix = "bench_{$name}_";
	OutboxTable::drop();
}
$wpdb->prefix = $prefix;

$ratio   = static fn( array $of ): float => round( median( array_map( static fn( float $many, float $few ): float => $many / $few, $of['many'], $of['few'] ) ), 3 );
$metrics = array(
	array( 'name' => 'claim of ' . ROWS . ' rows, 100,000 waiting / 100 waiting', 'value' => $ratio( $claims ), 'unit' => 'ratio', 'target' => '<= 1.5', 'ok' => $ratio( $claims ) <= 1.5 ),
	array( 'name' => 'recording a change, 100,000 waiting / 100 waiting', 'value' => $ratio( $records ), 'unit' => 'ratio', 'target' => '<= 1.5', 'ok' => $ratio( $records ) <= 1.5 ),
	array( 'name' => 'claim, 100,000 waiting', 'value' => round( median( $claims['many'] ), 3 ), 'unit' => 'ms', 'target' => null, 'ok' => null ),
	array( 'name' => 'claim, 100 waiting', 'value' => round( median( $claims['few'] ), 3 ), 'unit' => 'ms', 'target' => null, 'ok' => null ),
	array( 'name' => 'recording a change, 100,000 waiting', 'value' => round( median( $records['many'] ), 3 ), 'unit' => 'ms', 'target' => null, 'ok' => null ),
);
foreach ( $metrics as $metric ) {
	printf( "%-70s %10.3f %-6s %s\n", $metric['name'], $metric['value'], $metric['unit'], null === $metric['target'] ? '' : ( $metric['ok'] ? 'meets ' : 'MISSES ' ) . $metric['target'] );
}
$file = dirname( __DIR__, 2 ) . '/target/bench/queue.json';
wp_mkdir_p( dirname( $file ) );
file_put_contents( $file, wp_json_encode( array( 'metrics' => $metrics ), JSON_PRETTY_PRINT ) . "\n" );
exit( array() === array_filter( $metrics, static fn( array $metric ): bool => false === $metric['ok'] ) ? 0 : 1 );
