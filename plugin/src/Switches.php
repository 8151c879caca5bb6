<?php
/**
 * The owner's choices as check boxes.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Prints a group of choices inside a form (C6, C7). Each names itself in `shown[]`, for a box without a tick is not sent.
 */
final class Switches {

	/**
	 * What to import first.
	 *
	 * @param array<string,bool> $values By name.
	 */
	public static function imports( array $values ): void {
		self::group( 'imports', __( 'Import now', 'storewire' ), __( 'What you leave out can be imported at any time later.', 'storewire' ), Progress::labels(), $values );
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
	 * What the kinds of ongoing sync are called.
	 *
	 * @return array<string,string>
	 */
	private static function sync_labels(): array {
		return array(
			'contacts'               => __( 'Contact Sync', 'storewire' ),
			'products'               => __( 'Product Sync', 'storewire' ),
			'orders'                 => __( 'Order Sync', 'storewire' ),
			'transactions'           => __( 'Transaction Sync', 'storewire' ),
			'orderReceivedTrigger'   => __( 'Order Received Trigger', 'storewire' ),
			'paymentReceivedTrigger' => __( 'Payment Received Trigger', 'storewire' ),
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
				'<label><input type="hidden" name="shown[]" value="%1$s.%2$s"><input type="checkbox" name="%1$s[%2$s]" value="1"%3$s> %4$s</label>',
				esc_attr( $group ),
				esc_attr( $name ),
				checked( $values[ $name ], true, false ),
				esc_html( $label )
			);
		}
		printf( '<p class="description">%s</p></fieldset>', esc_html( $note ) );
	}
}
