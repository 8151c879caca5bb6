<?php
/**
 * The owner's choices as fields of a form.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Connection\OptInSettings;
use Storewire\Generated\Rules;
use Storewire\Shop\ShopperConsent;
use Storewire\Sync\SyncWords;

/**
 * Prints groups of choices inside a form (C6, C7, E7, S8). Each box names itself in `shown`, for one without a tick is not
 * sent, and says what it was, as the consent does in `consentShown`: who saves something else makes no choice of it, and
 * undoes nobody's.
 */
final class SettingsFields {

	/**
	 * What to import first.
	 *
	 * @param array<string,bool> $values By name.
	 */
	public static function imports( array $values ): void {
		self::group( 'imports', __( 'Import now', 'storewire' ), __( 'What you leave out can be imported at any time later.', 'storewire' ), SyncWords::labels(), $values );
	}

	/**
	 * What to keep in step.
	 *
	 * @param array<string,bool> $values By name.
	 */
	public static function sync( array $values ): void {
		self::group( 'sync', __( 'Keep in sync', 'storewire' ), __( 'You can change this at any time.', 'storewire' ), self::sync_labels(), $values );
	}

	/**
	 * What becomes of deleted objects (S8).
	 *
	 * @param array<string,bool> $values Of what to keep in step, by name.
	 */
	public static function deletions( array $values ): void {
		$note   = __( 'Off: it stays at the backend, and a deleted product is marked as no longer available. What was deleted while this was off stays there.', 'storewire' );
		$labels = array( Rules::DELETIONS => __( 'Delete it at the backend, too (Deletion Sync)', 'storewire' ) );
		self::group( 'sync', __( 'When you delete a product, category, customer or order', 'storewire' ), $note, $labels, $values );
	}

	/**
	 * What may be sent about shoppers (E7).
	 *
	 * @param string $chosen One of Rules::CONSENTS.
	 */
	public static function consent( string $chosen ): void {
		$api  = ShopperConsent::has_api() ? '' : __( 'No consent plugin with the WP Consent API is active here: with this choice nothing of the kind is sent.', 'storewire' );
		$list = ShopperConsent::has_list() || OptInSettings::wants() ? '' : __( 'No newsletter plugin tells Storewire here who subscribed, and the opt-in box at the checkout is off: with this choice nobody counts as a subscriber. (For developers: the filter storewire_shopper_subscribed.)', 'storewire' );
		printf( '<fieldset class="storewire-consent"><legend>%s</legend><input type="hidden" name="consentShown" value="%s">', esc_html__( 'Consent of shoppers', 'storewire' ), esc_attr( $chosen ) );
		self::option( Rules::CONSENT_ALL, $chosen, __( 'Send everything', 'storewire' ), __( 'Your shop asks for consent in its own way, by its terms or at the checkout.', 'storewire' ), '' );
		self::option( Rules::CONSENT_WP_CONSENT_API, $chosen, __( 'Report only shoppers who agreed to marketing', 'storewire' ), __( 'Carts and checkouts are reported only of shoppers who agreed in your consent banner. Contacts, orders and what happens to them are sent.', 'storewire' ), $api );
		self::option( Rules::CONSENT_SUBSCRIBERS, $chosen, __( 'Send only who subscribed to your news', 'storewire' ), __( 'Of everybody else, orders and payments are sent without name, e-mail address, postal address, coupon codes and notes, and nothing more.', 'storewire' ), $list );
		printf( '<p class="description">%s</p></fieldset>', esc_html__( 'What was sent before stays at the backend. Only here can this be changed, not at the backend.', 'storewire' ) );
	}

	/**
	 * One of the choices of consent.
	 *
	 * @param string $value   One of Rules::CONSENTS.
	 * @param string $chosen  The one that is chosen.
	 * @param string $label   What it is called.
	 * @param string $note    What it means.
	 * @param string $warning What is in its way here, or ''.
	 */
	private static function option( string $value, string $chosen, string $label, string $note, string $warning ): void {
		printf( '<label><input type="radio" name="consent" value="%s"%s aria-describedby="storewire-consent-%1$s"> %s</label>', esc_attr( $value ), checked( $value, $chosen, false ), esc_html( $label ) );
		$warned = '' === $warning ? '' : sprintf( ' <span data-lacks>%s</span>', esc_html( $warning ) );
		printf( '<p class="description" id="storewire-consent-%s">%s%s</p>', esc_attr( $value ), esc_html( $note ), wp_kses( $warned, array( 'span' => array( 'data-lacks' => true ) ) ) );
	}

	/**
	 * What the kinds of ongoing sync are called.
	 *
	 * @return array<string,string>
	 */
	public static function sync_labels(): array {
		return array(
			Rules::CONTACTS                 => __( 'Contact Sync', 'storewire' ),
			Rules::PRODUCTS                 => __( 'Product Sync', 'storewire' ),
			Rules::ORDERS                   => __( 'Order Sync', 'storewire' ),
			Rules::TRANSACTIONS             => __( 'Transaction Sync', 'storewire' ),
			Rules::ORDER_RECEIVED_TRIGGER   => __( 'Order Received Trigger', 'storewire' ),
			Rules::PAYMENT_RECEIVED_TRIGGER => __( 'Payment Received Trigger', 'storewire' ),
		);
	}

	/**
	 * Prints a group.
	 *
	 * @param string               $group  Name of the group.
	 * @param string               $title  What it is called.
	 * @param string               $note   What to know about it.
	 * @param array<string,string> $labels By name.
	 * @param array<string,bool>   $values By name.
	 */
	private static function group( string $group, string $title, string $note, array $labels, array $values ): void {
		printf( '<fieldset><legend>%s</legend>', esc_html( $title ) );
		foreach ( $labels as $name => $label ) {
			printf(
				'<label><input type="hidden" name="shown[%1$s.%2$s]" value="%5$d"><input type="checkbox" name="%1$s[%2$s]" value="1"%3$s> %4$s</label>',
				esc_attr( $group ),
				esc_attr( $name ),
				checked( $values[ $name ], true, false ),
				esc_html( $label ),
				(int) $values[ $name ]
			);
		}
		printf( '<p class="description">%s</p></fieldset>', esc_html( $note ) );
	}
}
