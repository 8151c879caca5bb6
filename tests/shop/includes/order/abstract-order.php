<?php
/**
 * What orders and refunds share.
 *
 * @package StandInShop
 */

abstract class WC_Abstract_Order extends WC_Data {

	use Stand_In_Order_Totals;

	/** @var array[] Lines by kind, once read; new ones under keys of their own until they are saved. */
	protected $items = array();

	/** @var WC_Order_Item[] Lines to delete on saving. */
	protected $items_to_delete = array();

	/** @param int|object|WC_Abstract_Order $order An id, a row of the orders table, or an order to read again. */
	public function __construct( $order = 0 ) {
		parent::__construct();
		if ( $order instanceof WC_Abstract_Order ) {
			$order = $order->get_id();
		}
		if ( is_object( $order ) || $order ) {
			Stand_In_Orders_Table::read( $this, $order );
		}
		$this->object_read = true;
	}

	protected static function properties() {
		return array(
			'parent_id'                    => array( 'id', 0 ),
			'status'                       => array( 'text', '' ),
			'currency'                     => array( 'text', '' ),
			'version'                      => array( 'text', '' ),
			'prices_include_tax'           => array( 'bool', false ),
			'date_created'                 => array( 'date', null ),
			'date_modified'                => array( 'date', null ),
			'discount_total'               => array( 'total', 0 ),
			'discount_tax'                 => array( 'total', 0 ),
			'shipping_total'               => array( 'total', 0 ),
			'shipping_tax'                 => array( 'total', 0 ),
			'cart_tax'                     => array( 'total', 0 ),
			'total'                        => array( 'raw', 0 ),
			'total_tax'                    => array( 'raw', 0 ),
			'recorded_coupon_usage_counts' => array( 'bool', false ),
		);
	}

	/** @return string `shop_order` or `shop_order_refund`. */
	abstract public function get_type();

	protected function meta_table() {
		global $wpdb;
		return array( "{$wpdb->prefix}wc_orders_meta", 'id', 'order_id' );
	}

	// Refunds filter their values under the same names as orders do.
	protected function get_hook_prefix() {
		return 'woocommerce_order_get_';
	}

	/** @return string Without `wc-`; a new order is pending. */
	public function get_status( $context = 'view' ) {
		$status = $this->get_prop( 'status', $context );
		return '' === $status && 'view' === $context ? apply_filters( 'woocommerce_default_order_status', 'pending' ) : $status;
	}

	/** @return bool */
	public function has_status( $status ) {
		return apply_filters( 'woocommerce_order_has_status', in_array( $this->get_status(), (array) $status, true ), $this, $status );
	}

	/** @return array{from: string, to: string} */
	public function set_status( $new_status ) {
		$from  = $this->get_status();
		$to    = 0 === strpos( (string) $new_status, 'wc-' ) ? substr( $new_status, 3 ) : (string) $new_status;
		$known = static fn( $status ) => isset( wc_get_order_statuses()[ "wc-$status" ] ) || 'trash' === $status;
		if ( $this->object_read ) {
			$to   = $known( $to ) || 'auto-draft' === $to ? $to : 'pending';
			$from = $from && ! $known( $from ) ? 'pending' : $from;
		}
		$this->set_prop( 'status', $to );
		return array( 'from' => $from, 'to' => $to );
	}

	public function set_prices_include_tax( $value ) {
		$this->set_prop( 'prices_include_tax', (bool) $value );
	}

	public function set_total( $value ) {
		$this->set_prop( 'total', wc_format_decimal( $value, wc_get_price_decimals() ) );
	}

	public function set_shipping_tax( $value ) {
		$this->set_prop( 'shipping_tax', wc_format_decimal( $value, false, true ) );
		$this->sum_taxes();
	}

	public function set_cart_tax( $value ) {
		$this->set_prop( 'cart_tax', wc_format_decimal( $value, false, true ) );
		$this->sum_taxes();
	}

	private function sum_taxes() {
		$this->set_prop( 'total_tax', wc_format_decimal( stand_in_round( (float) $this->get_cart_tax() + (float) $this->get_shipping_tax() ) ) );
	}

	/**
	 * @param string|string[] $types Kinds: line_item, fee, shipping, tax, coupon.
	 * @return WC_Order_Item[] By id.
	 */
	public function get_items( $types = 'line_item' ) {
		$items = array();
		foreach ( array_filter( (array) $types ) as $type ) {
			if ( ! isset( $this->items[ $type ] ) ) {
				$this->items[ $type ] = $this->id ? Stand_In_Orders_Table::items( $this->id, $type ) : array();
			}
			$items += $this->items[ $type ];
		}
		return apply_filters( 'woocommerce_order_get_items', $items, $this, $types );
	}

	/** @return WC_Order_Item|false */
	public function get_item( $item_id ) {
		return $this->get_items( array( 'line_item', 'fee', 'shipping', 'tax', 'coupon' ) )[ $item_id ] ?? false;
	}

	public function add_item( $item ) {
		$type = $item->get_type();
		$this->get_items( $type );
		$item->set_order_id( $this->id );
		$this->items[ $type ][ $item->get_id() ? $item->get_id() : "new:$type" . count( $this->items[ $type ] ) ] = $item;
	}

	public function remove_item( $item_id ) {
		$item = $this->get_item( $item_id );
		if ( $item ) {
			$this->items_to_delete[] = $item;
			unset( $this->items[ $item->get_type() ][ $item_id ] );
		}
	}

	/** @return int Id of the new line, which is saved at once. */
	public function add_product( $product, $qty = 1, $args = array() ) {
		$item = new WC_Order_Item_Product();
		if ( $product ) {
			$item->set_product( $product );
			$price = (float) $product->get_price() * $qty;
			$args += array( 'subtotal' => $price, 'total' => $price );
		}
		$item->set_props( array( 'quantity' => $qty ) + $args );
		$item->set_order_id( $this->id );
		$item->save();
		$this->add_item( $item );
		return $item->get_id();
	}

	/** @return int */
	public function save() {
		do_action( 'woocommerce_before_' . $this->object_type . '_object_save', $this, new WC_Data_Store() );
		if ( $this->id ) {
			$this->update();
		} else {
			Stand_In_Orders_Table::insert( $this );
			$this->created();
		}
		foreach ( $this->items_to_delete as $item ) {
			$item->delete();
		}
		$this->items_to_delete = array();
		foreach ( $this->items as $type => $items ) {
			$this->items[ $type ] = array();
			foreach ( $items as $item ) {
				$item->set_order_id( $this->id );
				$this->items[ $type ][ $item->save() ] = $item;
			}
		}
		do_action( 'woocommerce_after_' . $this->object_type . '_object_save', $this, new WC_Data_Store() );
		return $this->id;
	}

	/** Says that the object is new, where that is said. */
	abstract protected function created();

	/** Stores the changes, and says so. */
	abstract protected function update();
}
