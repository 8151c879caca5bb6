<?php
/**
 * What orders, items, products and customers share: properties with getters and setters, changes, meta data.
 *
 * @package StandInShop
 */

/** Thrown by setters that refuse a value. */
class WC_Data_Exception extends Exception {

	/** @var string */
	protected $error_code;

	public function __construct( $code, $message, $http_status_code = 400 ) {
		$this->error_code = $code;
		parent::__construct( $message, $http_status_code );
	}

	/** @return string */
	public function getErrorCode() {
		return $this->error_code;
	}
}

/** Hooks around saving hand one over beside the object itself. It can do nothing: here objects store themselves. */
class WC_Data_Store {

	/** @return self */
	public static function load( $object_type ) {
		return new self();
	}

	/** @return bool */
	public function has_callable( $method ) {
		return false;
	}
}

/** One piece of meta data: id, key, value. */
class WC_Meta_Data {

	/** @var array */
	protected $data;

	public function __construct( $meta = array() ) {
		$this->data = $meta;
	}

	public function __get( $key ) {
		return $this->data[ $key ] ?? null;
	}

	public function __set( $key, $value ) {
		$this->data[ $key ] = $value;
	}

	public function __isset( $key ) {
		return isset( $this->data[ $key ] );
	}

	/** @return array */
	public function get_data() {
		return $this->data;
	}
}

/**
 * Properties are declared in `properties()` as name => array( kind, default ); `get_NAME( $context )` and
 * `set_NAME( $value )` exist for each. Kinds: text, id, bool, decimal, total, date, raw.
 */
abstract class WC_Data {

	/** @var int */
	protected $id = 0;

	/** @var string */
	protected $object_type = 'data';

	/** @var array */
	protected $data = array();

	/** @var array */
	protected $changes = array();

	/** @var bool Whether values set from now on are changes. */
	protected $object_read = false;

	/** @var WC_Meta_Data[]|null Null until read. */
	protected $meta_data = null;

	/** @var array[] Kinds by class and property. */
	private static $kinds = array();

	public function __construct() {
		if ( ! isset( self::$kinds[ static::class ] ) ) {
			self::$kinds[ static::class ] = array_map( 'current', static::properties() );
		}
		foreach ( static::properties() as $name => $property ) {
			$this->data[ $name ] = $property[1];
		}
	}

	/** @return array[] */
	abstract protected static function properties();

	/** @return array{0: string, 1: string, 2: string, 3: string} Meta table, and its columns for row id, object id, and where the value is. */
	abstract protected function meta_table();

	public function __call( $method, $arguments ) {
		$name = substr( $method, 4 );
		if ( array_key_exists( $name, $this->data ) ) {
			if ( 0 === strpos( $method, 'get_' ) ) {
				return $this->get_prop( $name, $arguments[0] ?? 'view' );
			}
			if ( 0 === strpos( $method, 'set_' ) ) {
				return $this->set_prop( $name, $this->cast( self::$kinds[ static::class ][ $name ], $arguments[0] ) );
			}
		}
		throw new Error( 'Call to undefined method ' . static::class . "::$method()" );
	}

	private function cast( $kind, $value ) {
		switch ( $kind ) {
			case 'id':
				return absint( $value );
			case 'bool':
				return wc_string_to_bool( $value );
			case 'decimal':
				return wc_format_decimal( $value );
			case 'total':
				return wc_format_decimal( $value, false, true );
			case 'date':
				return stand_in_moment( $value );
			default:
				return $value;
		}
	}

	protected function get_hook_prefix() {
		return 'woocommerce_' . $this->object_type . '_get_';
	}

	protected function get_prop( $name, $context = 'view' ) {
		$value = array_key_exists( $name, $this->changes ) ? $this->changes[ $name ] : $this->data[ $name ];
		return 'view' === $context ? apply_filters( $this->get_hook_prefix() . $name, $value, $this ) : $value;
	}

	protected function set_prop( $name, $value ) {
		if ( ! $this->object_read ) {
			$this->data[ $name ] = $value;
		} elseif ( $value !== $this->data[ $name ] || array_key_exists( $name, $this->changes ) ) {
			$this->changes[ $name ] = $value;
		}
	}

	/** @return bool|WP_Error True, or what was refused; the rest is set. */
	public function set_props( $props ) {
		$errors = false;
		foreach ( $props as $name => $value ) {
			if ( null === $value || ( ! array_key_exists( $name, $this->data ) && ! method_exists( $this, "set_$name" ) ) ) {
				continue;
			}
			try {
				$this->{"set_$name"}( $value );
			} catch ( WC_Data_Exception $refused ) {
				$errors = $errors ? $errors : new WP_Error();
				$errors->add( $refused->getErrorCode(), $refused->getMessage() );
			}
		}
		return $errors ? $errors : true;
	}

	/** @return int */
	public function get_id() {
		return $this->id;
	}

	public function set_id( $id ) {
		$this->id = absint( $id );
	}

	/** @return array */
	public function get_data() {
		return array( 'id' => $this->id ) + array_replace( $this->data, $this->changes ) + array( 'meta_data' => $this->get_meta_data() );
	}

	/** @return array */
	public function get_changes() {
		return $this->changes;
	}

	public function apply_changes() {
		$this->data    = array_replace_recursive( $this->data, $this->changes );
		$this->changes = array();
	}

	/** Keys that hold properties, and so are no meta data. */
	protected function internal_meta_keys() {
		return array();
	}

	protected function read_meta_data_once() {
		global $wpdb;
		if ( null !== $this->meta_data ) {
			return;
		}
		$this->meta_data = array();
		if ( ! $this->id ) {
			return;
		}
		list( $table, $row, $object ) = $this->meta_table();
		$internal                     = $this->internal_meta_keys();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT $row AS id, meta_key, meta_value FROM $table WHERE $object = %d ORDER BY $row", $this->id ) ) as $found ) {
			if ( ! in_array( $found->meta_key, $internal, true ) && 0 !== strpos( $found->meta_key, 'wp_' ) ) {
				$this->meta_data[] = new WC_Meta_Data( array( 'id' => (int) $found->id, 'key' => $found->meta_key, 'value' => maybe_unserialize( $found->meta_value ) ) );
			}
		}
	}

	/** @return WC_Meta_Data[] */
	public function get_meta_data() {
		$this->read_meta_data_once();
		return array_values( array_filter( $this->meta_data, static fn( $meta ) => null !== $meta->value ) );
	}

	/** @return mixed One value ('' where there is none), or the list of all. */
	public function get_meta( $key = '', $single = true, $context = 'view' ) {
		$found = array_values( array_filter( $this->get_meta_data(), static fn( $meta ) => $meta->key === $key ) );
		return $single ? ( $found ? $found[0]->value : '' ) : $found;
	}

	/** @return bool */
	public function meta_exists( $key = '' ) {
		return array() !== $this->get_meta( $key, false );
	}

	public function add_meta_data( $key, $value, $unique = false ) {
		$this->read_meta_data_once();
		if ( $unique ) {
			$this->delete_meta_data( $key );
		}
		$this->meta_data[] = new WC_Meta_Data( array( 'key' => $key, 'value' => $value ) );
	}

	public function update_meta_data( $key, $value, $meta_id = 0 ) {
		foreach ( $this->get_meta( $key, false ) as $meta ) {
			$meta->value = $value;
			return;
		}
		$this->add_meta_data( $key, $value );
	}

	public function delete_meta_data( $key ) {
		foreach ( $this->get_meta( $key, false ) as $meta ) {
			$meta->value = null;
		}
	}

	public function save_meta_data() {
		global $wpdb;
		if ( null === $this->meta_data || ! $this->id ) {
			return;
		}
		list( $table, $row, $object ) = $this->meta_table();
		foreach ( $this->meta_data as $meta ) {
			$values = array( $object => $this->id, 'meta_key' => $meta->key, 'meta_value' => maybe_serialize( $meta->value ) );
			if ( null === $meta->value ) {
				$meta->id && $wpdb->delete( $table, array( $row => $meta->id ) );
			} elseif ( $meta->id ) {
				$wpdb->update( $table, $values, array( $row => $meta->id ) );
			} else {
				$wpdb->insert( $table, $values );
				$meta->id = $wpdb->insert_id;
			}
		}
		$this->meta_data = array_filter( $this->meta_data, static fn( $meta ) => null !== $meta->value );
	}
}
