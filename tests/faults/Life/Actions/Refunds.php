<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life\Actions;

use Storewire\Tests\Faults\Life\Shop;

/**
 * Money that is given back, and refunds that are taken back.
 */
final class Refunds {

	private Shop $shop;

	public function __construct( Shop $shop ) {
		$this->shop = $shop;
	}

	/** A part of the money is given back. */
	public function a_part_is_refunded(): void {
		$this->refund( '1.25' );
	}

	/** All of it is. */
	public function an_order_is_refunded(): void {
		$this->refund( '' );
	}

	/** A refund is deleted. */
	public function a_refund_is_deleted(): void {
		$refunds = $this->shop->rows( 'SELECT r.id, r.parent FROM ' . ( new \Storewire\Lab\Predict\Tables() )->orders . " r WHERE r.type = 'shop_order_refund' ORDER BY r.id" );
		$refund  = array() === $refunds ? $this->refund( '0.75' ) : (int) $this->shop->chance->one( $refunds )['id'];
		$this->shop->diary->note( (string) $refund );
		wc_get_order( $refund )->delete( true );
		$this->shop->diary->drop( static fn( array $event ): bool => 'ecommerce.order_refunded' === $event['name'] && strtok( $event['about'] . ':', ':' ) && ":$refund" === strstr( $event['about'], ':' ) );
	}

	/** @param string $amount How much; '' for all. */
	private function refund( string $amount ): int {
		$order  = $this->shop->a_paid_order();
		$all    = wc_get_order( $order )->get_total();
		$refund = wc_create_refund( array( 'order_id' => $order, 'amount' => '' === $amount ? $all : $amount, 'reason' => 'Too dark' ) );
		if ( is_wp_error( $refund ) ) {
			throw new \RuntimeException( $refund->get_error_message() );
		}
		$this->shop->diary->happened( 'order_refunded', "$order:" . $refund->get_id() );
		return $refund->get_id();
	}
}
