<?php
/**
 * What a run has done and has yet to do.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Makes the state of a run, counts in it, and shows it to people. Nothing in it grows with the number of objects.
 */
final class SyncProgress {

	const TYPES    = array( 'contacts', 'products', 'orders', 'transactions' );
	const EXAMPLES = 5;
	const FAILURES = 20;
	const LONGEST  = 300;
	const REASONS  = 50;

	/** The rate is taken over so many moments, at least this far apart. */
	const SAMPLES        = 12;
	const SAMPLE_SECONDS = 2.0;

	/** The type whose own record each kind of object yields. */
	const OWN = array(
		'contacts' => 'contact',
		'products' => 'product',
		'orders'   => 'order',
	);

	/**
	 * The state of a new run.
	 *
	 * @param string[]   $types  Types wanted.
	 * @param int|null   $from   Only what was made since.
	 * @param int|null   $to     Only what was made until.
	 * @param ShopTables $tables Counts.
	 * @return array<string,mixed>
	 */
	public static function begin( array $types, ?int $from, ?int $to, ShopTables $tables ): array {
		$state = array(
			'run'        => 's' . bin2hex( random_bytes( 4 ) ),
			'state'      => 'running',
			'from'       => $from,
			'to'         => $to,
			'wanted'     => array(),
			'passes'     => array(),
			'types'      => array(),
			'objects'    => 0,
			'processed'  => 0,
			'samples'    => array(),
			'batch'      => Sync::BATCH_ITEMS,
			'failures'   => 0,
			'startedAt'  => time(),
			'movedAt'    => Clock::seconds(),
			'finishedAt' => null,
			'retryAt'    => null,
			'message'    => '',
		);
		foreach ( self::TYPES as $type ) {
			$state['wanted'][ $type ] = in_array( $type, $types, true );
			if ( $state['wanted'][ $type ] ) {
				$extent                  = $tables->extent( $type, $from, $to );
				$state['types'][ $type ] = array(
					'total'     => $extent['count'],
					'done'      => 0,
					'skipped'   => 0,
					'failed'    => 0,
					'lastError' => null,
					'reasons'   => array(),
					'failures'  => array(),
				);
			}
		}
		foreach ( array_keys( self::OWN ) as $kind ) {
			if ( $state['wanted'][ $kind ] || ( 'orders' === $kind && $state['wanted']['transactions'] ) ) {
				$extent             = $tables->extent( $kind, $from, $to );
				$state['objects']  += $extent['count'];
				$state['passes'][]  = array(
					'kind'   => $kind,
					'cursor' => 0,
					'last'   => $extent['last'],
				);
			}
		}
		return array() === $state['passes'] ? self::finish( $state ) : $state;
	}

	/**
	 * Counts an object that is settled: done when its own record was taken, else skipped, else failed. An order's
	 * transactions count for themselves.
	 *
	 * @param array<string,mixed> $state  State of the run.
	 * @param string              $kind   Kind of object.
	 * @param array<string,mixed> $object As SyncRound::settle() gives it.
	 * @return array<string,mixed> The state after that.
	 */
	public static function count( array $state, string $kind, array $object ): array {
		++$state['processed'];
		$own     = self::OWN[ $kind ];
		$type    = isset( $state['types'][ $kind ] ) ? $kind : 'transactions';
		$faults  = null === $object['failure'] ? array() : array( $object['failure'] );
		$skipped = false;
		foreach ( $object['issues'] ?? array() as $issue ) {
			if ( $issue['fatal'] ) {
				$faults[] = '' === $issue['path'] ? $issue['message'] : $issue['path'] . ': ' . $issue['message'];
			}
		}
		foreach ( $object['items'] as $id => $item ) {
			$reason = $object['buried'][ $id ] ?? null;
			if ( 'transaction' !== $item && null !== $reason ) {
				$faults[] = $reason;
			} elseif ( 'transaction' === $item && null !== $reason ) {
				self::fail( $state['types']['transactions'], $object['id'], $reason );
			} elseif ( 'transaction' === $item ) {
				++$state['types']['transactions']['done'];
			}
		}
		foreach ( $object['skipped'] ?? array() as $skip ) {
			$of      = 'transaction' === $skip['type'] && isset( $state['types']['transactions'] ) ? 'transactions' : $type;
			$counts  = $skip['type'] === $own || 'transactions' === $of;
			$skipped = $skipped || $skip['type'] === $own;
			self::skip( $state['types'][ $of ], $skip, $counts );
		}
		if ( array() !== $faults ) {
			self::fail( $state['types'][ $type ], $object['id'], implode( ' ', $faults ) );
		} elseif ( ! $skipped && in_array( $own, $object['items'], true ) ) {
			++$state['types'][ $type ]['done'];
		}
		return $state;
	}

	/**
	 * Notes an object that could not be synced.
	 *
	 * @param array<string,mixed> $type   Counts of its type.
	 * @param int                 $id     Object id.
	 * @param string              $reason Why.
	 */
	private static function fail( array &$type, int $id, string $reason ): void {
		$reason = mb_substr( $reason, 0, self::LONGEST );
		++$type['failed'];
		$type['lastError']  = $reason;
		$type['failures'][] = array(
			'id'      => (string) $id,
			'message' => $reason,
		);
		$type['failures']   = array_slice( $type['failures'], -self::FAILURES );
	}

	/**
	 * Notes what was left out on purpose (S10).
	 *
	 * @param array<string,mixed> $type   Counts of the type.
	 * @param array<string,mixed> $skip   Skip as the core says it.
	 * @param bool                $counts Whether it was the object itself and not a part of it, such as a variation.
	 */
	private static function skip( array &$type, array $skip, bool $counts ): void {
		$type['skipped'] += $counts ? 1 : 0;
		foreach ( $type['reasons'] as &$reason ) {
			if ( $reason['type'] === $skip['type'] && $reason['text'] === $skip['text'] ) {
				++$reason['count'];
				if ( count( $reason['examples'] ) < self::EXAMPLES ) {
					$reason['examples'][] = $skip['id'];
				}
				return;
			}
		}
		unset( $reason );
		if ( count( $type['reasons'] ) < self::REASONS ) {
			$type['reasons'][] = array(
				'type'     => $skip['type'],
				'reason'   => $skip['reason'],
				'text'     => $skip['text'],
				'count'    => 1,
				'examples' => array( $skip['id'] ),
			);
		}
	}

	/**
	 * How long a run that is not done has got nothing done, in seconds.
	 *
	 * @param array<string,mixed> $state State of a run; empty where there never was one.
	 */
	public static function idle_seconds( array $state ): int {
		return isset( $state['movedAt'] ) && 'done' !== $state['state'] ? max( 0, Clock::seconds() - $state['movedAt'] ) : 0;
	}

	/**
	 * Ends the pass over a kind: what was deleted meanwhile does not count any more.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	public static function end_pass( array $state ): array {
		$pass  = array_shift( $state['passes'] );
		// Ids of another kind say nothing about the next one.
		unset( $state[ ReadingPlace::KEY ] );
		$types = 'orders' === $pass['kind'] ? array( 'orders', 'transactions' ) : array( $pass['kind'] );
		foreach ( array_intersect( $types, array_keys( $state['types'] ) ) as $name ) {
			$type                             = $state['types'][ $name ];
			$state['types'][ $name ]['total'] = $type['done'] + $type['skipped'] + $type['failed'];
		}
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
				'objects'    => $state['processed'],
			)
		);
	}

	/**
	 * Notes how far the run is at this moment.
	 *
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed> The state after that.
	 */
	public static function sample( array $state ): array {
		$now  = microtime( true );
		$last = end( $state['samples'] );
		if ( false === $last || $now - $last[0] >= self::SAMPLE_SECONDS ) {
			$state['samples'][] = array( $now, $state['processed'] );
			$state['samples']   = array_slice( $state['samples'], -self::SAMPLES );
		}
		return $state;
	}

	/**
	 * The state for people and programs outside.
	 *
	 * @param array<string,mixed> $state State of a run; empty where there never was one.
	 * @return array<string,mixed>
	 */
	public static function status( array $state ): array {
		$rate = self::rate( $state );
		return array(
			'state'         => $state['state'] ?? 'idle',
			'run'           => $state['run'] ?? null,
			'from'          => $state['from'] ?? null,
			'to'            => $state['to'] ?? null,
			'types'         => $state['types'] ?? array(),
			'ratePerSecond' => round( $rate, 1 ),
			'secondsLeft'   => $rate > 0 && 'running' === $state['state'] ? (int) ceil( max( 0, $state['objects'] - $state['processed'] ) / $rate ) : null,
			'startedAt'     => $state['startedAt'] ?? null,
			'finishedAt'    => $state['finishedAt'] ?? null,
			'idleSeconds'   => self::idle_seconds( $state ),
			'retryAt'       => $state['retryAt'] ?? null,
			'message'       => $state['message'] ?? '',
		);
	}

	/**
	 * Objects a second: over the latest samples while the run goes on, over all of it afterwards.
	 *
	 * @param array<string,mixed> $state State of a run.
	 */
	private static function rate( array $state ): float {
		$finished = $state['finishedAt'] ?? null;
		$first    = null === $finished && ! empty( $state['samples'] ) ? $state['samples'][0] : array( $state['startedAt'] ?? 0, 0 );
		$seconds  = ( $finished ?? microtime( true ) ) - $first[0];
		return $seconds > 0 ? ( ( $state['processed'] ?? 0 ) - $first[1] ) / max( 1, $seconds ) : 0.0;
	}
}
