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
	 * Notes how far the pass at hand is at this moment.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	public static function sample( array $state ): array {
		$now  = microtime( true );
		$last = end( $state['samples'] );
		if ( false === $last || $now - $last[0] >= self::SAMPLE_SECONDS ) {
			$state['samples'][] = array( $now, $state['passes'][0]['processed'] );
			$state['samples']   = array_slice( $state['samples'], -self::SAMPLES );
		}
		return $state;
	}

	/**
	 * Notes work.
	 *
	 * @param array<string,mixed> $state   State of the run.
	 * @param string              $kind    Of objects of this kind.
	 * @param int                 $objects How many were settled.
	 * @param float               $seconds In what time.
	 * @return array<string,mixed> The state after that.
	 */
	public static function worked( array $state, string $kind, int $objects, float $seconds ): array {
		$before                 = $state['work'][ $kind ] ?? array( 0.0, 0 );
		$state['work'][ $kind ] = array( $before[0] + $seconds, $before[1] + $objects );
		return $state;
	}

	/**
	 * Rates and times left; a time is null where nobody can tell yet.
	 *
	 * @param array<string,mixed> $state State of a run; empty where there never was one.
	 * @return array{ratePerSecond:float,secondsLeft:int|null,types:array<string,array{ratePerSecond:float,secondsLeft:int|null}>}
	 */
	public static function of( array $state ): array {
		$work       = $state['work'] ?? array();
		$is_running = 'running' === ( $state['state'] ?? '' );
		$at_hand    = $is_running ? ( $state['passes'][0] ?? null ) : null;
		$rate       = null === $at_hand ? self::per_second( array_sum( array_column( $work, 1 ) ), array_sum( array_column( $work, 0 ) ) ) : self::at_hand( $state, $at_hand );
		$objects    = array_sum( array_column( $state['passes'] ?? array(), 'objects' ) ) - array_sum( array_column( $state['passes'] ?? array(), 'processed' ) );
		$types      = array();
		foreach ( $state['types'] ?? array() as $type => $figures ) {
			$passed         = SyncTally::passed( $figures );
			list( $seconds, $of_kind ) = $work[ self::WITHIN[ $type ] ?? $type ] ?? array( 0.0, 0 );
			$is_at_hand     = null !== $at_hand && in_array( $type, $at_hand['types'], true );
			$own            = $is_at_hand ? $rate * $passed / max( 1, $of_kind ) : self::per_second( $passed, $seconds );
			$types[ $type ] = self::pair( $own, $is_at_hand ? $figures['total'] - $passed : null );
		}
		return self::pair( $rate, null === $at_hand ? null : $objects ) + array( 'types' => $types );
	}

	/**
	 * Objects a second of the pass at hand.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @param array<string,mixed> $pass  The pass.
	 */
	private static function at_hand( array $state, array $pass ): float {
		$first   = $state['samples'][0] ?? null;
		$seconds = null === $first ? 0.0 : microtime( true ) - $first[0];
		if ( $seconds >= self::SAMPLE_SECONDS ) {
			return ( $pass['processed'] - $first[1] ) / $seconds;
		}
		list( $worked, $objects ) = $state['work'][ $pass['kind'] ] ?? array( 0.0, 0 );
		return self::per_second( $objects, $worked );
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
