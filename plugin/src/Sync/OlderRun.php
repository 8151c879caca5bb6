<?php
/**
 * A run that an older version began.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

/**
 * The first 0.1.0 kept the types and days of a run once for all passes, and counted nothing by pass. After an update such a
 * run goes on where it was, under its old id.
 */
final class OlderRun {

	/** In today's runs each pass has its own types. */
	const MARK = 'wanted';

	/**
	 * A run as this version keeps it.
	 *
	 * @param array<string,mixed> $state As it is stored; empty where there is no run.
	 * @return array<string,mixed>
	 */
	public static function renewed( array $state ): array {
		if ( ! isset( $state[ self::MARK ] ) ) {
			return $state;
		}
		$state['types']  = array_map( static fn( array $figures ): array => $figures + array( 'unused' => 0 ), $state['types'] );
		$state['passes'] = array_map( static fn( array $pass ): array => self::pass( $pass, $state ), $state['passes'] );
		$ahead           = array_merge( array(), ...array_column( $state['passes'], 'types' ) );
		foreach ( $state['types'] as $type => $figures ) {
			$state['types'][ $type ]['ended'] = in_array( $type, $ahead, true ) ? 0 : SyncTally::sum( $figures );
		}
		$state['work']    = array();
		$state['samples'] = array();
		return array_diff_key( $state, array_flip( array( self::MARK, 'objects' ) ) );
	}

	/**
	 * A pass that is ahead, or was left in the middle.
	 *
	 * @param array<string,mixed> $pass  `kind`, `cursor`, `last`.
	 * @param array<string,mixed> $state State of the run.
	 * @return array<string,mixed>
	 */
	private static function pass( array $pass, array $state ): array {
		$types = array_filter( $state['types'], static fn( string $type ): bool => ( SyncRates::WITHIN[ $type ] ?? $type ) === $pass['kind'], ARRAY_FILTER_USE_KEY );
		// An order is counted under the first of its types.
		$own = reset( $types );
		return $pass + array(
			'types'     => array_keys( $types ),
			'from'      => $state['from'],
			'to'        => $state['to'],
			'objects'   => $own['total'],
			'processed' => SyncTally::sum( $own ),
			'totals'    => array_map( static fn( array $figures ): int => $figures['total'], $types ),
		);
	}
}
