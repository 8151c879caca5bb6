<?php
/**
 * Finding orders.
 *
 * @package StandInShop
 */

/**
 * Arguments, as in WooCommerce: type, status, parent, customer (id or e-mail), customer_id, billing_email, id,
 * exclude, date_created, date_modified, date_paid, date_completed (`>=X`, `<=X`, `>X`, `<X`, `X...Y`; seconds since 1970, or days in the
 * site's time), limit, page or paged, offset, orderby (date, modified, id, total), order, return (objects, ids), paginate.
 *
 * @return WC_Abstract_Order[]|int[]|object With `paginate`, an object with orders, total and max_num_pages.
 */
function wc_get_orders( $args ) {
	global $wpdb;
	$same  = array( 'numberposts' => 'limit', 'post_type' => 'type', 'post_status' => 'status', 'post_parent' => 'parent', 'posts_per_page' => 'limit', 'paged' => 'page', 'email' => 'billing_email' );
	foreach ( $same as $old => $new ) {
		if ( isset( $args[ $old ] ) ) {
			$args[ $new ] = $args[ $old ];
		}
	}
	$args += array( 'type' => wc_get_order_types(), 'status' => 'any', 'limit' => get_option( 'posts_per_page', 10 ), 'page' => 1, 'orderby' => 'date', 'order' => 'DESC', 'return' => 'objects', 'paginate' => false );
	$where   = stand_in_orders_where( $args );
	$columns = array( 'date' => 'o.date_created_gmt', 'modified' => 'o.date_updated_gmt', 'id' => 'o.id', 'total' => 'o.total_amount' );
	$order   = 'ASC' === strtoupper( $args['order'] ) ? 'ASC' : 'DESC';
	$column  = $columns[ strtolower( $args['orderby'] ) ] ?? 'o.date_created_gmt';
	$from    = "FROM {$wpdb->prefix}wc_orders o LEFT JOIN {$wpdb->prefix}wc_order_operational_data d ON d.order_id = o.id WHERE $where";
	$limit   = (int) $args['limit'];
	$offset  = isset( $args['offset'] ) ? (int) $args['offset'] : ( max( 1, (int) $args['page'] ) - 1 ) * max( 0, $limit );
	$ids     = array_map( 'intval', $wpdb->get_col( "SELECT o.id $from ORDER BY $column $order, o.id $order" . ( $limit > 0 ? " LIMIT $offset, $limit" : '' ) ) );
	$orders  = 'ids' === $args['return'] ? $ids : array_values( array_map( 'stand_in_order_of_row', Stand_In_Orders_Table::rows( $ids ) ) );
	if ( ! $args['paginate'] ) {
		return $orders;
	}
	$total = (int) $wpdb->get_var( "SELECT COUNT(*) $from" );
	return (object) array( 'orders' => $orders, 'total' => $total, 'max_num_pages' => $limit > 0 ? (int) ceil( $total / $limit ) : 1 );
}

/** @return string The conditions, escaped. */
function stand_in_orders_where( array $args ) {
	$text  = static fn( $values ) => "'" . implode( "','", array_map( 'esc_sql', (array) $values ) ) . "'";
	$where = array( '1=1', "o.type IN ({$text( $args['type'] )})" );
	$known = wc_get_order_statuses();
	if ( array( 'any' ) === (array) $args['status'] || ! $args['status'] ) {
		$where[] = "o.status IN ({$text( array_keys( $known ) )})";
	} elseif ( array( 'all' ) !== (array) $args['status'] ) {
		$where[] = "o.status IN ({$text( array_map( static fn( $status ) => isset( $known[ "wc-$status" ] ) ? "wc-$status" : $status, (array) $args['status'] ) )})";
	}
	$ids = array( 'parent' => 'o.parent_order_id IN', 'parent_exclude' => 'o.parent_order_id NOT IN', 'customer_id' => 'o.customer_id IN', 'id' => 'o.id IN', 'post__in' => 'o.id IN', 'exclude' => 'o.id NOT IN' );
	foreach ( $ids as $argument => $condition ) {
		if ( isset( $args[ $argument ] ) && array() !== $args[ $argument ] ) {
			$where[] = "$condition (" . implode( ',', array_map( 'intval', (array) $args[ $argument ] ) ) . ')';
		}
	}
	if ( isset( $args['customer'] ) && '' !== $args['customer'] ) {
		$where[] = is_numeric( $args['customer'] ) ? 'o.customer_id = ' . (int) $args['customer'] : "o.billing_email = {$text( $args['customer'] )}";
	}
	if ( isset( $args['billing_email'] ) ) {
		$where[] = "o.billing_email = {$text( $args['billing_email'] )}";
	}
	$dates = array( 'date_created' => 'o.date_created_gmt', 'date_modified' => 'o.date_updated_gmt', 'date_paid' => 'd.date_paid_gmt', 'date_completed' => 'd.date_completed_gmt' );
	foreach ( $dates as $argument => $column ) {
		if ( ! empty( $args[ $argument ] ) ) {
			$where[] = stand_in_date_condition( $column, (string) $args[ $argument ] );
		}
	}
	return implode( ' AND ', $where );
}

/** @return string One date argument as a condition. Days count whole, in the site's time. */
function stand_in_date_condition( $column, $argument ) {
	$utc = static fn( $value, $day ) => gmdate( 'Y-m-d H:i:s', is_numeric( $value ) ? (int) $value : stand_in_moment( "$value $day" )->getTimestamp() );
	if ( preg_match( '/^(.+)\.\.\.(.+)$/', $argument, $range ) ) {
		return "( $column >= '{$utc( $range[1], '00:00:00' )}' AND $column <= '{$utc( $range[2], '23:59:59' )}' )";
	}
	preg_match( '/^(>=|<=|>|<)?(.+)$/', $argument, $parts );
	$end = in_array( $parts[1], array( '>', '<=' ), true ) ? '23:59:59' : '00:00:00';
	return $parts[1] ? "$column {$parts[1]} '{$utc( $parts[2], $end )}'" : "( $column >= '{$utc( $parts[2], '00:00:00' )}' AND $column <= '{$utc( $parts[2], '23:59:59' )}' )";
}

/** @return WC_Abstract_Order The object of a row that Stand_In_Orders_Table::rows() gave. */
function stand_in_order_of_row( $row ) {
	$class = 'shop_order_refund' === $row->type ? 'WC_Order_Refund' : 'WC_Order';
	return new $class( $row );
}

final class WC_Order_Factory {

	/**
	 * @param int[] $order_ids Ids of orders and refunds.
	 * @return WC_Abstract_Order[] In the order of the ids, without those that are gone.
	 */
	public static function get_orders( $order_ids = array() ) {
		return array_values( array_map( 'stand_in_order_of_row', Stand_In_Orders_Table::rows( $order_ids ) ) );
	}
}

/** @return WC_Order|WC_Order_Refund|false */
function wc_get_order( $the_order = false ) {
	$id   = $the_order instanceof WC_Abstract_Order ? $the_order->get_id() : ( $the_order instanceof WP_Post ? $the_order->ID : (int) $the_order );
	$rows = $id ? Stand_In_Orders_Table::rows( array( $id ) ) : array();
	return $rows ? stand_in_order_of_row( $rows[ $id ] ) : false;
}
