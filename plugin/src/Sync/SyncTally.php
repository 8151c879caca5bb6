<?php
/**
 * What a run has done and has yet to do.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Core\Core;
use Storewire\Delivery\ReadingPlace;
use Storewire\Generated\Rules;
use Storewire\Shop\ObjectPages;
use Storewire\Support\Clock;

/**
 * Makes the state of a run, counts in it, and shows it to people. Nothing in it grows with the number of objects. What a run
 * goes through, and what counts as what, the core says (src/core/sync/plan.rs, src/core/sync/count.rs).
 *
 * Of each pass: `kind`, `types` wanted of it, `from`, `to`, `cursor`, the `last` id, `objects` it has, how many of them are
 * `processed`, and the `totals` by type.
 */
final class SyncTally {

	/** The outcomes that the core tells apart. */
	const OUTCOMES = array( 'done', 'skipped', 'unused', 'failed' );

	/**
	 * The state of a new run, which has nothing to do yet.
	 *
	 * @param int|null $from Only what was made since.
	 * @param int|null $to   Only what was made until.
	 * @return array<string,mixed>
	 */
	public static function begin( ?int $from, ?int $to ): array {
		return array(
			'run'        => 's' . bin2hex( random_bytes( 4 ) ),
			'state'      => 'running',
			'from'       => $from,
			'to'         => $to,
			'passes'     => array(),
			'types'      => array(),
			'processed'  => 0,
			'work'       => array(),
			'samples'    => array(),
			'batch'      => Rules::BATCH_ITEMS,
			'failures'   => 0,
			'startedAt'  => time(),
			'movedAt'    => Clock::seconds(),
			'finishedAt' => null,
			'retryAt'    => null,
			'message'    => '',
		);
	}

	/**
	 * What the core is asked for a plan with.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @param string[]            $types Types asked for.
	 * @param int|null            $from  Only what was made since.
	 * @param int|null            $to    Only what was made until.
	 * @return array<string,mixed>
	 */
	public static function question( array $state, array $types, ?int $from, ?int $to ): array {
		return array(
			'types'  => $types,
			'from'   => $from,
			'to'     => $to,
			'passes' => array_map( static fn( array $pass ): array => array_intersect_key( $pass, array_flip( array( 'kind', 'types', 'from', 'to' ) ) ), $state['passes'] ),
			'begun'  => ( $state['passes'][0]['cursor'] ?? 0 ) > 0 || isset( $state[ ReadingPlace::KEY ] ),
		);
	}

	/**
	 * Takes a plan over. A pass that it leaves as it is goes on where it was.
	 *
	 * @param array<string,mixed> $state  State of the run.
	 * @param array<string,mixed> $plan   The core's.
	 * @param ObjectPages          $tables Counts.
	 * @return array<string,mixed> The state after that.
	 */
	public static function planned( array $state, array $plan, ObjectPages $tables ): array {
		$old             = $state['passes'];
		$state['passes'] = array();
		foreach ( $plan['passes'] as $at => $pass ) {
			$is_kept           = isset( $old[ $at ] ) && array_intersect_key( $old[ $at ], $pass ) === $pass;
			$state['passes'][] = $is_kept ? $old[ $at ] : self::pass( $pass, $tables );
		}
		foreach ( $plan['fresh'] as $type ) {
			$state['types'][ $type ] = array_fill_keys( self::OUTCOMES, 0 ) + array(
				'total'     => 0,
				'ended'     => 0,
				'lastError' => null,
				'reasons'   => array(),
				'failures'  => array(),
			);
		}
		// The page shows them in this order.
		$state['types'] = array_merge( array_intersect_key( array_flip( Rules::TYPES ), $state['types'] ), $state['types'] );
		$state          = self::with_totals( $state );
		return array() === $state['passes'] ? self::finish( $state ) : $state;
	}

	/**
	 * A pass, before it begins.
	 *
	 * @param array<string,mixed> $pass   `kind`, `types`, `from` and `to`.
	 * @param ObjectPages          $tables Counts.
	 * @return array<string,mixed>
	 */
	private static function pass( array $pass, ObjectPages $tables ): array {
		$extent = $tables->extent( $pass['kind'], $pass['from'], $pass['to'] );
		$totals = array();
		foreach ( $pass['types'] as $type ) {
			$totals[ $type ] = $type === $pass['kind'] ? $extent['count'] : $tables->extent( $type, $pass['from'], $pass['to'] )['count'];
		}
		return $pass + array(
			'cursor'    => 0,
			'last'      => $extent['last'],
			'objects'   => $extent['count'],
			'processed' => 0,
			'totals'    => $totals,
		);
	}

	/**
	 * How many there are of each type: those of passes that are over, and those of the ones ahead.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	private static function with_totals( array $state ): array {
		foreach ( array_keys( $state['types'] ) as $type ) {
			$ahead                            = array_sum( array_column( array_column( $state['passes'], 'totals' ), $type ) );
			$state['types'][ $type ]['total'] = $state['types'][ $type ]['ended'] + $ahead;
		}
		return $state;
	}

	/**
	 * Counts objects that are settled.
	 *
	 * @param array<string,mixed>            $state   State of the run.
	 * @param array<int,array<string,mixed>> $objects As SyncRound::settle() gives them; at least one.
	 * @param Core                           $core    Says what counts as what.
	 * @return array<string,mixed> The state after that.
	 */
	public static function count( array $state, array $objects, Core $core ): array {
		$pass   = $state['passes'][0];
		$before = array();
		foreach ( $pass['types'] as $type ) {
			$before[] = array( 'type' => $type ) + $state['types'][ $type ];
		}
		$tally = array(
			'kind'    => $pass['kind'],
			'before'  => $before,
			'objects' => $objects,
		);
		foreach ( $core->call( array( 'tally' => $tally ) )['tallies'] as $counted ) {
			$type                    = $counted['type'];
			$state['types'][ $type ] = array_merge( $state['types'][ $type ], array_diff_key( $counted, array( 'type' => true ) ) );
		}
		$state['processed']              += count( $objects );
		$state['passes'][0]['processed'] += count( $objects );
		$state['passes'][0]['cursor']     = (int) end( $objects )['id'];
		return $state;
	}

	/**
	 * How long a run that is not done has got nothing done, in seconds.
	 *
	 * @param array<string,mixed> $state State of a run; empty where there never was one.
	 */
	public static function idle_seconds( array $state ): int {
		return isset( $state['movedAt'] ) && ! in_array( $state['state'], array( 'done', 'held' ), true ) ? max( 0, Clock::seconds() - $state['movedAt'] ) : 0;
	}

	/**
	 * Ends the pass over a kind: what was deleted meanwhile does not count any more.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	public static function end_pass( array $state ): array {
		$pass = array_shift( $state['passes'] );
		// Ids of another kind say nothing about the next one.
		unset( $state[ ReadingPlace::KEY ] );
		$state['samples'] = array();
		foreach ( $pass['types'] as $type ) {
			$state['types'][ $type ]['ended'] = self::passed( $state['types'][ $type ] );
		}
		$state = self::with_totals( $state );
		return array() === $state['passes'] ? self::finish( $state ) : $state;
	}

	/**
	 * Ends the run.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	private static function finish( array $state ): array {
		return array_merge(
			$state,
			array(
				'state'      => 'done',
				'finishedAt' => time(),
			)
		);
	}

	/**
	 * How many objects of a type lie behind, whatever came of them.
	 *
	 * @param array<string,mixed> $figures Of one type.
	 */
	public static function passed( array $figures ): int {
		return array_sum( array_intersect_key( $figures, array_flip( self::OUTCOMES ) ) );
	}

	/**
	 * The state for people and programs outside.
	 *
	 * @param array<string,mixed> $state State of a run; empty where there never was one.
	 * @return array<string,mixed>
	 */
	public static function status( array $state ): array {
		$rates = SyncRates::of( $state );
		$types = array();
		foreach ( $state['types'] ?? array() as $type => $figures ) {
			$types[ $type ] = array_diff_key( $figures, array( 'ended' => true ) ) + $rates['types'][ $type ];
		}
		return array(
			'state'         => $state['state'] ?? 'idle',
			'run'           => $state['run'] ?? null,
			'from'          => $state['from'] ?? null,
			'to'            => $state['to'] ?? null,
			'types'         => $types,
			'ratePerSecond' => $rates['ratePerSecond'],
			'secondsLeft'   => $rates['secondsLeft'],
			'startedAt'     => $state['startedAt'] ?? null,
			'finishedAt'    => $state['finishedAt'] ?? null,
			'idleSeconds'   => self::idle_seconds( $state ),
			'retryAt'       => $state['retryAt'] ?? null,
			'message'       => $state['message'] ?? '',
		);
	}
}
