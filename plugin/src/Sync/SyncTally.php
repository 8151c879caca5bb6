<?php
/**
 * What became of the objects of a type.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

/**
 * How many objects of one type a run has, and the core's tally of them; what counts as what, it says (src/core/sync/count.rs).
 */
final class SyncTally {

	/** The outcomes that the core tells apart. */
	const OUTCOMES = array( 'done', 'skipped', 'unused', 'failed' );

	/** How many objects there are. */
	public int $total = 0;

	/** How many of them lie in passes that are over. */
	private int $ended = 0;

	/**
	 * OUTCOMES, `lastError`, `reasons` and `failures`, as the core has them (src/core/sync/tally.rs).
	 *
	 * @var array<string,mixed>
	 */
	private array $counts;

	/** Of objects of which none is counted yet. */
	public function __construct() {
		$this->counts = array_fill_keys( self::OUTCOMES, 0 ) + array(
			'lastError' => null,
			'reasons'   => array(),
			'failures'  => array(),
		);
	}

	/**
	 * A tally as it was stored.
	 *
	 * @param array<string,mixed> $stored Of stored().
	 */
	public static function load( array $stored ): self {
		$tally        = new self();
		$tally->total = $stored['total'];
		$tally->ended = $stored['ended'] ?? 0;
		$tally->count( $stored );
		return $tally;
	}

	/**
	 * What is stored of it.
	 *
	 * @return array<string,mixed>
	 */
	public function stored(): array {
		return $this->shown() + array( 'ended' => $this->ended );
	}

	/**
	 * What people and programs outside are told of it.
	 *
	 * @return array<string,mixed>
	 */
	public function shown(): array {
		return $this->counts + array( 'total' => $this->total );
	}

	/**
	 * The core's part of it.
	 *
	 * @return array<string,mixed>
	 */
	public function counts(): array {
		return $this->counts;
	}

	/**
	 * The core has counted.
	 *
	 * @param array<string,mixed> $counts As counts() has them.
	 */
	public function count( array $counts ): void {
		$this->counts = array_intersect_key( $counts, $this->counts ) + $this->counts;
	}

	/**
	 * A pass is over: what was deleted meanwhile does not count any more.
	 */
	public function end_pass(): void {
		$this->ended = $this->passed();
	}

	/**
	 * Passes were planned, or are over.
	 *
	 * @param int $ahead How many objects the passes have that are not over.
	 */
	public function expect( int $ahead ): void {
		$this->total = $this->ended + $ahead;
	}

	/** How many objects lie behind, whatever came of them. */
	public function passed(): int {
		return self::sum( $this->counts );
	}

	/**
	 * How many objects were counted.
	 *
	 * @param array<string,mixed> $counts OUTCOMES, and anything else.
	 */
	public static function sum( array $counts ): int {
		return array_sum( array_intersect_key( $counts, array_flip( self::OUTCOMES ) ) );
	}
}
