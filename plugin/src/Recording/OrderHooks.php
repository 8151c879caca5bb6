<?php
/**
 * What happens to orders.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;

/**
 * Notes orders that changed, and what happened to them (E2, E3). A fact is noted as often as WooCommerce tells it, and
 * counts once: the outbox sees to that, and after delivery its id does.
 *
 * Only orders: subscriptions and refunds are kept by the same code of WooCommerce and run through the same hooks.
 */
final class OrderHooks {

	/** Order meta: when a cancelled order was last taken up again, seconds since 1970 UTC. */
	const TAKEN_UP = '_storewire_taken_up';

	/** Order meta: `NEW=OLD`, dates of completion: WooCommerce dates anew an order that comes back from the trash. */
	const COMPLETED_BEFORE = '_storewire_completed_before';

	/** Seconds. An order that says it was paid so lately was paid by what changed it now. */
	const JUST = MINUTE_IN_SECONDS;

	private Recorder $recorder;

	/**
	 * The order whose payment was noted last.
	 */
	private int $paid = 0;

	/**
	 * When orders were completed that are about to come back from the trash, by id.
	 *
	 * @var array<int,int>
	 */
	private array $completed = array();

	/**
	 * @param Recorder $recorder Takes what is noted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/**
	 * An order was made beyond draft, or left draft. Older WooCommerce says so of drafts, too, and then no more when they are
	 * placed; see `status_changed()`.
	 *
	 * @param int             $id    Order id.
	 * @param \WC_Order|mixed $order The order.
	 */
	public function placed( $id, $order ): void {
		if ( self::is_order( $order ) && ! self::is_draft( $order->get_status( 'edit' ) ) ) {
			$this->changed( $id, $order );
			$this->recorder->happened( Rules::ORDER_PLACED, $id, Outbox::ONCE );
			$this->was_paid( $order, 0 );
			OptIn::tell( $order, $this->recorder );
		}
	}

	/**
	 * An order changed. Drafts change with every key a shopper types. No hook tells of each payment, so the order is asked;
	 * one that was given a paid date of long ago is the sweep's to tell.
	 *
	 * @param int             $id    Order id.
	 * @param \WC_Order|mixed $order The order.
	 */
	public function changed( $id, $order ): void {
		if ( self::is_order( $order ) && ! self::is_draft( $order->get_status( 'edit' ) ) ) {
			$this->recorder->changed( Rules::ORDER, (int) $id );
			$this->buyer_changed( $order );
			$this->was_paid( $order, time() - self::JUST );
		}
	}

	/**
	 * An order went to the trash, or came back from there.
	 *
	 * @param int $id Order id.
	 */
	public function moved( $id ): void {
		$this->recorder->changed( Rules::ORDER, (int) $id );
		$this->buyer_changed( wc_get_order( $id ) );
	}

	/**
	 * An order is about to come back from the trash. WooCommerce will say that it was completed now, if it ever was.
	 *
	 * @param int $id Order id.
	 */
	public function comes_back( $id ): void {
		$order = wc_get_order( $id );
		if ( self::is_order( $order ) && null !== $order->get_date_completed( 'edit' ) ) {
			$this->completed[ (int) $id ] = $order->get_date_completed( 'edit' )->getTimestamp();
		}
	}

	/**
	 * An order is about to be deleted, and knows its buyer for the last time.
	 *
	 * @param int             $id    Order id.
	 * @param \WC_Order|mixed $order The order.
	 */
	public function about_to_go( $id, $order ): void {
		$this->buyer_changed( $order );
	}

	/**
	 * An order was deleted.
	 *
	 * @param int $id Order id.
	 */
	public function deleted( $id ): void {
		$this->recorder->gone( Rules::ORDER, (int) $id );
	}

	/**
	 * An order's status changed. That a cancelled order is taken up again, which is rare, is kept with it: nothing else tells
	 * its next cancelling from the one before.
	 *
	 * @param int             $id    Order id.
	 * @param string          $from  Old status.
	 * @param string          $to    New status.
	 * @param \WC_Order|mixed $order The order.
	 */
	public function status_changed( $id, $from, $to, $order ): void {
		if ( ! self::is_order( $order ) || self::is_draft( $to ) ) {
			return;
		}
		if ( self::is_draft( $from ) ) {
			$this->placed( $id, $order );
			return;
		}
		$this->changed( $id, $order );
		if ( Rules::CANCELLED === $from ) {
			$order->update_meta_data( self::TAKEN_UP, (string) time() );
			$order->save_meta_data();
		}
	}

	/**
	 * An order was completed, once for each time; one that comes back from the trash was so before.
	 *
	 * @param int             $id    Order id.
	 * @param \WC_Order|mixed $order The order.
	 */
	public function was_fulfilled( $id, $order ): void {
		if ( ! self::is_order( $order ) ) {
			return;
		}
		$before = $this->completed[ (int) $id ] ?? null;
		if ( null !== $before && null !== $order->get_date_completed( 'edit' ) ) {
			$order->update_meta_data( self::COMPLETED_BEFORE, $order->get_date_completed( 'edit' )->getTimestamp() . "=$before" );
			$order->save_meta_data();
			unset( $this->completed[ (int) $id ] );
		}
		$this->recorder->happened( Rules::ORDER_FULFILLED, $id, self::when( self::completed_at( $order ) ), null, null === $before ? null : $before * 1000 );
	}

	/**
	 * When an order was completed, whether or not it was in the trash since; null where it was not.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function completed_at( \WC_Order $order ): ?\WC_DateTime {
		$date                   = $order->get_date_completed( 'edit' );
		list( $again, $before ) = array_pad( explode( '=', (string) $order->get_meta( self::COMPLETED_BEFORE, true, 'edit' ) ), 2, '' );
		return null !== $date && '' !== $before && (string) $date->getTimestamp() === $again ? new \WC_DateTime( '@' . (int) $before ) : $date;
	}

	/**
	 * An order was cancelled, once for each time.
	 *
	 * @param int             $id    Order id.
	 * @param \WC_Order|mixed $order The order.
	 */
	public function was_cancelled( $id, $order ): void {
		if ( self::is_order( $order ) ) {
			$this->recorder->happened( Rules::ORDER_CANCELLED, $id, self::cancelling( $order ) );
		}
	}

	/**
	 * Names the cancelling of a cancelled order: WooCommerce keeps no date of it, and any later change would move the date of
	 * the last change. So the first one has no name, and another goes by when the order was taken up before it.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function cancelling( \WC_Order $order ): string {
		$taken_up = (string) $order->get_meta( self::TAKEN_UP, true, 'edit' );
		return '' === $taken_up ? Outbox::ONCE : $taken_up;
	}

	/**
	 * Notes that an order was paid, if it was.
	 *
	 * @param \WC_Order $order The order.
	 * @param int       $since Not before, seconds since 1970 UTC.
	 */
	private function was_paid( \WC_Order $order, int $since ): void {
		$date = $order->get_id() === $this->paid ? null : $order->get_date_paid( 'edit' );
		if ( null !== $date && $date->getTimestamp() >= $since ) {
			$this->paid = $order->get_id();
			$this->recorder->happened( Rules::PAYMENT_RECEIVED, $order->get_id(), Outbox::ONCE );
		}
	}

	/**
	 * Money was given back.
	 *
	 * @param int $id     Order id.
	 * @param int $refund Refund id.
	 */
	public function refunded( $id, $refund ): void {
		$order = wc_get_order( $id );
		if ( self::is_order( $order ) ) {
			$this->changed( $id, $order );
			$this->recorder->happened( Rules::ORDER_REFUNDED, $id, (string) $refund );
		}
	}

	/**
	 * A refund is about to be deleted, and knows its order for the last time. Whoever reads the order does so later.
	 *
	 * @param mixed                  $check  Whether something keeps it.
	 * @param \WC_Order_Refund|mixed $refund The refund.
	 */
	public function refund_deleted( $check, $refund ): void {
		$order = $refund instanceof \WC_Order_Refund ? wc_get_order( $refund->get_parent_id() ) : null;
		if ( self::is_order( $order ) ) {
			$this->changed( $order->get_id(), $order );
		}
	}

	/**
	 * Notes the user whose order it is: what they spent changes with it (S11).
	 *
	 * @param \WC_Order|mixed $order The order.
	 */
	private function buyer_changed( $order ): void {
		$buyer = self::is_order( $order ) ? (int) $order->get_customer_id( 'edit' ) : 0;
		if ( 0 !== $buyer ) {
			$this->recorder->changed( Rules::CONTACT, $buyer );
		}
	}

	/**
	 * Names a transition by its moment.
	 *
	 * @param \WC_DateTime|null $date Date.
	 */
	private static function when( ?\WC_DateTime $date ): string {
		return null === $date ? Outbox::ONCE : (string) $date->getTimestamp();
	}

	/**
	 * Whether a status is that of an order which nobody has placed yet, in wp-admin or in the block checkout.
	 *
	 * @param string $status Status.
	 */
	public static function is_draft( string $status ): bool {
		return in_array( $status, Rules::DRAFTS, true );
	}

	/**
	 * Whether it is an order and nothing else.
	 *
	 * @param mixed $order What a hook passed.
	 */
	public static function is_order( $order ): bool {
		return $order instanceof \WC_Order && 'shop_order' === $order->get_type();
	}
}
