<?php
/**
 * What all lines of an order share, and how they are stored.
 *
 * @package StandInShop
 */

/**
 * A line: its kind is the `order_item_type`, its properties are item meta under the keys of `keys()`.
 */
abstract class WC_Order_Item extends WC_Data {

	protected $object_type = 'order_item';

	/** @param int|object|WC_Order_Item $item An id, a row of the items table, or a line to read again. */
	public function __construct( $item = 0 ) {
		parent::__construct();
		global $wpdb;
		if ( $item instanceof WC_Order_Item ) {
			$item = $item->get_id();
		}
		if ( is_numeric( $item ) && $item > 0 ) {
			$item = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}woocommerce_order_items WHERE order_item_id = %d", $item ) );
		}
		if ( is_object( $item ) ) {
			$this->read( $item );
		}
		$this->object_read = true;
	}

	protected static function properties() {
		return array( 'order_id' => array( 'id', 0 ), 'name' => array( 'text', '' ) );
	}

	/** @return string[] Item meta keys by property. */
	abstract protected static function keys();

	/** @return string */
	abstract public function get_type();

	/** The property that the table's column `order_item_name` holds. */
	protected function name_property() {
		return 'name';
	}

	/** Without an id it becomes a new line, with none of the meta data that the old one has. */
	public function set_id( $id ) {
		parent::set_id( $id );
		if ( ! $this->id ) {
			$this->meta_data = null;
		}
	}

	/** @return bool */
	public function is_type( $type ) {
		return in_array( $this->get_type(), (array) $type, true );
	}

	/** @return int|float */
	public function get_quantity() {
		return 1;
	}

	protected function meta_table() {
		global $wpdb;
		return array( "{$wpdb->prefix}woocommerce_order_itemmeta", 'meta_id', 'order_item_id' );
	}

	protected function internal_meta_keys() {
		return array_values( static::keys() );
	}

	protected function read( $row ) {
		global $wpdb;
		$this->set_id( $row->order_item_id );
		$this->set_props( array( 'order_id' => $row->order_id, $this->name_property() => $row->order_item_name ) );
		$properties      = array_flip( static::keys() );
		$this->meta_data = array();
		$values          = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT meta_id, meta_key, meta_value FROM {$wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id = %d ORDER BY meta_id", $this->id ) ) as $meta ) {
			if ( isset( $properties[ $meta->meta_key ] ) ) {
				$values[ $properties[ $meta->meta_key ] ] = maybe_unserialize( $meta->meta_value );
			} else {
				$this->meta_data[] = new WC_Meta_Data( array( 'id' => (int) $meta->meta_id, 'key' => $meta->meta_key, 'value' => maybe_unserialize( $meta->meta_value ) ) );
			}
		}
		// In the order of the properties: taxes come last, for they set the tax totals.
		$this->set_props( array_replace( array_intersect_key( array_fill_keys( array_keys( static::keys() ), null ), $values ), $values ) );
	}

	/** @return int The line's id. */
	public function save() {
		global $wpdb;
		do_action( 'woocommerce_before_' . $this->object_type . '_object_save', $this, new WC_Data_Store() );
		$new = ! $this->id;
		$row = array( 'order_item_name' => $this->get_prop( $this->name_property(), 'edit' ), 'order_item_type' => $this->get_type(), 'order_id' => $this->get_order_id() );
		if ( $new ) {
			$wpdb->insert( "{$wpdb->prefix}woocommerce_order_items", $row );
			$this->set_id( $wpdb->insert_id );
		} else {
			$wpdb->update( "{$wpdb->prefix}woocommerce_order_items", $row, array( 'order_item_id' => $this->id ) );
		}
		$kept = $wpdb->get_col( $wpdb->prepare( "SELECT meta_key FROM {$wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id = %d", $this->id ) );
		foreach ( static::keys() as $property => $key ) {
			$value = maybe_serialize( $this->get_prop( $property, 'edit' ) );
			$value = is_bool( $value ) ? (string) $value : $value;
			// What is not there is written, too: a process that was killed may have left half a line.
			if ( ! in_array( $key, $kept, true ) ) {
				$wpdb->insert( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'order_item_id' => $this->id, 'meta_key' => $key, 'meta_value' => $value ) );
			} elseif ( array_key_exists( $property, $this->changes ) ) {
				$wpdb->update( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'meta_value' => $value ), array( 'order_item_id' => $this->id, 'meta_key' => $key ) );
			}
		}
		$this->save_meta_data();
		$this->apply_changes();
		do_action( $new ? 'woocommerce_new_order_item' : 'woocommerce_update_order_item', $this->id, $this, $this->get_order_id() );
		do_action( 'woocommerce_after_' . $this->object_type . '_object_save', $this, new WC_Data_Store() );
		return $this->id;
	}

	public function delete() {
		global $wpdb;
		do_action( 'woocommerce_before_delete_order_item', $this->id );
		$wpdb->delete( "{$wpdb->prefix}woocommerce_order_items", array( 'order_item_id' => $this->id ) );
		$wpdb->delete( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'order_item_id' => $this->id ) );
		do_action( 'woocommerce_delete_order_item', $this->id );
	}

	/** Sets the taxes by rate id and, from them, the property with their sum. */
	protected function set_taxes_and_sums( $taxes, $sums ) {
		$taxes = maybe_unserialize( $taxes );
		$clean = array();
		foreach ( array_keys( $sums ) as $part ) {
			$clean[ $part ] = array_map( 'wc_format_decimal', (array) ( $taxes[ $part ] ?? array() ) );
		}
		if ( in_array( array(), $clean, true ) ) {
			$clean = array_fill_keys( array_keys( $sums ), array() );
		}
		$this->set_prop( 'taxes', $clean );
		foreach ( $sums as $part => $property ) {
			$this->{"set_$property"}( array_sum( array_map( 'stand_in_round', $clean[ $part ] ) ) );
		}
	}
}
