<?php
/**
 * Making refunds.
 *
 * @package StandInShop
 */

/**
 * @param array $args order_id, amount, reason, date_created, restock_items, and line_items: array( qty, refund_total, refund_tax by rate ) by line id.
 * @return WC_Order_Refund|WP_Error
 */
function wc_create_refund( $args = array() ) {
	$args = wp_parse_args( $args, array( 'amount' => 0, 'reason' => null, 'order_id' => 0, 'refund_id' => 0, 'line_items' => array(), 'refund_payment' => false, 'restock_items' => false ) );
	try {
		$order = wc_get_order( $args['order_id'] );
		if ( ! $order ) {
			throw new Exception( 'Invalid order ID.' );
		}
		$left = $order->get_remaining_refund_amount();
		if ( $args['amount'] < 0 || $args['amount'] > $left ) {
			throw new Exception( 'Invalid refund amount.' );
		}
		$refund = new WC_Order_Refund( $args['refund_id'] );
		$refund->set_currency( $order->get_currency() );
		$refund->set_amount( $args['amount'] );
		$refund->set_parent_id( $order->get_id() );
		$refund->set_refunded_by( get_current_user_id() ? get_current_user_id() : 1 );
		$refund->set_prices_include_tax( $order->get_prices_include_tax() );
		if ( null !== $args['reason'] ) {
			$refund->set_reason( $args['reason'] );
		}
		stand_in_refund_lines( $refund, $order, (array) $args['line_items'] );
		$refund->update_taxes();
		$refund->calculate_totals( false );
		$refund->set_total( $args['amount'] * -1 );
		if ( isset( $args['date_created'] ) ) {
			$refund->set_date_created( $args['date_created'] );
		}
		do_action( 'woocommerce_create_refund', $refund, $args );
		$refund->save();
		if ( $args['restock_items'] ) {
			wc_restock_refunded_items( $order, $args['line_items'] );
		}
		if ( apply_filters( 'woocommerce_order_is_partially_refunded', $left - $args['amount'] > 0, $order->get_id(), $refund->get_id() ) ) {
			do_action( 'woocommerce_order_partially_refunded', $order->get_id(), $refund->get_id() );
		} else {
			do_action( 'woocommerce_order_fully_refunded', $order->get_id(), $refund->get_id() );
			$status = apply_filters( 'woocommerce_order_fully_refunded_status', 'refunded', $order->get_id(), $refund->get_id() );
			if ( $status ) {
				$order->update_status( $status );
			}
		}
		$order->set_date_modified( time() );
		$order->save();
		do_action( 'woocommerce_refund_created', $refund->get_id(), $args );
		do_action( 'woocommerce_order_refunded', $order->get_id(), $refund->get_id() );
	} catch ( Exception $refused ) {
		if ( isset( $refund ) ) {
			$refund->delete( true );
		}
		return new WP_Error( 'error', $refused->getMessage() );
	}
	return $refund;
}

/** Adds to a refund the lines of its order that are given back, with negative amounts. */
function stand_in_refund_lines( WC_Order_Refund $refund, WC_Order $order, array $wanted ) {
	foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $id => $item ) {
		$quantity = $wanted[ $id ]['qty'] ?? 0;
		$total    = $wanted[ $id ]['refund_total'] ?? 0;
		$taxes    = array_filter( (array) ( $wanted[ $id ]['refund_tax'] ?? array() ) );
		if ( ! isset( $wanted[ $id ] ) || ( ! $quantity && ! $total && ! $taxes ) ) {
			continue;
		}
		$class = get_class( $item );
		$line  = new $class( $item );
		$line->set_id( 0 );
		$line->add_meta_data( '_refunded_item_id', $id, true );
		$line->set_total( wc_format_refund_total( $total ) );
		$taxes = array_map( 'wc_format_refund_total', $taxes );
		$line->set_taxes( array( 'total' => $taxes, 'subtotal' => $taxes ) );
		if ( $line->is_type( 'line_item' ) ) {
			$line->set_subtotal( wc_format_refund_total( $total ) );
			$line->set_quantity( $quantity * -1 );
		}
		$refund->add_item( $line );
	}
}

/** Puts refunded units back into stock. */
function wc_restock_refunded_items( $order, $refunded_line_items ) {
	foreach ( $order->get_items() as $id => $item ) {
		$quantity = $refunded_line_items[ $id ]['qty'] ?? 0;
		$reduced  = (int) $item->get_meta( '_reduced_stock' );
		$product  = $item->get_product();
		if ( ! $quantity || ! $reduced || ! $product || ! $product->managing_stock() ) {
			continue;
		}
		$stock = wc_update_product_stock( $product, $quantity, 'increase' );
		$item->update_meta_data( '_reduced_stock', max( 0, $reduced - $quantity ) );
		$item->save();
		do_action( 'woocommerce_restock_refunded_item', $product->get_id(), $stock - $quantity, $stock, $order, $product );
	}
}

/** Gives back what is left of an order that was set to refunded by hand. */
function wc_order_fully_refunded( $order_id ) {
	$order = wc_get_order( $order_id );
	$left  = $order ? wc_format_decimal( (float) $order->get_total() - (float) $order->get_total_refunded() ) : 0;
	if ( $left ) {
		wc_create_refund( array( 'amount' => $left, 'reason' => 'Order fully refunded.', 'order_id' => $order_id, 'line_items' => array() ) );
	}
}
add_action( 'woocommerce_order_status_refunded', 'wc_order_fully_refunded' );
