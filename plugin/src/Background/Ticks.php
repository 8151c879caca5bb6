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
use Storewire\Connection\Schedule;
use Storewire\Core\CoreFailure;
use Storewire\Delivery\Relay;
use Storewire\Health\Loopback;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\Database;
use Storewire\Sweep\Sweep;
use Storewire\Sync\Sync;

/**
 * What each event of `Schedule` does. Whenever WooCommerce's Action Scheduler has worked on its queue, as on sites where
 * the system's cron runs it often, the relay has a turn too. A shopper's request never starts one (D1).
 */
final class Ticks {

	const SYNC_SECONDS   = 20.0;
	const RELAY_SECONDS  = 20.0;
	const SWEEP_SECONDS  = 10.0;

	private Relay $relay;
	private Sync $sync;
	private Sweep $sweep;
	private Heartbeat $heartbeat;
	private Connection $connection;
	private ReconnectMail $mail;

	/**
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
	 * Starts a sync, or joins the one that runs, and keeps it going in the background.
	 *
	 * @param string[] $types Of `contacts`, `products`, `orders`, `transactions`.
	 * @param int|null $from  Only what was made since, seconds since 1970 UTC.
	 * @param int|null $to    Only what was made before.
	 * @return array<string,mixed> Where it stands.
	 */
	public function start_sync( array $types, ?int $from = null, ?int $to = null ): array {
		$status = $this->sync->start( $types, $from, $to );
		Schedule::every( Schedule::EVERY_MINUTE, Schedule::SYNC_HOOK );
		return $status;
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
				Schedule::follow( $state );
			}
			return;
		}
		Schedule::put_back();
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
			wp_clear_scheduled_hook( Schedule::SYNC_HOOK );
		}
		$this->mail->send_once();
	}

	/**
	 * Starts a sweep and keeps it going in the background.
	 */
	public function start_sweep(): void {
		if ( $this->is_connected() ) {
			$this->sweep->start();
			Schedule::every( Schedule::EVERY_MINUTE, Schedule::SWEEP_HOOK );
		}
	}

	/**
	 * One turn of a sweep that runs; the last one takes the event away.
	 */
	public function sweep_tick(): void {
		$goes_on = $this->is_connected() && $this->sweep->step( self::SWEEP_SECONDS );
		if ( ! $goes_on && 'connected' === $this->connection->state() ) {
			wp_clear_scheduled_hook( Schedule::SWEEP_HOOK );
		}
	}

	/**
	 * Whether there is anybody to tell. If so, the other ticks have their events, or get them back.
	 */
	private function is_connected(): bool {
		$is_connected = 'connected' === $this->connection->state();
		if ( $is_connected ) {
			Schedule::put_back();
		}
		return $is_connected;
	}

	/**
	 * The hourly turn: whether the site reaches itself, and a heartbeat.
	 */
	public function hourly_tick(): void {
		if ( 'none' !== $this->connection->state() ) {
			Loopback::check();
		}
		$this->heartbeat_tick();
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
		Schedule::follow( $this->connection->state() );
		$this->mail->send_once();
	}
}
