<?php
/**
 * What must have happened to orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;
use Storewire\Shop\Snapshots;
use Storewire\Support\ReadWatch;

/**
 * Derives from what an order says of itself the facts that `OrderHooks` notes when they happen, under the same keys. A
 * fact that was told already has the same id and counts once; one that a hook missed, as when the process ended between
 * the order's commit and its hook, arrives now. That an order was cancelled is seen only while it still is.
 */
final class OrderFacts {

	/** Of a fact's payload: nobody saw it happen, so that its moment is what the order says, or none. */
	const DERIVED = 'derived';

	/**
	 * Takes what is derived.
	 *
	 * @var Recorder
	 */
	private $recorder;

	/**
	 * @param Recorder $recorder Takes what is derived.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/**
	 * Records the facts of orders. What is settled by nobody but the core: whether the order counts, and since when (E8).
	 *
	 * @param int[] $ids Order ids.
	 * @return array<int,string> Why orders could not be read, by id.
	 * @throws \Throwable Where that is not the order's fault.
	 */
	public function derive( array $ids ): array {
		$failures = array();
		foreach ( $ids as $id ) {
			try {
				ReadWatch::over( fn() => $this->derive_one( $id ) );
			} catch ( \Throwable $failure ) {
				if ( ! Snapshots::is_of_objects( $failure ) ) {
					throw $failure;
				}
				$failures[ $id ] = 'WooCommerce could not read it: ' . $failure->getMessage();
			}
		}
		Snapshots::forget();
		return $failures;
	}

	/**
	 * Records the facts of an order, if it is there.
	 *
	 * @param int $id Order id.
	 */
	private function derive_one( int $id ): void {
		$order = wc_get_order( $id );
		if ( $order instanceof \WC_Order ) {
			$this->derive_order( $order );
		}
	}

	/**
	 * Records the facts of an order.
	 *
	 * @param \WC_Order $order The order.
	 */
	private function derive_order( \WC_Order $order ): void {
		$this->record( Rules::ORDER_PLACED, $order, Outbox::ONCE, $order->get_date_created( 'edit' ) );
		$this->record( Rules::PAYMENT_RECEIVED, $order, Outbox::ONCE, $order->get_date_paid( 'edit' ) );
		OptIn::tell( $order, $this->recorder );
		$completed = OrderHooks::completed_at( $order );
		if ( null !== $completed ) {
			$this->record( Rules::ORDER_FULFILLED, $order, (string) $completed->getTimestamp(), $completed );
		}
		if ( Rules::CANCELLED === $order->get_status( 'edit' ) ) {
			$this->record( Rules::ORDER_CANCELLED, $order, OrderHooks::cancelling( $order ), $order->get_date_modified( 'edit' ) );
		}
		foreach ( $order->get_refunds() as $refund ) {
			$this->record( Rules::ORDER_REFUNDED, $order, (string) $refund->get_id(), $refund->get_date_created( 'edit' ) );
		}
	}

	/**
	 * Records one fact, if it happened.
	 *
	 * @param string            $topic      Topic.
	 * @param \WC_Order         $order      The order.
	 * @param string            $transition As the listener names it.
	 * @param \WC_DateTime|null $at         When it happened; null where it did not.
	 */
	private function record( string $topic, \WC_Order $order, string $transition, ?\WC_DateTime $at ): void {
		if ( null !== $at ) {
			$this->recorder->happened( $topic, $order->get_id(), $transition, array( self::DERIVED => true ), $at->getTimestamp() * 1000 );
		}
	}
}
