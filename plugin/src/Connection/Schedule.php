<?php
/**
 * What WP-Cron runs, and when.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

/**
 * The events of a connected store: the relay, once a minute while connected, the sync, once a minute while one runs, the
 * heartbeat, once an hour while connected, and the sweep, which starts every night and goes on once a minute until it is
 * through.
 *
 * A recurring event and not a chain of single ones: WP-Cron sets the next date before it runs the hook, so a killed tick
 * is followed by another. WooCommerce's Action Scheduler would leave a row a tick.
 */
final class Schedule {

	const RELAY_HOOK     = 'storewire_relay_tick';
	const SYNC_HOOK      = 'storewire_sync_tick';
	const HEARTBEAT_HOOK = 'storewire_heartbeat';
	const NIGHT_HOOK     = 'storewire_night';
	const SWEEP_HOOK     = 'storewire_sweep_tick';
	const EVERY_MINUTE   = 'storewire_minute';

	/** Option: what hooks record, see `Recorder`; missing while not connected. Here, for every page loads this class anyway. */
	const RECORDING = 'storewire_recording';

	/** The sweep starts between 2 and 4 o'clock by the site's time; not all stores at the same moment. */
	const NIGHT         = '02:00';
	const NIGHT_SECONDS = 7200;

	/** Name of the schedule of each, and how far ahead its event can be at most, in seconds. */
	const SCHEDULES = array(
		self::RELAY_HOOK     => self::EVERY_MINUTE,
		self::SYNC_HOOK      => self::EVERY_MINUTE,
		self::SWEEP_HOOK     => self::EVERY_MINUTE,
		self::HEARTBEAT_HOOK => 'hourly',
		self::NIGHT_HOOK     => 'daily',
	);
	const LONGEST   = array(
		self::RELAY_HOOK     => 2 * MINUTE_IN_SECONDS,
		self::SYNC_HOOK      => 2 * MINUTE_IN_SECONDS,
		self::SWEEP_HOOK     => 2 * MINUTE_IN_SECONDS,
		self::HEARTBEAT_HOOK => 2 * HOUR_IN_SECONDS,
		self::NIGHT_HOOK     => 2 * DAY_IN_SECONDS,
	);

	/**
	 * Schedules what the state of the connection calls for; takes nothing away where the state only could not be read. Ticks
	 * of the sync and the sweep too: should one have lost its event, it goes on, and where there is nothing to do the first
	 * tick is the last. While the clone lock holds, ticks come and do nothing: it opens by itself where the site's address was
	 * changed only for a while.
	 *
	 * @param string $state `none`, `connected`, `reconnect` or `locked`.
	 */
	public static function follow( string $state ): void {
		if ( 'connected' === $state || 'locked' === $state ) {
			self::every( 'hourly', self::HEARTBEAT_HOOK );
			self::every( self::EVERY_MINUTE, self::RELAY_HOOK );
			self::every( self::EVERY_MINUTE, self::SYNC_HOOK );
			self::every( self::EVERY_MINUTE, self::SWEEP_HOOK );
			self::every( 'daily', self::NIGHT_HOOK, self::night() );
		} elseif ( 'none' !== $state || ! Connection::is_stored() ) {
			wp_clear_scheduled_hook( self::NIGHT_HOOK );
			wp_clear_scheduled_hook( self::SWEEP_HOOK );
			wp_clear_scheduled_hook( self::HEARTBEAT_HOOK );
			wp_clear_scheduled_hook( self::RELAY_HOOK );
			if ( 'none' === $state ) {
				wp_clear_scheduled_hook( self::SYNC_HOOK );
			}
		}
	}

	/**
	 * Puts back what has lost its event, what is too far ahead, since somebody's clock was wrong when it was scheduled, what
	 * two processes scheduled that met (X15), and the night, where it is by a time zone that the site no longer has (X12).
	 * Asks the database nothing.
	 */
	public static function put_back(): void {
		if ( false === get_option( self::RECORDING ) ) {
			return;
		}
		foreach ( self::LONGEST as $hook => $longest ) {
			$times  = self::recurring( $hook );
			$strays = count( $times ) > 1 || ( self::NIGHT_HOOK === $hook && array() !== $times && ! self::is_night( min( $times ) ) ) ? $times : array();
			foreach ( $strays as $time ) {
				wp_unschedule_event( $time, $hook );
			}
			$is_far = self::seconds_ahead( $hook ) > $longest;
			if ( $is_far ) {
				wp_clear_scheduled_hook( $hook );
			}
			if ( $is_far || array() !== $strays || ! in_array( $hook, array( self::SYNC_HOOK, self::SWEEP_HOOK ), true ) ) {
				self::every( self::SCHEDULES[ $hook ], $hook, self::NIGHT_HOOK === $hook ? self::night() : null );
			}
		}
	}

	/**
	 * When an event that recurs is due; more than once where it was scheduled more than once.
	 *
	 * @param string $hook Hook.
	 * @return int[] Seconds since 1970 UTC, the next first.
	 */
	private static function recurring( string $hook ): array {
		$times = array();
		foreach ( (array) _get_cron_array() as $time => $hooks ) {
			foreach ( $hooks[ $hook ] ?? array() as $event ) {
				if ( false !== $event['schedule'] ) {
					$times[] = (int) $time;
				}
			}
		}
		return $times;
	}

	/**
	 * Which events a connected store should have and has not. Those of a sync and a comparison are there while one is under way.
	 *
	 * @param bool $syncs  Whether a sync is under way.
	 * @param bool $sweeps Whether a comparison is.
	 * @return string[] Their hooks.
	 */
	public static function missing( bool $syncs, bool $sweeps ): array {
		$needed = array_merge( array( self::RELAY_HOOK, self::HEARTBEAT_HOOK, self::NIGHT_HOOK ), $syncs ? array( self::SYNC_HOOK ) : array(), $sweeps ? array( self::SWEEP_HOOK ) : array() );
		return array_values( array_filter( $needed, static fn( string $hook ): bool => null === self::seconds_ahead( $hook ) ) );
	}

	/**
	 * How far ahead the event is that is furthest beyond where it can be, in seconds; 0 where none is.
	 */
	public static function too_far_ahead(): int {
		$ahead = array( 0 );
		foreach ( self::LONGEST as $hook => $longest ) {
			$seconds = self::seconds_ahead( $hook );
			$ahead[] = $seconds > $longest ? $seconds : 0;
		}
		return max( $ahead );
	}

	/**
	 * How far ahead an event is, in seconds; negative where it is late, null where it is not scheduled.
	 *
	 * @param string $hook Hook.
	 */
	public static function seconds_ahead( string $hook ): ?int {
		$next = wp_next_scheduled( $hook );
		return false === $next ? null : $next - time();
	}

	/**
	 * Takes away all that is scheduled.
	 */
	public static function stop(): void {
		wp_unschedule_hook( self::RELAY_HOOK );
		wp_unschedule_hook( self::SYNC_HOOK );
		wp_unschedule_hook( self::HEARTBEAT_HOOK );
		wp_unschedule_hook( self::NIGHT_HOOK );
		wp_unschedule_hook( self::SWEEP_HOOK );
	}

	/**
	 * Names the schedule of every minute.
	 *
	 * @param array<string,array<string,mixed>> $schedules Schedules by name.
	 * @return array<string,array<string,mixed>>
	 */
	public static function schedules( array $schedules ): array {
		$schedules[ self::EVERY_MINUTE ] = array(
			'interval' => MINUTE_IN_SECONDS,
			'display'  => 'Storewire',
		);
		return $schedules;
	}

	/**
	 * Schedules a recurring event once; what this process remembers of the schedule may be older than what others did (X15).
	 * In the request that activates the plugin nobody has called register(), and WordPress schedules nothing by a name that it
	 * does not know.
	 *
	 * @param string   $interval Name of the schedule.
	 * @param string   $hook     Hook.
	 * @param int|null $first    When it is due first, seconds since 1970 UTC; now by default.
	 */
	public static function every( string $interval, string $hook, ?int $first = null ): void {
		if ( array() !== self::recurring( $hook ) ) {
			return;
		}
		wp_cache_delete( 'alloptions', 'options' );
		if ( array() === self::recurring( $hook ) ) {
			add_filter( 'cron_schedules', array( self::class, 'schedules' ) ); // phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- as above.
			wp_schedule_event( $first ?? time(), $interval, $hook );
		}
	}

	/**
	 * A moment in the coming night.
	 */
	private static function night(): int {
		$tonight = new \DateTimeImmutable( self::NIGHT, wp_timezone() );
		$night   = $tonight->getTimestamp() > time() ? $tonight : new \DateTimeImmutable( 'tomorrow ' . self::NIGHT, wp_timezone() );
		return $night->getTimestamp() + wp_rand( 0, self::NIGHT_SECONDS );
	}

	/**
	 * Whether a moment is one of the night, by the site's time of now.
	 *
	 * @param int $time Seconds since 1970 UTC.
	 */
	private static function is_night( int $time ): bool {
		$moment = ( new \DateTimeImmutable( "@$time" ) )->setTimezone( wp_timezone() );
		$since  = $time - $moment->modify( self::NIGHT )->getTimestamp();
		return $since >= 0 && $since <= self::NIGHT_SECONDS;
	}

	/**
	 * Does what is due now, as WP-Cron would.
	 *
	 * @return string[] Hooks of what was due.
	 */
	public static function run_due(): array {
		self::put_back();
		$due = array();
		foreach ( array_keys( self::SCHEDULES ) as $hook ) {
			$event = wp_get_scheduled_event( $hook );
			if ( false === $event || $event->timestamp > time() ) {
				continue;
			}
			// The next date first, so that a run that is killed is followed by another.
			if ( false !== $event->schedule ) {
				wp_reschedule_event( $event->timestamp, $event->schedule, $hook );
			}
			wp_unschedule_event( $event->timestamp, $hook );
			do_action( $hook ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- one of ours.
			$due[] = $hook;
		}
		return $due;
	}
}
