<?php
/**
 * The shop's part of the stories, for `lab php`:
 *
 * - `make`: a kettle and a red shirt that are sold out, with pictures; prints their ids and pages. Nobody has asked yet
 *   within this hour
 * - `customer`: a customer `dora`, password `storewire`, e-mail address `dora@example.com`
 * - `dress THEME [LANGUAGE]`: the shop looks and speaks so; without a language it speaks English
 * - `deliver`: sends what waits; prints how much still does
 */

require_once ABSPATH . 'wp-admin/includes/image.php';

/** A picture of one colour in the media library. */
function picture( string $name, int $red, int $green, int $blue ): int {
	$image = imagecreatetruecolor( 600, 600 );
	imagefill( $image, 0, 0, imagecolorallocate( $image, $red, $green, $blue ) );
	ob_start();
	imagepng( $image );
	$file = wp_upload_bits( "$name.png", null, ob_get_clean() );
	$id   = wp_insert_attachment( array( 'post_title' => $name, 'post_mime_type' => 'image/png' ), $file['file'] );
	wp_update_attachment_metadata( $id, wp_generate_attachment_metadata( $id, $file['file'] ) );
	return $id;
}

/** What a test needs to know of a product. */
function facts( WC_Product $product ): array {
	return array( 'id' => $product->get_id(), 'title' => $product->get_name(), 'url' => $product->get_permalink(), 'image' => wp_get_attachment_url( $product->get_image_id() ) );
}

$step  = $argv[1];
$given = $argv[2] ?? '';
if ( 'make' === $step ) {
	Storewire\Support\RateCounters::drop();
	Storewire\Support\RateCounters::install();
	$kettle = new WC_Product_Simple();
	$kettle->set_props( array( 'name' => 'Copper Kettle', 'regular_price' => '49', 'stock_status' => 'outofstock', 'image_id' => picture( 'kettle', 184, 115, 51 ) ) );
	$kettle->save();
	$color = new WC_Product_Attribute();
	$color->set_name( 'Color' );
	$color->set_options( array( 'Red', 'Blue' ) );
	$color->set_variation( true );
	$shirt = new WC_Product_Variable();
	$shirt->set_props( array( 'name' => 'Shirt', 'attributes' => array( $color ), 'image_id' => picture( 'shirt', 160, 30, 40 ) ) );
	$shirt->save();
	$variations = array();
	foreach ( array( 'Red' => 'outofstock', 'Blue' => 'instock' ) as $value => $stock ) {
		$variation = new WC_Product_Variation();
		$variation->set_props( array( 'parent_id' => $shirt->get_id(), 'attributes' => array( 'color' => $value ), 'regular_price' => '20', 'stock_status' => $stock ) );
		$variations[ strtolower( $value ) ] = $variation->save();
	}
	WC_Product_Variable::sync( $shirt->get_id() );
	echo wp_json_encode( array( 'kettle' => facts( $kettle ), 'shirt' => facts( $shirt ) + $variations ) );
} elseif ( 'customer' === $step ) {
	wp_insert_user( array( 'user_login' => 'dora', 'user_pass' => 'storewire', 'user_email' => 'dora@example.com', 'role' => 'customer' ) );
} elseif ( 'dress' === $step ) {
	switch_theme( $given );
	wp_mkdir_p( WP_LANG_DIR . '/plugins' );
	copy( __DIR__ . '/language/ar.l10n.php', WP_LANG_DIR . '/ar.l10n.php' );
	copy( __DIR__ . '/language/storewire-ar.l10n.php', WP_LANG_DIR . '/plugins/storewire-ar.l10n.php' );
	update_option( 'WPLANG', $argv[3] ?? '' );
} elseif ( 'deliver' === $step ) {
	for ( $end = time() + 60; time() < $end && Storewire\Outbox\Outbox::size() > 0; usleep( 200000 ) ) {
		// Nobody changes anything any more: what settles may go at once.
		Storewire\Outbox\OutboxTable::write( 'UPDATE ' . Storewire\Outbox\OutboxTable::name() . " SET due_at = LEAST(due_at, UNIX_TIMESTAMP()) WHERE claim = ''" );
		Storewire\plugin()->relay()->step( 5 );
	}
	echo Storewire\Outbox\Outbox::size();
}
