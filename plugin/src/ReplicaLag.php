<?php
/**
 * Whether what was read is the last state.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Compares when objects were last changed according to what was read with what the primary database says. A replica that
 * lags gives yesterday's state with today's stamp, and it would win over the true one for good.
 */
final class ReplicaLag {

	/**
	 * Ids of objects that are newer than what was read.
	 *
	 * @var array<int,bool>
	 */
	private $old = array();

	/**
	 * Compares.
	 *
	 * @param string                         $topic     Topic of the outbox.
	 * @param array<int,array<string,mixed>> $snapshots What was read, by id.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function __construct( string $topic, array $snapshots ) {
		$moments = array() === $snapshots ? array() : ShopTables::changed_at( $topic, array_keys( $snapshots ) );
		foreach ( $moments as $id => $moment ) {
			if ( $moment > ( $snapshots[ $id ]['modifiedAt'] ?? PHP_INT_MAX ) ) {
				$this->old[ $id ] = true;
			}
		}
	}

	/**
	 * Whether an object is newer than what was read.
	 *
	 * @param string|null $id Its id.
	 */
	public function is_old( ?string $id ): bool {
		return isset( $this->old[ (int) $id ] );
	}
}
