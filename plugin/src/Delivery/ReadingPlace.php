<?php
/**
 * Where a walk through the shop reads.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

/**
 * For walks by rising id whose state is kept in a leased row, those of the sync and of the sweep: the ids of which one ended
 * the process, if any did, and how often. It is stored before reading begins. Whoever goes on after that process died finds
 * it, narrows those ids down, and passes over the object that remains (see `Attempts`).
 */
final class ReadingPlace {

	/** The key in the state of a walk. */
	const KEY = 'reading';

	/**
	 * The id before the first of them.
	 *
	 * @var int
	 */
	private $after;

	/**
	 * The last of them.
	 *
	 * @var int
	 */
	private $to;

	/**
	 * How often reading them was begun and not ended.
	 *
	 * @var int
	 */
	private $tries;

	/**
	 * @param int $after The id before the first.
	 * @param int $to    The last id.
	 * @param int $tries How often it was tried.
	 */
	public function __construct( int $after, int $to, int $tries ) {
		$this->after = $after;
		$this->to    = $to;
		$this->tries = $tries;
	}

	/**
	 * What the state of a walk says.
	 *
	 * @param array<string,mixed> $state The state.
	 */
	public static function from( array $state ): self {
		list( $after, $to, $tries ) = $state[ self::KEY ] ?? array( 0, 0, 0 );
		return new self( $after, $to, $tries );
	}

	/**
	 * The state with this place in it.
	 *
	 * @param array<string,mixed> $state The state of a walk.
	 * @return array<string,mixed>
	 */
	public function in( array $state ): array {
		return array( self::KEY => array( $this->after, $this->to, $this->tries ) ) + $state;
	}

	/**
	 * How often what follows an id was tried and failed.
	 *
	 * @param int $after The id.
	 */
	public function tries( int $after ): int {
		return $this->after <= $after && $after < $this->to ? $this->tries : 0;
	}

	/**
	 * The last id that may be read with what follows an id.
	 *
	 * @param int $after The id.
	 * @param int $last  The last id of all.
	 */
	public function last( int $after, int $last ): int {
		if ( 0 === $this->tries || $after >= $this->to ) {
			return $last;
		}
		return min( $last, $after < $this->after ? $this->after : $this->to );
	}

	/**
	 * Reading begins.
	 *
	 * @param int $after The id before the first object.
	 * @param int $to    The last object's id.
	 */
	public function begun( int $after, int $to ): self {
		return new self( $after, $to, $this->tries( $after ) + 1 );
	}

	/**
	 * What was begun failed for no fault of the objects.
	 */
	public function forgiven(): self {
		return new self( $this->after, $this->to, max( 0, $this->tries - 1 ) );
	}
}
