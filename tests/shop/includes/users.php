<?php
/**
 * New accounts, and when an account was last changed.
 *
 * @package StandInShop
 */

/** @return int|WP_Error The id of the new user, who has the role customer. */
function wc_create_new_customer( $email, $username = '', $password = '', $args = array() ) {
	if ( ! is_email( $email ) ) {
		return new WP_Error( 'registration-error-invalid-email', 'Please provide a valid email address.' );
	}
	if ( email_exists( $email ) ) {
		return new WP_Error( 'registration-error-email-exists', 'An account is already registered with that email address.' );
	}
	if ( '' === (string) $username ) {
		$username = $base = sanitize_user( current( explode( '@', $email ) ), true );
		for ( $n = 2; username_exists( $username ); $n++ ) {
			$username = "$base-$n";
		}
	}
	if ( username_exists( $username ) ) {
		return new WP_Error( 'registration-error-username-exists', 'An account is already registered with that username.' );
	}
	$generated = '' === (string) $password;
	$data      = apply_filters( 'woocommerce_new_customer_data', wp_parse_args( array_merge( $args, array( 'user_login' => $username, 'user_pass' => $generated ? wp_generate_password() : $password, 'user_email' => $email, 'role' => 'customer' ) ), array( 'first_name' => '', 'last_name' => '', 'source' => 'unknown' ) ) );
	$id        = wp_insert_user( wp_slash( $data ) );
	if ( ! is_wp_error( $id ) ) {
		do_action( 'woocommerce_created_customer', $id, $data, $generated );
	}
	return $id;
}

/** Notes the time at which a user's name or address changed. */
function wc_set_user_last_update_time( $user_id ) {
	update_user_meta( $user_id, 'last_update', gmdate( 'U' ) );
}

add_action( 'profile_update', 'wc_set_user_last_update_time' );
add_action(
	'update_user_meta',
	static function ( $meta_id, $user_id, $key ) {
		if ( in_array( $key, array( 'first_name', 'last_name' ), true ) || 0 === strpos( $key, 'billing_' ) || 0 === strpos( $key, 'shipping_' ) ) {
			wc_set_user_last_update_time( $user_id );
		}
	},
	10,
	3
);

add_action(
	'deleted_user',
	static function ( $user_id ) {
		global $wpdb;
		$wpdb->update( "{$wpdb->prefix}wc_orders", array( 'customer_id' => 0, 'date_updated_gmt' => gmdate( 'Y-m-d H:i:s' ) ), array( 'customer_id' => $user_id ) );
	}
);
