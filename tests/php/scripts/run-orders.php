<?php
/**
 * A process that makes orders, one after the other, as a shop's code does. It says `ready` before it begins.
 */

declare(strict_types=1);

fwrite( STDOUT, "ready\n" );
while ( true ) {
	$order = wc_create_order();
	$item  = new WC_Order_Item_Product();
	$item->set_props( array( 'name' => 'Kettle', 'quantity' => 1, 'subtotal' => '25.00', 'total' => '25.00' ) );
	$order->add_item( $item );
	$order->set_billing_email( 'guest' . $order->get_id() . '@example.com' );
	$order->set_total( '25.00' );
	$order->save();
	$order->update_status( 'processing' );
}
