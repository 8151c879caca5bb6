<?php
/**
 * A process of its own that goes on with the sync that was started, until it is done or killed. It says `ready` before
 * it begins, and at its end one line of JSON: the state, and the most memory that was in use, in bytes.
 *
 * STOREWIRE_POISON: reading the order or product with this id ends the process. STOREWIRE_MEMORY: WordPress may not have
 * more than this.
 */

declare(strict_types=1);

$poison = static function ( $value, $type, $id = null ) {
	// The id comes third with an order's type, as a post's with a link.
	$id = $type instanceof WP_Post ? $type->ID : $id;
	if ( (string) $id === (string) getenv( 'STOREWIRE_POISON' ) ) {
		exit;
	}
	return $value;
};
if ( '' !== (string) getenv( 'STOREWIRE_POISON' ) ) {
	add_filter( 'post_type_link', $poison, 10, 2 );
	add_filter( 'woocommerce_order_class', $poison, 10, 3 );
}
if ( '' !== (string) getenv( 'STOREWIRE_MEMORY' ) ) {
	add_filter( 'admin_memory_limit', static fn(): string => (string) getenv( 'STOREWIRE_MEMORY' ) );
}
fwrite( STDOUT, "ready\n" );
do {
	usleep( 10000 );
	$status = Storewire\plugin()->sync()->step( 5.0 );
} while ( 'running' === $status['state'] );
fwrite( STDOUT, json_encode( array( 'state' => $status['state'], 'peak' => memory_get_peak_usage() ) ) . "\n" );
