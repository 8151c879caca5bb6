<?php
/**
 * What runs in the background.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Connection\Connection;
use Storewire\Connection\Elsewhere;
use Storewire\Connection\ReconnectMail;
use Storewire\Core\CoreFailure;
use Storewire\Delivery\Relay;
use Storewire\Health\Loopback;
use Storewire\Outbox\OutboxTable;
use Storewire\Recording\Recorder;
use Storewire\Setup\Installer;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;
use Storewire\Sweep\Sweep;
use Storewire\Sync\Sync;

/**
 * WP-Cron ticks: the relay, once a minute while connected, the sync, once a minute while one runs, the heartbeat, once an
 * hour while connected, and the sweep, which starts every night and goes on once a minute until it is through.
 *
 * A recurring event and not a chain of single ones: WP-Cron sets the next date before it runs the hook, so a killed tick
 * is followed by another. WooCommerce's Action Scheduler would leave a row a tick; but whenever it has worked on its
 * queue, as on sites where the system's cron runs it often, the relay has a turn too. A shopper's request never starts
 * one (D1).
 */
final class Ticks {

	const RELAY_HOOK     = 'storewire_relay_tick';
	const SYNC_HOOK      = 'storewire_sync_tick';
	const HEARTBEAT_HOOK = 'storewire_heartbeat';
	const NIGHT_HOOK     = 'storewire_night';
	const SWEEP_HOOK     = 'storewire_sweep_tick';
	const EVERY_MINUTE   = 'storewire_minute';
	const SYNC_SECONDS   = 20.0;
	const RELAY_SECONDS  = 20.0;
	const SWEEP_SECONDS  = 10.0;

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

	/** Where Action Scheduler has worked on its queue. */
	const ACTIONS_DONE = 'action_scheduler_after_process_queue';

	private Relay $relay;
	private Sync $sync;
	private Sweep $sweep;
	private Heartbeat $heartbeat;
	private Connection $connection;
	private ReconnectMail $mail;

	/**
	 * Builds it.
	 *
	 * @param Relay         $relay      Delivers what the shop recorded.
	 * @param Sync          $sync       Sync Store.
	 * @param Sweep         $sweep      Finds and repairs what the hooks missed.
	 * @param Heartbeat     $heartbeat  Tells the backend how the store is.
	 * @param Connection    $connection Whether there is anybody to tell.
	 * @param ReconnectMail $mail       Tells the owner where the backend refuses the token.
	 */
	public function __construct( Relay $relay, Sync $sync, Sweep $sweep, Heartbeat $heartbeat, Connection $connection, ReconnectMail $mail ) {
		$this->relay      = $relay;
		$this->sync       = $sync;
		$this->sweep      = $sweep;
		$this->heartbeat  = $heartbeat;
		$this->connection = $connection;
		$this->mail       = $mail;
	}

	/**
	 * Puts the hooks in place.
	 */
	public static function register(): void {
		add_filter( 'cron_schedules', array( self::class, 'schedules' ) ); // phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- what is due within a minute is delivered within 90 s (D10).
		self::tick( self::RELAY_HOOK, static fn() => \Storewire\plugin()->ticker()->relay_tick() );
		self::tick( self::ACTIONS_DONE, static fn() => \Storewire\plugin()->ticker()->relay_tick() );
		self::tick( self::SYNC_HOOK, static fn() => \Storewire\plugin()->ticker()->sync_tick() );
		self::tick( self::NIGHT_HOOK, static fn() => \Storewire\plugin()->ticker()->start_sweep() );
		self::tick( self::SWEEP_HOOK, static fn() => \Storewire\plugin()->ticker()->sweep_tick() );
		self::tick(
			self::HEARTBEAT_HOOK,
			static function (): void {
				if ( 'none' !== \Storewire\plugin()->connection()->state() ) {
					Loopback::check();
				}
				\Storewire\plugin()->ticker()->heartbeat_tick();
			}
		);
		// Events that are a day ahead run nothing that could put them back; somebody at work in wp-admin does.
		self::on( 'admin_init', array( self::class, 'put_back' ) );
	}

	/**
	 * Does something at a hook. Where the database does not answer, the next tick tries again; nobody else's work in the same
	 * request ends with it. Nor does it where the plugin's files are being replaced or deleted, so that a class is missing (X6).
	 *
	 * @param string   $hook Hook.
	 * @param callable $what What to do.
	 */
	private static function on( string $hook, callable $what ): void {
		add_action(
			$hook,
			static function () use ( $what ): void {
				try {
					$what();
				} catch ( ReadFailure $failure ) {
					// Nothing is known, so nothing follows from it.
					unset( $failure );
				} catch ( \Error $error ) {
					trigger_error( esc_html( (string) $error ), E_USER_WARNING ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- for the server's log.
				}
			},
			10,
			0
		);
	}

	/**
	 * The same in the background, where the plugin may be deleted meanwhile (X5).
	 *
	 * @param string   $hook Hook.
	 * @param callable $what What to do.
	 */
	private static function tick( string $hook, callable $what ): void {
		self::on(
			$hook,
			static function () use ( $what ): void {
				// Their files may be gone when they are needed.
				array_map( 'class_exists', array( Installer::class, OutboxTable::class, Database::class ) );
				try {
					$what();
				} finally {
					Installer::tidy();
				}
			}
		);
	}

	/**
	 * Starts a sync, or joins the one that runs, and keeps it going in the background.
	 *
	 * @param string[] $types Of `contacts`, `products`, `orders`, `transactions`.
	 * @param int|null $from  Only what was made since, seconds since 1970 UTC.
	 * @param int|null $to    Only what was made before.
	 * @return array<string,mixed> Where it stands.
	 */
	public function start_sync( array $types, ?int $from = null, ?int $to = null ): array {
		$status = $this->sync->start( $types, $from, $to );
		self::every( self::EVERY_MINUTE, self::SYNC_HOOK );
		return $status;
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

	/**
	 * One turn of the relay.
	 */
	public function relay_tick(): void {
		$state = $this->connection->state();
		if ( in_array( $state, array( 'connected', 'locked' ), true ) ) {
			Elsewhere::note( 'locked' === $state );
			$this->connection->apart();
		}
		if ( 'connected' !== $state ) {
			$this->mail->send_once();
			if ( 'locked' !== $state ) {
				self::follow( $state );
			}
			return;
		}
		self::put_back();
		if ( OutboxTable::VERSION !== get_option( Database::MARK ) && Connection::is_stored() ) {
			OutboxTable::install();
		}
		$this->relay->step( self::RELAY_SECONDS );
		if ( $this->relay->is_lost() ) {
			$this->heartbeat_tick();
		}
		$this->mail->send_once();
	}

	/**
	 * One turn of a sync that runs; the last one takes the event away.
	 */
	public function sync_tick(): void {
		$status = $this->is_connected() ? $this->sync->step( self::SYNC_SECONDS ) : $this->sync->status();
		if ( ! in_array( $status['state'], array( 'running', 'waiting', 'paused' ), true ) ) {
			wp_clear_scheduled_hook( self::SYNC_HOOK );
		}
		$this->mail->send_once();
	}

	/**
	 * Starts a sweep and keeps it going in the background.
	 */
	public function start_sweep(): void {
		if ( $this->is_connected() ) {
			$this->sweep->start();
			self::every( self::EVERY_MINUTE, self::SWEEP_HOOK );
		}
	}

	/**
	 * One turn of a sweep that runs; the last one takes the event away.
	 */
	public function sweep_tick(): void {
		$goes_on = $this->is_connected() && $this->sweep->step( self::SWEEP_SECONDS );
		if ( ! $goes_on && 'connected' === $this->connection->state() ) {
			wp_clear_scheduled_hook( self::SWEEP_HOOK );
		}
	}

	/**
	 * Whether there is anybody to tell. If so, the other ticks have their events, or get them back.
	 */
	private function is_connected(): bool {
		$is_connected = 'connected' === $this->connection->state();
		if ( $is_connected ) {
			self::put_back();
		}
		return $is_connected;
	}

	/**
	 * One heartbeat, and what the backend asks in return.
	 */
	public function heartbeat_tick(): void {
		try {
			$this->heartbeat->beat();
		} catch ( CoreFailure $failure ) {
			// Health says why. What else WP-Cron has due must run all the same.
			unset( $failure );
		}
		self::follow( $this->connection->state() );
		$this->mail->send_once();
	}

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
		if ( false === get_option( Recorder::OPTION ) ) {
			return;
		}
		foreach ( self::LONGEST as $hook => $longest ) {
			$times  = self::recurring( $hook );
			$strays = count( $times ) > 1 || ( self::NIGHT_HOOK === $hook && array() !== $times && ! self::is_night( $times[0] ) ) ? $times : array();
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
	private static function every( string $interval, string $hook, ?int $first = null ): void {
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
}
