<?php
/**
 * Billing and shipping addresses of orders and customers.
 *
 * @package StandInShop
 */

/**
 * Each field has a getter and a setter, such as get_billing_city(). Changes are kept field by field.
 */
trait Stand_In_Addresses {

	protected static function address_properties() {
		$address = array_fill_keys( array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'email', 'phone' ), '' );
		return array( 'billing' => array( 'raw', $address ), 'shipping' => array( 'raw', array_diff_key( $address, array( 'email' => '' ) ) ) );
	}

	public function __call( $method, $arguments ) {
		if ( ! preg_match( '/^(get|set)_(billing|shipping)_(.+)$/', $method, $parts ) || ! isset( $this->data[ $parts[2] ][ $parts[3] ] ) ) {
			return parent::__call( $method, $arguments );
		}
		list( , $verb, $type, $field ) = $parts;
		if ( 'set' === $verb ) {
			return $this->set_address_field( $type, $field, $arguments[0] );
		}
		$value = $this->address( $type )[ $field ];
		return 'view' === ( $arguments[0] ?? 'view' ) ? apply_filters( $this->get_hook_prefix() . "{$type}_$field", $value, $this ) : $value;
	}

	protected function address( $type ) {
		return array_replace( $this->data[ $type ], $this->changes[ $type ] ?? array() );
	}

	protected function set_address_field( $type, $field, $value ) {
		$value = $this->address_value( $field, $value );
		if ( ! $this->object_read ) {
			$this->data[ $type ][ $field ] = $value;
		} elseif ( $value !== $this->data[ $type ][ $field ] || isset( $this->changes[ $type ][ $field ] ) ) {
			$this->changes[ $type ][ $field ] = $value;
		}
	}

	/** What a field becomes; orders refuse wrong e-mail addresses here. */
	protected function address_value( $field, $value ) {
		return $value;
	}
}
