<?php
/**
 * Sync Store.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Connection\Connection;
use Storewire\Core\Core;
use Storewire\Delivery\Sender;
use Storewire\Generated\Rules;
use Storewire\Shop\ObjectPages;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;
use Storewire\Support\ReadFailure;
use Storewire\Support\TickBudget;

/**
 * Sends all contacts, products, orders and transactions of the shop, or some of them, as records (S9, E8).
 *
 * A run goes through each kind of object by ascending id, up to the highest id there was when it started, so that the
 * order of pages does not change while new objects come in; those are for the hooks or the next run. The cursor moves
 * when the backend took or refused every item of what lies behind it. After an interruption whatever was not settled is
 * read and sent again under the same item ids, which the backend knows already.
 *
 * It runs in ticks, in requests of WP-Cron, of the open admin page and of the command line, never in a shopper's.
 */
final class Sync {

	/** So often a request is tried while others write. */
	const TRIES = 50;

	/** A run without progress for so many seconds may be replaced. */
	const STUCK = Rules::SYNC_STUCK_SECONDS;

	private Core $core;
	private Connection $connection;
	private ObjectPages $tables;
	private SyncState $row;
	private SyncPages $pages;
	private SyncDelivery $delivery;

	/**
	 * @param Core       $core       The rules.
	 * @param SyncReader $reader     Reads and maps.
	 * @param Sender     $sender     Sends.
	 * @param Connection $connection Whether there is anybody to send to.
	 */
	public function __construct( Core $core, SyncReader $reader, Sender $sender, Connection $connection ) {
		$this->core       = $core;
		$this->connection = $connection;
		$this->tables     = new ObjectPages();
		$this->row        = new SyncState();
		$this->pages      = new SyncPages( $core, $reader, $this->tables, $this->row );
		$this->delivery   = new SyncDelivery( $core, $sender, $connection, $this->row );
	}

	/**
	 * Starts a run, or adds to the one that is under way what is not ahead there (A12), unless that is stuck. One that is
	 * paused goes on.
	 *
	 * A date range goes by when orders were placed, when users registered, and when products were made or last changed;
	 * both ends belong to it.
	 *
	 * @param string[] $types Of `contacts`, `products`, `orders`, `transactions`.
	 * @param int|null $from  Seconds since 1970 UTC; null for no limit.
	 * @param int|null $to    Seconds since 1970 UTC; null for no limit.
	 * @return array<string,mixed> As status(), with `joined`: whether one was under way; `added`: the types that were added
	 *         to it; and `underWay`: those that it was about already.
	 * @throws ReadFailure Where others write all the time.
	 */
	public function start( array $types, ?int $from = null, ?int $to = null ): array {
		for ( $try = 0; $try < self::TRIES; $try++ ) {
			$run    = $this->row->load();
			$joined = $run->is_under_way() && $run->idle_seconds() < self::STUCK;
			if ( ! $joined && 'connected' !== $this->connection->state() ) {
				$run->message = __( 'Connect the store first.', 'storewire' );
				return self::answer( $run, null );
			}
			$run             = $joined ? $run : SyncRun::begin( $from, $to );
			$plan            = new SyncPlan( $this->core, $run, $types, $from, $to );
			$is_told_already = $joined && $run->continues() && array() === $plan->added;
			if ( $is_told_already || $this->change( $run, $plan ) ) {
				self::note( $types, $from, $to );
				return self::answer( $run, $joined ? $plan : null );
			}
			self::let_others();
		}
		throw new ReadFailure( __( 'The sync is busy. Try again.', 'storewire' ) ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
	}

	/**
	 * Has a run go through a plan. One that is paused goes on.
	 *
	 * @param SyncRun  $run  The run.
	 * @param SyncPlan $plan The plan.
	 * @return bool False where somebody else wrote in between.
	 */
	private function change( SyncRun $run, SyncPlan $plan ): bool {
		$goes = $run->continues();
		$this->interrupt( $run );
		$plan->take_over( $run, $this->tables );
		if ( ! $goes ) {
			$run->state = SyncRun::RUNNING;
		}
		return $this->row->store( $run, false );
	}

	/**
	 * The owner holds the run, or lets it go on where it was. Whoever is at it finds so at its next write.
	 *
	 * @param bool $hold Whether to hold it.
	 * @return bool Whether there was one to hold, or one that was held.
	 */
	public function hold( bool $hold ): bool {
		for ( $try = 0; $try < self::TRIES; $try++ ) {
			$run = $this->row->load();
			if ( ! $run->is_under_way() || $hold === ( SyncRun::HELD === $run->state ) ) {
				return false;
			}
			$this->interrupt( $run );
			$run->state    = $hold ? SyncRun::HELD : SyncRun::RUNNING;
			$run->moved_at = Clock::seconds();
			$run->message  = '';
			if ( $this->row->store( $run, false ) ) {
				return true;
			}
			self::let_others();
		}
		return false;
	}

	/**
	 * Ends the run where it is. What it sent stays there.
	 *
	 * @return bool Whether there was one.
	 */
	public function cancel(): bool {
		if ( ! $this->row->load()->is_under_way() ) {
			return false;
		}
		$this->forget();
		return true;
	}

	/**
	 * Types that are synced without limits are not missed any more.
	 *
	 * @param string[] $types Types.
	 * @param int|null $from  First moment.
	 * @param int|null $to    Last moment.
	 */
	private static function note( array $types, ?int $from, ?int $to ): void {
		if ( null === $from && null === $to ) {
			CatchUp::done( $types );
		}
	}

	/**
	 * Whoever reads for it finds that somebody wrote, and leaves it; that is no fault of the objects.
	 *
	 * @param SyncRun $run The run as it was just read.
	 */
	private function interrupt( SyncRun $run ): void {
		if ( $this->row->is_leased() ) {
			$run->forgive();
		}
	}

	/** Whoever goes on with the run writes often. */
	private static function let_others(): void {
		usleep( random_int( 500, 20000 ) );
	}

	/**
	 * What start() answers.
	 *
	 * @param SyncRun       $run    The run.
	 * @param SyncPlan|null $joined The plan by which it was joined; null where none was under way.
	 * @return array<string,mixed>
	 */
	private static function answer( SyncRun $run, ?SyncPlan $joined ): array {
		return SyncStatus::describe( $run ) + array(
			'joined'   => null !== $joined,
			'added'    => null === $joined ? array() : $joined->added,
			'underWay' => null === $joined ? array() : $joined->under_way,
		);
	}

	/**
	 * Where the latest run stands: `{state, run, from, to, types: {TYPE: {total, done, skipped, unused, failed, lastError,
	 * reasons: [{type, reason, text, count, examples}], failures: [{id, message}], ratePerSecond, secondsLeft}},
	 * ratePerSecond, secondsLeft, startedAt, finishedAt, retryAt, message}`. `state` is idle, running, waiting, done, paused
	 * by what happened, or held by the owner; moments are seconds since 1970 UTC, `retryAt` milliseconds.
	 *
	 * @return array<string,mixed>
	 */
	public function status(): array {
		return SyncStatus::describe( $this->row->load() );
	}

	/**
	 * One tick: goes on for some seconds, if there is a run and no other process is at it.
	 *
	 * @param float $seconds How long, about.
	 * @return array<string,mixed> As status().
	 */
	public function step( float $seconds ): array {
		$budget = new TickBudget( $seconds );
		$run    = $this->row->load();
		if ( 'connected' === $this->connection->state() && $run->is_due() && $this->row->take() ) {
			$run->state = SyncRun::RUNNING;
			try {
				$this->core->call( array( 'settings' => array() ) );
				$this->run( $run, $budget );
			} catch ( \Throwable $failure ) {
				$run = $this->paused( $failure );
			}
			$this->row->store( $run, false );
			$run = $this->row->load();
		}
		return SyncStatus::describe( $run );
	}

	/**
	 * The run where something ended a tick: the core, the database, another plugin. The next one tries again from the last
	 * cursor.
	 *
	 * @param \Throwable $failure What ended it.
	 */
	private function paused( \Throwable $failure ): SyncRun {
		$run = $this->row->latest_run();
		if ( ! Snapshots::is_of_objects( $failure ) ) {
			$run->forgive();
		}
		$run->state   = SyncRun::PAUSED;
		$run->message = $failure->getMessage();
		return $run;
	}

	/**
	 * Ends whatever runs, and forgets it.
	 */
	public function forget(): void {
		SyncState::forget();
	}

	/**
	 * Reads and delivers, round after round.
	 *
	 * @param SyncRun    $run    The run; this process holds the lease.
	 * @param TickBudget $budget Time and memory.
	 */
	private function run( SyncRun $run, TickBudget $budget ): void {
		$round = new SyncRound();
		$over  = $this->connection->episode();
		do {
			$begun = hrtime( true );
			$pass  = $run->pass();
			$run->rates->sample( $pass->processed );
			if ( ! $this->pages->fill( $round, $run, $run->batch * SyncDelivery::SIDE_BY_SIDE, $budget ) ) {
				return;
			}
			$before = $pass->processed;
			$this->delivery->deliver( $round, $run, $over );
			$run->rates->worked( $pass->kind, $pass->processed - $before, ( hrtime( true ) - $begun ) / 1e9 );
			// WordPress' HTTP objects refer to each other, and PHP would let many of them wait.
			gc_collect_cycles();
			if ( $this->pages->is_at_end() && $run->is_running() && 0 === $run->tries() ) {
				$run->end_pass();
			}
		} while ( $this->row->store( $run, true ) && $run->is_running() && ! $budget->is_over() );
	}
}
