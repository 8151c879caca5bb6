<?php
/**
 * Reads the shop.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Core\CoreFailure;
use Storewire\Support\ReadFailure;
use Storewire\Support\ReadWatch;

/**
 * WooCommerce objects as plain arrays, as src/core/snapshot/ declares them: texts, whole numbers, booleans, null, lists
 * and maps. It only reads; what becomes of a snapshot is the core's to say.
 *
 * Many objects are read at once, so that a page of them costs a few queries and not a few each. A page is complete: where
 * the database does not answer, a `ReadFailure` says so, and nothing is known of any of them.
 */
final class Snapshots {

	/**
	 * Queries over many objects.
	 *
	 * @var ObjectPages
	 */
	private $tables;

	/** After so many objects that the database does not give, and none that it does, it is not they. */
	const UNANSWERED = 3;

	public function __construct() {
		$this->tables = new ObjectPages();
	}

	/**
	 * Users, with the sums of their orders.
	 *
	 * @param int[] $ids User ids.
	 */
	public function contacts( array $ids ): SnapshotBatch {
		return self::read( array( CustomerReader::class, 'read' ), $ids );
	}

	/**
	 * Products, with their variations and categories.
	 *
	 * @param int[] $ids Product ids, not those of variations.
	 */
	public function products( array $ids ): SnapshotBatch {
		return self::read( array( new ProductReader( $this->tables ), 'read' ), $ids );
	}

	/**
	 * Product categories.
	 *
	 * @param int[] $ids Term ids.
	 */
	public function categories( array $ids ): SnapshotBatch {
		return self::read( array( CategoryReader::class, 'read' ), $ids );
	}

	/**
	 * Orders, with their lines, refunds and buyers.
	 *
	 * @param int[] $ids Order ids, not those of refunds.
	 */
	public function orders( array $ids ): SnapshotBatch {
		return self::read( array( new OrderReader( $this->tables ), 'read' ), $ids );
	}

	/**
	 * Reads objects. Where that fails for many at once, each is read by itself, so that one does not stop the others. Where
	 * all of several fail, it is hardly the fault of each; and where it is the database that does not answer, it is not asked
	 * for each of them.
	 *
	 * @param callable $reader Reads objects by their ids.
	 * @param int[]    $ids    Ids.
	 * @throws \Throwable Where it is not the fault of single objects.
	 */
	private static function read( callable $reader, array $ids ): SnapshotBatch {
		try {
			return ReadWatch::over( static fn(): SnapshotBatch => $reader( $ids ) );
		} catch ( \Throwable $failure ) {
			self::forget();
			if ( 1 === count( $ids ) && ! self::is_of_objects( $failure ) ) {
				throw $failure;
			}
			return self::read_each( $reader, $ids );
		}
	}

	/**
	 * Reads objects one by one.
	 *
	 * @param callable $reader Reads objects by their ids.
	 * @param int[]    $ids    Ids.
	 * @throws \Throwable Where it is not the fault of single objects.
	 */
	private static function read_each( callable $reader, array $ids ): SnapshotBatch {
		$batch = new SnapshotBatch();
		$read  = 0;
		foreach ( $ids as $id ) {
			try {
				$batch->add( ReadWatch::over( static fn(): SnapshotBatch => $reader( array( $id ) ) ) );
				++$read;
			} catch ( \Throwable $failure ) {
				self::forget();
				$batch->fail( $id, $failure );
				if ( 0 === $read && ! self::is_of_objects( $failure ) && count( $batch->failures ) >= self::UNANSWERED ) {
					throw $failure;
				}
			}
		}
		if ( 0 === $read && count( $ids ) > 1 ) {
			throw $failure;
		}
		return $batch;
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

	/**
	 * Whether a failure is that of the objects that were read. Where the core cannot run or the database does not answer, it
	 * is nobody's.
	 *
	 * @param \Throwable $failure What was thrown.
	 */
	public static function is_of_objects( \Throwable $failure ): bool {
		return ! $failure instanceof CoreFailure && ! $failure instanceof ReadFailure;
	}
}
