<?php
/**
 * Where a sweep stands.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sweep;

use Storewire\Delivery\ReadingPlace;
use Storewire\Generated\Rules;
use Storewire\Support\Clock;

/**
 * What the row of the sweep holds: of the one that runs, or else of the last one. Moments are seconds since 1970 UTC, 0 where
 * there was none.
 */
final class SweepState {

	/** What is done after the comparison of each kind of record: contacts that changed, and facts of orders. */
	const PEOPLE = 'people';
	const FACTS  = 'facts';

	/** The last id: what only the backend has is found behind the store's last one, too. JSON's largest exact number. */
	const LAST = 9007199254740991;

	/** What changed so shortly before the last sweep counts as changed since then, in seconds. */
	const OVERLAP = 600;

	/** Seconds until a sweep that the backend did not answer goes on. */
	const AGAIN = 900;

	/** What the core says of how a range differed, in the order in which the row holds it. */
	const FOUND = array( 'print', 'nights' );

	/** Of objects that could not be read the latest are named, each with so many characters of its reason. */
	const FAILURES = 20;
	const LONGEST  = 300;

	/**
	 * What is left to do, in this order.
	 *
	 * @var string[]
	 */
	public array $kinds = array();

	/** The id up to which the first of them is done. */
	public int $after = 0;

	/** Objects that changed before this are not looked at one by one. */
	public int $since = 0;

	/** When it began. */
	public int $started_at = 0;

	/** Since when the store was connected when it began. */
	public int $connected_at = 0;

	/** How many objects it had sent again. */
	public int $repaired = 0;

	/** How many differ still, though they were sent again in several sweeps. */
	public int $left = 0;

	/**
	 * The orders that it could not read.
	 *
	 * @var array<int,array{id:string,message:string}>
	 */
	public array $unread = array();

	/** Not before this moment does it go on. */
	public int $retry_at = 0;

	/** Where it reads orders. */
	public ReadingPlace $reading;

	/**
	 * How ranges differed, by kind and first id; the values are those of FOUND.
	 *
	 * @var array<string,array<int,mixed>>
	 */
	private array $found = array();

	/**
	 * That of the sweep before.
	 *
	 * @var array<string,array<int,mixed>>
	 */
	private array $before = array();

	/**
	 * Reads the row.
	 *
	 * @param array<string,mixed> $stored What it holds; empty where there is none.
	 */
	public static function from( array $stored ): self {
		$state               = new self();
		$state->kinds        = $stored['kinds'] ?? array();
		$state->after        = $stored['after'] ?? 0;
		$state->since        = $stored['since'] ?? 0;
		$state->started_at   = $stored['startedAt'] ?? 0;
		$state->connected_at = $stored['connectedAt'] ?? 0;
		$state->repaired     = $stored['repaired'] ?? 0;
		$state->left         = $stored['left'] ?? 0;
		$state->unread       = $stored['unread'] ?? array();
		$state->found        = $stored['found'] ?? array();
		$state->before       = $stored['before'] ?? array();
		$state->retry_at     = $stored['retryAt'] ?? 0;
		$state->reading      = ReadingPlace::from( $stored );
		return $state;
	}

	/**
	 * A new sweep.
	 *
	 * @param self $last         The one before; an empty one where there was none on this connection.
	 * @param int  $connected_at Since when the store is connected.
	 */
	public static function begun( self $last, int $connected_at ): self {
		$state               = self::from( array() );
		$state->kinds        = array_merge( array_keys( Rules::RECORDS ), array( self::PEOPLE, self::FACTS ) );
		$state->since        = $last->started_at - self::OVERLAP;
		$state->started_at   = Clock::seconds();
		$state->connected_at = $connected_at;
		$state->before       = $last->found;
		return $state;
	}

	/**
	 * What the row is to hold.
	 *
	 * @return array<string,mixed>
	 */
	public function stored(): array {
		return $this->reading->in(
			array(
				'kinds'       => $this->kinds,
				'after'       => $this->after,
				'since'       => $this->since,
				'startedAt'   => $this->started_at,
				'connectedAt' => $this->connected_at,
				'repaired'    => $this->repaired,
				'left'        => $this->left,
				'unread'      => $this->unread,
				'found'       => $this->found,
				'before'      => $this->before,
				'retryAt'     => $this->retry_at,
			)
		);
	}

	/** Whether there is nothing left to do. */
	public function is_ended(): bool {
		return array() === $this->kinds;
	}

	/** For how many seconds it has been under way; 0 where it is ended. */
	public function open_seconds(): int {
		return $this->is_ended() ? 0 : max( 0, Clock::seconds() - $this->started_at );
	}

	/** Whether it is not time yet. A wait that is longer than waits are was set before the clock was put back. */
	public function must_wait(): bool {
		$left = $this->retry_at - Clock::seconds();
		return $left > 0 && $left <= self::AGAIN;
	}

	/** What is being done. */
	public function kind(): string {
		return reset( $this->kinds );
	}

	/**
	 * All up to an id is done.
	 *
	 * @param int $id The id; LAST where that is all of its kind.
	 */
	public function done_to( int $id ): void {
		$this->after = $id;
		if ( self::LAST === $id ) {
			array_shift( $this->kinds );
			$this->after = 0;
		}
	}

	/**
	 * How a range differed in the sweep before, as the core said it; empty where it did not.
	 *
	 * @param string $range Kind and first id.
	 * @return array<string,mixed>
	 */
	public function before( string $range ): array {
		return isset( $this->before[ $range ] ) ? array_combine( self::FOUND, $this->before[ $range ] ) : array();
	}

	/**
	 * A range differs.
	 *
	 * @param string              $range Kind and first id.
	 * @param array<string,mixed> $found How, as the core says it.
	 */
	public function differs( string $range, array $found ): void {
		$this->found[ $range ] = array_map( static fn( string $key ) => $found[ $key ], self::FOUND );
	}

	/** It goes on later. */
	public function put_off(): void {
		$this->retry_at = Clock::seconds() + self::AGAIN;
	}

	/**
	 * An order could not be read, and is passed over.
	 *
	 * @param int    $id     The order.
	 * @param string $reason Why.
	 */
	public function passed_over( int $id, string $reason ): void {
		$this->unread[] = array(
			'id'      => (string) $id,
			'message' => mb_substr( $reason, 0, self::LONGEST ),
		);

		$this->unread = array_slice( $this->unread, -self::FAILURES );
	}
}
