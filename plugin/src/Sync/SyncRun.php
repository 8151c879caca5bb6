<?php
/**
 * A run of Sync Store.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Delivery\ReadingPlace;
use Storewire\Generated\Rules;
use Storewire\Support\Clock;

/**
 * What a run has done and has yet to do. Nothing in it grows with the number of objects. `SyncState` loads and stores it;
 * the names there are older than those here, and stay, so that a run goes on when the plugin is updated.
 */
final class SyncRun {

	// What it is at. There was none yet; one that is paused was stopped by what happened, one that is held by the owner.
	const IDLE    = 'idle';
	const RUNNING = 'running';
	const WAITING = 'waiting';
	const PAUSED  = 'paused';
	const HELD    = 'held';
	const DONE    = 'done';

	/** Part of its items' ids; null where there was no run yet. */
	public ?string $id = null;

	/** One of the above. */
	public string $state = self::IDLE;

	/** Only what was made since, seconds since 1970 UTC; null for no limit. */
	public ?int $from = null;

	/** Only what was made until. */
	public ?int $to = null;

	/**
	 * The passes that are not over. The first is at hand.
	 *
	 * @var SyncPass[]
	 */
	public array $passes = array();

	/**
	 * What became of the objects of each type.
	 *
	 * @var array<string,SyncTally>
	 */
	public array $types = array();

	/** How many objects are settled. */
	public int $processed = 0;

	public SyncRates $rates;

	/** Items of a request, at most. */
	public int $batch = Rules::BATCH_ITEMS;

	/** How many deliveries in a row have failed. */
	public int $failures = 0;

	/** When it began, seconds since 1970 UTC. */
	public ?int $started_at = null;

	/** When it last got something done, seconds since 1970 UTC by the database's clock. */
	public ?int $moved_at = null;

	/** When it was done, seconds since 1970 UTC. */
	public ?int $finished_at = null;

	/** Until when it waits, milliseconds since 1970 UTC by the database's clock. */
	public ?int $retry_at = null;

	/** When it began to wait, likewise. */
	public ?int $failed_at = null;

	/** What happened, in plain words. */
	public string $message = '';

	/** Where reading ended the process, if it did. */
	public ?ReadingPlace $reading = null;

	/** No run yet. */
	public function __construct() {
		$this->rates = new SyncRates();
	}

	/**
	 * A new run, which has nothing to do yet.
	 *
	 * @param int|null $from Only what was made since.
	 * @param int|null $to   Only what was made until.
	 */
	public static function begin( ?int $from, ?int $to ): self {
		$run             = new self();
		$run->id         = 's' . bin2hex( random_bytes( 4 ) );
		$run->state      = self::RUNNING;
		$run->from       = $from;
		$run->to         = $to;
		$run->started_at = time();
		$run->moved_at   = Clock::seconds();
		return $run;
	}

	/**
	 * A run as it was stored.
	 *
	 * @param array<string,mixed> $stored Of stored(); empty where there was none yet.
	 */
	public static function load( array $stored ): self {
		$stored           = OlderRun::renewed( $stored );
		$run              = new self();
		$run->id          = $stored['run'] ?? null;
		$run->state       = $stored['state'] ?? self::IDLE;
		$run->from        = $stored['from'] ?? null;
		$run->to          = $stored['to'] ?? null;
		$run->passes      = array_map( array( SyncPass::class, 'load' ), $stored['passes'] ?? array() );
		$run->types       = array_map( array( SyncTally::class, 'load' ), $stored['types'] ?? array() );
		$run->processed   = $stored['processed'] ?? 0;
		$run->rates       = SyncRates::load( $stored['work'] ?? array(), $stored['samples'] ?? array() );
		$run->batch       = $stored['batch'] ?? Rules::BATCH_ITEMS;
		$run->failures    = $stored['failures'] ?? 0;
		$run->started_at  = $stored['startedAt'] ?? null;
		$run->moved_at    = $stored['movedAt'] ?? null;
		$run->finished_at = $stored['finishedAt'] ?? null;
		$run->retry_at    = $stored['retryAt'] ?? null;
		$run->failed_at   = $stored['failedAt'] ?? null;
		$run->message     = $stored['message'] ?? '';
		$run->reading     = isset( $stored[ ReadingPlace::KEY ] ) ? ReadingPlace::from( $stored ) : null;
		return $run;
	}

	/**
	 * What is stored of it.
	 *
	 * @return array<string,mixed>
	 */
	public function stored(): array {
		$stored = array(
			'run'        => $this->id,
			'state'      => $this->state,
			'from'       => $this->from,
			'to'         => $this->to,
			'passes'     => array_map( static fn( SyncPass $pass ): array => $pass->stored(), $this->passes ),
			'types'      => array_map( static fn( SyncTally $tally ): array => $tally->stored(), $this->types ),
			'processed'  => $this->processed,
			'work'       => $this->rates->stored_work(),
			'samples'    => $this->rates->stored_samples(),
			'batch'      => $this->batch,
			'failures'   => $this->failures,
			'startedAt'  => $this->started_at,
			'movedAt'    => $this->moved_at,
			'finishedAt' => $this->finished_at,
			'retryAt'    => $this->retry_at,
			'failedAt'   => $this->failed_at,
			'message'    => $this->message,
		);
		return null === $this->reading ? $stored : $this->reading->in( $stored );
	}

	/** The pass at hand; there has to be one. */
	public function pass(): SyncPass {
		return reset( $this->passes );
	}

	/** Where reading ended the process; a place without tries where it did not. */
	public function place(): ReadingPlace {
		return $this->reading ?? new ReadingPlace( 0, 0, 0 );
	}

	/** How often what follows the cursor was tried and failed. */
	public function tries(): int {
		return $this->place()->tries( $this->pass()->cursor );
	}

	/**
	 * The same, reading another place.
	 *
	 * @param ReadingPlace $place The place.
	 */
	public function reading( ReadingPlace $place ): self {
		$run          = clone $this;
		$run->reading = $place;
		return $run;
	}

	/** Reading was begun and failed for no fault of the objects. */
	public function forgive(): void {
		$this->reading = null === $this->reading ? null : $this->reading->forgiven();
	}

	/** Whether it is under way, be it that it waits or is paused. */
	public function is_under_way(): bool {
		return $this->continues() || in_array( $this->state, array( self::PAUSED, self::HELD ), true );
	}

	/** Whether it goes on by itself. */
	public function continues(): bool {
		return in_array( $this->state, array( self::RUNNING, self::WAITING ), true );
	}

	/** Whether it is running. */
	public function is_running(): bool {
		return self::RUNNING === $this->state;
	}

	/**
	 * Whether it can go on now. A paused one can once the store is connected again, one that waits when its time has come, or
	 * the clock was put back since.
	 */
	public function is_due(): bool {
		if ( self::WAITING !== $this->state ) {
			return in_array( $this->state, array( self::RUNNING, self::PAUSED ), true );
		}
		$now = Clock::milliseconds();
		return $now >= (int) $this->retry_at || $now < (int) $this->failed_at;
	}

	/** For how long it has got nothing done though it should, in seconds. */
	public function idle_seconds(): int {
		return null === $this->moved_at || in_array( $this->state, array( self::DONE, self::HELD ), true ) ? 0 : max( 0, Clock::seconds() - $this->moved_at );
	}

	/** The pass at hand is over. */
	public function end_pass(): void {
		$pass = array_shift( $this->passes );
		// Ids of another kind say nothing about the next one.
		$this->reading = null;
		$this->rates->restart();
		foreach ( $pass->types as $type ) {
			$this->types[ $type ]->end_pass();
		}
		$this->look_ahead();
	}

	/** The passes are others now: how much there is of each type, and whether there is anything left to do. */
	public function look_ahead(): void {
		foreach ( $this->types as $type => $tally ) {
			$tally->expect( array_sum( array_column( array_column( $this->passes, 'totals' ), $type ) ) );
		}
		if ( array() === $this->passes ) {
			$this->state       = self::DONE;
			$this->finished_at = time();
		}
	}
}
