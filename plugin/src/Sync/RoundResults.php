<?php
/**
 * What the backend said of a round.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Core\Item;
use Storewire\Core\Verdict;

/**
 * Collects the core's verdicts on the items of one round of a sync.
 */
final class RoundResults {

	/**
	 * Ids of items that the backend has.
	 *
	 * @var array<string,bool>
	 */
	public array $acked = array();

	/**
	 * Ids of those that it had no use for.
	 *
	 * @var array<string,bool>
	 */
	public array $unused = array();

	/**
	 * Ids of items that it passed over.
	 *
	 * @var array<string,bool>
	 */
	public array $passed = array();

	/**
	 * Why items were refused for good, by id.
	 *
	 * @var array<string,string>
	 */
	public array $buried = array();

	/**
	 * Verdicts on items that something between refuses, such as a firewall for a word in them, by id.
	 *
	 * @var array<string,Verdict>
	 */
	public array $suspects = array();

	/** The most items that requests may have after it: where some were too much, as many as these may have; null for as before. */
	public ?int $limit = null;

	/**
	 * Adds what a verdict says of items.
	 *
	 * @param Verdict $verdict The core's.
	 */
	public function add( Verdict $verdict ): void {
		$this->acked  += array_fill_keys( $verdict->acked, true );
		$this->unused += array_fill_keys( $verdict->unused, true );
		$this->passed += array_fill_keys( $verdict->unanswered, true );
		$this->buried  = array_merge( $this->buried, $verdict->buried );
		if ( null !== $verdict->limit ) {
			$this->limit = min( $this->limit ?? $verdict->limit, $verdict->limit );
		}
	}

	/**
	 * Something between refuses an item.
	 *
	 * @param Item    $item    The item.
	 * @param Verdict $verdict The core's.
	 */
	public function suspect( Item $item, Verdict $verdict ): void {
		$this->suspects[ $item->id ] = $verdict;
	}

	/** It is the items that something between refuses: they are given up, for a sync comes to its end. */
	public function bury_suspects(): void {
		$this->buried += array_map( static fn( Verdict $verdict ): string => $verdict->message, $this->suspects );
	}

	/**
	 * The items that the backend passed over are given up.
	 *
	 * @param string $why In plain words.
	 */
	public function bury_passed( string $why ): void {
		$this->buried += array_fill_keys( array_keys( $this->passed ), $why );
	}
}
