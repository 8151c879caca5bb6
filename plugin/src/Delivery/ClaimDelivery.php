<?php
/**
 * Delivers what was claimed.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Connection\Connection;
use Storewire\Core\Item;
use Storewire\Core\Verdict;
use Storewire\Generated\Rules;
use Storewire\Outbox\Claim;
use Storewire\Outbox\Lane;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;

/**
 * Sends the items of a claim, one request after the other, until all is done or the backend does not take it. Trouble on one
 * lane leaves the other one open.
 */
final class ClaimDelivery {

	private Sender $sender;
	private Connection $connection;
	private Lanes $lanes;

	/** Whether the backend should hear where the store is. */
	private bool $is_lost = false;

	/**
	 * @param Sender     $sender     Sends.
	 * @param Connection $connection Over which.
	 * @param Lanes      $lanes      Whether the ways are open.
	 */
	public function __construct( Sender $sender, Connection $connection, Lanes $lanes ) {
		$this->sender     = $sender;
		$this->connection = $connection;
		$this->lanes      = $lanes;
	}

	/**
	 * Whether the backend does not know where the store is, as it said since this was last asked.
	 */
	public function is_lost(): bool {
		$is_lost       = $this->is_lost;
		$this->is_lost = false;
		return $is_lost;
	}

	/**
	 * Delivers. Whatever is thrown on the way is not the rows' fault.
	 *
	 * @param Claim        $claim Held meanwhile.
	 * @param ClaimedItems $batch What to deliver; learns what became of it.
	 * @param int          $limit Items of a request, at most.
	 * @param string       $over  The connection that the rows were claimed for: over another one they do not go.
	 * @return int Seconds until what is left may be sent again; 0 where the gate or the connection says when.
	 */
	public function deliver( Claim $claim, ClaimedItems $batch, int $limit, string $over ): int {
		try {
			return $this->deliver_all( $claim, $batch, $limit, $over );
		} catch ( \Throwable $failure ) {
			$claim->forgive( $batch->rows() );
			if ( Snapshots::is_of_objects( $failure ) ) {
				$this->lanes->shut( Lane::ITEMS, Rules::AGAIN_SECONDS, $failure->getMessage() );
			}
			return 0;
		}
	}

	/**
	 * As deliver(), while nothing is thrown.
	 *
	 * @param Claim        $claim Held meanwhile.
	 * @param ClaimedItems $batch What to deliver; learns what became of it.
	 * @param int          $limit Items of a request, at most.
	 * @param string       $over  The connection that the rows were claimed for.
	 */
	private function deliver_all( Claim $claim, ClaimedItems $batch, int $limit, string $over ): int {
		$delay  = 0;
		$shut   = array();
		$queue  = $batch->requests( $limit );
		$packed = static function () use ( $claim, $batch ): void {
			$claim->forgive( $batch->rows() );
		};
		while ( ! $queue->is_empty() && $this->connection->episode() === $over ) {
			$items = $queue->next();
			$lane  = ClaimedItems::lane( $items );
			if ( isset( $shut[ $lane ] ) ) {
				continue;
			}
			$verdict = $this->send( $items, $lane, $claim->tries(), $packed );
			$batch->settle( $verdict );
			if ( Verdict::SPLIT === $verdict->state ) {
				$queue->put_back( $items, (int) $verdict->limit );
			} elseif ( Verdict::SUSPECT === $verdict->state ) {
				$batch->suspect( reset( $items )->id, $verdict->message );
				$shut += $this->lanes->suspect( $lane, $verdict ) ? array() : array( $lane => true );
			} elseif ( $verdict->is_progress() ) {
				$this->lanes->took( $lane );
				$this->connection->seen();
				$delay = max( $delay, $verdict->wait( Clock::milliseconds() ) );
			} elseif ( Verdict::RETRY === $verdict->state ) {
				$this->lanes->shut( $lane, $verdict->wait( Clock::milliseconds() ), $verdict->message, $this->sender->is_silent( $lane ) );
				$shut[ $lane ] = true;
			} else {
				break;
			}
			if ( ! $queue->is_empty() ) {
				$claim->renew();
			}
		}
		return $delay;
	}

	/**
	 * Sends one request.
	 *
	 * @param array<int,Item|SignupRequest> $items  Items.
	 * @param string                        $lane   Their lane.
	 * @param int                           $tries  How often one of the rows has failed.
	 * @param callable                      $packed Called before anything goes out.
	 */
	private function send( array $items, string $lane, int $tries, callable $packed ): Verdict {
		$failures = $this->lanes->failures( $lane );
		$first    = reset( $items );
		if ( $first instanceof SignupRequest ) {
			$packed();
			$verdict = $this->sender->subscribe( $first, $failures );
		} else {
			list( $verdict ) = $this->sender->deliver( array( $items ), new DeliveryHistory( $failures, $tries ), $packed );
		}
		$this->is_lost = $this->is_lost || $verdict->heartbeat;
		return $verdict;
	}
}
