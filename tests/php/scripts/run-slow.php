<?php
/**
 * A relay that takes its time: when it has read its orders it says `ready`, and goes on with them once the file is there that
 * `STOREWIRE_GO` names. At its end it says how many rows it settled.
 */

declare(strict_types=1);

$waited = false;
add_filter(
	'query',
	static function ( string $query ) use ( &$waited ): string {
		if ( ! $waited && false !== strpos( $query, 'woocommerce_order_items WHERE' ) ) {
			$waited = true;
			fwrite( STDOUT, "ready\n" );
			for ( $waits = 0; $waits < 60000 && ! file_exists( (string) getenv( 'STOREWIRE_GO' ) ); $waits++ ) {
				usleep( 1000 );
				clearstatcache();
			}
		}
		return $query;
	}
);
fwrite( STDOUT, json_encode( Storewire\plugin()->relay()->step( 1.0 ) ) . "\n" );
