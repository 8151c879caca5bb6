<?php
/**
 * Compares what the backend has with what was predicted, object by object, and the skip reasons of the last sync
 *
 * Prints each difference; ends with 1 if there is any.
 */

declare(strict_types=1);

namespace Storewire\Lab;

require_once __DIR__ . '/predict.php';

/**
 * @param array<string,int> $counts Counts by reason.
 * @return array<string,array<string,int>>
 */
function counts( array $counts ): array {
	return array_map( static fn( int $count ): array => array( 'count' => $count ), array_filter( $counts ) );
}

$backend  = (string) getenv( 'BACKEND_URL' );
$exported = json_decode( (string) file_get_contents( "$backend/test/export?storeUrl=" . rawurlencode( (string) getenv( 'SITE_URL' ) ) ), true );
if ( ! is_array( $exported ) ) {
	fwrite( STDERR, "$backend exports nothing for this store\n" );
	exit( 1 );
}
$predicted   = predict();
$differences = new Differences();
foreach ( array( 'contacts', 'products', 'categories', 'orders', 'transactions' ) as $list ) {
	$differences->lists( $list, $predicted[ $list ], array_column( $exported[ $list ], null, 'id' ) );
}
// S10: what was left out, by reason.
foreach ( \Storewire\plugin()->sync()->status()['types'] as $type => $progress ) {
	$reasons = array();
	foreach ( $progress['reasons'] as $reason ) {
		$reasons[ $reason['reason'] ] = ( $reasons[ $reason['reason'] ] ?? 0 ) + $reason['count'];
	}
	$differences->lists( "skipped $type", counts( $predicted['skipped'][ $type ] ), counts( $reasons ) );
}
// Where the backend was told to check its traffic, all of it must fit the protocol's OpenAPI document.
$checked = json_decode( (string) @file_get_contents( "$backend/test/violations" ), true );
if ( is_array( $checked ) ) {
	$differences->lists( 'violation', array(), $checked['violations'] );
	foreach ( $checked['violations'] as $violation ) {
		echo json_encode( $violation, JSON_UNESCAPED_SLASHES ), "\n";
	}
	printf( "%d requests and answers checked against the OpenAPI document\n", $checked['checked'] );
}
foreach ( $differences->all as $difference ) {
	echo $difference, "\n";
}
printf( "%d objects compared, %d differences\n", $differences->compared, count( $differences->all ) );
exit( $differences->all ? 1 : 0 );
