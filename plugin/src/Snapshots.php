<?php
/**
 * Reads the shop.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * WooCommerce objects as plain arrays, as src/core/snapshot.rs declares them: texts, whole numbers, booleans, null, lists
 * and maps. It only reads; what becomes of a snapshot is the core's to say.
 *
 * Many objects are read at once, so that a page of them costs a few queries and not a few each.
 */
final class Snapshots {

	/**
	 * Queries over many objects.
	 *
	 * @var ShopTables
	 */
	private $tables;

	/** Builds it. */
	public function __construct() {
		$this->tables = new ShopTables();
	}

	/**
	 * Users, with the sums of their orders.
	 *
	 * @param int[] $ids User ids.
	 */
	public function contacts( array $ids ): SnapshotBatch {
		return self::read( array( new CustomerSnapshots( $this->tables ), 'read' ), $ids );
	}

	/**
	 * Products, with their variations and categories.
	 *
	 * @param int[] $ids Product ids, not those of variations.
	 */
	public function products( array $ids ): SnapshotBatch {
		return self::read( array( new ProductSnapshots( $this->tables ), 'read' ), $ids );
	}

	/**
	 * Product categories.
	 *
	 * @param int[] $ids Term ids.
	 */
	public function categories( array $ids ): SnapshotBatch {
		return self::read( array( new ProductSnapshots( $this->tables ), 'read_categories' ), $ids );
	}

	/**
	 * Orders, with their lines, refunds and buyers.
	 *
	 * @param int[] $ids Order ids, not those of refunds.
	 */
	public function orders( array $ids ): SnapshotBatch {
		return self::read( array( new OrderSnapshots( $this->tables ), 'read' ), $ids );
	}

	/**
	 * Reads objects. Where WooCommerce throws while it loads many, each is read by itself, so that one does not stop the others.
	 * Where all of several fail, it is hardly the fault of each.
	 *
	 * @param callable $reader Reads objects by their ids.
	 * @param int[]    $ids    Ids.
	 * @throws \Throwable Where it is not the fault of single objects.
	 */
	private static function read( callable $reader, array $ids ): SnapshotBatch {
		try {
			return $reader( $ids );
		} catch ( \Throwable $failure ) {
			$batch = new SnapshotBatch();
			foreach ( $ids as $id ) {
				self::blame( $failure );
				try {
					$batch->add( $reader( array( $id ) ) );
				} catch ( \Throwable $failure ) {
					$batch->fail( $id, $failure );
				}
			}
			self::blame( $failure );
			if ( count( $ids ) > 1 && count( $batch->failures ) === count( $ids ) ) {
				throw $failure;
			}
			return $batch;
		}
	}

	/**
	 * Passes on what is nobody's fault.
	 *
	 * @param \Throwable $failure What was thrown while objects were read.
	 * @throws \Throwable The same.
	 */
	private static function blame( \Throwable $failure ): void {
		if ( ! Attempts::count( $failure ) ) {
			throw $failure;
		}
	}

	/**
	 * Forgets what was cached while reading, so that memory stays the same however many objects are read.
	 *
	 * Only this process forgets: a shared cache (Redis, Memcached) keeps what it has.
	 */
	public static function forget(): void {
		global $wpdb;
		$wpdb->queries = array();
		$wpdb->flush();
		if ( wp_cache_supports( 'flush_runtime' ) ) {
			wp_cache_flush_runtime();
		}
	}
}
