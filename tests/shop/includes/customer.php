<?php
/**
 * Customers: WordPress users with addresses.
 *
 * @package StandInShop
 */

class WC_Customer extends WC_Data {

	use Stand_In_Addresses;

	protected $object_type = 'customer';

	/** @var string For a new customer, or one whose password is to change. */
	private $password = '';

	/** @param int|WC_Customer $data A user's id; without one, a new customer. */
	public function __construct( $data = 0, $is_session = false ) {
		parent::__construct();
		$id = $data instanceof WC_Customer ? $data->get_id() : (int) $data;
		if ( $id > 0 ) {
			$this->read( $id );
		}
		$this->object_read = true;
	}

	protected static function properties() {
		return self::address_properties() + array(
			'date_created'       => array( 'date', null ),
			'date_modified'      => array( 'date', null ),
			'email'              => array( 'text', '' ),
			'first_name'         => array( 'text', '' ),
			'last_name'          => array( 'text', '' ),
			'display_name'       => array( 'text', '' ),
			'role'               => array( 'text', 'customer' ),
			'username'           => array( 'text', '' ),
			'is_paying_customer' => array( 'bool', false ),
		);
	}

	protected function meta_table() {
		global $wpdb;
		return array( $wpdb->usermeta, 'umeta_id', 'user_id' );
	}

	protected function internal_meta_keys() {
		return array( 'first_name', 'last_name', 'nickname', 'last_update', 'paying_customer', 'locale' );
	}

	/** @return string[] */
	public function get_billing( $context = 'view' ) {
		return $this->address( 'billing' );
	}

	/** @return string[] */
	public function get_shipping( $context = 'view' ) {
		return $this->address( 'shipping' );
	}

	public function set_password( $password ) {
		$this->password = $password;
	}

	private function read( $id ) {
		$user = get_user_by( 'id', $id );
		if ( ! $user ) {
			throw new Exception( 'Invalid customer.' );
		}
		$this->set_id( $id );
		$this->set_props(
			array(
				// UTC in the table, but WooCommerce takes it for the site's time.
				'date_created'       => $user->user_registered,
				'date_modified'      => get_user_meta( $id, 'last_update', true ),
				'email'              => $user->user_email,
				'username'           => $user->user_login,
				'display_name'       => $user->display_name,
				'first_name'         => $user->first_name,
				'last_name'          => $user->last_name,
				'role'               => $user->roles ? reset( $user->roles ) : 'customer',
				'is_paying_customer' => get_user_meta( $id, 'paying_customer', true ),
			)
		);
		foreach ( array( 'billing', 'shipping' ) as $type ) {
			foreach ( array_keys( $this->data[ $type ] ) as $field ) {
				$this->data[ $type ][ $field ] = (string) get_user_meta( $id, "{$type}_$field", true );
			}
		}
	}

	/** @return int */
	public function save() {
		do_action( 'woocommerce_before_customer_object_save', $this, new WC_Data_Store() );
		$new = ! $this->id;
		if ( $new ) {
			$id = wc_create_new_customer( $this->get_email(), $this->get_username(), $this->password, array( 'first_name' => $this->get_first_name(), 'last_name' => $this->get_last_name() ) );
			if ( is_wp_error( $id ) ) {
				throw new WC_Data_Exception( $id->get_error_code(), $id->get_error_message() );
			}
			$this->set_id( $id );
		}
		foreach ( array( 'billing', 'shipping' ) as $type ) {
			foreach ( $this->changes[ $type ] ?? array() as $field => $value ) {
				update_user_meta( $this->id, "{$type}_$field", wp_slash( $value ) );
			}
		}
		$user = array( 'ID' => $this->id, 'user_email' => $this->get_email(), 'first_name' => $this->get_first_name(), 'last_name' => $this->get_last_name(), 'role' => $this->get_role() );
		if ( '' !== $this->get_display_name() ) {
			$user['display_name'] = $this->get_display_name();
		}
		if ( ! $new ) {
			unset( $user['role'] );
			$user += '' !== $this->password ? array( 'user_pass' => $this->password ) : array();
		}
		wp_update_user( wp_slash( $user ) );
		update_user_meta( $this->id, 'paying_customer', $this->get_is_paying_customer() ? 1 : 0 );
		$this->save_meta_data();
		$this->apply_changes();
		do_action( $new ? 'woocommerce_new_customer' : 'woocommerce_update_customer', $this->id, $this );
		do_action( 'woocommerce_after_customer_object_save', $this, new WC_Data_Store() );
		return $this->id;
	}
}
