<?php
/**
 * Refunds: orders with negative totals whose parent is the order refunded.
 *
 * @package StandInShop
 */

class WC_Order_Refund extends WC_Abstract_Order {

	const META = array( '_refund_amount' => 'amount', '_refunded_by' => 'refunded_by', '_refunded_payment' => 'refunded_payment', '_refund_reason' => 'reason' );

	protected $object_type = 'order_refund';

	protected static function properties() {
		return parent::properties() + array(
			'amount'           => array( 'decimal', '' ),
			'reason'           => array( 'text', '' ),
			'refunded_by'      => array( 'id', 0 ),
			'refunded_payment' => array( 'bool', false ),
		);
	}

	public function get_type() {
		return 'shop_order_refund';
	}

	public function get_status( $context = 'view' ) {
		return 'completed';
	}

	protected function internal_meta_keys() {
		return array_keys( self::META );
	}

	protected function created() {
	}

	protected function update() {
		Stand_In_Orders_Table::update( $this );
		do_action( 'woocommerce_update_order_refund', $this->id, $this );
	}

	/** @return bool Refunds know no trash, and no hook tells of their end. */
	public function delete( $force_delete = false ) {
		$check = apply_filters( 'woocommerce_pre_delete_order_refund', null, $this, $force_delete );
		if ( null !== $check ) {
			return $check;
		}
		Stand_In_Orders_Table::delete( $this->id );
		$this->set_id( 0 );
		return true;
	}
}
