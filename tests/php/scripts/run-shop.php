<?php
/**
 * A process in which a shop lives for a while: ACTIONS things happen, by chance (SEED), with all hooks in their places. It
 * says `ready` before it begins, and at its end how many of each there were.
 */

declare(strict_types=1);

mt_srand( (int) getenv( 'SEED' ) );
$done     = array( 'order' => 0, 'complete' => 0, 'refund' => 0, 'cancel' => 0, 'rename' => 0, 'stock' => 0, 'register' => 0, 'move' => 0 );
$orders   = array();
$products = array();
$users    = array();
$any      = static fn( array $of ) => array() === $of ? null : $of[ mt_rand( 0, count( $of ) - 1 ) ];
fwrite( STDOUT, "ready\n" );
while ( array_sum( $done ) < (int) getenv( 'ACTIONS' ) ) {
	$action  = array_rand( $done );
	$number  = array_sum( $done ) . '-' . getenv( 'SEED' );
	$order   = $any( $orders );
	$product = $any( $products );
	$user    = $any( $users );
	if ( 'order' === $action || ( null === $order && in_array( $action, array( 'complete', 'refund', 'cancel' ), true ) ) ) {
		$action = 'order';
		$order  = wc_create_order();
		$item   = new WC_Order_Item_Product();
		$item->set_props( array( 'name' => 'Kettle', 'quantity' => 2, 'subtotal' => '25.00', 'total' => '25.00' ) );
		$order->add_item( $item );
		$order->set_billing_email( "guest$number@example.com" );
		$order->set_total( '25.00' );
		$order->set_status( 'processing' );
		$order->save();
		$orders[] = $order->get_id();
	} elseif ( 'complete' === $action ) {
		wc_get_order( $order )->update_status( 'completed' );
	} elseif ( 'cancel' === $action ) {
		wc_get_order( $order )->update_status( 'cancelled' );
	} elseif ( 'refund' === $action ) {
		wc_create_refund( array( 'order_id' => $order, 'amount' => '0.01' ) );
	} elseif ( 'register' === $action || ( 'move' === $action && null === $user ) ) {
		$action  = 'register';
		$users[] = wp_insert_user( array( 'user_login' => "shop$number", 'user_pass' => 'x', 'user_email' => "shop$number@example.com", 'role' => 'customer' ) );
	} elseif ( 'move' === $action ) {
		wp_update_user( array( 'ID' => $user, 'first_name' => "Ann $number" ) );
	} else {
		$object = null === $product || 0 === mt_rand( 0, 9 ) ? new WC_Product_Simple() : wc_get_product( $product );
		$object->set_props( array( 'regular_price' => '12.50', 'manage_stock' => true ) );
		$object->set_props( 'stock' === $action ? array( 'stock_quantity' => mt_rand( 0, 9 ) ) : array( 'name' => "Kettle $number" ) );
		$products[] = $object->save();
	}
	++$done[ $action ];
}
fwrite( STDOUT, json_encode( $done + array( 'users' => $users, 'products' => array_values( array_unique( $products ) ) ) ) . "\n" );
