<?php
/**
 * What could not be delivered, on the page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Outbox\BuriedRows;
use Storewire\Sync\SyncWords;

/**
 * The latest of them, each with its reason, to be sent again one by one or all at once (D6).
 */
final class BuriedPanel {

	/** So many are shown. */
	const SHOWN = 20;

	/** The form's field: a row's id, or ALL. */
	const FIELD = 'row';
	const ALL   = 'all';

	/**
	 * Prints it; nothing where there are none.
	 *
	 * @param int $count How many there are.
	 */
	public static function print( int $count ): void {
		if ( 0 === $count ) {
			return;
		}
		/* translators: %s: a number. */
		printf( '<details class="storewire-buried" open><summary>%s</summary>', esc_html( sprintf( __( 'Undeliverable: %s', 'storewire' ), number_format_i18n( $count ) ) ) );
		Forms::begin( 'replay' );
		echo '<ul>';
		foreach ( BuriedRows::page( self::SHOWN ) as $row ) {
			printf( '<li><span>%s</span> %s ', esc_html( SyncWords::moment( intdiv( $row['buriedAt'], 1000 ) ) ), esc_html( "{$row['topic']} {$row['object']}: {$row['reason']}" ) );
			self::button( (string) $row['id'], __( 'Send again', 'storewire' ), 'button-link' );
			echo '</li>';
		}
		echo '</ul><p>';
		self::button( self::ALL, __( 'Send all again', 'storewire' ), 'button' );
		echo '</p></form></details>';
	}

	/**
	 * A button of the form was pressed.
	 *
	 * @param string $which A row's id, or ALL.
	 */
	public static function pressed( string $which ): void {
		if ( self::ALL === $which ) {
			BuriedRows::replay_all();
		} else {
			BuriedRows::replay( (int) $which );
		}
	}

	/**
	 * A button.
	 *
	 * @param string $value   What it sends.
	 * @param string $text    What it says.
	 * @param string $classes How it looks.
	 */
	private static function button( string $value, string $text, string $classes ): void {
		printf( '<button class="%s" name="%s" value="%s">%s</button>', esc_attr( $classes ), esc_attr( self::FIELD ), esc_attr( $value ), esc_html( $text ) );
	}
}
