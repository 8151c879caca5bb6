<?php
/**
 * Orders.
 *
 * @package StandInShop
 */

class WC_Order extends WC_Abstract_Order {

	use Stand_In_Addresses;

	protected $object_type = 'order';

	/** @var array|false What the status change in progress was: from, to, note, manual. */
	protected $status_transition = false;

	protected static function properties() {
		return parent::properties() + self::address_properties() + array(
			'customer_id'                  => array( 'id', 0 ),
			'order_key'                    => array( 'text', '' ),
			'payment_method'               => array( 'text', '' ),
			'payment_method_title'         => array( 'text', '' ),
			'transaction_id'               => array( 'text', '' ),
			'customer_ip_address'          => array( 'text', '' ),
			'customer_user_agent'          => array( 'text', '' ),
			'created_via'                  => array( 'text', '' ),
			'customer_note'                => array( 'text', '' ),
			'date_completed'               => array( 'date', null ),
			'date_paid'                    => array( 'date', null ),
			'cart_hash'                    => array( 'text', '' ),
			'new_order_email_sent'         => array( 'bool', false ),
			'download_permissions_granted' => array( 'bool', false ),
			'order_stock_reduced'          => array( 'bool', false ),
			'recorded_sales'               => array( 'bool', false ),
		);
	}

	protected function address_value( $field, $value ) {
		if ( 'email' === $field && $value && ! is_email( $value ) ) {
			throw new WC_Data_Exception( 'order_invalid_billing_email', 'Invalid billing email address' );
		}
		return 'email' === $field ? sanitize_email( $value ) : $value;
	}

	public function set_address( $address, $type = 'billing' ) {
		foreach ( $address as $field => $value ) {
			$this->set_address_field( $type, $field, $value );
		}
	}

	/** @return string[] */
	public function get_address( $type = 'billing' ) {
		return $this->address( $type );
	}

	public function get_type() {
		return 'shop_order';
	}

	/** @return string */
	public function get_order_number() {
		return (string) apply_filters( 'woocommerce_order_number', $this->id, $this );
	}

	/** @return int 0 for a guest. */
	public function get_user_id( $context = 'view' ) {
		return $this->get_customer_id( $context );
	}

	/** @return WP_User|false */
	public function get_user() {
		return $this->get_user_id() ? get_user_by( 'id', $this->get_user_id() ) : false;
	}

	/** @return bool */
	public function is_paid() {
		return apply_filters( 'woocommerce_order_is_paid', $this->has_status( wc_get_is_paid_statuses() ), $this );
	}

	/** @return bool Whether anything in it must be packed: false for an order of downloads only, and for one without lines. */
	public function needs_processing() {
		foreach ( $this->get_items() as $item ) {
			$product = $item->get_product();
			if ( $product && apply_filters( 'woocommerce_order_item_needs_processing', ! ( $product->is_downloadable() && $product->is_virtual() ), $product, $this->id ) ) {
				return true;
			}
		}
		return false;
	}

	public function set_status( $new_status, $note = '', $manual_update = false ) {
		$change = parent::set_status( $new_status );
		if ( $this->object_read && $change['from'] && $change['from'] !== $change['to'] ) {
			$this->status_transition = array(
				'from'   => $this->status_transition['from'] ?? $change['from'],
				'to'     => $change['to'],
				'note'   => $note,
				'manual' => (bool) $manual_update,
			);
			if ( $manual_update ) {
				do_action( 'woocommerce_order_edit_status', $this->id, $change['to'] );
			}
			$this->maybe_set_date_paid();
			if ( $this->has_status( 'completed' ) ) {
				$this->set_date_completed( time() );
			}
		}
		return $change;
	}

	/** Sets the paid date when the order first reaches the status that a payment leads to, or goes past it. */
	public function maybe_set_date_paid() {
		if ( $this->get_date_paid( 'edit' ) ) {
			return;
		}
		$paid = $this->status_after_payment();
		if ( $this->has_status( $paid ) || ( 'processing' === $paid && $this->has_status( 'completed' ) ) ) {
			$this->set_date_paid( time() );
		}
	}

	private function status_after_payment() {
		return apply_filters( 'woocommerce_payment_complete_order_status', $this->needs_processing() ? 'processing' : 'completed', $this->id, $this );
	}

	/** @return bool */
	public function update_status( $new_status, $note = '', $manual = false ) {
		if ( ! $this->id ) {
			return false;
		}
		$this->set_status( $new_status, $note, $manual );
		$this->save();
		return true;
	}

	/** @return bool */
	public function payment_complete( $transaction_id = '' ) {
		if ( ! $this->id ) {
			return false;
		}
		do_action( 'woocommerce_pre_payment_complete', $this->id, $transaction_id );
		if ( ! $this->has_status( apply_filters( 'woocommerce_valid_order_statuses_for_payment_complete', array( 'on-hold', 'pending', 'failed', 'cancelled' ), $this ) ) ) {
			do_action( 'woocommerce_payment_complete_order_status_' . $this->get_status(), $this->id, $transaction_id );
			return true;
		}
		if ( $transaction_id ) {
			$this->set_transaction_id( $transaction_id );
		}
		if ( ! $this->get_date_paid( 'edit' ) ) {
			$this->set_date_paid( time() );
		}
		$this->set_status( $this->status_after_payment(), false );
		$this->save();
		do_action( 'woocommerce_payment_complete', $this->id, $this->get_transaction_id() );
		return true;
	}

	public function save() {
		$user = $this->get_user();
		if ( $user && ! $this->get_billing_email() && is_email( $user->user_email ) ) {
			$this->set_billing_email( $user->user_email );
		}
		parent::save();
		$this->status_transition();
		return $this->id;
	}

	protected function created() {
		if ( ! in_array( $this->get_status( 'edit' ), array( 'auto-draft', 'draft', 'checkout-draft' ), true ) ) {
			do_action( 'woocommerce_new_order', $this->id, $this );
		}
	}

	// An order that leaves draft counts as new; going to the trash and back, and internal marks, are no updates.
	protected function update() {
		$drafts  = array( 'new', 'auto-draft', 'draft', 'checkout-draft' );
		$before  = $this->data['status'];
		$changes = $this->changes;
		Stand_In_Orders_Table::update( $this );
		$after = $changes['status'] ?? $before;
		if ( in_array( $before, $drafts, true ) && ! in_array( $after, $drafts, true ) ) {
			do_action( 'woocommerce_new_order', $this->id, $this );
			return;
		}
		$marks = array( 'order_stock_reduced', 'recorded_sales', 'new_order_email_sent', 'download_permissions_granted', 'recorded_coupon_usage_counts' );
		if ( ( isset( $changes['status'] ) && in_array( 'trash', array( $before, $after ), true ) ) || ( $changes && ! array_diff( array_keys( $changes ), $marks ) ) ) {
			return;
		}
		do_action( 'woocommerce_update_order', $this->id, $this );
	}

	private function status_transition() {
		$change                  = $this->status_transition;
		$this->status_transition = false;
		if ( ! $change ) {
			return;
		}
		do_action( "woocommerce_order_status_{$change['to']}", $this->id, $this, $change );
		do_action( "woocommerce_order_status_{$change['from']}_to_{$change['to']}", $this->id, $this );
		do_action( 'woocommerce_order_status_changed', $this->id, $change['from'], $change['to'], $this );
		$unpaid = apply_filters( 'woocommerce_valid_order_statuses_for_payment', array( 'pending', 'failed' ), $this );
		if ( in_array( $change['from'], $unpaid, true ) && in_array( $change['to'], wc_get_is_paid_statuses(), true ) ) {
			do_action( 'woocommerce_order_payment_status_changed', $this->id, $this );
		}
	}

	/** @return bool To the trash, or for good. */
	public function delete( $force_delete = false ) {
		$id = $this->id;
		if ( ! $id ) {
			return false;
		}
		if ( $force_delete ) {
			do_action( 'woocommerce_before_delete_order', $id, $this );
			Stand_In_Orders_Table::delete( $id );
			do_action( 'woocommerce_delete_order', $id );
		} else {
			do_action( 'woocommerce_before_trash_order', $id, $this );
			Stand_In_Orders_Table::trash( $this );
			do_action( 'woocommerce_trash_order', $id );
		}
		$this->set_id( 0 );
		return true;
	}

	/** @return bool Back from the trash, to the status it had. */
	public function untrash(): bool {
		$before = $this->get_meta( '_wp_trash_meta_status' );
		if ( ! $this->has_status( 'trash' ) ) {
			return false;
		}
		$before = isset( wc_get_order_statuses()[ $before ] ) ? $before : 'pending';
		do_action( 'woocommerce_untrash_order', $this->id, $before );
		$this->set_status( $before );
		$this->save();
		$this->delete_meta_data( '_wp_trash_meta_status' );
		$this->delete_meta_data( '_wp_trash_meta_time' );
		$this->save_meta_data();
		return true;
	}

	/** @return WC_Order_Refund[] Newest first. */
	public function get_refunds() {
		return wc_get_orders( array( 'type' => 'shop_order_refund', 'parent' => $this->id, 'limit' => -1 ) );
	}

	/** @return string|float|int Sum of all refunds. */
	public function get_total_refunded() {
		return -1 * Stand_In_Orders_Table::sum_of_refunds( $this->id );
	}

	/** @return string What may still be refunded. */
	public function get_remaining_refund_amount() {
		return wc_format_decimal( (float) $this->get_total() - (float) $this->get_total_refunded(), wc_get_price_decimals() );
	}

	/** @return int|float Units not refunded yet. */
	public function get_remaining_refund_items() {
		$left = $this->get_item_count();
		foreach ( $this->get_refunds() as $refund ) {
			$left += $refund->get_item_count();
		}
		return absint( $left );
	}
}
