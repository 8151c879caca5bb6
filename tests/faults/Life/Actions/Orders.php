<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life\Actions;

use Storewire\Tests\Faults\Life\Shop;
use Storewire\Tests\Support\Shopper;

/**
 * Orders, and what becomes of them. Each public method is an action; one that says `@needs woocommerce` is left out on the
 * stand-in shop.
 */
final class Orders {

	private Shop $shop;

	public function __construct( Shop $shop ) {
		$this->shop = $shop;
	}

	/** A guest orders on the classic checkout. @needs woocommerce */
	public function a_guest_orders_on_the_classic_checkout(): void {
		$email   = $this->shop->new_email();
		$shopper = new Shopper();
		$shopper->adds_classically( $this->shop->product() );
		$this->bought( $email, $shopper->orders_classically( $this->shop->checkout, array( 'billing_email' => $email ) ) );
	}

	/** A guest orders on the block checkout, which is the Store API. @needs woocommerce */
	public function a_guest_orders_on_the_block_checkout(): void {
		$email   = $this->shop->new_email();
		$shopper = new Shopper();
		$shopper->adds( $this->shop->product() );
		$this->bought( $email, $shopper->orders( array( 'email' => $email ) ) );
	}

	/** A customer logs in and orders. @needs woocommerce */
	public function a_customer_orders(): void {
		$user    = get_userdata( People::somebody( $this->shop ) );
		$shopper = new Shopper();
		$shopper->log_in( $user );
		$shopper->adds( $this->shop->product() );
		$this->bought( $user->user_email, $shopper->orders( array( 'email' => $user->user_email ) ) );
	}

	/** Somebody's own code makes an order. */
	public function code_makes_an_order(): void {
		$this->shop->new_order( $this->shop->chance->below( 2 ) ? array( 'customer_id' => People::somebody( $this->shop ) ) : array() );
	}

	/** A guest orders once more; the contact stays as the first order made it. */
	public function a_guest_orders_again(): void {
		$order = $this->shop->an_order( "customer = 0 AND email LIKE 'guest%'" );
		$this->shop->new_order( array( 'billing_email' => $this->shop->facts( $order )['email'], 'billing_first_name' => 'Annie' ) );
	}

	/** An order has a fee, a coupon and a line that gives something back. */
	public function an_order_has_odd_lines(): void {
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Gift wrap', 'total' => '1.005' ) );
		$coupon = new \WC_Order_Item_Coupon();
		$coupon->set_props( array( 'code' => 'spring', 'discount' => '1.00' ) );
		$back = new \WC_Order_Item_Product();
		$back->set_props( array( 'name' => 'Old cup', 'quantity' => -1, 'subtotal' => '-0.50', 'total' => '-0.50' ) );
		$this->shop->new_order( array(), $fee, $coupon, $back );
	}

	/** An order costs nothing: it is placed and fulfilled, and never paid for. */
	public function an_order_costs_nothing(): void {
		$order = wc_create_order();
		$item  = new \WC_Order_Item_Product();
		$item->set_props( array( 'name' => 'Sample', 'quantity' => 1, 'subtotal' => '0', 'total' => '0' ) );
		$order->add_item( $item );
		$order->set_address( Shop::address( $this->shop->new_email() ), 'billing' );
		$order->set_status( 'on-hold' );
		$order->save();
		$this->shop->placed( $order->get_id() );
		$this->shop->later();
		$this->shop->status( $order->get_id(), 'completed' );
	}

	/** Another system makes a paid order over REST. @needs woocommerce */
	public function rest_makes_a_paid_order(): void {
		$order = $this->shop->admin()->rest(
			'POST',
			'orders',
			array(
				'payment_method' => 'bacs',
				'set_paid'       => true,
				'billing'        => Shop::address( $this->shop->new_email() ),
				'line_items'     => array( array( 'product_id' => $this->shop->product()->get_id(), 'quantity' => 2 ) ),
			)
		)['id'];
		$this->shop->placed( $order );
		$this->shop->paid( $order );
	}

	/** An importer brings an order of years ago: records only. */
	public function an_importer_brings_an_old_order(): void {
		$order = wc_create_order();
		$order->add_product( $this->shop->product() );
		$order->set_address( Shop::address( $this->shop->new_email() ), 'billing' );
		$order->set_date_created( '2015-03-04 05:06:07' );
		$order->calculate_totals();
		$order->set_status( 'completed' );
		$order->save();
	}

	/** The process ends between an order's commit and its hooks. */
	public function nobody_hears_of_an_order(): void {
		$this->shop->diary->unheard();
		delete_option( \Storewire\Recording\Recorder::OPTION );
		$this->shop->new_order();
		( new \Storewire\Recording\Recorder( new \Storewire\Outbox\Outbox() ) )->follow();
	}

	/** An order is completed. */
	public function an_order_is_completed(): void {
		$this->shop->status( $this->shop->an_order( "status IN ('on-hold', 'processing')" ), 'completed' );
	}

	/** An order is completed over REST. @needs woocommerce */
	public function rest_completes_an_order(): void {
		$order  = $this->shop->an_order( "status IN ('on-hold', 'processing')" );
		$before = $this->shop->facts( $order );
		$this->shop->admin()->rest( 'PUT', "orders/$order", array( 'status' => 'completed' ) );
		if ( null === $before['paid'] ) {
			$this->shop->paid( $order );
		}
		$this->shop->diary->happened( 'order_fulfilled', (string) $order );
	}

	/** A completed order is opened again, and completed once more. */
	public function an_order_is_completed_again(): void {
		$order = $this->shop->an_order( "status IN ('on-hold', 'processing', 'completed')" );
		$this->shop->status( $order, 'completed' );
		$this->shop->later();
		$this->shop->status( $order, 'processing' );
		$this->shop->later();
		$this->shop->status( $order, 'completed' );
	}

	/** An order is cancelled. */
	public function an_order_is_cancelled(): void {
		$this->shop->status( $this->shop->an_order( "status IN ('on-hold', 'processing')" ), 'cancelled' );
	}

	/** A cancelled order is taken up again, and cancelled once more. */
	public function an_order_is_cancelled_again(): void {
		$order = $this->shop->order( "status = 'cancelled'" );
		if ( 0 === $order ) {
			$order = $this->shop->new_order();
			$this->shop->status( $order, 'cancelled' );
			$this->shop->later();
		}
		$this->shop->status( $order, 'on-hold' );
		$this->shop->later();
		$this->shop->status( $order, 'cancelled' );
	}

	/** The money comes back that was taken for paid. */
	public function a_payment_is_undone(): void {
		$id    = $this->shop->a_paid_order();
		$order = wc_get_order( $id );
		$order->set_date_paid( null );
		$order->set_status( 'pending' );
		$order->save();
		$this->shop->diary->drop( static fn( array $event ): bool => 'ecommerce.payment_received' === $event['name'] && (string) $id === $event['about'] );
	}

	/** An order goes to the trash. */
	public function an_order_goes_to_the_trash(): void {
		$order = $this->shop->an_order( '1 = 1' );
		$this->shop->diary->note( (string) $order );
		wc_get_order( $order )->delete( false );
		$this->shop->diary->sleeps( $order );
	}

	/** One comes back from there. */
	public function an_order_comes_back_from_the_trash(): void {
		$trash = $this->shop->rows( 'SELECT o.id FROM ' . ( new \Storewire\Lab\Predict\Tables() )->orders . " o WHERE type = 'shop_order' AND status = 'trash' ORDER BY o.id" );
		if ( array() === $trash ) {
			$trash = array( array( 'id' => $this->shop->new_order() ) );
			wc_get_order( $trash[0]['id'] )->delete( false );
			$this->shop->diary->sleeps( (int) $trash[0]['id'] );
			$this->shop->later();
		}
		$order = (int) $this->shop->chance->one( $trash )['id'];
		$this->shop->diary->note( (string) $order );
		$before = $this->shop->facts( $order );
		wc_get_order( $order )->untrash();
		$this->shop->diary->wakes( $order );
		if ( null === $before['paid'] && null !== $this->shop->facts( $order )['paid'] && (float) $before['total'] > 0 ) {
			$this->shop->paid( $order );
		}
	}

	/** An order is deleted for good. */
	public function an_order_is_deleted(): void {
		$order = $this->shop->an_order( "status IN ('cancelled', 'on-hold')" );
		$this->shop->diary->note( (string) $order );
		wc_get_order( $order )->delete( true );
		$this->shop->diary->forget( $order );
	}

	/** A line of an order is changed by SQL, as an importer does; no hook tells of it. */
	public function sql_changes_an_order(): void {
		global $wpdb;
		$order = $this->shop->an_order( '1 = 1' );
		$this->shop->diary->note( (string) $order );
		$this->shop->sql( "UPDATE {$wpdb->prefix}woocommerce_order_items SET order_item_name = CONCAT(order_item_name, '!') WHERE order_id = $order AND order_item_type = 'line_item'" );
	}

	/** A cart became an order, to be paid on delivery. */
	private function bought( string $email, int $order ): void {
		$this->shop->diary->happened( 'cart_started', $email );
		$this->shop->diary->happened( 'checkout_started', $email );
		$this->shop->placed( $order );
	}
}
