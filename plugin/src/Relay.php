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

	/**
	 * A row whose reading failed, or that was in a process that died, is tried so often before it is buried. From the
	 * second time on it goes after all others and with ever fewer beside it, so that it does not hold them up.
	 */
	const ATTEMPTS = 8;

	/** Seconds until a row whose reading failed is tried again. */
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
		$first = array_filter( $claim->rows, static fn( array $row ): bool => '1' === $row['attempts'] );
		if ( array() === $first && array() !== $claim->rows ) {
			$tried = max( array_map( 'intval', array_column( $claim->rows, 'attempts' ) ) );
			$first = array_slice( $claim->rows, 0, max( 1, $limit >> min( 62, 3 * ( $tried - 1 ) ) ), true );
		}
		$claim->put_back( self::ids( array_diff_key( $claim->rows, $first ) ) );
		$claim->rows = $first;
		return $claim;
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
		$worn_out = array_filter( $claim->rows, static fn( array $row ): bool => (int) $row['attempts'] > self::ATTEMPTS );
		$failures = array_fill_keys( self::ids( $worn_out ), 'Reading or sending it ended the process ' . self::ATTEMPTS . ' times.' );
		$delay    = 0;
		try {
			$failures += $this->reader->read( array_diff_key( $claim->rows, $worn_out ), $rules, $batch );
			$delay     = $this->deliver( $claim, $batch, $items, $rules['over'] );
		} catch ( \Throwable $error ) {
			// Other plugins' code runs while WooCommerce reads.
			$failures += array_fill_keys( self::ids( $claim->rows ), $error->getMessage() );
		}
		$outcome = $batch->outcome();
		foreach ( $claim->rows as $row ) {
			if ( isset( $failures[ (int) $row['id'] ] ) && (int) $row['attempts'] >= self::ATTEMPTS ) {
				$outcome['buried'][ (int) $row['id'] ] = $failures[ (int) $row['id'] ];
			}
		}
		$claim->ack( $outcome['done'] );
		Signups::delivered( array_filter( $claim->rows, static fn( array $row ): bool => in_array( (int) $row['id'], $outcome['done'], true ) ), $rules['over'] );
		foreach ( $outcome['buried'] as $id => $reason ) {
			$claim->bury( $id, $reason );
		}
		$claim->postpone( array_keys( $failures ), self::AGAIN );
		$claim->release( $outcome['left'], $delay );
		foreach ( $batch->unripe as $id => $seconds ) {
			$claim->release( array( $id ), $seconds );
		}
		return count( $outcome['done'] ) + count( $outcome['buried'] ) + count( $failures ) + count( $batch->unripe );
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
		$delay = 0;
		$queue = $batch->requests( $limit );
		while ( array() !== $queue && $this->connection->episode() === $over ) {
			$items   = array_shift( $queue );
			$verdict = $this->send( $items );
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
	 * @param array<int,array<string,mixed>> $items Items.
	 * @return array<string,mixed> The core's verdict.
	 */
	private function send( array $items ): array {
		$failures = $this->gate->failures();
		return RelayBatch::is_signup( $items ) ? $this->publisher->subscribe( $items[0], $failures ) : $this->publisher->deliver( array( $items ), $failures )[0];
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
