<?php
/**
 * Takes what waits to the backend.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

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

	/**
	 * The rules.
	 *
	 * @var Core
	 */
	private $core;

	/**
	 * Sends.
	 *
	 * @var Publisher
	 */
	private $publisher;

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
	 * @var RelayReader
	 */
	private $reader;

	/**
	 * Whether the way is open.
	 *
	 * @var RelayGate
	 */
	private $gate;

	/**
	 * Builds it.
	 *
	 * @param Core       $core       The rules.
	 * @param Snapshots  $snapshots  Reads the shop.
	 * @param Settings   $settings   The owner's choices.
	 * @param Publisher  $publisher  Sends.
	 * @param Connection $connection Whether there is anybody to send to.
	 */
	public function __construct( Core $core, Snapshots $snapshots, Settings $settings, Publisher $publisher, Connection $connection ) {
		$this->core       = $core;
		$this->publisher  = $publisher;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->reader     = new RelayReader( $core, $snapshots );
		$this->gate       = new RelayGate();
	}

	/**
	 * One tick: goes on for some seconds, as long as something is due and the backend takes it. There is always time for one
	 * claim, or a store whose pages need most of PHP's memory would never deliver anything.
	 *
	 * @param float $seconds How long, about.
	 * @return int How many rows were dealt with.
	 */
	public function step( float $seconds ): int {
		$budget = new Budget( $seconds );
		$total  = 0;
		$goes   = 'connected' === $this->connection->state();
		try {
			$rules = $goes ? $this->rules() : array();
			while ( $goes && $this->gate->may_send() ) {
				$policy  = $this->policy();
				$claim   = $this->claim( $policy['probe'] ? 1 : self::ROWS, $policy['lease'] );
				$settled = $this->handle( $claim, $rules, $policy['batchItems'] );
				$total  += $settled;
				$goes    = $settled > 0 && ! $budget->is_over() && 'connected' === $this->connection->state();
			}
		} catch ( CoreFailure $failure ) {
			// Nothing is claimed then: a core that cannot run here costs no attempts.
			unset( $policy );
		}
		$this->gate->leave();
		if ( isset( $policy ) ) {
			OutboxBounds::trim( $policy, $policy['now'] );
		}
		return $total;
	}

	/**
	 * Claims rows that may go together. Those that failed before wait for the others, and then go with few beside them.
	 *
	 * @param int $limit At most so many.
	 * @param int $lease For so many seconds.
	 */
	private function claim( int $limit, int $lease ): OutboxClaim {
		$claim = OutboxClaim::take( $limit, $lease );
		$first = array_filter( $claim->rows, static fn( array $row ): bool => 0 === self::tries( array( $row ) ) );
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
	 * @param array<int,array<string,string|null>> $rows Rows.
	 * @return array<int,array<string,string|null>>
	 */
	private static function surplus( array $rows ): array {
		$products = array_filter( $rows, static fn( array $row ): bool => 'product' === $row['topic'] );
		try {
			$some = ProductSnapshots::portion( array_map( 'intval', array_column( $products, 'object' ) ) );
		} catch ( \RuntimeException $failure ) {
			$some = array_slice( $products, 0, 1 );
		}
		return array_slice( $products, count( $some ), null, true );
	}

	/**
	 * Reads and delivers the rows of a claim.
	 *
	 * @param OutboxClaim         $claim The claim.
	 * @param array<string,mixed> $rules What deliveries go by.
	 * @param int                 $items Items of a request, at most.
	 * @return int How many rows were dealt with; 0 where the backend took nothing.
	 */
	private function handle( OutboxClaim $claim, array $rules, int $items ): int {
		$batch    = new RelayBatch();
		$worn_out = array_filter( $claim->rows, static fn( array $row ): bool => Attempts::are_spent( self::tries( array( $row ) ) ) );
		$failures = array_map( static fn( array $row ): string => Attempts::ended( (string) $row['topic'], (string) $row['object'] ), array_column( $worn_out, null, 'id' ) );
		try {
			$failures += $this->reader->read( array_diff_key( $claim->rows, $worn_out ), $rules, $batch );
		} catch ( \Throwable $error ) {
			if ( ! Attempts::count( $error ) ) {
				$claim->release( self::ids( $claim->rows ), self::AGAIN );
				return 0;
			}
			// Other plugins' code runs while WooCommerce reads.
			$failures += array_fill_keys( self::ids( $claim->rows ), $error->getMessage() );
			$batch     = new RelayBatch();
		}
		$delay   = $this->deliver( $claim, $batch, $items, $rules['over'] );
		$outcome = $batch->outcome();
		$claim->ack( $outcome['done'] );
		foreach ( $outcome['buried'] + self::given_up( $claim, $failures, $outcome['passed'] ) as $id => $reason ) {
			$claim->bury( $id, $reason );
		}
		$claim->postpone( array_keys( $failures ), self::AGAIN );
		$claim->postpone( $outcome['passed'], $this->gate->failures() > 0 ? 0 : self::AGAIN );
		$claim->release( $outcome['left'], $delay );
		foreach ( $batch->unripe as $id => $seconds ) {
			$claim->release( array( $id ), $seconds );
		}
		return count( $outcome['done'] ) + count( $outcome['buried'] ) + count( $failures ) + count( $outcome['passed'] ) + count( $batch->unripe );
	}

	/**
	 * Rows that have failed for the last time, with the reasons.
	 *
	 * @param OutboxClaim       $claim    The claim.
	 * @param array<int,string> $failures Why rows could not be read, by row id.
	 * @param int[]             $passed   Ids of rows that the backend passed over.
	 * @return array<int,string> By row id.
	 */
	private static function given_up( OutboxClaim $claim, array $failures, array $passed ): array {
		$reasons = array();
		foreach ( $claim->rows as $row ) {
			$id = (int) $row['id'];
			if ( Attempts::are_spent( (int) $row['attempts'] ) && isset( $failures[ $id ] ) ) {
				$reasons[ $id ] = $failures[ $id ];
			} elseif ( Attempts::are_spent( (int) $row['attempts'] ) && in_array( $id, $passed, true ) ) {
				$reasons[ $id ] = Attempts::unanswered( (string) $row['topic'], (string) $row['object'] );
			}
		}
		return $reasons;
	}

	/**
	 * Delivers, one request after the other, until all is done or the backend does not take it.
	 *
	 * @param OutboxClaim $claim Held meanwhile.
	 * @param RelayBatch  $batch What to deliver; learns what became of it.
	 * @param int         $limit Items of a request, at most.
	 * @param string      $over  The connection that the rows were claimed for: over another one they do not go.
	 * @return int Seconds until what is left may be sent again; 0 where the gate or the connection says when.
	 */
	private function deliver( OutboxClaim $claim, RelayBatch $batch, int $limit, string $over ): int {
		try {
			return $this->deliver_all( $claim, $batch, $limit, $over );
		} catch ( \Throwable $failure ) {
			// What is read is not to blame for it.
			$claim->forgive( $batch->rows() );
			$this->gate->failed( self::AGAIN, $failure->getMessage() );
			return 0;
		}
	}

	/**
	 * As deliver(), while nothing is thrown.
	 *
	 * @param OutboxClaim $claim Held meanwhile.
	 * @param RelayBatch  $batch What to deliver; learns what became of it.
	 * @param int         $limit Items of a request, at most.
	 * @param string      $over  The connection that the rows were claimed for.
	 * @return int Seconds until what is left may be sent again.
	 */
	private function deliver_all( OutboxClaim $claim, RelayBatch $batch, int $limit, string $over ): int {
		$delay = 0;
		$queue = $batch->requests( $limit );
		while ( array() !== $queue && $this->connection->episode() === $over ) {
			$items   = array_shift( $queue );
			$verdict = $this->send( $items, self::tries( $claim->rows ), static function () use ( $claim, $batch ): void {
				$claim->forgive( $batch->rows() );
			} );
			$batch->settle( $verdict );
			$this->connection->heed( $verdict );
			$wait = max( 0, (int) ceil( ( (int) $verdict['retryAt'] - microtime( true ) * 1000 ) / 1000 ) );
			if ( 'split' === $verdict['state'] ) {
				array_unshift( $queue, ...array_chunk( $items, intdiv( count( $items ) + 1, 2 ) ) );
			} elseif ( 'retry' === $verdict['state'] && RelayBatch::is_signup( $items ) && array() !== $queue && ! RelayBatch::is_signup( end( $queue ) ) ) {
				// Shoppers' requests come to a door of their own. Where it is shut, the other one may be open.
				$queue = array_filter( $queue, static fn( array $others ): bool => ! RelayBatch::is_signup( $others ) );
				$delay = $wait;
			} elseif ( 'delivered' !== $verdict['state'] && array() === $verdict['acked'] && array() === $verdict['buried'] ) {
				if ( 'retry' === $verdict['state'] ) {
					$this->gate->failed( $wait, $verdict['message'] );
				}
				break;
			} else {
				$this->gate->opened();
				$this->connection->seen();
				$delay = max( $delay, $wait );
			}
			if ( array() !== $queue ) {
				$claim->renew();
			}
		}
		return $delay;
	}

	/**
	 * Sends one request.
	 *
	 * @param array<int,array<string,mixed>> $items  Items.
	 * @param int                            $tries  How often one of the rows has failed.
	 * @param callable                       $packed Called before anything goes out.
	 * @return array<string,mixed> The core's verdict.
	 */
	private function send( array $items, int $tries, callable $packed ): array {
		$failures = $this->gate->failures();
		if ( RelayBatch::is_signup( $items ) ) {
			$packed();
			return $this->publisher->subscribe( $items[0], $failures );
		}
		return $this->publisher->deliver( array( $items ), $failures, $tries, false, $packed )[0];
	}

	/**
	 * How often the one of some rows that failed most has failed, before it was claimed now.
	 *
	 * @param array<int,array<string,string|null>> $rows Rows.
	 */
	private static function tries( array $rows ): int {
		return max( array( 1, ...array_map( 'intval', array_column( $rows, 'attempts' ) ) ) ) - 1;
	}

	/**
	 * What deliveries go by: the owner's choices, since when the store is connected (E8), and over which connection.
	 *
	 * @return array<string,mixed>
	 */
	private function rules(): array {
		return $this->settings->rules() + array(
			'connectedAt' => $this->connection->facts()['connectedAt'] * 1000,
			'over'        => $this->connection->episode(),
		);
	}

	/**
	 * What the outbox is kept by now, as the core says it, with `now` (milliseconds since 1970 UTC) and `lease` (seconds).
	 *
	 * @return array<string,mixed>
	 */
	private function policy(): array {
		$now    = (int) ( microtime( true ) * 1000 );
		$policy = $this->core->call(
			array(
				'outbox' => array(
					'now'      => $now,
					'failures' => $this->gate->failures(),
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
	 * @param array<int,array<string,string|null>> $rows Rows.
	 * @return int[]
	 */
	private static function ids( array $rows ): array {
		return array_map( 'intval', array_column( $rows, 'id' ) );
	}
}
