<?php
/**
 * What a process is told to suffer. STOREWIRE_POISON: reading the order or product with this id ends the process.
 * STOREWIRE_MEMORY: WordPress may not have more than this.
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
