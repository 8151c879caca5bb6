<?php
/**
 * A sync's progress in words.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Core\Messages;
use Storewire\Generated\Rules;
use Storewire\Support\Clock;

/**
 * Turns the figures of `Sync::status()` into what people read (S9, S10), for the page as PHP prints it and for the script
 * that keeps it up to date. All texts are plain; `report` alone is HTML, escaped here.
 */
final class SyncWords {

	/** Percent: all, and the steps in which the headline says how much is done. */
	const WHOLE = 100;
	const STEP  = 25;

	/**
	 * What the types are called.
	 *
	 * @return array<string,string>
	 */
	public static function labels(): array {
		return array(
			Rules::CONTACTS     => __( 'Contacts', 'storewire' ),
			Rules::PRODUCTS     => __( 'Products', 'storewire' ),
			Rules::ORDERS       => __( 'Orders', 'storewire' ),
			Rules::TRANSACTIONS => __( 'Transactions', 'storewire' ),
		);
	}

	/**
	 * The words for a status.
	 *
	 * `active`: whether a turn (`sync/step`) would move it on; `waits`: whether it goes on by itself later; `held`: whether the owner has paused it; `stuck`: whether
	 * another may take its place, for it gets nothing done; `asked`: what came of a request that met a running sync.
	 *
	 * @param array<string,mixed> $status Of `Sync::status()`.
	 * @return array<string,mixed>
	 */
	public static function describe( array $status ): array {
		$rows = array();
		foreach ( $status['types'] as $type => $figures ) {
			$rows[ $type ] = self::row( $figures );
		}
		return array(
			'active'   => 'running' === $status['state'],
			'waits'    => 'waiting' === $status['state'],
			'held'     => 'held' === $status['state'],
			'stuck'    => $status['idleSeconds'] >= Sync::STUCK,
			'headline' => self::headline( $status ),
			'detail'   => self::detail( $status ),
			'asked'    => self::asked( $status ),
			'rows'     => $rows,
			'report'   => self::report( $status['types'] ),
		);
	}

	/**
	 * One line that says how it goes; changes seldom, for it is read aloud.
	 *
	 * @param array<string,mixed> $status Of `Sync::status()`.
	 */
	private static function headline( array $status ): string {
		switch ( $status['state'] ) {
			case 'running':
				$quarters = intdiv( self::percent( $status['types'] ), self::STEP );
				/* translators: %d: percent, in steps of 25. */
				return 0 === $quarters ? __( 'Syncing.', 'storewire' ) : sprintf( __( 'Syncing. More than %d%% done.', 'storewire' ), self::STEP * $quarters );
			case 'waiting':
				return __( 'The sync waits and goes on by itself.', 'storewire' );
			case 'held':
				return __( 'The sync is paused until you resume it.', 'storewire' );
			case 'paused':
				return __( 'The sync is paused.', 'storewire' );
			case 'done':
				/* translators: %s: date and time. */
				return sprintf( __( 'The last sync finished on %s.', 'storewire' ), self::moment( (int) $status['finishedAt'] ) );
			default:
				return __( 'No sync has run yet.', 'storewire' );
		}
	}

	/**
	 * What came of a request that met a sync which was under way (A12); '' for every other.
	 *
	 * @param array<string,mixed> $status Of `Sync::start()` or `Sync::status()`.
	 */
	public static function asked( array $status ): string {
		if ( ! ( $status['joined'] ?? false ) ) {
			return '';
		}
		$texts = array( __( 'A sync was under way already.', 'storewire' ) );
		if ( array() !== $status['added'] ) {
			/* translators: %s: a list of Contacts, Products, Orders, Transactions. */
			$texts[] = sprintf( __( 'Added to it: %s.', 'storewire' ), self::names( $status['added'] ) );
		}
		if ( array() !== $status['underWay'] ) {
			/* translators: %s: a list of Contacts, Products, Orders, Transactions. */
			$texts[] = sprintf( __( 'It was to send already: %s.', 'storewire' ), self::names( $status['underWay'] ) );
		}
		return implode( ' ', $texts );
	}

	/**
	 * Types by what they are called.
	 *
	 * @param string[] $types Types.
	 */
	public static function names( array $types ): string {
		return implode( ', ', array_intersect_key( self::labels(), array_flip( $types ) ) );
	}

	/**
	 * Rate, time left, and what is in the way.
	 *
	 * @param array<string,mixed> $status Of `Sync::status()`.
	 */
	private static function detail( array $status ): string {
		$texts = array();
		if ( 'running' === $status['state'] && $status['ratePerSecond'] > 0 ) {
			/* translators: %s: a number. */
			$texts[] = sprintf( __( '%s a minute.', 'storewire' ), number_format_i18n( round( $status['ratePerSecond'] * MINUTE_IN_SECONDS ) ) );
		}
		if ( 'running' === $status['state'] && null !== $status['secondsLeft'] ) {
			/* translators: %s: a time span such as "3 minutes". */
			$texts[] = sprintf( __( 'About %s left. You can close this page; the sync goes on.', 'storewire' ), human_time_diff( 0, max( 1, (int) $status['secondsLeft'] ) ) );
		}
		if ( '' !== (string) $status['message'] ) {
			$texts[] = (string) $status['message'];
		}
		if ( 'waiting' === $status['state'] && null !== $status['retryAt'] ) {
			$seconds = intdiv( (int) $status['retryAt'], 1000 ) - Clock::seconds();
			/* translators: %s: a time span such as "5 minutes". */
			$texts[] = sprintf( __( 'Next try in %s.', 'storewire' ), human_time_diff( 0, max( 1, $seconds ) ) );
		}
		return implode( ' ', $texts );
	}

	/**
	 * One type.
	 *
	 * @param array<string,mixed> $figures Of one type.
	 * @return array<string,mixed>
	 */
	private static function row( array $figures ): array {
		$passed = SyncTally::sum( $figures );
		/* translators: 1: number done, 2: number of all. */
		$text  = sprintf( __( '%1$s of %2$s', 'storewire' ), number_format_i18n( $passed ), number_format_i18n( max( $passed, $figures['total'] ) ) );
		$notes = array();
		if ( $figures['done'] > 0 && $figures['done'] < $passed ) {
			/* translators: %s: a number. */
			$notes[] = sprintf( _n( '%s sent', '%s sent', $figures['done'], 'storewire' ), number_format_i18n( $figures['done'] ) );
		}
		if ( $figures['skipped'] > 0 ) {
			/* translators: %s: a number. */
			$notes[] = sprintf( _n( '%s left out', '%s left out', $figures['skipped'], 'storewire' ), number_format_i18n( $figures['skipped'] ) );
		}
		if ( $figures['unused'] > 0 ) {
			/* translators: %s: a number. */
			$notes[] = sprintf( _n( '%s not needed there', '%s not needed there', $figures['unused'], 'storewire' ), number_format_i18n( $figures['unused'] ) );
		}
		if ( $figures['failed'] > 0 ) {
			/* translators: %s: a number. */
			$notes[] = sprintf( _n( '%s refused', '%s refused', $figures['failed'], 'storewire' ), number_format_i18n( $figures['failed'] ) );
		}
		if ( null !== $figures['secondsLeft'] && $passed < $figures['total'] ) {
			/* translators: 1: a number, 2: a time span such as "3 minutes". */
			$notes[] = sprintf( __( '%1$s a minute, about %2$s left', 'storewire' ), number_format_i18n( round( $figures['ratePerSecond'] * MINUTE_IN_SECONDS ) ), human_time_diff( 0, max( 1, $figures['secondsLeft'] ) ) );
		}
		return array(
			'done'  => $passed,
			'total' => $figures['total'],
			'text'  => $text,
			'note'  => implode( ', ', $notes ),
			'error' => (string) $figures['lastError'],
		);
	}

	/**
	 * What was left out and what was refused, each with its reason (S10), as HTML.
	 *
	 * @param array<string,mixed> $types Figures by type.
	 */
	private static function report( array $types ): string {
		$left_out = '';
		$refused  = '';
		foreach ( $types as $figures ) {
			foreach ( $figures['reasons'] as $reason ) {
				/* translators: 1: number, 2: kind of object, 3: reason, 4: ids. */
				$left_out .= self::entry( sprintf( __( '%1$s × %2$s: %3$s (for example %4$s)', 'storewire' ), number_format_i18n( $reason['count'] ), Messages::kind( $reason['type'] ), Messages::of_skip( $reason ), implode( ', ', $reason['examples'] ) ) );
			}
			foreach ( $figures['failures'] as $failure ) {
				$refused .= self::entry( $failure['id'] . ': ' . $failure['message'] );
			}
		}
		return self::folded( 'left-out', __( 'What was left out, and why', 'storewire' ), $left_out )
			. self::folded( 'refused', __( 'What the backend refused, and why', 'storewire' ), $refused );
	}

	/**
	 * An entry of a list.
	 *
	 * @param string $text Text.
	 */
	private static function entry( string $text ): string {
		return '<li>' . esc_html( $text ) . '</li>';
	}

	/**
	 * A list that opens on demand; nothing where it is empty.
	 *
	 * @param string $id      Sets it apart.
	 * @param string $title   What it holds.
	 * @param string $entries HTML of the entries.
	 */
	private static function folded( string $id, string $title, string $entries ): string {
		return '' === $entries ? '' : sprintf( '<details id="storewire-%s"><summary>%s</summary><ul>%s</ul></details>', esc_attr( $id ), esc_html( $title ), $entries );
	}

	/**
	 * How much is done.
	 *
	 * @param array<string,mixed> $types Figures by type.
	 */
	private static function percent( array $types ): int {
		$total = array_sum( array_column( $types, 'total' ) );
		return $total > 0 ? min( self::WHOLE - 1, intdiv( self::WHOLE * array_sum( array_map( array( SyncTally::class, 'sum' ), $types ) ), $total ) ) : 0;
	}

	/**
	 * A moment in the site's own way.
	 *
	 * @param int $seconds Since 1970 UTC.
	 */
	public static function moment( int $seconds ): string {
		return (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $seconds );
	}
}
