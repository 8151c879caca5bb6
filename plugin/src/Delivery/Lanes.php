<?php
/**
 * The ways to the backend, as one relay finds them.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Backend\OutageGate;
use Storewire\Core\Verdict;
use Storewire\Generated\Rules;
use Storewire\Outbox\Lane;
use Storewire\Support\Clock;

/**
 * Whether each lane is open, and what one tick of a relay has learned about it: trouble on one leaves the other one open.
 */
final class Lanes {

	/**
	 * By lane.
	 *
	 * @var array<string,OutageGate>
	 */
	private array $gates;

	/**
	 * Lanes on which the backend has taken something in this tick.
	 *
	 * @var array<string,true>
	 */
	private array $passed = array();

	/**
	 * Lanes on which whole rows were delivered in this tick: others than those that something between refuses.
	 *
	 * @var array<string,true>
	 */
	private array $delivered = array();

	/**
	 * How many items in a row were refused by something between in this tick, by lane.
	 *
	 * @var array<string,int>
	 */
	private array $suspects = array();

	/** Whether both lanes were out of order when this tick began to probe. */
	private bool $recovers = false;

	/** All lanes. */
	public function __construct() {
		$this->gates = array(
			Lane::WAITLIST => new OutageGate( Lane::WAITLIST ),
			Lane::ITEMS    => new OutageGate( Lane::ITEMS ),
		);
	}

	/** A tick begins. */
	public function begin(): void {
		$this->passed    = array();
		$this->delivered = array();
		$this->suspects  = array();
		$this->recovers  = false;
	}

	/** A tick is at its end. */
	public function leave(): void {
		foreach ( $this->gates as $gate ) {
			$gate->leave();
		}
	}

	/**
	 * The lanes on which something may be sent now: all together, in the order in which things happened, while all are in
	 * order, else each by itself; requests before the stock that they may be waiting for, but after a probe of a backend that
	 * hangs, so that one wait is enough.
	 *
	 * @return array<string,int> By lane, '' for all, how many deliveries in a row have failed.
	 */
	public function turns(): array {
		$open     = array_filter( $this->gates, static fn( OutageGate $gate ): bool => $gate->may_send() );
		$failures = array_map( static fn( OutageGate $gate ): int => $gate->failures(), $open );
		if ( count( $open ) === count( $this->gates ) ) {
			if ( 0 === array_sum( $failures ) || $this->are_recovered() ) {
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
	public function are_recovered(): bool {
		return $this->recovers && isset( $this->passed[ Lane::WAITLIST ] );
	}

	/**
	 * How many deliveries in a row have failed on a lane.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function failures( string $lane ): int {
		return $this->gates[ $lane ]->failures();
	}

	/**
	 * Nobody waits on a lane: an outage there is none.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function clear( string $lane ): void {
		$this->gates[ $lane ]->opened();
	}

	/**
	 * The backend has taken something.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function took( string $lane ): void {
		$this->gates[ $lane ]->opened();
		$this->passed[ $lane ] = true;
	}

	/**
	 * A lane is out of order.
	 *
	 * @param string $lane    Of `Lane`.
	 * @param int    $seconds Until it is tried again.
	 * @param string $why     In plain words.
	 * @param bool   $hangs   Whether no answer came.
	 */
	public function shut( string $lane, int $seconds, string $why, bool $hangs = false ): void {
		$this->gates[ $lane ]->failed( $seconds, $why, $hangs );
	}

	/**
	 * Something between refuses an item. Where several are refused and none passes, or nothing has passed for long, it is not
	 * the item: the lane is out of order.
	 *
	 * @param string  $lane    Its lane.
	 * @param Verdict $verdict The core's.
	 * @return bool Whether the lane is open yet.
	 */
	public function suspect( string $lane, Verdict $verdict ): bool {
		$this->suspects[ $lane ] = ( $this->suspects[ $lane ] ?? 0 ) + 1;
		if ( isset( $this->passed[ $lane ] ) || ( $this->suspects[ $lane ] < Rules::SUSPECTS && 0 === $this->failures( $lane ) ) ) {
			return true;
		}
		$this->shut( $lane, $verdict->wait( Clock::milliseconds() ), $verdict->message );
		return false;
	}

	/**
	 * Whole rows were delivered.
	 *
	 * @param array<string,true> $lanes On these.
	 */
	public function note_delivered( array $lanes ): void {
		$this->delivered += $lanes;
	}

	/**
	 * Whether whole rows were delivered on a lane in this tick.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function has_delivered( string $lane ): bool {
		return isset( $this->delivered[ $lane ] );
	}
}
