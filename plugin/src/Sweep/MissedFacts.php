<?php
/**
 * Facts of orders that no hook told.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sweep;

use Storewire\Core\Core;
use Storewire\Delivery\Attempts;
use Storewire\Generated\Rules;
use Storewire\Recording\OrderFacts;
use Storewire\Shop\InventoryRows;
use Storewire\Support\LeasedOption;

/**
 * Derives the facts of orders that were placed since connecting and changed since the last sweep. An order that cannot be
 * read, whatever it does, is passed over, and told of.
 */
final class MissedFacts {

	/** Orders that are loaded at once. */
	const ORDERS = 100;

	/**
	 * Says how many are read at once.
	 *
	 * @var Core
	 */
	private Core $core;

	/**
	 * Derives.
	 *
	 * @var OrderFacts
	 */
	private OrderFacts $facts;

	/**
	 * What the shop has.
	 *
	 * @var InventoryRows
	 */
	private InventoryRows $rows;

	/**
	 * @param Core       $core  Says how many are read at once.
	 * @param OrderFacts $facts Derives.
	 */
	public function __construct( Core $core, OrderFacts $facts ) {
		$this->core  = $core;
		$this->facts = $facts;
		$this->rows  = new InventoryRows();
	}

	/**
	 * Derives those of the next orders.
	 *
	 * @param SweepState   $state Where the sweep stands.
	 * @param LeasedOption $row   Its row.
	 */
	public function derive( SweepState $state, LeasedOption $row ): void {
		$tries = $state->reading->tries( $state->after );
		$page  = Attempts::page( $this->core, self::ORDERS, $tries );
		$last  = $state->reading->last( $state->after, SweepState::LAST );
		$ids   = $this->orders( $state, $page, $last );
		$next  = count( $ids ) < $page ? $last : end( $ids );
		foreach ( $this->failures( $state, $row, $ids ) as $id => $reason ) {
			$state->passed_over( $id, $reason );
		}
		$state->done_to( $next );
	}

	/**
	 * The next orders.
	 *
	 * @param SweepState $state Where the sweep stands.
	 * @param int        $page  At most so many.
	 * @param int        $last  None after this one.
	 * @return int[]
	 */
	private function orders( SweepState $state, int $page, int $last ): array {
		$ids = array_column( $this->rows->page( Rules::ORDERS, $state->after, $page, $state->connected_at, $state->since ), 'id' );
		return array_values( array_filter( $ids, static fn( int $id ): bool => $id <= $last ) );
	}

	/**
	 * Derives the facts of orders, and writes down before that it does.
	 *
	 * @param SweepState   $state Where the sweep stands.
	 * @param LeasedOption $row   Its row.
	 * @param int[]        $ids   The orders.
	 * @return array<int,string> Why some could not be read, by id.
	 * @throws \RuntimeException Where another process goes on with the sweep.
	 */
	private function failures( SweepState $state, LeasedOption $row, array $ids ): array {
		if ( array() === $ids ) {
			return array();
		}
		if ( Attempts::are_spent( $state->reading->tries( $state->after ) ) ) {
			$first = reset( $ids );
			return array( $first => Attempts::ended( Rules::ORDER, (string) $first ) );
		}
		$begun          = clone $state;
		$begun->reading = $state->reading->begun( $state->after, end( $ids ) );
		if ( ! $row->write( $begun->stored(), true ) ) {
			throw new \RuntimeException( 'Another process goes on with it.' );
		}
		return $this->facts->derive( $ids );
	}
}
