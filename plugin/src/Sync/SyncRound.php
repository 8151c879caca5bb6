<?php
/**
 * The objects that one round of a sync delivers.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Generated\Rules;
use Storewire\Core\Item;
use Storewire\Core\Mapped;
use Storewire\Delivery\Batches;

/**
 * Collects mapped objects, and tells after the delivery which of them are settled: all their items taken by the backend or
 * buried. An item whose id went out in this step already (a buyer of many orders, a category of many products) is not sent
 * again.
 */
final class SyncRound {

	/** At most so many ids are remembered as sent. */
	const REMEMBERED = 5000;

	/**
	 * Objects in the order of the cursor: their items' ids and what the core said of them.
	 *
	 * @var array<int,array<string,mixed>>
	 */
	private array $objects = array();

	/**
	 * Items to send, by id.
	 *
	 * @var array<string,Item>
	 */
	private array $items = array();

	/**
	 * Ids of items that every object may share and that the backend has, from earlier rounds of this step.
	 *
	 * @var array<string,bool>
	 */
	private array $known = array();

	/** Bytes of what waits to be sent. */
	private int $bytes = 0;

	/** Whether nothing waits to be settled. */
	public function is_empty(): bool {
		return array() === $this->objects;
	}

	/**
	 * Whether there is enough for a delivery. Objects without items count too, for a round must end some time.
	 *
	 * @param int $limit How many items may wait.
	 */
	public function is_full( int $limit ): bool {
		return count( $this->items ) >= $limit || count( $this->objects ) >= $limit || $this->bytes >= SyncDelivery::SIDE_BY_SIDE * Rules::BATCH_BYTES;
	}

	/**
	 * Adds an object.
	 *
	 * @param int    $id     Object id.
	 * @param Mapped $mapped What came of it.
	 */
	public function add( int $id, Mapped $mapped ): void {
		$sent = array();
		foreach ( $mapped->items as $item ) {
			if ( ! isset( $this->known[ $item->id ] ) ) {
				$this->bytes             += isset( $this->items[ $item->id ] ) ? 0 : strlen( $item->json );
				$this->items[ $item->id ] = $this->items[ $item->id ] ?? $item;
				$sent[ $item->id ]        = $item->type;
			}
		}
		$this->objects[] = array(
			'id'      => $id,
			'items'   => $sent,
			'skipped' => $mapped->skipped,
			'faults'  => $mapped->faults,
		);
	}

	/**
	 * Whether it holds one object.
	 */
	public function is_single(): bool {
		return 1 === count( $this->objects );
	}

	/**
	 * The first object with one of some items; null where none has.
	 *
	 * @param array<string,bool> $items Ids of items.
	 */
	public function first_with( array $items ): ?int {
		foreach ( $this->objects as $object ) {
			if ( array() !== array_intersect_key( $object['items'], $items ) ) {
				return $object['id'];
			}
		}
		return null;
	}

	/**
	 * The items in batches.
	 *
	 * @param int $limit Items in a batch, at most.
	 */
	public function batches( int $limit ): Batches {
		$items = fn( array $object ): array => array_map( fn( string $id ): Item => $this->items[ $id ], array_keys( $object['items'] ) );
		return new Batches( array_map( $items, $this->objects ), $limit, Rules::BATCH_BYTES );
	}

	/**
	 * Takes out the objects that are settled: from the first one on, up to the first that is not.
	 *
	 * @param RoundResults $results What became of the items.
	 * @return array<int,array<string,mixed>> Each as the core counts it (src/core/sync/round.rs).
	 */
	public function settle( RoundResults $results ): array {
		$settled = array();
		foreach ( $this->objects as $object ) {
			if ( array() !== array_diff_key( $object['items'], $results->acked, $results->buried ) ) {
				break;
			}
			$settled[] = self::outcome( $object, $results );
		}
		$this->remember( $results->acked );
		$this->objects = array();
		$this->items   = array();
		$this->bytes   = 0;
		return $settled;
	}

	/**
	 * What became of an object.
	 *
	 * @param array<string,mixed> $object  As add() keeps it.
	 * @param RoundResults        $results What became of the items.
	 * @return array<string,mixed>
	 */
	private static function outcome( array $object, RoundResults $results ): array {
		$refused = array();
		foreach ( array_intersect_key( $results->buried, $object['items'] ) as $id => $message ) {
			$refused[] = array(
				'type'    => $object['items'][ $id ],
				'message' => $message,
			);
		}
		return array(
			'id'      => (string) $object['id'],
			'taken'   => array_values( array_diff_key( $object['items'], $results->unused, $results->buried ) ),
			'unused'  => array_values( array_intersect_key( $object['items'], $results->unused ) ),
			'refused' => $refused,
			'skipped' => $object['skipped'],
			'faults'  => $object['faults'],
		);
	}

	/**
	 * Remembers items that other objects may ask for again.
	 *
	 * @param array<string,bool> $acked Ids of items that the backend has.
	 */
	private function remember( array $acked ): void {
		foreach ( $this->objects as $object ) {
			foreach ( $object['items'] as $id => $type ) {
				if ( isset( $acked[ $id ] ) && in_array( $type, array( Rules::CONTACT, Rules::CATEGORY ), true ) ) {
					$this->known[ $id ] = true;
				}
			}
		}
		if ( count( $this->known ) > self::REMEMBERED ) {
			$this->known = array_slice( $this->known, -self::REMEMBERED, null, true );
		}
	}
}
