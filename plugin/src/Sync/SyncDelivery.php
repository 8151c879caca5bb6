<?php
/**
 * Delivers the rounds of a sync.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Connection\Connection;
use Storewire\Core\Core;
use Storewire\Core\Verdict;
use Storewire\Delivery\Attempts;
use Storewire\Delivery\Batches;
use Storewire\Delivery\DeliveryHistory;
use Storewire\Delivery\Sender;
use Storewire\Generated\Rules;
use Storewire\Support\Clock;

/**
 * Sends a round in batches side by side, counts what is settled, and moves the cursor over it.
 */
final class SyncDelivery {

	/** So many batches are on their way at the same time, for the backend may be far away. */
	const SIDE_BY_SIDE = 4;

	private Core $core;
	private Sender $sender;
	private Connection $connection;
	private SyncState $row;

	/**
	 * @param Core       $core       Says what counts as what.
	 * @param Sender     $sender     Sends.
	 * @param Connection $connection Over which.
	 * @param SyncState  $row        The sync's row; this process holds its lease.
	 */
	public function __construct( Core $core, Sender $sender, Connection $connection, SyncState $row ) {
		$this->core       = $core;
		$this->sender     = $sender;
		$this->connection = $connection;
		$this->row        = $row;
	}

	/**
	 * Delivers a round. Where something is left to be sent again, the run is not running after that.
	 *
	 * @param SyncRound $round The round.
	 * @param SyncRun   $run   The run.
	 * @param string    $over  The connection that the tick began with: over another one nothing of it goes.
	 */
	public function deliver( SyncRound $round, SyncRun $run, string $over ): void {
		$tries   = $run->tries();
		$queue   = $round->batches( $run->batch );
		$results = new RoundResults();
		if ( ! $this->send( $queue, $results, $run, $round->is_single(), $over ) ) {
			return;
		}
		$this->weigh_suspects( $results, $run );
		if ( ! $queue->is_empty() && $run->is_running() ) {
			// It is another connection by now, or the store has to be reconnected.
			$run->state = SyncRun::PAUSED;
		}
		$first = $round->first_with( $results->passed );
		if ( null !== $first && Attempts::are_spent( $tries + 1 ) ) {
			$results->bury_passed( Attempts::unanswered( Rules::RECORDS[ $run->pass()->kind ], (string) $first ) );
			$first = null;
		}
		$this->count( $round->settle( $results ), $run );
		if ( null !== $first ) {
			$run->reading = $run->place()->begun( $run->pass()->cursor, $first );
		}
	}

	/**
	 * Sends batches until all are gone or the run does not go on.
	 *
	 * @param Batches      $queue     The batches; those are left that were not sent.
	 * @param RoundResults $results   Gets what became of the items.
	 * @param SyncRun      $run       The run.
	 * @param bool         $is_single Whether all comes of one object.
	 * @param string       $over      The connection.
	 * @return bool False where another process goes on with the run.
	 */
	private function send( Batches $queue, RoundResults $results, SyncRun $run, bool $is_single, string $over ): bool {
		$tries  = $run->tries();
		$packed = function () use ( $run ): void {
			// All is read: from here on nothing that happens is the objects' fault.
			$this->row->store( $run, true );
		};
		while ( ! $queue->is_empty() && $run->is_running() && $this->connection->episode() === $over ) {
			$batches = $queue->take( $run->failures > 0 ? 1 : self::SIDE_BY_SIDE );
			$history = new DeliveryHistory( $run->failures, $tries, $run->batch, $is_single );
			foreach ( $this->sender->deliver( $batches, $history, $packed ) as $at => $verdict ) {
				$results->add( $verdict );
				if ( Verdict::SPLIT === $verdict->state ) {
					$queue->put_back( $batches[ $at ], (int) $verdict->limit );
				} elseif ( Verdict::SUSPECT === $verdict->state && ( array() !== $results->acked || count( $results->suspects ) < Rules::SUSPECTS ) ) {
					$results->suspect( reset( $batches[ $at ] ), $verdict );
				} else {
					$this->apply( $verdict, $run );
				}
			}
			$run->batch = $results->limit ?? $run->batch;
			if ( ! $queue->is_empty() && ! $this->row->store( $run, true ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether it is the items that something between refuses, or the way.
	 *
	 * @param RoundResults $results What became of the items.
	 * @param SyncRun      $run     The run.
	 */
	private function weigh_suspects( RoundResults $results, SyncRun $run ): void {
		if ( ! $run->is_running() ) {
			return;
		}
		if ( array() !== $results->suspects && array() === $results->acked && $run->failures < Rules::SUSPECTS ) {
			$this->apply( end( $results->suspects ), $run );
		} else {
			// Others pass, or there are none.
			$results->bury_suspects();
		}
	}

	/**
	 * What a verdict means for the run. Of several, the one that says to wait or to stop counts.
	 *
	 * @param Verdict $verdict The core's word on a batch.
	 * @param SyncRun $run     The run.
	 */
	private function apply( Verdict $verdict, SyncRun $run ): void {
		if ( Verdict::DELIVERED === $verdict->state ) {
			$this->connection->seen();
			if ( $run->is_running() ) {
				$run->failures = 0;
				$run->retry_at = null;
				$run->message  = '';
			}
			return;
		}
		$run->message = $verdict->message;
		if ( in_array( $verdict->state, array( Verdict::RETRY, Verdict::SUSPECT ), true ) ) {
			$run->failures += SyncRun::WAITING === $run->state ? 0 : 1;
			$run->state     = SyncRun::PAUSED === $run->state ? SyncRun::PAUSED : SyncRun::WAITING;
			$run->retry_at  = max( (int) $run->retry_at, (int) $verdict->retry_at );
			$run->failed_at = Clock::milliseconds();
		} else {
			$run->state = SyncRun::PAUSED;
		}
	}

	/**
	 * Counts objects that are settled.
	 *
	 * @param array<int,array<string,mixed>> $objects As SyncRound::settle() gives them.
	 * @param SyncRun                        $run     The run.
	 */
	private function count( array $objects, SyncRun $run ): void {
		if ( array() === $objects ) {
			return;
		}
		$pass  = $run->pass();
		$tally = array(
			'kind'    => $pass->kind,
			'before'  => array_map( static fn( string $type ): array => array( 'type' => $type ) + $run->types[ $type ]->counts(), $pass->types ),
			'objects' => $objects,
		);
		foreach ( $this->core->call( array( 'tally' => $tally ) )['tallies'] as $counted ) {
			$run->types[ $counted['type'] ]->count( $counted );
		}
		$run->processed  += count( $objects );
		$pass->processed += count( $objects );
		$pass->cursor     = (int) end( $objects )['id'];
		$run->moved_at    = Clock::seconds();
	}
}
