<?php
/**
 * How fast a run is.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Generated\Rules;

/**
 * Rate and time left, of a run and of each type in it (S9). While something is under way, over the latest moments, with the
 * pauses between ticks, for the time left is the owner's; afterwards over the time that the work itself took.
 */
final class SyncRates {

	/** The rate is taken over so many moments, at least this far apart. */
	const SAMPLES        = 12;
	const SAMPLE_SECONDS = 2.0;

	/** Types that come in the pass over another kind. */
	const WITHIN = array( Rules::TRANSACTIONS => Rules::ORDERS );

	/**
	 * The time that the work took, and how many objects were settled in it, by kind.
	 *
	 * @var array<string,array{seconds:float,objects:int}>
	 */
	private array $work = array();

	/**
	 * How far the pass at hand was at the latest moments.
	 *
	 * @var array<int,array{at:float,processed:int}>
	 */
	private array $samples = array();

	/**
	 * Rates as they were stored.
	 *
	 * @param array<string,array{0:float,1:int}> $work    Of stored_work().
	 * @param array<int,array{0:float,1:int}>    $samples Of stored_samples().
	 */
	public static function load( array $work, array $samples ): self {
		$rates = new self();
		foreach ( $work as $kind => list( $seconds, $objects ) ) {
			$rates->worked( $kind, $objects, (float) $seconds );
		}
		foreach ( $samples as list( $at, $processed ) ) {
			$rates->samples[] = array(
				'at'        => (float) $at,
				'processed' => $processed,
			);
		}
		return $rates;
	}

	/**
	 * What is stored of the work.
	 *
	 * @return array<string,array{0:float,1:int}>
	 */
	public function stored_work(): array {
		return array_map( 'array_values', $this->work );
	}

	/**
	 * What is stored of the latest moments.
	 *
	 * @return array<int,array{0:float,1:int}>
	 */
	public function stored_samples(): array {
		return array_map( 'array_values', $this->samples );
	}

	/**
	 * Notes how far the pass at hand is at this moment.
	 *
	 * @param int $processed How many of its objects are settled.
	 */
	public function sample( int $processed ): void {
		$now  = microtime( true );
		$last = end( $this->samples );
		if ( false === $last || $now - $last['at'] >= self::SAMPLE_SECONDS ) {
			$this->samples[] = array(
				'at'        => $now,
				'processed' => $processed,
			);
			$this->samples   = array_slice( $this->samples, -self::SAMPLES );
		}
	}

	/** Another pass is at hand. */
	public function restart(): void {
		$this->samples = array();
	}

	/**
	 * Notes work.
	 *
	 * @param string $kind    Of objects of this kind.
	 * @param int    $objects How many were settled.
	 * @param float  $seconds In what time.
	 */
	public function worked( string $kind, int $objects, float $seconds ): void {
		$before              = $this->work_on( $kind );
		$this->work[ $kind ] = array(
			'seconds' => $before['seconds'] + $seconds,
			'objects' => $before['objects'] + $objects,
		);
	}

	/**
	 * Rates and times left; a time is null where nobody can tell yet.
	 *
	 * @param SyncRun $run The run whose rates these are.
	 * @return array{ratePerSecond:float,secondsLeft:int|null,types:array<string,array{ratePerSecond:float,secondsLeft:int|null}>}
	 */
	public function report( SyncRun $run ): array {
		$pass  = $run->is_running() && array() !== $run->passes ? $run->pass() : null;
		$rate  = null === $pass ? self::per_second( array_sum( array_column( $this->work, 'objects' ) ), array_sum( array_column( $this->work, 'seconds' ) ) ) : $this->at_hand( $pass );
		$left  = array_sum( array_column( $run->passes, 'objects' ) ) - array_sum( array_column( $run->passes, 'processed' ) );
		$types = array();
		foreach ( $run->types as $type => $tally ) {
			$work           = $this->work_on( self::WITHIN[ $type ] ?? $type );
			$is_at_hand     = null !== $pass && in_array( $type, $pass->types, true );
			$own            = $is_at_hand ? $rate * $tally->passed() / max( 1, $work['objects'] ) : self::per_second( $tally->passed(), $work['seconds'] );
			$types[ $type ] = self::pair( $own, $is_at_hand ? $tally->total - $tally->passed() : null );
		}
		return self::pair( $rate, null === $pass ? null : $left ) + array( 'types' => $types );
	}

	/**
	 * The work on a kind.
	 *
	 * @param string $kind Kind.
	 * @return array{seconds:float,objects:int}
	 */
	private function work_on( string $kind ): array {
		return $this->work[ $kind ] ?? array(
			'seconds' => 0.0,
			'objects' => 0,
		);
	}

	/**
	 * Objects a second of the pass at hand.
	 *
	 * @param SyncPass $pass The pass.
	 */
	private function at_hand( SyncPass $pass ): float {
		$first   = reset( $this->samples );
		$seconds = false === $first ? 0.0 : microtime( true ) - $first['at'];
		if ( $seconds >= self::SAMPLE_SECONDS ) {
			return ( $pass->processed - $first['processed'] ) / $seconds;
		}
		$work = $this->work_on( $pass->kind );
		return self::per_second( $work['objects'], $work['seconds'] );
	}

	/**
	 * A rate; 0 where nothing was done.
	 *
	 * @param int   $objects How many.
	 * @param float $seconds In what time.
	 */
	private static function per_second( int $objects, float $seconds ): float {
		return $seconds > 0 ? $objects / $seconds : 0.0;
	}

	/**
	 * A rate, and the time left.
	 *
	 * @param float    $rate Objects a second.
	 * @param int|null $left How many are left; null where it is not their turn.
	 * @return array{ratePerSecond:float,secondsLeft:int|null}
	 */
	private static function pair( float $rate, ?int $left ): array {
		return array(
			'ratePerSecond' => round( $rate, 1 ),
			'secondsLeft'   => null !== $left && $rate > 0 ? (int) ceil( max( 0, $left ) / $rate ) : null,
		);
	}
}
