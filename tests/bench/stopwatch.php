<?php
/**
 * Puts hooks-probe.php to work, for benchmarks of shoppers' requests.
 */

declare(strict_types=1);

namespace Storewire\Bench;

use Storewire\Outbox\OutboxTable;

/** Where the probe writes. */
const NOTES = WP_CONTENT_DIR . '/storewire-bench.jsonl';

/**
 * What the probe noted.
 *
 * @return array<int,array<string,mixed>>
 */
function notes( int $from = 0 ): array {
	$lines = is_file( NOTES ) ? explode( "\n", (string) file_get_contents( NOTES, false, null, $from ) ) : array();
	// The last one may not be written to its end yet.
	return array_values( array_filter( array_map( static fn( string $line ) => json_decode( $line, true ), $lines ) ) );
}

/** Installs the probe, and a table like the outbox for the INSERT that all is compared with; gives what removes them. */
function probe(): callable {
	global $wpdb;
	$table = $wpdb->prefix . 'storewire_bench';
	$wpdb->query( "DROP TABLE IF EXISTS $table" );
	$wpdb->query( "CREATE TABLE $table LIKE " . OutboxTable::name() );
	$there = WPMU_PLUGIN_DIR . '/storewire-bench.php';
	copy( __DIR__ . '/hooks-probe.php', $there );
	return static function () use ( $there, $table, $wpdb ): void {
		unlink( $there );
		unlink( NOTES );
		$wpdb->query( "DROP TABLE $table" );
	};
}
