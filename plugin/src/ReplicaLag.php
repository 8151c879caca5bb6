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
		$moments = array() === $snapshots ? array() : self::changed_at( $topic, array_keys( $snapshots ) );
		foreach ( $moments as $id => $moment ) {
			if ( $moment > ( $snapshots[ $id ]['modifiedAt'] ?? PHP_INT_MAX ) ) {
				$this->old[ $id ] = true;
			}
		}
	}

	/**
	 * When objects were last changed.
	 *
	 * @param string $topic Topic of the outbox.
	 * @param int[]  $ids   Their ids.
	 * @return array<int,int> As ShopTables::changed_at() gives it.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private static function changed_at( string $topic, array $ids ): array {
		try {
			return ShopTables::changed_at( $topic, $ids );
		} catch ( ReadFailure $failure ) {
			if ( OutboxTable::TIMED_OUT === $failure->getCode() ) {
				// Somebody is changing one of them, and it is recorded when they have.
				return array();
			}
			throw $failure;
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
