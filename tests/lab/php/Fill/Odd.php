<?php
/**
 * What is odd about the demo's orders and people.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

/** S13: real shops have data that WooCommerce's own functions would not write. A few of each kind. */
final class Odd {

	use Bending;

	/** Every so many orders one of each kind. */
	private const ROUND = 60;

	/** Bends some of the orders that count. */
	public function make( People $people ): void {
		$orders = wc_get_orders( array( 'limit' => -1, 'type' => 'shop_order', 'status' => array( 'wc-completed', 'wc-processing' ), 'orderby' => 'ID', 'order' => 'ASC', 'return' => 'ids' ) );
		foreach ( $orders as $at => $order ) {
			$this->bend( (int) $order, $at % self::ROUND );
		}
		foreach ( array_slice( $people->by_role['customer'], 20, 6 ) as $at => $user ) {
			$this->without_address( $user, 0 === $at % 2 );
		}
		foreach ( wc_get_orders( array( 'limit' => -1, 'type' => 'shop_order_refund', 'orderby' => 'ID', 'order' => 'ASC', 'return' => 'ids' ) ) as $at => $refund ) {
			if ( $at % 5 < 2 ) {
				$this->refund_meta( (int) $refund, 0 === $at % 5 ? '' : '-' . wc_get_order( $refund )->get_amount() );
			}
		}
	}

	private function bend( int $order, int $kind ): void {
		$line = $this->lines( $order )[0];
		switch ( $kind ) {
			case 3:
				$this->line( $line, '_line_total', '' );
				$this->line( $line, '_line_subtotal', '' );
				break;
			case 7:
				$this->line( $line, '_line_total', null );
				$this->line( $line, '_line_subtotal', 'none' );
				$this->line( $line, '_qty', null );
				break;
			case 11:
				foreach ( array( '_product_id', '_variation_id', '_qty', '_line_total', '_line_subtotal', '_line_tax' ) as $key ) {
					$this->line( $line, $key, null );
				}
				break;
			case 15:
				$this->line( $line, '_qty', '-2' );
				$this->line( $line, '_line_subtotal', '-9' );
				$this->line( $line, '_line_total', '-7.5' );
				break;
			case 19:
				$this->line( $line, '_qty', '-0.25' );
				$this->line( $line, '_line_total', '1e1' );
				$this->line( $line, '_line_tax', ' 0.50 ' );
				break;
			case 23:
				$this->write( $order, 'currency', null );
				break;
			case 27:
				$this->write( $order, 'created', null );
				break;
			case 31:
				$this->write( $order, 'currency', 'IRHT' );
				break;
			case 35:
				$this->write( $order, 'total', null );
				$this->write( $order, 'tax', null );
				break;
			case 39:
				$this->write( $order, 'status', '' );
				break;
			case 43:
				$this->write( $order, 'email', 'not an address' );
				break;
			case 47:
				$this->write( $order, 'total', '10.004996' );
				break;
			case 51:
				$this->write( $order, 'total', '-12.5' );
				break;
			case 55:
				foreach ( $this->lines( $order, 'fee' ) as $fee ) {
					$this->line( $fee, '_line_total', null );
				}
				break;
		}
	}

	/** An account whose e-mail address some tool took away. */
	private function without_address( int $user, bool $has_billing ): void {
		global $wpdb;
		$wpdb->update( $wpdb->users, array( 'user_email' => '' ), array( 'ID' => $user ) );
		update_user_meta( $user, 'billing_email', $has_billing ? "Odd$user@Example.com" : '' );
		clean_user_cache( $user );
	}
}
