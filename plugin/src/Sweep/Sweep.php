<?php
/**
 * The nightly sweep.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sweep;

use Storewire\Backend\OutageGate;
use Storewire\Connection\Connection;
use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Shop\InventoryRows;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;
use Storewire\Support\LeasedOption;
use Storewire\Support\ReadFailure;
use Storewire\Support\TickBudget;
use Storewire\Sync\Sync;

/**
 * Finds and repairs what the hooks missed: a process that ended, a change by direct SQL, a shop or a backend that came back
 * from a backup.
 *
 * It goes through contacts, products and orders by rising id, tells the backend a digest of each range, and records in the
 * outbox what differs, as a hook would have; the relay does the rest. Of contacts the backend keeps no date of the last
 * change to compare: those that changed since the last sweep are recorded again. At last it derives the facts of orders that
 * were placed since connecting and changed since the last sweep.
 *
 * It runs in ticks and gives way: it waits while a sync runs, while much waits in the outbox, and in an outage.
 */
final class Sweep {

	const OPTION = 'storewire_sweep';

	/** More than this in the outbox goes first. */
	const WAITING = 1000;

	/** Seconds after the start of the last one until a sweep starts by day: its night has passed without it. */
	const OVERDUE = 36 * HOUR_IN_SECONDS;

	private Connection $connection;
	private Sync $sync;
	private Recorder $recorder;
	private RangeComparison $comparison;
	private MissedFacts $facts;
	private LeasedOption $row;

	/**
	 * @param Connection      $connection Whether there is anybody to ask.
	 * @param Sync            $sync       Goes first.
	 * @param Recorder        $recorder   Takes what is to be repaired.
	 * @param RangeComparison $comparison Compares records.
	 * @param MissedFacts     $facts      Derives facts.
	 */
	public function __construct( Connection $connection, Sync $sync, Recorder $recorder, RangeComparison $comparison, MissedFacts $facts ) {
		$this->connection = $connection;
		$this->sync       = $sync;
		$this->recorder   = $recorder;
		$this->comparison = $comparison;
		$this->facts      = $facts;
		$this->row        = new LeasedOption( self::OPTION );
	}

	/**
	 * Forgets all sweeps: they were of another connection.
	 */
	public static function forget(): void {
		( new LeasedOption( self::OPTION ) )->remove();
	}

	/**
	 * Where the sweep stands that runs, or else how the last one ended.
	 */
	public static function status(): SweepState {
		return SweepState::from( ( new LeasedOption( self::OPTION ) )->read() );
	}

	/**
	 * Starts a sweep, unless one is under way.
	 */
	public function start(): void {
		$state = SweepState::from( $this->row->read() );
		if ( $state->is_ended() ) {
			$this->row->write( SweepState::begun( $state, $this->connected_at() )->stored(), false );
		}
	}

	/**
	 * One tick: goes on for some seconds, if there is a sweep, nothing else goes first, and no other process is at it. After
	 * connecting and reconnecting it starts one.
	 *
	 * @param float $seconds How long, about.
	 * @return bool Whether there is more to do.
	 */
	public function step( float $seconds ): bool {
		$budget = new TickBudget( $seconds );
		$last   = SweepState::from( $this->row->read() );
		if ( 'connected' !== $this->connection->state() ) {
			return false;
		}
		$state = $this->due( $last );
		if ( $state->is_ended() || $state->must_wait() || ! $this->may_go_on() || ! $this->row->take() ) {
			return ! $state->is_ended();
		}
		try {
			do {
				$this->round( $state );
				$goes = ! $state->is_ended() && $state->retry_at <= Clock::seconds() && $this->may_go_on();
			} while ( $this->row->write( $state->stored(), $goes ) && $goes && ! $budget->is_over() );
		} catch ( \Throwable $failure ) {
			$this->put_off( $failure );
			return true;
		}
		$this->row->write( $state->stored(), false );
		return ! $state->is_ended();
	}

	/**
	 * The sweep to go on with: a new one after connecting, and where the last one is long ago.
	 *
	 * @param SweepState $last What the row holds.
	 */
	private function due( SweepState $last ): SweepState {
		$connected_at = $this->connected_at();
		if ( $connected_at !== $last->connected_at ) {
			return SweepState::begun( SweepState::from( array() ), $connected_at );
		}
		$is_overdue = $last->is_ended() && Clock::seconds() - $last->started_at > self::OVERDUE;
		return $is_overdue ? SweepState::begun( $last, $connected_at ) : $last;
	}

	/**
	 * Whether nothing else goes first.
	 */
	private function may_go_on(): bool {
		return 'connected' === $this->connection->state()
			&& ! in_array( $this->sync->status()['state'], array( 'running', 'waiting' ), true )
			&& array() === OutageGate::outage()
			&& Outbox::size( false ) < self::WAITING;
	}

	/**
	 * Deals with the next objects.
	 *
	 * @param SweepState $state Where the sweep stands; at the end, where it stands then.
	 * @throws ReadFailure Where the database did not take all that was found.
	 */
	private function round( SweepState $state ): void {
		$refused = $this->recorder->refused();
		switch ( $state->kind() ) {
			case SweepState::PEOPLE:
				$this->record_people( $state );
				break;
			case SweepState::FACTS:
				$this->facts->derive( $state, $this->row );
				break;
			default:
				$this->comparison->compare( $state );
		}
		if ( $this->recorder->refused() > $refused ) {
			throw new ReadFailure( 'The database did not take what is to be sent again.' );
		}
	}

	/**
	 * The core failed, or the database, or another plugin: it goes on from the last cursor later.
	 *
	 * @param \Throwable $failure What happened.
	 */
	private function put_off( \Throwable $failure ): void {
		$state = SweepState::from( $this->row->latest() );
		if ( ! Snapshots::is_of_objects( $failure ) ) {
			$state->reading = $state->reading->forgiven();
		}
		$state->put_off();
		$this->row->write( $state->stored(), false );
	}

	/**
	 * Records the next contacts that changed since the last sweep; none in the first, which follows the first sync.
	 *
	 * @param SweepState $state Where the sweep stands.
	 */
	private function record_people( SweepState $state ): void {
		$rows = $state->since > 0 ? ( new InventoryRows() )->page( Rules::CONTACTS, $state->after, self::WAITING, 0, $state->since ) : array();
		foreach ( $rows as $row ) {
			$this->recorder->changed( Rules::CONTACT, $row['id'] );
		}
		$state->done_to( count( $rows ) < self::WAITING ? SweepState::LAST : end( $rows )['id'] );
	}

	/**
	 * When the store was connected, seconds since 1970 UTC.
	 */
	private function connected_at(): int {
		return $this->connection->facts()['connectedAt'];
	}
}
