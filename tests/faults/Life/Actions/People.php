<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life\Actions;

use Storewire\Tests\Faults\Life\Shop;
use Storewire\Tests\Support\Shopper;

/**
 * Customers.
 */
final class People {

	private Shop $shop;

	public function __construct( Shop $shop ) {
		$this->shop = $shop;
	}

	/** A customer by chance, else a new one; gives the user's id. */
	public static function somebody( Shop $shop ): int {
		global $wpdb;
		$users = $shop->rows( "SELECT ID FROM $wpdb->users WHERE user_login LIKE 'shopper%' AND user_email LIKE 'guest%' ORDER BY ID" );
		return array() === $users || 0 === $shop->chance->below( 3 ) ? self::newcomer( $shop ) : (int) $shop->chance->one( $users )['ID'];
	}

	/** A new customer. */
	private static function newcomer( Shop $shop ): int {
		$email = $shop->new_email();
		return (int) wp_insert_user( array( 'user_login' => 'shopper' . strtok( $email, '@' ), 'user_pass' => 'storewire', 'user_email' => $email, 'role' => 'customer' ) );
	}

	/** A guest registers with the address of the orders. */
	public function a_guest_registers(): void {
		$order = $this->shop->an_order( "customer = 0 AND email LIKE 'guest%'" );
		$email = $this->shop->facts( $order )['email'];
		if ( ! email_exists( $email ) ) {
			wp_insert_user( array( 'user_login' => 'shopper' . strtok( $email, '@' ), 'user_pass' => 'storewire', 'user_email' => $email, 'role' => 'customer' ) );
		}
	}

	/** A customer fills a cart and empties it. @needs woocommerce */
	public function a_customer_empties_a_cart(): void {
		$user    = get_userdata( self::somebody( $this->shop ) );
		$shopper = new Shopper();
		$shopper->log_in( $user );
		$key = $shopper->adds( $this->shop->product() );
		$shopper->api( 'cart/remove-item', array( 'key' => $key ) );
		$this->shop->diary->happened( 'cart_started', $user->user_email );
		$this->shop->diary->happened( 'cart_cleared', $user->user_email );
	}

	/** Somebody registers. */
	public function somebody_registers(): void {
		self::newcomer( $this->shop );
	}

	/** A customer changes name and telephone. */
	public function a_customer_moves(): void {
		$user = self::somebody( $this->shop );
		wp_update_user( array( 'ID' => $user, 'first_name' => 'Zoë ' . $this->shop->chance->below( 100 ) ) );
		update_user_meta( $user, 'billing_phone', '+1 555 ' . ( 1000 + $this->shop->chance->below( 9000 ) ) );
	}

	/** A customer has another address. */
	public function a_customer_has_another_address(): void {
		wp_update_user( array( 'ID' => self::somebody( $this->shop ), 'user_email' => $this->shop->new_email() ) );
	}

	/** A customer's name is changed by SQL. */
	public function sql_changes_a_customer(): void {
		global $wpdb;
		$user = self::somebody( $this->shop );
		$this->shop->sql( "UPDATE $wpdb->usermeta SET meta_value = 'Max " . $this->shop->chance->below( 100 ) . "' WHERE user_id = $user AND meta_key = 'last_name'" );
	}

	/** A customer becomes a wholesaler's clerk and is no contact any more, or one again. */
	public function a_role_changes(): void {
		$user = get_userdata( self::somebody( $this->shop ) );
		$user->set_role( in_array( 'customer', $user->roles, true ) ? 'editor' : 'customer' );
	}

	/** A customer's account is deleted. */
	public function an_account_is_deleted(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$user = self::somebody( $this->shop );
		$this->shop->diary->note( (string) $user );
		wp_delete_user( $user );
	}

	/** A guest asks to be forgotten: WooCommerce anonymizes the orders. @needs woocommerce */
	public function a_guest_is_erased(): void {
		$order = $this->shop->an_order( "customer = 0 AND email LIKE 'guest%' AND status IN ('completed', 'processing', 'on-hold')" );
		$email = $this->shop->facts( $order )['email'];
		$this->shop->diary->note( "$order $email" );
		update_option( 'woocommerce_erasure_request_removes_order_data', 'yes' );
		// WooCommerce 8.9's own report of customers asks the database for an order object, which WordPress remarks upon.
		add_filter( 'doing_it_wrong_trigger_error', '__return_false' );
		\WC_Privacy_Erasers::order_data_eraser( $email, 1 );
		\WC_Privacy_Erasers::customer_data_eraser( $email, 1 );
		remove_filter( 'doing_it_wrong_trigger_error', '__return_false' );
		$this->shop->diary->forget( $order );
	}
}
