<?php
/**
 * Reads and maps a page of objects.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Connection\Settings;
use Storewire\Core\CoreFailure;
use Storewire\Core\Mapped;
use Storewire\Delivery\ItemMapper;
use Storewire\Generated\Rules;
use Storewire\Shop\CopySpans;
use Storewire\Shop\ObjectPages;
use Storewire\Shop\SnapshotBatch;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;

/**
 * From ids to items: snapshots, and what the core makes of them.
 */
final class SyncReader {

	/** How many objects of each kind a page has. */
	const PAGES = array(
		Rules::CONTACTS => 100,
		Rules::PRODUCTS => 50,
		Rules::ORDERS   => 250,
	);

	private ItemMapper $mapper;
	private Snapshots $snapshots;
	private Settings $settings;

	/**
	 * @param ItemMapper $mapper    Makes items of snapshots.
	 * @param Snapshots  $snapshots Reads the shop.
	 * @param Settings   $settings  What may go out about shoppers.
	 */
	public function __construct( ItemMapper $mapper, Snapshots $snapshots, Settings $settings ) {
		$this->mapper    = $mapper;
		$this->snapshots = $snapshots;
		$this->settings  = $settings;
	}

	/**
	 * Reads objects, maps them, and adds them to a round in the order of their ids. One that is not found was deleted since its
	 * page was read, or else it has failed.
	 *
	 * @param string             $kind  `contacts`, `products` or `orders`.
	 * @param int[]              $ids   Ids.
	 * @param array<string,bool> $types Types that the run wants.
	 * @param string             $run   Id of the run.
	 * @param SyncRound          $round Gets the objects.
	 */
	public function read( string $kind, array $ids, array $types, string $run, SyncRound $round ): void {
		$about = $types + array(
			'revision' => $run,
			'readAt'   => Clock::milliseconds(),
			'onCopy'   => CopySpans::left_out()->all(),
			'consent'  => $this->settings->consent(),
		);
		$batch = $this->snapshots->$kind( $ids );
		// Before the core needs memory, too.
		Snapshots::forget();
		foreach ( $ids as $id ) {
			$round->add( $id, isset( $batch->snapshots[ $id ] ) ? $this->map( $kind, $id, $batch, $about ) : self::missing( $kind, $id, $batch ) );
		}
	}

	/**
	 * What comes of an object that is not found.
	 *
	 * @param string        $kind  Kind.
	 * @param int           $id    Object id.
	 * @param SnapshotBatch $batch What was read.
	 */
	private static function missing( string $kind, int $id, SnapshotBatch $batch ): Mapped {
		if ( isset( $batch->failures[ $id ] ) ) {
			return Mapped::failed( array( $batch->failures[ $id ] ) );
		}
		return Mapped::failed( ObjectPages::is_gone( Rules::RECORDS[ $kind ], $id ) ? array() : array( 'WooCommerce does not find it, but it is there.' ) );
	}

	/**
	 * Maps one object.
	 *
	 * @param string              $kind  Kind.
	 * @param int                 $id    Object id.
	 * @param SnapshotBatch       $batch What was read; loses the object's snapshot, for a big one takes memory.
	 * @param array<string,mixed> $about About the run.
	 */
	private function map( string $kind, int $id, SnapshotBatch $batch, array $about ): Mapped {
		try {
			return $this->mapper->map( Rules::RECORDS[ $kind ], $batch->take( $id ), $about, $batch->consents[ $id ] ?? array() );
		} catch ( CoreFailure $failure ) {
			return Mapped::failed( array( $failure->getMessage() ) );
		}
	}
}
