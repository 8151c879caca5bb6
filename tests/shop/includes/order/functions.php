<?php
/**
 * Making orders, and what orders do to stock and customers.
 *
 * @package StandInShop
 */

/** @return WC_Order|WP_Error */
function wc_create_order( $args = array() ) {
	$args += array( 'order_id' => 0 );
	try {
		$order = new WC_Order( $args['order_id'] );
		foreach ( array( 'parent' => 'parent_id', 'status' => 'status', 'customer_note' => 'customer_note', 'customer_id' => 'customer_id', 'created_via' => 'created_via', 'cart_hash' => 'cart_hash' ) as $argument => $property ) {
			if ( isset( $args[ $argument ] ) ) {
				$order->{"set_$property"}( $args[ $argument ] );
			}
		}
		if ( ! $args['order_id'] ) {
			$order->set_currency( get_woocommerce_currency() );
			$order->set_prices_include_tax( 'yes' === get_option( 'woocommerce_prices_include_tax' ) );
		}
		$order->save();
	} catch ( Exception $refused ) {
		return new WP_Error( 'error', $refused->getMessage() );
	}
	return $order;
}

/** Takes what an order holds out of stock, once. */
function wc_maybe_reduce_stock_levels( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( $order && apply_filters( 'woocommerce_payment_complete_reduce_order_stock', ! $order->get_order_stock_reduced(), $order_id ) ) {
		wc_reduce_stock_levels( $order );
		$order->set_order_stock_reduced( true );
		$order->save();
	}
}

/** Puts back what an order took out of stock. */
function wc_maybe_increase_stock_levels( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( $order && $order->get_order_stock_reduced() ) {
		wc_increase_stock_levels( $order );
		$order->set_order_stock_reduced( false );
		$order->save();
	}
}

foreach ( array( 'woocommerce_payment_complete', 'woocommerce_order_status_completed', 'woocommerce_order_status_processing', 'woocommerce_order_status_on-hold' ) as $stand_in_hook ) {
	add_action( $stand_in_hook, 'wc_maybe_reduce_stock_levels' );
}
foreach ( array( 'woocommerce_order_status_cancelled', 'woocommerce_order_status_pending', 'woocommerce_order_status_failed' ) as $stand_in_hook ) {
	add_action( $stand_in_hook, 'wc_maybe_increase_stock_levels' );
}
unset( $stand_in_hook );

function wc_reduce_stock_levels( $order_id ) {
	$order = $order_id instanceof WC_Order ? $order_id : wc_get_order( $order_id );
	if ( ! $order || 'yes' !== get_option( 'woocommerce_manage_stock' ) || ! apply_filters( 'woocommerce_can_reduce_order_stock', true, $order ) ) {
		return;
	}
	$changes = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		if ( $item->get_meta( '_reduced_stock' ) || ! $product || ! $product->managing_stock() ) {
			continue;
		}
		$quantity = apply_filters( 'woocommerce_order_item_quantity', $item->get_quantity(), $order, $item );
		$stock    = wc_update_product_stock( $product, $quantity, 'decrease' );
		$item->add_meta_data( '_reduced_stock', $quantity, true );
		$item->save();
		$change    = array( 'product' => $product, 'from' => $stock + $quantity, 'to' => $stock );
		$changes[] = $change;
		do_action( 'woocommerce_reduce_order_item_stock', $item, $change, $order );
	}
	foreach ( $changes as $change ) {
		if ( $change['to'] <= (int) get_option( 'woocommerce_notify_no_stock_amount', 0 ) ) {
			do_action( 'woocommerce_no_stock', wc_get_product( $change['product']->get_id() ) );
		} elseif ( $change['to'] <= wc_get_low_stock_amount( $change['product'] ) ) {
			do_action( 'woocommerce_low_stock', wc_get_product( $change['product']->get_id() ) );
		}
	}
	do_action( 'woocommerce_reduce_order_stock', $order );
}

function wc_increase_stock_levels( $order_id ) {
	$order = $order_id instanceof WC_Order ? $order_id : wc_get_order( $order_id );
	if ( ! $order || 'yes' !== get_option( 'woocommerce_manage_stock' ) || ! apply_filters( 'woocommerce_can_restore_order_stock', true, $order ) ) {
		return;
	}
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		$reduced = $item->get_meta( '_reduced_stock' );
		if ( ! $reduced || ! $product || ! $product->managing_stock() ) {
			continue;
		}
		$stock = wc_update_product_stock( $product, $reduced, 'increase' );
		$item->delete_meta_data( '_reduced_stock' );
		$item->save();
		do_action( 'woocommerce_restore_order_item_stock', $item, $stock, $stock - $reduced, $order );
	}
	do_action( 'woocommerce_restore_order_stock', $order );
}

/** Marks the buyer of a paid order as a paying customer. */
function wc_paying_customer( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( $order instanceof WC_Order && $order->get_customer_id() > 0 ) {
		$customer = new WC_Customer( $order->get_customer_id() );
		if ( ! $customer->get_is_paying_customer() ) {
			$customer->set_is_paying_customer( true );
			$customer->save();
		}
	}
}
add_action( 'woocommerce_payment_complete', 'wc_paying_customer' );
add_action( 'woocommerce_order_status_completed', 'wc_paying_customer' );
