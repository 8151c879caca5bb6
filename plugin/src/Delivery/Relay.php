<?php
/**
 * Takes what waits to the backend.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Connection\Connection;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Generated\Rules;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Claim;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\DeliveryAccount;
use Storewire\Outbox\Lane;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\LeftOut;
use Storewire\Outbox\OutboxPolicy;
use Storewire\Shop\ProductReader;
use Storewire\Shop\Snapshots;
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

	private Core $core;
	private ClaimReader $reader;
	private Settings $settings;
	private Connection $connection;
	private Lanes $lanes;
	private ClaimDelivery $delivery;
	private ClaimSettlement $settlement;

	/**
	 * @param Core        $core       The rules.
	 * @param ClaimReader $reader     Reads and maps.
	 * @param Settings    $settings   The owner's choices.
	 * @param Sender      $sender     Sends.
	 * @param Connection  $connection Whether there is anybody to send to.
	 */
	public function __construct( Core $core, ClaimReader $reader, Settings $settings, Sender $sender, Connection $connection ) {
		$this->core       = $core;
		$this->reader     = $reader;
		$this->settings   = $settings;
		$this->connection = $connection;
		$this->lanes      = new Lanes();
		$this->delivery   = new ClaimDelivery( $sender, $connection, $this->lanes );
		$this->settlement = new ClaimSettlement( $this->lanes, new DeliveryAccount( $core ) );
	}

	/**
	 * One tick: goes on for some seconds, as long as something is due and the backend takes it. There is always time for one
	 * claim, or a store whose pages need most of PHP's memory would never deliver anything.
	 *
	 * @param float $seconds How long, about.
	 * @return int How many rows were dealt with.
	 */
	public function step( float $seconds ): int {
		$budget = new TickBudget( $seconds );
		$total  = 0;
		$this->lanes->begin();
		try {
			$goes  = $this->is_connected();
			$rules = $goes ? $this->rules() : null;
			while ( $goes ) {
				$settled = 0;
				foreach ( $this->lanes->turns() as $lane => $failures ) {
					if ( Lane::ITEMS === $lane && $this->lanes->are_recovered() ) {
						continue;
					}
					$policy   = OutboxPolicy::now( $this->core, $failures );
					$settled += $this->take_turn( $lane, $policy, $rules );
				}
				$total += $settled;
				$goes   = $settled > 0 && ! $budget->is_over() && $this->is_connected();
			}
		} catch ( CoreFailure | ReadFailure $failure ) {
			// Nothing is claimed then: a core that cannot run here, or a database that does not answer, costs no attempts.
			unset( $policy );
		}
		$this->lanes->leave();
		if ( isset( $policy ) ) {
			self::trim( $policy, $total > 0 );
		}
		return $total;
	}

	/**
	 * Whether the backend does not know where the store is, as it said in this tick; asked once.
	 */
	public function is_lost(): bool {
		return $this->delivery->is_lost();
	}

	/**
	 * What deliveries go by now.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function rules(): DeliveryRules {
		return new DeliveryRules( $this->settings, $this->connection );
	}

	/** Whether there is anybody to send to. */
	private function is_connected(): bool {
		return 'connected' === $this->connection->state();
	}

	/**
	 * Claims and delivers rows of a lane.
	 *
	 * @param string        $lane   Of `Lane`; '' for all.
	 * @param OutboxPolicy  $policy What holds now.
	 * @param DeliveryRules $rules  What deliveries go by.
	 * @return int How many rows were dealt with.
	 */
	private function take_turn( string $lane, OutboxPolicy $policy, DeliveryRules $rules ): int {
		$claim = $this->claim( $policy->is_probe ? 1 : self::ROWS, $policy->lease, $lane );
		if ( Lane::WAITLIST === $lane && array() === $claim->rows ) {
			$this->lanes->clear( $lane );
		}
		return $this->handle( $claim, $rules, $policy->batch_items );
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
			$first = array_slice( $claim->rows, 0, Attempts::page( $this->core, $limit, $claim->tries() ), true );
		}
		$claim->keep( array_diff_key( $first, self::surplus( $first ) ) );
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
	 * @param Claim         $claim The claim.
	 * @param DeliveryRules $rules What deliveries go by.
	 * @param int           $items Items of a request, at most.
	 * @return int How many rows were dealt with; 0 where the backend took nothing.
	 */
	private function handle( Claim $claim, DeliveryRules $rules, int $items ): int {
		$batch    = new ClaimedItems();
		$worn_out = array_filter( $claim->rows, static fn( ClaimedRow $row ): bool => Attempts::are_spent( $row->tries() ) );
		$failures = array_map( static fn( ClaimedRow $row ): string => Attempts::ended( $row->topic, $row->object ), array_column( $worn_out, null, 'id' ) );
		try {
			$failures += $this->reader->read( array_diff_key( $claim->rows, $worn_out ), $rules, $batch );
		} catch ( \Throwable $error ) {
			$ids = array_column( $claim->rows, 'id' );
			if ( ! Snapshots::is_of_objects( $error ) ) {
				$claim->release( $ids, Rules::AGAIN_SECONDS );
				return 0;
			}
			// Other plugins' code runs while WooCommerce reads.
			$failures += array_fill_keys( $ids, $error->getMessage() );
			$batch     = new ClaimedItems();
		}
		$delay = $this->delivery->deliver( $claim, $batch, $items, $rules->over );
		return $this->settlement->settle( $claim, $batch, $failures, $delay, $rules->over );
	}

	/**
	 * Keeps all tables bounded.
	 *
	 * @param OutboxPolicy $policy What holds now.
	 * @param bool         $grew   Whether anything was written into the ledger.
	 */
	private static function trim( OutboxPolicy $policy, bool $grew ): void {
		Caps::trim( $policy );
		if ( $grew ) {
			Ledger::trim( $policy );
			LeftOut::trim( $policy );
		}
	}
}
