<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life;

/**
 * Chance that can be had again: its own numbers, for WordPress and the shop ask PHP's for theirs.
 */
final class Chance {

	private int $state;

	public function __construct( int $seed ) {
		$this->state = $seed & 0x7fffffff;
	}

	/** A number from 0 to below $n. */
	public function below( int $n ): int {
		// The upper bits of a linear congruence; the lower ones repeat soon.
		$this->state = ( $this->state * 1103515245 + 12345 ) & 0x7fffffff;
		return (int) floor( $this->state / 0x80000000 * $n );
	}

	/**
	 * One of several.
	 *
	 * @param array<mixed> $of Not empty.
	 * @return mixed
	 */
	public function one( array $of ) {
		return array_values( $of )[ $this->below( count( $of ) ) ];
	}

	/**
	 * All in another order.
	 *
	 * @param array<mixed> $all Any.
	 * @return array<int,mixed>
	 */
	public function shuffled( array $all ): array {
		$all = array_values( $all );
		for ( $last = count( $all ) - 1; $last > 0; $last-- ) {
			$other = $this->below( $last + 1 );
			list( $all[ $last ], $all[ $other ] ) = array( $all[ $other ], $all[ $last ] );
		}
		return $all;
	}
}
