<?php
/**
 * What came of reading many objects.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

use Storewire\Support\ReadFailure;

/**
 * Snapshots by object id, and for each object that could not be read the reason. An object that is in neither list was not
 * found; whether it is gone, `ObjectPages::is_gone()` says.
 */
final class SnapshotBatch {

	/**
	 * Snapshots by id, as src/core/snapshot/ declares them.
	 *
	 * @var array<int,array<string,mixed>>
	 */
	public $snapshots = array();

	/**
	 * What is known of the consent of those the objects are about, by id; only of users and orders (E7).
	 *
	 * @var array<int,array<string,mixed>>
	 */
	public $consents = array();

	/**
	 * Why objects could not be read, by id.
	 *
	 * @var array<int,string>
	 */
	public $failures = array();

	/**
	 * Reads one object. Other plugins' code runs while WooCommerce reads, and what it throws concerns this object alone.
	 *
	 * @param int      $id   Object id.
	 * @param callable $read Gives the snapshot, or null where the object is not found.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function read( int $id, callable $read ): void {
		try {
			$snapshot = $read();
			if ( null !== $snapshot ) {
				$this->snapshots[ $id ] = $snapshot;
			}
		} catch ( ReadFailure $failure ) {
			throw $failure;
		} catch ( \Throwable $error ) {
			$this->fail( $id, $error );
		}
	}

	/**
	 * Hands out a snapshot that nobody needs here any more.
	 *
	 * @param int $id Object id.
	 * @return array<string,mixed>
	 */
	public function take( int $id ): array {
		$snapshot = $this->snapshots[ $id ];
		unset( $this->snapshots[ $id ] );
		return $snapshot;
	}

	/**
	 * Notes an object that could not be read.
	 *
	 * @param int        $id      Object id.
	 * @param \Throwable $failure What was thrown.
	 */
	public function fail( int $id, \Throwable $failure ): void {
		$this->failures[ $id ] = 'WooCommerce could not read it: ' . $failure->getMessage();
	}

	/**
	 * Takes in what came of reading others.
	 *
	 * @param SnapshotBatch $other What came of it.
	 */
	public function add( self $other ): void {
		$this->snapshots += $other->snapshots;
		$this->consents  += $other->consents;
		$this->failures  += $other->failures;
	}
}
