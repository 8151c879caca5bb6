<?php
/**
 * What shoppers do with their carts.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cart;

use Storewire\Generated\Rules;
use Storewire\Recording\Recorder;
use Storewire\Shop\CartReader;

/**
 * Notes carts begun, checkouts opened and carts cleared (E1), for shoppers whose e-mail address is known. Until it is, all
 * that is known of a cart stays in the shopper's own WooCommerce session, which is local and expires: nothing is stored
 * for it elsewhere, and nothing is written that WooCommerce would not have written anyway.
 *
 * Hooks only mark what happened; what came of it is looked at once, at the end of the request, right before WooCommerce
 * stores the session with the cart. So a cart that is emptied and filled again within a request, as express payments do
 * to find out what shipping would cost, goes on; one that is only brought back from a session or an account was not begun
 * by anybody; and a request that dies has changed neither the cart nor what is known of it.
 */
final class CartHooks {

	/** What is known of the cart, in the session: `{id, startedAt, openedAt, email, ordered, told, toldTo}`. Seconds since 1970 UTC. */
	const KEY = 'storewire_cart';

	/**
	 * Makes what tells of carts, where there is something to tell: most pages of a shop have nothing.
	 *
	 * @var callable(): CartFacts
	 */
	private $facts;

	/**
	 * Whether something went into the cart in this request.
	 */
	private bool $filled = false;

	/**
	 * Whether the cart is to be looked at when the request ends.
	 */
	private bool $touched = false;

	/**
	 * Who logged in by this request.
	 */
	private ?\WP_User $user = null;

	/**
	 * @param callable $facts Makes what tells of carts.
	 */
	public function __construct( callable $facts ) {
		$this->facts = $facts;
	}

	/** Something was put into the cart. */
	public function filled(): void {
		$this->filled = true;
		$this->changed();
	}

	/** Something was taken out, or there is more or less of it: it is no longer what may have been ordered. */
	public function changed(): void {
		$this->touched = true;
		$this->know( array( 'ordered' => false ) );
	}

	/** All was taken out at once: by the shopper, or because it was ordered. */
	public function emptied(): void {
		$this->touched = true;
	}

	/**
	 * A page brought the cart back from the session. That begins no cart, but the shopper may be known by now.
	 *
	 * @param \WC_Cart $cart The cart.
	 */
	public function loaded( $cart ): void {
		$known = self::known();
		if ( null !== $known && $cart->is_empty() ) {
			// WooCommerce took the last product out, for it cannot be bought any more.
			WC()->session->set( self::KEY, null );
		} elseif ( null !== $known && ! $known['told'] && is_user_logged_in() ) {
			$this->touched = true;
		}
	}

	/** A page was opened; it may be a checkout. */
	public function page_opened(): void {
		$known = self::known();
		if ( null !== $known && ! isset( $known['openedAt'] ) && is_checkout() && ! is_wc_endpoint_url() ) {
			$this->checkout_reached();
		}
	}

	/**
	 * The cart is at the checkout: on its page, or there is an order of it, for a headless shop has no page. Browsers open
	 * pages in advance, too, and older WooCommerce makes a draft of an order with the page.
	 */
	private function checkout_reached(): void {
		$known       = self::known();
		$is_prefetch = false !== strpos( sanitize_text_field( wp_unslash( $_SERVER['HTTP_SEC_PURPOSE'] ?? '' ) ), 'prefetch' );
		if ( null !== $known && ! isset( $known['openedAt'] ) && ! $is_prefetch ) {
			$this->touched = true;
			$this->know( array( 'openedAt' => time() ) );
		}
	}

	/**
	 * A checkout makes an order of the cart, or brings it up to date: it keeps the cart's id, of which all is told first, for
	 * that may be another one then.
	 *
	 * @param \WC_Order|mixed $order The order, to be saved next.
	 */
	public function order_made( $order ): void {
		$this->checkout_reached();
		$this->settle();
		$known = self::known();
		if ( null !== $known && $order instanceof \WC_Order ) {
			$order->update_meta_data( CartReader::ORDER_META, $known['id'] );
		}
	}

	/** The order was made of the cart, which is emptied next, by this request or by one that comes back from paying. */
	public function ordered(): void {
		$this->know( array( 'ordered' => true ) );
		$this->settle();
	}

	/**
	 * The shopper logged in.
	 *
	 * @param string   $login Login name.
	 * @param \WP_User $user  User.
	 */
	public function logged_in( $login, $user ): void {
		$this->user    = $user;
		$this->touched = null !== self::known();
	}

	/**
	 * The classic checkout sent its form to have the totals calculated.
	 *
	 * @param string $form URL-encoded.
	 */
	public function classic_form_changed( $form ): void {
		parse_str( (string) $form, $fields );
		$this->typed( $fields['billing_email'] ?? '' );
	}

	/**
	 * The classic checkout sent its form to place the order.
	 *
	 * @param array<string,mixed> $fields Fields.
	 */
	public function classic_form_sent( $fields ): void {
		$this->typed( $fields['billing_email'] ?? '' );
	}

	/**
	 * The block checkout told the Store API of the shopper.
	 *
	 * @param \WC_Customer $customer The shopper.
	 */
	public function block_form_changed( $customer ): void {
		$this->typed( $customer->get_billing_email( 'edit' ) );
	}

	/** The request ends: looks at what came of the cart. */
	public function settle(): void {
		if ( ! $this->touched || ! WC()->session instanceof \WC_Session || ! WC()->cart instanceof \WC_Cart ) {
			return;
		}
		$known = self::known() ?? $this->begun();
		if ( null !== $known ) {
			$user  = $this->user ?? ( is_user_logged_in() ? wp_get_current_user() : null );
			$known = null === $user && ! isset( $known['email'] ) ? $known : ( $this->facts )()->tell( $known, $user );
			WC()->session->set( self::KEY, WC()->cart->is_empty() ? null : $known );
		}
		$this->filled  = false;
		$this->touched = false;
	}

	/**
	 * What is known of a cart that was begun by this request; null where none was, or nobody wants to know.
	 *
	 * @return array<string,mixed>|null
	 */
	private function begun(): ?array {
		if ( ! $this->filled || WC()->cart->is_empty() || ! Recorder::is_wanted( Rules::CART_STARTED ) ) {
			return null;
		}
		return array(
			'id'        => bin2hex( random_bytes( 16 ) ),
			'startedAt' => time(),
			'ordered'   => false,
			'told'      => array(),
		);
	}

	/**
	 * The shopper typed an e-mail address, maybe not to its end: WooCommerce says whether it is one.
	 *
	 * @param mixed $email What was typed.
	 */
	private function typed( $email ): void {
		if ( ! is_string( $email ) || '' === trim( $email ) || null === self::known() ) {
			return;
		}
		try {
			$customer = clone WC()->customer;
			$customer->set_billing_email( trim( $email ) );
		} catch ( \WC_Data_Exception $refusal ) {
			return;
		}
		$this->touched = true;
		$this->know( array( 'email' => $customer->get_billing_email( 'edit' ) ) );
	}

	/**
	 * Notes something of the cart, where there is one.
	 *
	 * @param array<string,mixed> $more What, by key.
	 */
	private function know( array $more ): void {
		$known = self::known();
		if ( null !== $known && $more !== array_intersect_key( $known, $more ) ) {
			WC()->session->set( self::KEY, $more + $known );
		}
	}

	/**
	 * What is known of the shopper's cart; null where nothing is.
	 *
	 * @return array<string,mixed>|null
	 */
	private static function known(): ?array {
		$session = WC()->session;
		$known   = $session instanceof \WC_Session ? $session->get( self::KEY ) : null;
		return is_array( $known ) && isset( $known['id'], $known['startedAt'], $known['told'] ) ? $known : null;
	}
}
