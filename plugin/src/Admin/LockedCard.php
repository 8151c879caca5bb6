<?php
/**
 * The card of the clone lock.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Sync\SyncWords;

/**
 * Asks whether the store moved or this is a copy.
 */
final class LockedCard {

	/** Id of the form that says that the store moved. */
	const MOVED_FORM = 'storewire-moved';

	/**
	 * Prints it.
	 *
	 * @param array<string,mixed> $status Of `OwnerStatus::read()`.
	 */
	public static function print( array $status ): void {
		echo '<section class="storewire-card storewire-warning">';
		printf( '<h2>%s</h2>', esc_html__( 'Has this store moved, or is this a copy?', 'storewire' ) );
		$texts = array(
			/* translators: 1: name of a company, 2: address of this site. */
			'address'  => __( 'The connection to %1$s was made at another address than %2$s. So that a copy does not mix its data into that of your store, nothing is sent until you answer.', 'storewire' ),
			/* translators: 1: name of a company, 2: address of this site. */
			'twin'     => __( 'Another site is at work with the same connection to %1$s, and was there before %2$s. One of them is a copy. So that a copy does not mix its data into that of your store, nothing is sent from here until you answer.', 'storewire' ),
			/* translators: 1: name of a company, 2: address of this site. */
			'promoted' => __( 'The database of %2$s was at work in a copy of the store that is connected to %1$s. What was ordered there, be it for a test, waits to be sent from here. So nothing is sent until you answer.', 'storewire' ),
		);
		$text  = $texts[ $status['connection']['lock'] ];
		printf( '<p>%s</p>', esc_html( sprintf( $text, $status['connection']['company'], home_url() ) ) );
		printf( '<p>%s</p>', esc_html__( 'If the store moved, the connection goes on here, and what has happened in the meantime is sent now.', 'storewire' ) );
		self::leave_out( $status['copy'] );
		printf( '<p>%s</p>', esc_html__( 'If this is a copy, such as a test site, the connection is forgotten here, with everything that waits to be sent. Your store itself stays connected.', 'storewire' ) );
		echo '<div class="storewire-buttons">';
		Forms::begin( 'moved', self::MOVED_FORM );
		printf( '<button class="button">%s</button></form>', esc_html__( 'This store moved', 'storewire' ) );
		Forms::button( 'copied', __( 'This is a copy', 'storewire' ), 'button' );
		echo '</div></section>';
	}

	/**
	 * Offers to leave out what was ordered on the copy; the box belongs to the button "This store moved" below. Without a tick
	 * at first: what is sent by mistake is seen, what is left out by mistake is missed.
	 *
	 * @param array{orders:int,since:int} $copy Of `OwnerStatus::read()`.
	 */
	private static function leave_out( array $copy ): void {
		if ( 0 === $copy['orders'] ) {
			return;
		}
		/* translators: 1: a number, 2: a moment. */
		$text = _n( 'Leave out the %1$s order placed while this was a copy (since %2$s): it was only a test', 'Leave out the %1$s orders placed while this was a copy (since %2$s): they were only tests', $copy['orders'], 'storewire' );
		printf( '<p><label><input type="checkbox" name="leaveOut" value="1" form="%s" aria-describedby="storewire-leave-out"> %s</label></p>', esc_attr( self::MOVED_FORM ), esc_html( sprintf( $text, number_format_i18n( $copy['orders'] ), SyncWords::moment( $copy['since'] ) ) ) );
		printf( '<p class="description" id="storewire-leave-out">%s</p>', esc_html__( 'Orders left out are never sent, and neither are their payments, refunds and events, or carts from that time; they do not count as revenue. What was done on the copy to older orders is sent.', 'storewire' ) );
	}
}
