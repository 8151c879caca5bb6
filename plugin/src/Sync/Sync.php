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
use Storewire\Core\Verdict;
use Storewire\Delivery\Attempts;
use Storewire\Delivery\ReadingPlace;
use Storewire\Delivery\Relay;
use Storewire\Generated\Rules;
use Storewire\Delivery\Sender;
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

	/** So many batches are on their way at the same time, for the backend may be far away. */
	const SIDE_BY_SIDE = 4;

	/** So often a request is tried while others write. */
	const TRIES = 50;

	/** A run without progress for so many seconds may be replaced. */
	const STUCK = Rules::SYNC_STUCK_SECONDS;

	/**
	 * The rules.
	 *
	 * @var Core
	 */
	private $core;

	/**
	 * Sends.
	 *
	 * @var Sender
	 */
	private $sender;

	/**
	 * Whether there is anybody to send to.
	 *
	 * @var Connection
	 */
	private $connection;

	/**
	 * Reads.
	 *
	 * @var SyncPages
	 */
	private $pages;

	/**
	 * Counts.
	 *
	 * @var ObjectPages
	 */
	private $tables;

	/**
	 * The row.
	 *
	 * @var SyncState
	 */
	private $row;

	/**
	 * The connection that this step began with: over another one nothing of it goes.
	 *
	 * @var string
	 */
	private $over = '';

	/**
	 * Builds it.
	 *
	 * @param Core       $core       The rules.
	 * @param SyncReader $reader     Reads and maps.
	 * @param Sender     $sender     Sends.
	 * @param Connection $connection Whether there is anybody to send to.
	 */
	public function __construct( Core $core, SyncReader $reader, Sender $sender, Connection $connection ) {
		$this->core       = $core;
		$this->sender     = $sender;
		$this->connection = $connection;
		$this->tables     = new ObjectPages();
		$this->row        = new SyncState();
		$this->pages      = new SyncPages( $reader, $this->tables, $this->row );
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
			$state  = $this->row->read();
			$joined = self::is_under_way( $state ) && SyncTally::idle_seconds( $state ) < self::STUCK;
			if ( ! $joined && 'connected' !== $this->connection->state() ) {
				$state['message'] = __( 'Connect the store first.', 'storewire' );
				return self::answer( $state, false, array() );
			}
			$state = $joined ? $state : SyncTally::begin( $from, $to );
			$plan  = $this->core->call( array( 'plan' => SyncTally::question( $state, $types, $from, $to ) ) )['plan'];
			$goes  = in_array( $state['state'], array( 'running', 'waiting' ), true );
			if ( $joined && $goes && array() === $plan['added'] ) {
				self::note( $types, $from, $to );
				return self::answer( $state, true, $plan );
			}
			$state = SyncTally::planned( self::forgiven( $state ), $plan, $this->tables );
			if ( ! $goes ) {
				$state['state'] = 'running';
			}
			if ( $this->row->write( $state, false ) ) {
				self::note( $types, $from, $to );
				return self::answer( $state, $joined, $plan );
			}
			self::let_others();
		}
		throw new ReadFailure( __( 'The sync is busy. Try again.', 'storewire' ) ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
	}

	/**
	 * The owner holds the run, or lets it go on where it was. Whoever is at it finds so at its next write.
	 *
	 * @param bool $hold Whether to hold it.
	 * @return bool Whether there was one to hold, or one that was held.
	 */
	public function hold( bool $hold ): bool {
		for ( $try = 0; $try < self::TRIES; $try++ ) {
			$state = $this->row->read();
			if ( ! self::is_under_way( $state ) || $hold === ( 'held' === $state['state'] ) ) {
				return false;
			}
			$changed = array(
				'state'   => $hold ? 'held' : 'running',
				'movedAt' => Clock::seconds(),
				'message' => '',
			);
			if ( $this->row->write( array_merge( self::forgiven( $state ), $changed ), false ) ) {
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
		if ( ! self::is_under_way( $this->row->read() ) ) {
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
	 * Whoever reads finds that somebody wrote, and leaves it; that is no fault of the objects.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	private static function forgiven( array $state ): array {
		$is_read = null !== ( $state['lease'] ?? null ) && isset( $state[ ReadingPlace::KEY ] );
		return $is_read ? ReadingPlace::from( $state )->forgiven()->in( $state ) : $state;
	}

	/** Whoever goes on with the run writes often. */
	private static function let_others(): void {
		usleep( random_int( 500, 20000 ) );
	}

	/**
	 * What start() answers.
	 *
	 * @param array<string,mixed> $state  State of the run.
	 * @param bool                $joined Whether it was under way.
	 * @param array<string,mixed> $plan   The core's plan; empty where there is none.
	 * @return array<string,mixed>
	 */
	private static function answer( array $state, bool $joined, array $plan ): array {
		return SyncTally::status( $state ) + array(
			'joined'   => $joined,
			'added'    => $joined ? $plan['added'] : array(),
			'underWay' => $joined ? $plan['underWay'] : array(),
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
		return SyncTally::status( $this->row->read() );
	}

	/**
	 * One tick: goes on for some seconds, if there is a run and no other process is at it.
	 *
	 * @param float $seconds How long, about.
	 * @return array<string,mixed> As status().
	 */
	public function step( float $seconds ): array {
		$budget = new TickBudget( $seconds );
		$state = $this->row->read();
		if ( 'connected' === $this->connection->state() && self::is_due( $state ) && $this->row->take() ) {
			$state['state'] = 'running';
			try {
				$this->core->call( array( 'settings' => array() ) );
				$state = $this->run( $state, $budget );
			} catch ( \Throwable $failure ) {
				// The core, the database, another plugin: the next tick tries again from the last cursor.
				$state = $this->row->latest();
				if ( ! Snapshots::is_of_objects( $failure ) ) {
					$state = ReadingPlace::from( $state )->forgiven()->in( $state );
				}
				$state['state']   = 'paused';
				$state['message'] = $failure->getMessage();
			}
			$this->row->write( $state, false );
			$state = $this->row->read();
		}
		return SyncTally::status( $state );
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
	 * @param array<string,mixed> $state  State of the run; this process holds the lease.
	 * @param TickBudget          $budget Time and memory.
	 * @return array<string,mixed> The state at the end.
	 */
	private function run( array $state, TickBudget $budget ): array {
		$round      = new SyncRound();
		$this->over = $this->connection->episode();
		do {
			$begun = hrtime( true );
			$state = SyncRates::sample( $state );
			$next  = $this->pages->fill( $round, $state, $state['batch'] * self::SIDE_BY_SIDE, $budget );
			if ( null === $next ) {
				return $state;
			}
			$kind  = $next['passes'][0]['kind'];
			$state = $this->deliver( $round, $next );
			$state = SyncRates::worked( $state, $kind, $state['processed'] - $next['processed'], ( hrtime( true ) - $begun ) / 1e9 );
			// WordPress' HTTP objects refer to each other, and PHP would let many of them wait.
			gc_collect_cycles();
			if ( $this->pages->is_at_end() && 'running' === $state['state'] && 0 === ReadingPlace::from( $state )->tries( $state['passes'][0]['cursor'] ) ) {
				$state = SyncTally::end_pass( $state );
			}
		} while ( $this->row->write( $state, true ) && 'running' === $state['state'] && ! $budget->is_over() );
		return $state;
	}

	/**
	 * Delivers a round and moves the cursor over what is settled.
	 *
	 * @param SyncRound           $round The round.
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that: not `running` where something is left to be sent again.
	 */
	private function deliver( SyncRound $round, array $state ): array {
		// What something between refuses, such as a firewall for a word in it.
		$suspects = array();

		$acked  = array();
		$unused = array();
		$buried = array();
		$passed = array();
		$queue  = $round->batches( $state['batch'] );
		$tried  = $state['batch'];
		$kind   = $state['passes'][0]['kind'];
		$tries  = ReadingPlace::from( $state )->tries( $state['passes'][0]['cursor'] );
		$packed = function () use ( &$state ): void {
			// All is read: from here on nothing that happens is the objects' fault.
			$this->row->write( $state, true );
		};
		while ( ! $queue->is_empty() && 'running' === $state['state'] && $this->connection->episode() === $this->over ) {
			$batches = $queue->take( $state['failures'] > 0 ? 1 : self::SIDE_BY_SIDE );
			foreach ( $this->sender->deliver( $batches, $state['failures'], $tries, $round->is_single(), $packed ) as $at => $verdict ) {
				$acked  += array_fill_keys( $verdict->acked, true );
				$unused += array_fill_keys( $verdict->unused, true );
				$passed += array_fill_keys( $verdict->unanswered, true );
				$buried  = array_merge( $buried, $verdict->buried );
				if ( Verdict::SPLIT === $verdict->state ) {
					$state['batch'] = $queue->halve( $batches[ $at ] );
				} elseif ( Verdict::SUSPECT === $verdict->state && ( array() !== $acked || count( $suspects ) < Relay::SUSPECTS ) ) {
					$suspects[ $batches[ $at ][0]->id ] = $verdict;
				} else {
					$state = $this->obey( $verdict, $state );
				}
			}
			if ( ! $queue->is_empty() && ! $this->row->write( $state, true ) ) {
				return $state;
			}
		}
		if ( array() !== $suspects && array() === $acked && $state['failures'] < Relay::SUSPECTS && 'running' === $state['state'] ) {
			$state = $this->obey( end( $suspects ), $state );
		} elseif ( 'running' === $state['state'] ) {
			// Others pass, or there are none: a sync comes to its end.
			$buried += array_map( static fn( Verdict $verdict ): string => $verdict->message, $suspects );
		}
		if ( ! $queue->is_empty() && 'running' === $state['state'] ) {
			// It is another connection by now, or the store has to be reconnected.
			$state['state'] = 'paused';
		}
		if ( $tried === $state['batch'] ) {
			// What was too much before may have been one bad item alone.
			$state['batch'] = min( Rules::BATCH_ITEMS, 2 * $tried );
		}
		$first = $round->first_with( $passed );
		if ( null !== $first && Attempts::are_spent( $tries + 1 ) ) {
			$buried += array_fill_keys( array_keys( $passed ), Attempts::unanswered( SyncReader::KINDS[ $kind ][0], (string) $first ) );
			$first   = null;
		}
		// The items are many, and their work is done.
		unset( $batches );
		$settled = $round->settle( $acked, $unused, $buried );
		if ( array() !== $settled ) {
			$state            = SyncTally::count( $state, $settled, $this->core );
			$state['movedAt'] = Clock::seconds();
		}
		return null === $first ? $state : ReadingPlace::from( $state )->begun( $state['passes'][0]['cursor'], $first )->in( $state );
	}

	/**
	 * What a verdict means for the run. Of several, the one that says to wait or to stop counts.
	 *
	 * @param Verdict             $verdict The core's word on a batch.
	 * @param array<string,mixed> $state   State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	private function obey( Verdict $verdict, array $state ): array {
		if ( Verdict::DELIVERED === $verdict->state ) {
			$this->connection->seen();
			if ( 'running' === $state['state'] ) {
				$state = array_merge(
					$state,
					array(
						'failures' => 0,
						'retryAt'  => null,
						'message'  => '',
					)
				);
			}
			return $state;
		}
		$state['message'] = $verdict->message;
		if ( in_array( $verdict->state, array( Verdict::RETRY, Verdict::SUSPECT ), true ) ) {
			$state['failures'] += 'waiting' === $state['state'] ? 0 : 1;
			$state['state']     = 'paused' === $state['state'] ? 'paused' : 'waiting';
			$state['retryAt']   = max( (int) $state['retryAt'], (int) $verdict->retry_at );
			$state['failedAt']  = Clock::milliseconds();
		} else {
			$state['state'] = 'paused';
		}
		return $state;
	}

	/**
	 * Whether a run is under way, be it that it waits or is paused.
	 *
	 * @param array<string,mixed> $state State of the latest run.
	 */
	private static function is_under_way( array $state ): bool {
		return in_array( $state['state'] ?? '', array( 'running', 'waiting', 'paused', 'held' ), true );
	}

	/**
	 * Whether a run can go on now. A paused one can once the store is connected again, one that waits when its time has come, or
	 * the clock was put back since.
	 *
	 * @param array<string,mixed> $state State of the latest run.
	 */
	private static function is_due( array $state ): bool {
		if ( 'waiting' !== ( $state['state'] ?? '' ) ) {
			return in_array( $state['state'] ?? '', array( 'running', 'paused' ), true );
		}
		$now = Clock::milliseconds();
		return $now >= $state['retryAt'] || $now < ( $state['failedAt'] ?? 0 );
	}
}
