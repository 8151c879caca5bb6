<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Chance that can be repeated: the same seed throws the same, whoever else uses PHP's own generators meanwhile.
 */
final class Dice {

	private int $state;

	public function __construct( int $seed ) {
		$this->state = ( $seed & 0x7fffffff ) | 1;
	}

	/** A number from 0 to below the limit. */
	public function below( int $limit ): int {
		// Xorshift of 31 bits.
		$this->state ^= ( $this->state << 13 ) & 0x7fffffff;
		$this->state ^= $this->state >> 17;
		$this->state ^= ( $this->state << 5 ) & 0x7fffffff;
		return $this->state % $limit;
	}

	/** True once in so many throws. */
	public function once_in( int $throws ): bool {
		return 0 === $this->below( $throws );
	}

	/**
	 * One of them.
	 *
	 * @param array<int,mixed> $choices A list.
	 * @return mixed
	 */
	public function pick( array $choices ) {
		return $choices[ $this->below( count( $choices ) ) ];
	}

	/** Bytes of any kind. */
	public function bytes( int $length ): string {
		$bytes = '';
		for ( $i = 0; $i < $length; $i++ ) {
			$bytes .= chr( $this->below( 256 ) );
		}
		return $bytes;
	}
}
