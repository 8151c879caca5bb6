<?php
/**
 * Orders and refunds in WooCommerce's own order tables.
 *
 * @package StandInShop
 */

/**
 * Amounts are DECIMAL(26,8), moments are UTC, and statuses carry `wc-` where they are registered.
 */
final class Stand_In_Orders_Table {

	/** Columns of wc_orders by property; a refund has those of the second list only. */
	const ORDER = array(
		'status'               => 'status',
		'currency'             => 'currency',
		'cart_tax'             => 'tax_amount',
		'total'                => 'total_amount',
		'parent_id'            => 'parent_order_id',
		'date_created'         => 'date_created_gmt',
		'date_modified'        => 'date_updated_gmt',
		'customer_id'          => 'customer_id',
		'payment_method'       => 'payment_method',
		'payment_method_title' => 'payment_method_title',
		'transaction_id'       => 'transaction_id',
		'customer_ip_address'  => 'ip_address',
		'customer_user_agent'  => 'user_agent',
		'customer_note'        => 'customer_note',
	);

	/** Columns of wc_order_operational_data by property. */
	const OPERATIONAL = array(
		'created_via'                  => 'created_via',
		'version'                      => 'woocommerce_version',
		'prices_include_tax'           => 'prices_include_tax',
		'recorded_coupon_usage_counts' => 'coupon_usages_are_counted',
		'download_permissions_granted' => 'download_permission_granted',
		'cart_hash'                    => 'cart_hash',
		'new_order_email_sent'         => 'new_order_email_sent',
		'order_key'                    => 'order_key',
		'order_stock_reduced'          => 'order_stock_reduced',
		'date_paid'                    => 'date_paid_gmt',
		'date_completed'               => 'date_completed_gmt',
		'shipping_tax'                 => 'shipping_tax_amount',
		'shipping_total'               => 'shipping_total_amount',
		'discount_tax'                 => 'discount_tax_amount',
		'discount_total'               => 'discount_total_amount',
		'recorded_sales'               => 'recorded_sales',
	);

	/** @return string */
	private static function table( $name ) {
		return $GLOBALS['wpdb']->prefix . $name;
	}

	/**
	 * Rows of wc_orders with their operational data, by order id, in the order asked for.
	 *
	 * @param int[] $ids Order ids.
	 * @return object[]
	 */
	public static function rows( array $ids ) {
		global $wpdb;
		if ( ! $ids ) {
			return array();
		}
		$list = implode( ',', array_map( 'intval', $ids ) );
		$rows = array();
		foreach ( $wpdb->get_results( 'SELECT d.*, o.* FROM ' . self::table( 'wc_orders' ) . ' o LEFT JOIN ' . self::table( 'wc_order_operational_data' ) . " d ON d.order_id = o.id WHERE o.id IN ($list)" ) as $row ) {
			$row->addresses         = array();
			$rows[ (int) $row->id ] = $row;
		}
		foreach ( $wpdb->get_results( 'SELECT * FROM ' . self::table( 'wc_order_addresses' ) . " WHERE order_id IN ($list)" ) as $address ) {
			if ( isset( $rows[ (int) $address->order_id ] ) ) {
				$rows[ (int) $address->order_id ]->addresses[ $address->address_type ] = $address;
			}
		}
		return array_replace( array_intersect_key( array_flip( array_map( 'intval', $ids ) ), $rows ), $rows );
	}

	/**
	 * @param WC_Abstract_Order $order Filled from its row.
	 * @param int|object        $row   An id, or a row that rows() gave.
	 */
	public static function read( $order, $row ) {
		$row = is_object( $row ) ? $row : current( self::rows( array( (int) $row ) ) );
		if ( ! $row || $row->type !== $order->get_type() ) {
			throw new Exception( 'Invalid order.' );
		}
		$order->set_id( $row->id );
		$props = array();
		foreach ( self::ORDER + self::OPERATIONAL as $property => $column ) {
			$value              = $row->$column;
			$props[ $property ] = null !== $value && '_gmt' === substr( $column, -4 ) ? stand_in_utc( $value ) : $value;
		}
		if ( 'shop_order' === $row->type ) {
			foreach ( array( 'billing', 'shipping' ) as $type ) {
				$none           = $order->get_address( $type );
				$props[ $type ] = array_replace( $none, array_intersect_key( array_map( 'strval', (array) ( $row->addresses[ $type ] ?? array() ) ), $none ) );
			}
			// WooCommerce sets what it reads, and does not take what is no address.
			$props['billing']['email'] = (string) is_email( (string) $row->billing_email );
		} else {
			foreach ( WC_Order_Refund::META as $key => $property ) {
				$props[ $property ] = self::meta( (int) $row->id, $key );
			}
		}
		$order->set_props( $props );
	}

	/** Stores a new order, and gives it its id. */
	public static function insert( $order ) {
		global $wpdb;
		if ( 'shop_order' === $order->get_type() && '' === $order->get_order_key() ) {
			$order->set_order_key( 'wc_order_' . wp_generate_password( 13, false ) );
		}
		$order->set_version( WC_VERSION );
		$order->set_currency( $order->get_currency() ? $order->get_currency() : get_woocommerce_currency() );
		$order->get_date_created( 'edit' ) || $order->set_date_created( time() );
		$order->get_date_modified( 'edit' ) || $order->set_date_modified( time() );
		// Every order takes its id from wp_posts, and leaves a placeholder there.
		$created = $order->get_date_created( 'edit' );
		$wpdb->insert(
			$wpdb->posts,
			array(
				'post_type'         => 'shop_order_placehold',
				'post_status'       => 'draft',
				'post_parent'       => $order->get_parent_id(),
				'post_date'         => $created->date( 'Y-m-d H:i:s' ),
				'post_date_gmt'     => gmdate( 'Y-m-d H:i:s', $created->getTimestamp() ),
				'post_modified'     => current_time( 'mysql' ),
				'post_modified_gmt' => current_time( 'mysql', true ),
				'comment_status'    => 'closed',
				'ping_status'       => 'closed',
				'post_content'      => '',
				'post_title'        => '',
				'post_excerpt'      => '',
				'to_ping'           => '',
				'pinged'            => '',
				'post_content_filtered' => '',
			)
		);
		$order->set_id( $wpdb->insert_id );
		self::write( $order, $order->get_data() );
	}

	/** Stores what changed, and when. The rest stays: another object of the same order may have changed it meanwhile. */
	public static function update( $order ) {
		$order->set_version( WC_VERSION );
		if ( ! isset( $order->get_changes()['date_modified'] ) ) {
			$order->set_date_modified( time() );
		}
		self::write( $order, $order->get_changes() );
	}

	private static function write( $order, array $properties ) {
		global $wpdb;
		$id   = $order->get_id();
		$row  = self::columns( $order, array_intersect_key( self::ORDER, $properties ) ) + array( 'id' => $id, 'type' => $order->get_type() );
		if ( isset( $properties['billing'] ) ) {
			$row['billing_email'] = $order->get_billing_email( 'edit' ) ? $order->get_billing_email( 'edit' ) : null;
		}
		foreach ( array( 'billing', 'shipping' ) as $type ) {
			$address = isset( $properties[ $type ] ) ? array_filter( $order->get_address( $type ), 'strlen' ) : array();
			$where   = array( 'order_id' => $id, 'address_type' => $type );
			if ( $address ) {
				$wpdb->delete( self::table( 'wc_order_addresses' ), $where );
				$wpdb->insert( self::table( 'wc_order_addresses' ), $where + $address );
			}
		}
		self::upsert( 'wc_orders', $row, 'id' );
		self::upsert( 'wc_order_operational_data', self::columns( $order, array_intersect_key( self::OPERATIONAL, $properties ) ) + array( 'order_id' => $id ), 'order_id' );
		if ( $order instanceof WC_Order_Refund ) {
			foreach ( WC_Order_Refund::META as $key => $property ) {
				$wpdb->delete( self::table( 'wc_orders_meta' ), array( 'order_id' => $id, 'meta_key' => $key ) );
				$wpdb->insert( self::table( 'wc_orders_meta' ), array( 'order_id' => $id, 'meta_key' => $key, 'meta_value' => $order->{"get_$property"}( 'edit' ) ) );
			}
		}
		$order->save_meta_data();
		$order->apply_changes();
	}

	private static function upsert( $table, array $row, $key ) {
		global $wpdb;
		$exists = $wpdb->get_var( $wpdb->prepare( 'SELECT 1 FROM ' . self::table( $table ) . " WHERE $key = %d", $row[ $key ] ) );
		$exists ? $wpdb->update( self::table( $table ), $row, array( $key => $row[ $key ] ) ) : $wpdb->insert( self::table( $table ), $row );
	}

	private static function columns( $order, array $map ) {
		$row = array();
		foreach ( array_intersect_key( $map, $order->get_data() ) as $property => $column ) {
			$value = $order->{"get_$property"}( 'edit' );
			if ( 'status' === $property && isset( wc_get_order_statuses()[ "wc-$value" ] ) ) {
				$value = "wc-$value";
			} elseif ( 'status' === $property && '' === $value ) {
				$value = 'wc-pending';
			} elseif ( $value instanceof WC_DateTime ) {
				$value = gmdate( 'Y-m-d H:i:s', $value->getTimestamp() );
			} elseif ( is_bool( $value ) ) {
				$value = (int) $value;
			}
			$row[ $column ] = $value;
		}
		return $row;
	}

	/** @return WC_Order_Item[] The saved lines of a kind, by id. */
	public static function items( $order_id, $type ) {
		global $wpdb;
		$classes = array(
			'line_item' => 'WC_Order_Item_Product',
			'fee'       => 'WC_Order_Item_Fee',
			'shipping'  => 'WC_Order_Item_Shipping',
			'tax'       => 'WC_Order_Item_Tax',
			'coupon'    => 'WC_Order_Item_Coupon',
		);
		$items = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM ' . self::table( 'woocommerce_order_items' ) . ' WHERE order_id = %d AND order_item_type = %s ORDER BY order_item_id', $order_id, $type ) ) as $row ) {
			$items[ (int) $row->order_item_id ] = new $classes[ $type ]( $row );
		}
		return $items;
	}

	/** @return string|null A value of an order's meta data, or null. */
	public static function meta( $order_id, $key ) {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( 'SELECT meta_value FROM ' . self::table( 'wc_orders_meta' ) . ' WHERE order_id = %d AND meta_key = %s LIMIT 1', $order_id, $key ) );
	}

	/** @return string|int Sum of the totals, which are negative, of an order's refunds. */
	public static function sum_of_refunds( $order_id ) {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( 'SELECT SUM( total_amount ) FROM ' . self::table( 'wc_orders' ) . " WHERE type = 'shop_order_refund' AND parent_order_id = %d", $order_id ) ) ?? 0;
	}

	/** Moves an order to the trash. */
	public static function trash( WC_Order $order ) {
		global $wpdb;
		if ( $order->has_status( 'trash' ) ) {
			return;
		}
		$wpdb->update( self::table( 'wc_orders' ), array( 'status' => 'trash', 'date_updated_gmt' => gmdate( 'Y-m-d H:i:s' ) ), array( 'id' => $order->get_id() ) );
		$order->update_meta_data( '_wp_trash_meta_status', 'wc-' . $order->get_status( 'edit' ) );
		$order->update_meta_data( '_wp_trash_meta_time', time() );
		$order->save_meta_data();
		$order->set_status( 'trash' );
	}

	/** Deletes an order with its lines, and its refunds. */
	public static function delete( $id ) {
		global $wpdb;
		foreach ( $wpdb->get_col( $wpdb->prepare( 'SELECT id FROM ' . self::table( 'wc_orders' ) . ' WHERE parent_order_id = %d', $id ) ) as $child ) {
			self::delete( (int) $child );
		}
		$wpdb->query( $wpdb->prepare( 'DELETE i, m FROM ' . self::table( 'woocommerce_order_items' ) . ' i LEFT JOIN ' . self::table( 'woocommerce_order_itemmeta' ) . ' m ON m.order_item_id = i.order_item_id WHERE i.order_id = %d', $id ) );
		$wpdb->delete( self::table( 'wc_orders' ), array( 'id' => $id ) );
		foreach ( array( 'wc_order_operational_data', 'wc_order_addresses', 'wc_orders_meta' ) as $table ) {
			$wpdb->delete( self::table( $table ), array( 'order_id' => $id ) );
		}
		$wpdb->delete( $wpdb->posts, array( 'ID' => $id ) );
	}
}
