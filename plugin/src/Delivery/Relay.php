<?php
/**
 * Takes what waits to the backend.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Backend\OutageGate;
use Storewire\Connection\Connection;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Generated\Rules;
use Storewire\Core\Item;
use Storewire\Core\Verdict;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Claim;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\DeliveredRequests;
use Storewire\Outbox\Lane;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\LeftOut;
use Storewire\Shop\CopySpans;
use Storewire\Shop\ProductReader;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;
use Storewire\Support\ReadFailure;
use Storewire\Support\TickBudget;

/**
 * Claims rows, reads what they are about, delivers, and does with each row what the core's verdict says. Any number of
 * relays work at the same time. They run in requests of WP-Cron and of the command line, never in a shopper's (D1).
 *
 * Nothing is lost (D2): a row leaves the outbox when the backend has it, and a relay that dies leaves its rows to the
 * next, which sends them under the same item ids.
 */
final class Relay {

	/** Rows of one claim. */
	const ROWS = 100;

	/** Seconds until a row that failed is tried again (see `Attempts`); so long nobody holds the others up. */
	const AGAIN = 300;

	/** So many items in a row that something between refuses, while none passes: it is not they. */
	const SUSPECTS = 3;

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
	 * The owner's choices.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Reads and maps.
	 *
	 * @var ClaimReader
	 */
	private $reader;

	/**
	 * Whether the ways are open, by lane.
	 *
	 * @var array<string,OutageGate>
	 */
	private $gates = array();

	/**
	 * Lanes on which the backend has taken something in this tick.
	 *
	 * @var array<string,true>
	 */
	private $passed = array();

	/**
	 * Lanes on which whole rows were delivered in this tick: others than those that something between refuses.
	 *
	 * @var array<string,true>
	 */
	private $delivered = array();

	/**
	 * How many items in a row were refused by something between in this tick, by lane.
	 *
	 * @var array<string,int>
	 */
	private $suspects = array();

	/**
	 * Whether both lanes were out of order when this tick began to probe.
	 *
	 * @var bool
	 */
	private $recovers = false;

	/**
	 * Whether the backend should hear where the store is.
	 *
	 * @var bool
	 */
	private $is_lost = false;

	/**
	 * Builds it.
	 *
	 * @param Core        $core       The rules.
	 * @param ClaimReader $reader     Reads and maps.
	 * @param Settings    $settings   The owner's choices.
	 * @param Sender      $sender     Sends.
	 * @param Connection  $connection Whether there is anybody to send to.
	 */
	public function __construct( Core $core, ClaimReader $reader, Settings $settings, Sender $sender, Connection $connection ) {
		$this->core       = $core;
		$this->sender     = $sender;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->reader     = $reader;
		$this->gates      = array(
			Lane::WAITLIST => new OutageGate( Lane::WAITLIST ),
			Lane::ITEMS    => new OutageGate( Lane::ITEMS ),
		);
	}

	/**
	 * One tick: goes on for some seconds, as long as something is due and the backend takes it. There is always time for one
	 * claim, or a store whose pages need most of PHP's memory would never deliver anything.
	 *
	 * @param float $seconds How long, about.
	 * @return int How many rows were dealt with.
	 */
	public function step( float $seconds ): int {
		$budget          = new TickBudget( $seconds );
		$total           = 0;
		$goes            = 'connected' === $this->connection->state();
		$this->passed    = array();
		$this->delivered = array();
		$this->suspects  = array();
		$this->recovers  = false;
		try {
			$rules = $goes ? $this->rules() : array();
			while ( $goes ) {
				$settled = 0;
				foreach ( $this->turns() as $lane => $failures ) {
					if ( Lane::ITEMS === $lane && $this->is_recovered() ) {
						continue;
					}
					$policy = $this->policy( $failures );
					$claim  = $this->claim( $policy['probe'] ? 1 : self::ROWS, $policy['lease'], $lane );
					if ( Lane::WAITLIST === $lane && array() === $claim->rows ) {
						// An outage of what nobody waits for is none.
						$this->gates[ $lane ]->opened();
					}
					$settled += $this->handle( $claim, $rules, $policy['batchItems'] );
				}
				$total += $settled;
				$goes   = $settled > 0 && ! $budget->is_over() && 'connected' === $this->connection->state();
			}
		} catch ( CoreFailure | ReadFailure $failure ) {
			// Nothing is claimed then: a core that cannot run here, or a database that does not answer, costs no attempts.
			unset( $policy );
		}
		foreach ( $this->gates as $gate ) {
			$gate->leave();
		}
		if ( isset( $policy ) ) {
			Caps::trim( $policy, $policy['now'] );
			if ( $total > 0 ) {
				Ledger::trim( $policy, $policy['now'] );
				LeftOut::trim( $policy, $policy['now'] );
			}
		}
		return $total;
	}

	/**
	 * Whether the backend does not know where the store is, as it said in this tick; asked once.
	 */
	public function is_lost(): bool {
		$is_lost       = $this->is_lost;
		$this->is_lost = false;
		return $is_lost;
	}

	/**
	 * The lanes on which something may be sent now: all together, in the order in which things happened, while all are in
	 * order, else each by itself; requests before the stock that they may be waiting for, but after a probe of a backend that
	 * hangs, so that one wait is enough.
	 *
	 * @return array<string,int> By lane, '' for all, how many deliveries in a row have failed.
	 */
	private function turns(): array {
		$open     = array_filter( $this->gates, static fn( OutageGate $gate ): bool => $gate->may_send() );
		$failures = array_map( static fn( OutageGate $gate ): int => $gate->failures(), $open );
		if ( count( $open ) === count( $this->gates ) ) {
			if ( 0 === array_sum( $failures ) || $this->is_recovered() ) {
				return array( '' => 0 );
			}
			$this->recovers = $this->recovers || min( $failures ) > 0;
		}
		return $this->gates[ Lane::ITEMS ]->hangs() ? array_reverse( $failures ) : $failures;
	}

	/**
	 * Whether both lanes were out of order and a request has just got through: the backend is there again, and all goes as it
	 * happened, as a product by itself would make the news of its stock before that old ones.
	 */
	private function is_recovered(): bool {
		return $this->recovers && isset( $this->passed[ Lane::WAITLIST ] );
	}

	/**
	 * Claims rows that may go together. Those that failed before wait for the others, and then go with few beside them.
	 *
	 * @param int    $limit At most so many.
	 * @param int    $lease For so many seconds.
	 * @param string $lane  Only those of this lane; '' for all.
	 */
	private function claim( int $limit, int $lease, string $lane ): Claim {
		$claim = Claim::take( $limit, $lease, $lane );
		$first = array_filter( $claim->rows, static fn( ClaimedRow $row ): bool => 0 === $row->tries() );
		if ( array() === $first ) {
			$first = array_slice( $claim->rows, 0, Attempts::page( $limit, self::tries( $claim->rows ) ), true );
		}
		$first = array_diff_key( $first, self::surplus( $first ) );
		$claim->release( self::ids( array_diff_key( $claim->rows, $first ) ) );
		$claim->rows = $first;
		return $claim;
	}

	/**
	 * Products that are too many to be read with the others.
	 *
	 * @param ClaimedRow[] $rows Rows.
	 * @return ClaimedRow[]
	 */
	private static function surplus( array $rows ): array {
		$products = array_filter( $rows, static fn( ClaimedRow $row ): bool => Rules::PRODUCT === $row->topic );
		try {
			$some = ProductReader::portion( array_map( 'intval', array_column( $products, 'object' ) ) );
		} catch ( ReadFailure $failure ) {
			$some = array_slice( $products, 0, 1 );
		}
		return array_slice( $products, count( $some ), null, true );
	}

	/**
	 * Reads and delivers the rows of a claim.
	 *
	 * @param Claim               $claim The claim.
	 * @param array<string,mixed> $rules What deliveries go by.
	 * @param int                 $items Items of a request, at most.
	 * @return int How many rows were dealt with; 0 where the backend took nothing.
	 */
	private function handle( Claim $claim, array $rules, int $items ): int {
		$batch    = new ClaimedItems();
		$worn_out = array_filter( $claim->rows, static fn( ClaimedRow $row ): bool => Attempts::are_spent( $row->tries() ) );
		$failures = array_map( static fn( ClaimedRow $row ): string => Attempts::ended( $row->topic, $row->object ), array_column( $worn_out, null, 'id' ) );
		try {
			$failures += $this->reader->read( array_diff_key( $claim->rows, $worn_out ), $rules, $batch );
		} catch ( \Throwable $error ) {
			if ( ! Snapshots::is_of_objects( $error ) ) {
				$claim->release( self::ids( $claim->rows ), self::AGAIN );
				return 0;
			}
			// Other plugins' code runs while WooCommerce reads.
			$failures += array_fill_keys( self::ids( $claim->rows ), $error->getMessage() );
			$batch     = new ClaimedItems();
		}
		$delay   = $this->deliver( $claim, $batch, $items, $rules['over'] );
		$outcome = $batch->outcome();
		$this->delivered += $batch->delivered( $outcome['done'] );
		$this->set_aside( $claim, $outcome['suspect'] );
		$claim->ack( $outcome['done'] );
		DeliveredRequests::note( array_filter( $claim->rows, static fn( ClaimedRow $row ): bool => in_array( $row->id, $outcome['done'], true ) ), $rules['over'] );
		foreach ( $outcome['buried'] + self::given_up( $claim, $failures, $outcome['passed'] ) as $id => $reason ) {
			$claim->bury( $id, $reason );
		}
		$claim->postpone( array_keys( $failures ), self::AGAIN );
		$claim->postpone( $outcome['passed'], $this->gates[ Lane::ITEMS ]->failures() > 0 ? 0 : self::AGAIN );
		$claim->release( $outcome['left'], $delay );
		foreach ( $batch->unripe as $id => $seconds ) {
			$claim->release( array( $id ), $seconds );
		}
		$this->keep_account( $claim, $batch->delivered_rows( $outcome['done'] ) );
		return count( $outcome['done'] ) + count( $outcome['buried'] ) + count( $outcome['suspect'] ) + count( $failures ) + count( $outcome['passed'] ) + count( $batch->unripe );
	}

	/**
	 * Notes what was sent, and what was left out and why (D6, S10).
	 *
	 * @param Claim                          $claim The claim.
	 * @param array<int,array<string,mixed>> $rows  Of ClaimedItems::delivered_rows().
	 */
	private function keep_account( Claim $claim, array $rows ): void {
		$of      = array_column( $claim->rows, null, 'id' );
		$entries = array();
		foreach ( array_filter( $rows, static fn( array $row ): bool => $row['sent'] ) as $id => $row ) {
			$entries[] = array(
				'outcome' => Ledger::SENT,
				'row'     => $of[ $id ],
			);
		}
		$rest = array_filter( $rows, static fn( array $row ): bool => array() !== $row['skipped'] || array() !== $row['unused'] );
		$left = array() === $rest ? array() : $this->core->call( array( 'leftOut' => array( 'objects' => array_values( $rest ) ) ) )['leftOut'];
		foreach ( $left as $reason ) {
			foreach ( $reason['examples'] as $id ) {
				$entries[] = array(
					'outcome' => Ledger::LEFT_OUT,
					'row'     => $of[ $id ],
				) + $reason;
			}
		}
		Ledger::note( $entries );
		LeftOut::count( $left );
	}

	/**
	 * Rows that have failed for the last time, with the reasons.
	 *
	 * @param Claim             $claim    The claim.
	 * @param array<int,string> $failures Why rows could not be read, by row id.
	 * @param int[]             $passed   Ids of rows that the backend passed over.
	 * @return array<int,string> By row id.
	 */
	private static function given_up( Claim $claim, array $failures, array $passed ): array {
		$reasons = array();
		foreach ( $claim->rows as $row ) {
			$id = $row->id;
			if ( Attempts::are_spent( $row->attempts ) && isset( $failures[ $id ] ) ) {
				$reasons[ $id ] = $failures[ $id ];
			} elseif ( Attempts::are_spent( $row->attempts ) && in_array( $id, $passed, true ) ) {
				$reasons[ $id ] = Attempts::unanswered( $row->topic, $row->object );
			}
		}
		return $reasons;
	}

	/**
	 * Deals with rows that something between refuses, such as a firewall for a word in them. They wait by themselves. Only
	 * an attempt while others pass counts, and after so many of them the row is buried.
	 *
	 * @param Claim             $claim The claim.
	 * @param array<int,string> $rows  Why, by row id.
	 */
	private function set_aside( Claim $claim, array $rows ): void {
		foreach ( $claim->rows as $row ) {
			$id = $row->id;
			if ( ! isset( $rows[ $id ] ) ) {
				continue;
			}
			$lane = Rules::BACK_IN_STOCK === $row->topic ? Lane::WAITLIST : Lane::ITEMS;
			if ( ! isset( $this->delivered[ $lane ] ) ) {
				$claim->release( array( $id ), Rules::LONGEST_WAIT_SECONDS );
			} elseif ( ! Attempts::are_spent( $row->attempts ) ) {
				$claim->postpone( array( $id ), Rules::LONGEST_WAIT_SECONDS );
			} else {
				$claim->bury( $id, $rows[ $id ] );
			}
		}
	}

	/**
	 * Delivers, one request after the other, until all is done or the backend does not take it. Trouble on one lane leaves
	 * the other one open.
	 *
	 * @param Claim        $claim Held meanwhile.
	 * @param ClaimedItems $batch What to deliver; learns what became of it.
	 * @param int          $limit Items of a request, at most.
	 * @param string       $over  The connection that the rows were claimed for: over another one they do not go.
	 * @return int Seconds until what is left may be sent again; 0 where the gate or the connection says when.
	 */
	private function deliver( Claim $claim, ClaimedItems $batch, int $limit, string $over ): int {
		try {
			return $this->deliver_all( $claim, $batch, $limit, $over );
		} catch ( \Throwable $failure ) {
			// What is read is not to blame for it.
			$claim->forgive( $batch->rows() );
			if ( Snapshots::is_of_objects( $failure ) ) {
				$this->gates[ Lane::ITEMS ]->failed( self::AGAIN, $failure->getMessage() );
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
	 * @return int Seconds until what is left may be sent again.
	 */
	private function deliver_all( Claim $claim, ClaimedItems $batch, int $limit, string $over ): int {
		$delay  = 0;
		$shut   = array();
		$queue  = $batch->requests( $limit );
		$packed = static function () use ( $claim, $batch ): void {
			$claim->forgive( $batch->rows() );
		};
		while ( ! $queue->is_empty() && $this->connection->episode() === $over ) {
			$items = $queue->take( 1 )[0];
			$lane  = ClaimedItems::lane( $items );
			if ( isset( $shut[ $lane ] ) ) {
				continue;
			}
			$verdict = $this->send( $items, $lane, self::tries( $claim->rows ), $packed );
			$batch->settle( $verdict );
			$this->is_lost = $this->is_lost || $verdict->heartbeat;
			if ( Verdict::SPLIT === $verdict->state ) {
				$queue->halve( $items );
			} elseif ( Verdict::SUSPECT === $verdict->state ) {
				$batch->suspect( $items[0]->id, $verdict->message );
				$shut += $this->count_suspect( $lane, $verdict );
			} elseif ( ! $verdict->is_progress() ) {
				if ( Verdict::RETRY !== $verdict->state ) {
					break;
				}
				$this->gates[ $lane ]->failed( $verdict->wait( Clock::milliseconds() ), $verdict->message, $this->sender->is_silent( $lane ) );
				$shut[ $lane ] = true;
			} else {
				$this->gates[ $lane ]->opened();
				$this->connection->seen();
				$this->passed[ $lane ] = true;

				$delay = max( $delay, $verdict->wait( Clock::milliseconds() ) );
			}
			if ( ! $queue->is_empty() ) {
				$claim->renew();
			}
		}
		return $delay;
	}

	/**
	 * Counts an item that something between refuses. Where several are and none passes, or nothing has passed for long, it is
	 * not the item: the lane is out of order.
	 *
	 * @param string  $lane    Its lane.
	 * @param Verdict $verdict The core's.
	 * @return array<string,true> The lane, if it is shut now.
	 */
	private function count_suspect( string $lane, Verdict $verdict ): array {
		$this->suspects[ $lane ] = ( $this->suspects[ $lane ] ?? 0 ) + 1;
		$gate                    = $this->gates[ $lane ];
		if ( isset( $this->passed[ $lane ] ) || ( $this->suspects[ $lane ] < self::SUSPECTS && 0 === $gate->failures() ) ) {
			return array();
		}
		$gate->failed( $verdict->wait( Clock::milliseconds() ), $verdict->message );
		return array( $lane => true );
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
		$failures = $this->gates[ $lane ]->failures();
		if ( $items[0] instanceof SignupRequest ) {
			$packed();
			return $this->sender->subscribe( $items[0], $failures );
		}
		return $this->sender->deliver( array( $items ), $failures, $tries, false, $packed )[0];
	}

	/**
	 * How often the one of some rows that failed most has failed, before it was claimed now.
	 *
	 * @param ClaimedRow[] $rows Rows.
	 */
	private static function tries( array $rows ): int {
		return max( array( 0, ...array_map( static fn( ClaimedRow $row ): int => $row->tries(), array_values( $rows ) ) ) );
	}

	/**
	 * What deliveries go by: the owner's choices, since when the store is connected (E8), and over which connection.
	 *
	 * @return array<string,mixed>
	 */
	public function rules(): array {
		return $this->settings->rules() + array(
			'connectedAt' => $this->connection->recorded_since() * 1000,
			'lastOrder'   => $this->connection->last_order(),
			'markedSince' => $this->connection->marked_since(),
			'onCopy'      => CopySpans::left_out()->all(),
			'over'        => $this->connection->episode(),
		);
	}

	/**
	 * What the outbox is kept by now, as the core says it, with `now` (milliseconds since 1970 UTC) and `lease` (seconds).
	 *
	 * @param int $failures How many deliveries in a row have failed.
	 * @return array<string,mixed>
	 */
	private function policy( int $failures ): array {
		$now    = Clock::milliseconds();
		$policy = $this->core->call(
			array(
				'outbox' => array(
					'now'      => $now,
					'failures' => $failures,
				),
			)
		)['outbox'];
		return $policy + array(
			'now'   => $now,
			'lease' => intdiv( $policy['leasedUntil'] - $now, 1000 ),
		);
	}

	/**
	 * Ids of rows.
	 *
	 * @param ClaimedRow[] $rows Rows.
	 * @return int[]
	 */
	private static function ids( array $rows ): array {
		return array_column( $rows, 'id' );
	}
}
