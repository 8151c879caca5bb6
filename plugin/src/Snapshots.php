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
 * Many objects are read at once, so that a page of them costs a few queries and not a few each. A page is complete: where
 * the database does not answer, a `ReadFailure` says so, and nothing is known of any of them.
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
		return self::whole( fn(): SnapshotBatch => ( new CustomerSnapshots( $this->tables ) )->read( $ids ) );
	}

	/**
	 * Products, with their variations and categories.
	 *
	 * @param int[] $ids Product ids, not those of variations.
	 */
	public function products( array $ids ): SnapshotBatch {
		return self::whole( fn(): SnapshotBatch => ( new ProductSnapshots( $this->tables ) )->read( $ids ) );
	}

	/**
	 * Product categories.
	 *
	 * @param int[] $ids Term ids.
	 */
	public function categories( array $ids ): SnapshotBatch {
		return self::whole( fn(): SnapshotBatch => ( new ProductSnapshots( $this->tables ) )->read_categories( $ids ) );
	}

	/**
	 * Orders, with their lines, refunds and buyers.
	 *
	 * @param int[] $ids Order ids, not those of refunds.
	 */
	public function orders( array $ids ): SnapshotBatch {
		return self::whole( fn(): SnapshotBatch => ( new OrderSnapshots( $this->tables ) )->read( $ids ) );
	}

	/**
	 * Reads all of it, or nothing: a query that was not answered leaves objects out, or their parts (D11).
	 *
	 * @param callable $read Reads.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private static function whole( callable $read ): SnapshotBatch {
		try {
			return ReadWatch::over( $read );
		} catch ( ReadFailure $failure ) {
			self::forget();
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
