<?php
/**
 * The arithmetic of an order: sums of its lines, taxes, refunds.
 *
 * @package StandInShop
 */

/**
 * There are no tax rates here. Taxes are what lines were given with set_taxes(); calculating them takes them away, as
 * WooCommerce does in a store without rates.
 */
trait Stand_In_Order_Totals {

	/** @return float Sum of the product lines before discounts. */
	public function get_subtotal() {
		$sum = 0.0;
		foreach ( $this->get_items() as $item ) {
			$sum += stand_in_round( $item->get_subtotal() );
		}
		return apply_filters( 'woocommerce_order_get_subtotal', stand_in_round( $sum ), $this );
	}

	/** @return int|float Units in the lines of a kind. */
	public function get_item_count( $item_type = '' ) {
		$count = 0;
		foreach ( $this->get_items( $item_type ? $item_type : 'line_item' ) as $item ) {
			$count += $item->get_quantity();
		}
		return apply_filters( 'woocommerce_get_item_count', $count, $item_type, $this );
	}

	/** @return string[] */
	public function get_coupon_codes() {
		return array_values( array_map( static fn( $coupon ) => $coupon->get_code(), $this->get_items( 'coupon' ) ) );
	}

	/** Takes away the taxes of all lines: there are no rates. */
	public function calculate_taxes( $args = array() ) {
		foreach ( $this->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $item ) {
			$item->set_taxes( false );
		}
		$this->update_taxes();
	}

	/** Makes the tax lines and tax totals what the other lines say, and saves. */
	public function update_taxes() {
		$sums = array( 'tax_total' => array(), 'shipping_tax_total' => array() );
		foreach ( $this->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $item ) {
			$part = $item->is_type( 'shipping' ) ? 'shipping_tax_total' : 'tax_total';
			foreach ( $item->get_taxes()['total'] as $rate => $tax ) {
				$sums[ $part ][ $rate ] = ( $sums[ $part ][ $rate ] ?? 0.0 ) + stand_in_round( $tax );
			}
		}
		$lines = array();
		foreach ( $this->get_items( 'tax' ) as $line ) {
			if ( isset( $sums['tax_total'][ $line->get_rate_id() ] ) || isset( $sums['shipping_tax_total'][ $line->get_rate_id() ] ) ) {
				$lines[ $line->get_rate_id() ] = $line;
			} else {
				$this->remove_item( $line->get_id() );
			}
		}
		foreach ( array_keys( $sums['tax_total'] + $sums['shipping_tax_total'] ) as $rate ) {
			$line = $lines[ $rate ] ?? new WC_Order_Item_Tax();
			$line->set_rate_id( $rate );
			$line->set_label( 'Tax' );
			$line->set_tax_total( $sums['tax_total'][ $rate ] ?? 0 );
			$line->set_shipping_tax_total( $sums['shipping_tax_total'][ $rate ] ?? 0 );
			isset( $lines[ $rate ] ) ? $line->save() : $this->add_item( $line );
		}
		$this->set_shipping_tax( array_sum( $sums['shipping_tax_total'] ) );
		$this->set_cart_tax( array_sum( $sums['tax_total'] ) );
		$this->save();
	}

	/** @return string The total, calculated from the lines and saved. */
	public function calculate_totals( $and_taxes = true ) {
		do_action( 'woocommerce_order_before_calculate_totals', $and_taxes, $this );
		$subtotal = 0.0;
		$total    = 0.0;
		foreach ( $this->get_items() as $item ) {
			$subtotal += stand_in_round( $item->get_subtotal() );
			$total    += stand_in_round( $item->get_total() );
		}
		$shipping = 0.0;
		foreach ( $this->get_items( 'shipping' ) as $item ) {
			$shipping += stand_in_round( $item->get_total() );
		}
		$this->set_shipping_total( $shipping );
		$fees = 0.0;
		foreach ( $this->get_items( 'fee' ) as $item ) {
			$fees += (float) $item->get_total();
		}
		if ( $and_taxes ) {
			$this->calculate_taxes();
		}
		$taxes = array( 'total' => 0.0, 'subtotal' => 0.0 );
		foreach ( $this->get_items() as $item ) {
			foreach ( $taxes as $part => $sum ) {
				$taxes[ $part ] = $sum + array_sum( $item->get_taxes()[ $part ] );
			}
		}
		$this->set_discount_total( stand_in_round( $subtotal - $total ) );
		$this->set_discount_tax( stand_in_round( $taxes['subtotal'] - $taxes['total'] ) );
		$this->set_total( stand_in_round( $total + $fees + (float) $this->get_shipping_total() + (float) $this->get_cart_tax() + (float) $this->get_shipping_tax() ) );
		do_action( 'woocommerce_order_after_calculate_totals', $and_taxes, $this );
		$this->save();
		return $this->get_total();
	}
}
