<?php
/**
 * How often somebody may ask.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

use Storewire\Support\RateCounters;

/**
 * A count that the core wants to be taken, and how much is too much; see src/core/visitor/limit.rs.
 */
final class Limit {

	/** What counts visitors by their addresses, which may be a proxy's. */
	const OF_CLIENTS = array( 'client', 'cart_client' );

	/** What the core makes of it where it was more often, such as `later`. */
	public string $over;

	/** What is counted. */
	private string $count;

	/** What it is kept under. */
	private string $counted;

	/** How long it lasts. */
	private int $seconds;

	/** So often at most. */
	private int $most;

	/**
	 * @param array<string,mixed> $said The limit.
	 */
	private function __construct( array $said ) {
		$this->over    = $said['over'];
		$this->count   = $said['count'];
		$this->counted = RateCounters::hash( $said['count'], $said['of'] );
		$this->seconds = $said['seconds'];
		$this->most    = $said['most'];
	}

	/**
	 * Reads those of an answer.
	 *
	 * @param array<string,mixed> $said What the core said.
	 * @return self[]
	 */
	public static function all( array $said ): array {
		return array_map( static fn( array $limit ): self => new self( $limit ), $said['limits'] ?? array() );
	}

	/**
	 * Takes counts in their order, until one is too much.
	 *
	 * @param self[] $limits Limits.
	 * @return self|null That one; null where all is well.
	 */
	public static function passed( array $limits ): ?self {
		foreach ( $limits as $limit ) {
			if ( RateCounters::add( $limit->counted, $limit->seconds ) > $limit->most ) {
				return $limit;
			}
		}
		return null;
	}

	/** Whether it counts visitors by their addresses. */
	public function is_of_clients(): bool {
		return in_array( $this->count, self::OF_CLIENTS, true );
	}

	/** What was counted did not happen. */
	public function forget(): void {
		RateCounters::forget( $this->counted );
	}
}
