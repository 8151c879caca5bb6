<?php
/**
 * The shop's part of the story, for `lab php`: `shop.php make` makes a kettle and a red shirt that are sold out, with a
 * page for each; `shop.php stock ID in|out` changes stock as a product's page in wp-admin does; `shop.php deliver` sends what waits.
 */

$step = $argv[1] ?? '';
if ( 'make' === $step ) {
	$kettle = new WC_Product_Simple();
	$kettle->set_props( array( 'name' => 'Copper Kettle', 'regular_price' => '49', 'stock_status' => 'outofstock' ) );
	$kettle->save();
	$color = new WC_Product_Attribute();
	$color->set_name( 'Color' );
	$color->set_options( array( 'Red', 'Blue' ) );
	$color->set_variation( true );
	$shirt = new WC_Product_Variable();
	$shirt->set_props( array( 'name' => 'Shirt', 'attributes' => array( $color ) ) );
	$shirt->save();
	$variations = array();
	foreach ( array( 'Red' => 'outofstock', 'Blue' => 'instock' ) as $value => $stock ) {
		$variation = new WC_Product_Variation();
		$variation->set_props( array( 'parent_id' => $shirt->get_id(), 'attributes' => array( 'color' => $value ), 'regular_price' => '20', 'stock_status' => $stock ) );
		$variations[ $value ] = $variation->save();
	}
	WC_Product_Variable::sync( $shirt->get_id() );
	echo wp_json_encode(
		array(
			'kettle' => array( 'id' => $kettle->get_id(), 'url' => $kettle->get_permalink() ),
			'shirt'  => array( 'id' => $shirt->get_id(), 'url' => $shirt->get_permalink(), 'red' => $variations['Red'] ),
		)
	);
} elseif ( 'stock' === $step ) {
	$product = wc_get_product( (int) $argv[2] );
	$product->set_stock_status( 'in' === $argv[3] ? 'instock' : 'outofstock' );
	$product->save();
} else {
	for ( $end = time() + 60; time() < $end && Storewire\Outbox::size() > 0; sleep( 1 ) ) {
		Storewire\plugin()->relay()->step( 5 );
	}
	echo Storewire\Outbox::size();
}
