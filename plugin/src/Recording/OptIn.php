<?php
/**
 * The opt-in box at the checkout.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Connection\OptInSettings;
use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;
use Storewire\Shop\CustomerReader;
use Storewire\Shop\ShopperConsent;

/**
 * A box by which shoppers subscribe to the store's news (E7): off at first, never ticked in advance, in the owner's words. In
 * the classic checkout it stands below the billing address, in the block checkout among the order's own fields, which
 * WooCommerce remembers for no customer.
 *
 * What was said goes with the order. Once that is placed, a tick is told as a fact of its own: nothing else subscribes
 * anybody, and a copy of the order, such as a renewal, has the same tick and tells nothing new.
 */
final class OptIn {

	/** Names of the classic checkout's fields: the box, and that it was shown. */
	const FIELD = 'storewire_opt_in';
	const SHOWN = 'storewire_opt_in_shown';

	/** Id of the block checkout's field. */
	const BLOCK = 'storewire/opt-in';

	/** Where WooCommerce keeps that with the order. */
	const BLOCK_META = '_wc_other/storewire/opt-in';

	/**
	 * Whether it is shown: the owner wants it, and there is somebody to tell. Asks the database nothing.
	 */
	public static function is_on(): bool {
		$on = (array) get_option( Recorder::OPTION, array() );
		return in_array( Recorder::OPT_IN, $on, true ) && in_array( Rules::CONTACTS, $on, true );
	}

	/** In the classic checkout. */
	public static function show(): void {
		if ( self::is_on() ) {
			printf(
				'<p class="form-row form-row-wide" id="storewire-opt-in"><input type="hidden" name="%1$s" value="1"><label class="checkbox woocommerce-form__label woocommerce-form__label-for-checkbox"><input type="checkbox" class="input-checkbox woocommerce-form__input woocommerce-form__input-checkbox" name="%2$s" value="1"> <span>%3$s</span></label></p>',
				esc_attr( self::SHOWN ),
				esc_attr( self::FIELD ),
				esc_html( OptInSettings::text() )
			);
		}
	}

	/** A page is shown. */
	public static function on_page(): void {
		if ( self::is_on() && is_checkout() ) {
			self::offer();
		}
	}

	/** In the block checkout. */
	public static function offer(): void {
		if ( self::is_on() && function_exists( 'woocommerce_register_additional_checkout_field' ) ) {
			$text = OptInSettings::text();
			woocommerce_register_additional_checkout_field(
				array(
					'id'            => self::BLOCK,
					'label'         => $text,
					'optionalLabel' => $text,
					'location'      => 'order',
					'type'          => 'checkbox',
				)
			);
		}
	}

	/**
	 * What was said in the classic checkout; null where nobody was asked.
	 *
	 * @return array<string,mixed>|null
	 */
	public static function choice_in_form(): ?array {
		// phpcs:disable WordPress.Security.NonceVerification -- WooCommerce has verified its own before it makes an order.
		return isset( $_POST[ self::SHOWN ] ) && self::is_on() ? self::choice( isset( $_POST[ self::FIELD ] ) ) : null;
		// phpcs:enable
	}

	/**
	 * What was said in the block checkout; null where nobody was asked, or the order is not placed yet.
	 *
	 * @param \WP_REST_Request $request The Store API's.
	 * @return array<string,mixed>|null
	 */
	public static function choice_in_block( \WP_REST_Request $request ): ?array {
		$fields = $request['additional_fields'];
		$asked  = 'POST' === $request->get_method() && is_array( $fields ) && isset( $fields[ self::BLOCK ] );
		return $asked && self::is_on() ? self::choice( (bool) $fields[ self::BLOCK ] ) : null;
	}

	/**
	 * What a shopper says now.
	 *
	 * @param bool $ticked Whether the box is ticked.
	 * @return array<string,mixed> Named as in SAID.
	 */
	private static function choice( bool $ticked ): array {
		$said = array(
			'optedIn'   => $ticked,
			'optedInAt' => time(),
		);
		return ! $ticked ? $said : $said + array(
			'optedInText' => OptInSettings::text(),
			'tick'        => bin2hex( random_bytes( 16 ) ),
		);
	}

	/**
	 * Tells of the tick that an order was placed with, if it was.
	 *
	 * @param \WC_Order $order    The order.
	 * @param Recorder  $recorder Takes it.
	 */
	public static function tell( \WC_Order $order, Recorder $recorder ): void {
		$said = array_intersect_key( ShopperConsent::kept( $order ), array_flip( ShopperConsent::SAID ) );
		if ( ! isset( $said['tick'] ) ) {
			return;
		}
		$user    = (int) $order->get_customer_id( 'edit' );
		$payload = array(
			'snapshot' => array(
				'id'       => $said['tick'],
				'customer' => CustomerReader::buyers( array( $user ) )[ $user ] ?? null,
				'email'    => $order->get_billing_email( 'edit' ),
			),
			'consent'  => $said,
		);
		$recorder->happened( Rules::MARKETING_SUBSCRIBED, $said['tick'], Outbox::ONCE, $payload, $said['optedInAt'] * 1000 );
		$before = 0 === $user ? false : get_user_option( ShopperConsent::USER, $user );
		if ( 0 !== $user && ( $before['optedInAt'] ?? 0 ) < $said['optedInAt'] ) {
			update_user_option( $user, ShopperConsent::USER, $said );
		}
	}
}
