<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\Payloads;
use Storewire\Tests\Support\Rows;
use Storewire\Tests\Support\Shopper;

/**
 * Orders made and changed in code, as plugins, gateways and the command line do: what arrives at the backend of each hook
 * (E2, E3, S4, S5).
 */
final class OrdersArriveTest extends ArrivalTestCase {

	const PROVES = array(
		'test_an_order_made_step_by_step'    => array( 'woocommerce_new_order orders.placed', 'woocommerce_update_order orders.changed' ),
		'test_a_draft_that_leaves_draft'     => array( 'woocommerce_new_order orders.placed' ),
		'test_a_payment_by_a_gateway'        => array( 'woocommerce_update_order orders.changed', 'woocommerce_order_status_changed orders.status_changed' ),
		'test_a_payment_by_a_manual_change'  => array( 'woocommerce_update_order orders.changed' ),
		'test_a_payment_by_its_date_alone'   => array( 'woocommerce_update_order orders.changed' ),
		'test_completed'                     => array( 'woocommerce_order_status_completed orders.was_fulfilled' ),
		'test_cancelled'                     => array( 'woocommerce_order_status_cancelled orders.was_cancelled' ),
		'test_a_refund_in_part_and_the_rest' => array( 'woocommerce_order_refunded orders.refunded' ),
		'test_a_refund_that_is_deleted'      => array( 'woocommerce_pre_delete_order_refund orders.refund_deleted' ),
		'test_trashed'                       => array( 'woocommerce_trash_order orders.moved', 'trashed_post posts.changed@posts' ),
		'test_fulfilled_once_although_it_was_in_the_trash' => array( 'woocommerce_untrash_order orders.comes_back@hpos', 'untrashed_post orders.comes_back@posts' ),
		'test_trashed_and_restored'          => array( 'woocommerce_untrash_order orders.moved@hpos', 'untrashed_post posts.changed@posts', 'transition_post_status posts.status_changed@posts' ),
		'test_deleted'                       => array( 'woocommerce_delete_order orders.deleted' ),
		'test_a6_what_a_buyer_spent_follows' => array( 'woocommerce_before_delete_order orders.about_to_go', 'before_delete_post posts.about_to_go@posts' ),
	);

	/** E2: created empty, filled and saved in steps: placed once, complete. */
	public function test_an_order_made_step_by_step(): void {
		$order = wc_create_order();
		$this->removed_later( $order->get_id() );
		$order->add_product( $this->product );
		$order->set_address( Shopper::ADDRESS, 'billing' );
		$order->calculate_totals();
		$order->update_status( 'on-hold' );
		$order = wc_get_order( $order->get_id() );
		$this->arrives(
			array(
				'events'   => array( array( EventId::of_order( 'order_placed', $order->get_id() ), Payloads::order_event( 'order_placed', $order ) ) ),
				'orders'   => array( Payloads::order( $order ) ),
				'contacts' => array( Payloads::guest( $order ) ),
			)
		);
	}

	/** E2: an order that never leaves draft is none, and nothing is known of it. */
	public function test_an_order_that_stays_a_draft(): void {
		foreach ( array( 'auto-draft', 'checkout-draft' ) as $draft ) {
			$order = $this->ordered( array( 'status' => $draft ) );
			$order->set_customer_note( 'Ring twice' );
			$order->save();
		}
		$this->arrives( array() );
	}

	public function test_a_draft_that_leaves_draft(): void {
		$order = $this->ordered( array( 'status' => 'checkout-draft' ) );
		$order = wc_get_order( $order->get_id() );
		$order->set_status( 'pending' );
		$order->save();
		$order->update_status( 'on-hold' );
		$this->arrives( $this->placed( $order ) );
	}

	/** Orders of users bring their contact, with what they spent (S1, S11). */
	public function test_an_order_of_a_customer(): void {
		$user = $this->somebody();
		$this->deliver();
		$order   = wc_get_order( $this->ordered( array( 'customer_id' => $user->ID, 'status' => 'processing' ) )->get_id() );
		$contact = array( 'id' => "user:$user->ID", 'email' => $user->user_email );
		$this->arrives(
			array(
				'events'       => array(
					array( EventId::of_order( 'order_placed', $order->get_id() ), Payloads::order_event( 'order_placed', $order, array( 'contact' => $contact ) ) ),
					array( EventId::of_order( 'payment_received', $order->get_id() ), Payloads::order_event( 'payment_received', $order, array( 'contact' => $contact ) ) ),
				),
				'orders'       => array( Payloads::order( $order, array( 'contact' => $contact ) ) ),
				'contacts'     => array( Payloads::user( $user, array( 'revenue' => Payloads::revenue( 2500 ) ) ) ),
				'transactions' => array( Payloads::payment( $order ) ),
			)
		);
	}

	/** A subscription's renewal is told from a first order, by what WooCommerce Subscriptions writes. */
	public function test_a_renewal(): void {
		$order = new \WC_Order();
		$order->add_product( $this->product );
		$order->set_address( Shopper::ADDRESS, 'billing' );
		$order->update_meta_data( '_subscription_renewal', '77' );
		$order->set_created_via( 'subscription' );
		$order->calculate_totals();
		$this->removed_later( $order->get_id() );
		$order = wc_get_order( $order->get_id() );
		$more  = array( 'isRenewal' => true, 'createdVia' => 'subscription' );
		$this->arrives(
			array(
				'events'   => array( array( EventId::of_order( 'order_placed', $order->get_id() ), Payloads::order_event( 'order_placed', $order, $more ) ) ),
				'orders'   => array( Payloads::order( $order, $more ) ),
				'contacts' => array( Payloads::guest( $order ) ),
			)
		);
	}

	/** E3: a gateway says that it was paid, twice; and the order is edited later. */
	public function test_a_payment_by_a_gateway(): void {
		$order = $this->ordered( array( 'payment_method' => 'bacs', 'payment_method_title' => 'Bank transfer' ) );
		wc_get_order( $order->get_id() )->payment_complete( 'tx-1' );
		wc_get_order( $order->get_id() )->payment_complete( 'tx-1' );
		$order = wc_get_order( $order->get_id() );
		$order->set_customer_note( 'Ring twice' );
		$order->save();
		$more = array( 'paymentMethod' => 'bacs', 'paymentMethodTitle' => 'Bank transfer' );
		$this->arrives( $this->paid( $order, $more, $more, array( 'providerTransactionId' => 'tx-1' ) ) );
	}

	/** E3: paid by somebody who sets the status. */
	public function test_a_payment_by_a_manual_change(): void {
		$order = $this->ordered();
		wc_get_order( $order->get_id() )->update_status( 'processing', '', true );
		$this->arrives( $this->paid( wc_get_order( $order->get_id() ) ) );
	}

	/** E3: a plugin writes the paid date, and nothing else changes. */
	public function test_a_payment_by_its_date_alone(): void {
		$order = $this->ordered();
		$order = wc_get_order( $order->get_id() );
		$order->set_date_paid( time() );
		$order->save();
		$this->arrives( $this->paid( wc_get_order( $order->get_id() ) ) );
	}

	public function test_completed(): void {
		$order = $this->ordered();
		$order = wc_get_order( $order->get_id() );
		$order->update_status( 'completed' );
		$order     = wc_get_order( $order->get_id() );
		$completed = array( 'status' => 'Completed' );
		$all       = $this->paid( $order, $completed, $completed );
		$all['events'][] = array( EventId::of_order( 'order_fulfilled', $order->get_id(), (string) $order->get_date_completed()->getTimestamp() ), Payloads::order_event( 'order_fulfilled', $order, $completed ) );
		$this->arrives( $all );
	}

	public function test_cancelled(): void {
		$order = $this->ordered();
		$this->deliver();
		$placed = wc_get_order( $order->get_id() );
		$order  = wc_get_order( $order->get_id() );
		$order->update_status( 'cancelled' );
		$order           = wc_get_order( $order->get_id() );
		$all             = $this->placed( $order, array( 'status' => 'Cancelled' ), array( 'originalStatus' => $placed->get_status() ) );
		$all['events'][] = array( EventId::of_order( 'order_cancelled', $order->get_id() ), Payloads::order_event( 'order_cancelled', $order, array( 'status' => 'Cancelled' ) ) );
		$this->arrives( $all );
	}

	/** E3, S5: two refunds, the second of all that is left. */
	public function test_a_refund_in_part_and_the_rest(): void {
		$order = $this->ordered( array( 'status' => 'processing' ) );
		$this->deliver();
		$before = wc_get_order( $order->get_id() );
		$first  = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5.00', 'reason' => 'Late' ) );
		$rest   = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '20.00' ) );
		$order  = wc_get_order( $order->get_id() );
		$this->assertSame( 'refunded', $order->get_status() );
		$as_paid = array( 'originalStatus' => 'processing' );
		$all     = $this->paid( $order, array( 'status' => 'Completed', 'refundedCents' => 2500 ), $as_paid + array( 'paidAt' => Payloads::moment( $before->get_date_paid() ) ) );
		foreach ( array( array( $first, 500, 'Late', false ), array( $rest, 2000, null, true ) ) as list( $refund, $cents, $reason, $full ) ) {
			$all['events'][] = array(
				EventId::refunded( $refund ),
				Payloads::order_event(
					'order_refunded',
					$order,
					array(
						'status' => 'Completed',
						'refund' => array(
							'id'          => (string) $refund->get_id(),
							'amountCents' => $cents,
							'full'        => $full,
							'reason'      => $reason,
							'refundedAt'  => Payloads::moment( $refund->get_date_created() ),
							'lineItems'   => array(),
						),
					)
				),
			);
			$all['transactions'][] = Payloads::refund( $refund, array( 'amountCents' => $cents, 'reason' => $reason, 'full' => $full ) );
		}
		$this->arrives( $all );
	}

	/** E3, S11: a refund that other code deletes: the order and what its buyer spent are as before. */
	public function test_a_refund_that_is_deleted(): void {
		$user   = $this->somebody();
		$order  = $this->ordered( array( 'customer_id' => $user->ID, 'status' => 'processing' ) );
		$spent  = fn(): array => array( $this->backend->export()['orders'][ $order->get_id() ]['refundedCents'], $this->backend->export()['contacts'][ "user:$user->ID" ]['revenue'] );
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5.00' ) );
		$this->deliver();
		$this->assertEquals( array( 500, Payloads::revenue( 2000 ) ), $spent() );
		wc_get_order( $refund->get_id() )->delete( true );
		$this->deliver();
		$this->assertEquals( array( 0, Payloads::revenue( 2500 ) ), $spent() );
	}

	/** E3: a status of `refunded`, set by hand, gives all back once. */
	public function test_refunded_by_its_status(): void {
		$order = $this->ordered( array( 'status' => 'processing' ) );
		$this->deliver();
		wc_get_order( $order->get_id() )->update_status( 'refunded' );
		wp_cache_flush();
		$refunds = wc_get_order( $order->get_id() )->get_refunds();
		$this->assertCount( 1, $refunds );
		$this->deliver();
		$events = preg_grep( '/order_refunded/', array_column( $this->backend->events(), 'id' ) );
		$this->assertSame( array( EventId::refunded( $refunds[0] ) ), array_values( $events ) );
		$refund = $this->backend->export()['transactions'][ 'refund:' . $refunds[0]->get_id() ];
		$this->assertSame( array( 2500, true ), array( $refund['amountCents'], $refund['full'] ) );
	}

	/** D2: told again after everything was delivered, by other requests: nothing happens twice. */
	public function test_the_same_hooks_after_delivery(): void {
		$order = $this->ordered( array( 'status' => 'processing' ) );
		$order->update_status( 'completed' );
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5.00' ) );
		$this->deliver();
		$before = array( $this->backend->events(), $this->backend->export() );
		$this->assertCount( 4, $before[0] );
		wp_cache_flush();
		$id    = $order->get_id();
		$order = wc_get_order( $id );
		do_action( 'woocommerce_new_order', $id, $order );
		do_action( 'woocommerce_order_status_completed', $id, $order );
		do_action( 'woocommerce_order_status_changed', $id, 'processing', 'completed', $order );
		do_action( 'woocommerce_order_refunded', $id, $refund->get_id() );
		// Another request, which saves the order of a payment of this minute.
		( new \Storewire\Recording\OrderHooks( new \Storewire\Recording\Recorder( new \Storewire\Outbox\Outbox() ) ) )->changed( $id, $order );
		$this->assertCount( 5, Rows::all(), 'It was recorded again.' );
		$this->deliver();
		$this->assertSame( $before[0], $this->backend->events() );
		$this->assertSame( array_keys( $before[1]['transactions'] ), array_keys( $this->backend->export()['transactions'] ) );
	}

	/** S4: in the trash it is cancelled, but nobody is told that it was. */
	public function test_trashed(): void {
		$order = $this->ordered();
		$this->deliver();
		$id      = $order->get_id();
		$pending = wc_get_order( $id );
		wc_get_order( $id )->delete( false );
		$trashed = wc_get_order( $id );
		$all     = $this->placed( $pending );
		$all['orders'] = array( Payloads::order( $trashed, array( 'status' => 'Cancelled' ) ) );
		$this->arrives( $all );
	}

	/** E3: an order that comes back from the trash was fulfilled before, whatever date WooCommerce gives it (a shop's life found it). */
	public function test_fulfilled_once_although_it_was_in_the_trash(): void {
		$order = $this->ordered();
		$order->set_status( 'completed' );
		$order->save();
		$id = $order->get_id();
		$this->deliver();
		$fulfilled = EventId::of_order( 'order_fulfilled', $id, (string) wc_get_order( $id )->get_date_completed()->getTimestamp() );
		$this->assertContains( $fulfilled, array_column( $this->backend->events(), 'id' ) );
		$before = $this->backend->events();
		wc_get_order( $id )->delete( false );
		$this->deliver();
		sleep( 1 );
		wc_get_order( $id )->untrash();
		$this->assertSame( 'completed', wc_get_order( $id )->get_status() );
		$this->deliver();
		$this->assertSame( $before, $this->backend->events() );
		( new \Storewire\Recording\OrderFacts( new \Storewire\Recording\Recorder( new \Storewire\Outbox\Outbox() ) ) )->derive( array( $id ) );
		$this->deliver();
		$this->assertSame( $before, $this->backend->events(), 'The night knows it, too.' );
	}

	/** S4: and it returns. */
	public function test_trashed_and_restored(): void {
		$order = $this->ordered();
		$id    = $order->get_id();
		$this->deliver();
		wc_get_order( $id )->delete( false );
		$this->deliver();
		if ( 'off' === getenv( 'HPOS' ) ) {
			wp_untrash_post( $id );
		} else {
			wc_get_order( $id )->untrash();
		}
		$this->arrives( $this->placed( wc_get_order( $id ) ) );
	}

	/** An order that was deleted stays at the backend as it was (S4). */
	public function test_deleted(): void {
		$order = $this->ordered();
		$this->deliver();
		$all = $this->placed( wc_get_order( $order->get_id() ) );
		wc_get_order( $order->get_id() )->delete( true );
		$this->arrives( $all );
	}

	/** A6, S11: without any change of status: paid, made dearer, trashed, restored, deleted. */
	public function test_a6_what_a_buyer_spent_follows(): void {
		$user  = $this->somebody();
		$spent = function () use ( $user ): array {
			$this->deliver();
			return array_column( $this->backend->export()['contacts'][ "user:$user->ID" ]['revenue'], 'totalSpentCents' );
		};
		$order = $this->ordered( array( 'customer_id' => $user->ID, 'status' => 'processing' ) );
		$order->set_date_paid( null );
		$order->save();
		$this->assertSame( array(), $spent() );
		$order->set_date_paid( time() );
		$order->save();
		$this->assertSame( array( (int) round( 100 * (float) $order->get_total() ) ), $spent() );
		$order->set_total( '77.00' );
		$order->save();
		$this->assertSame( array( 7700 ), $spent() );
		$id = $order->get_id();
		$order->delete( false );
		$this->assertSame( array(), $spent() );
		wp_cache_flush();
		if ( $this->is_here( '@posts' ) ) {
			wp_untrash_post( $id );
		} else {
			wc_get_order( $id )->untrash();
		}
		wp_cache_flush();
		$again = wc_get_order( $id );
		$again->set_status( 'processing' );
		$again->save();
		$this->assertSame( array( 7700 ), $spent() );
		wc_get_order( $id )->delete( true );
		$this->assertSame( array(), $spent() );
	}

	/** What an order that was placed brings: its record, its event and its buyer. */
	private function placed( \WC_Order $order, array $record = array(), array $event = array() ): array {
		return array(
			'events'   => array( array( EventId::of_order( 'order_placed', $order->get_id() ), Payloads::order_event( 'order_placed', $order, $event ) ) ),
			'orders'   => array( Payloads::order( $order, $record ) ),
			'contacts' => array( Payloads::guest( $order ) ),
		);
	}

	/** The same of one that was paid, too. */
	private function paid( \WC_Order $order, array $record = array(), array $event = array(), array $payment = array() ): array {
		$all                 = $this->placed( $order, $record, $event );
		$all['events'][]     = array( EventId::of_order( 'payment_received', $order->get_id() ), Payloads::order_event( 'payment_received', $order, $event ) );
		$all['transactions'] = array( Payloads::payment( $order, array_intersect_key( $record, array( 'paymentMethod' => 1, 'paymentMethodTitle' => 1 ) ) + $payment ) );
		return $all;
	}
}
