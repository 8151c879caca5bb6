<?php
/**
 * Reads and maps a page of objects.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Core\Messages;
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

	/** For each kind: the call of the core, and how many objects a page has. */
	const KINDS = array(
		Rules::CONTACTS => array( Rules::CONTACT, 100 ),
		Rules::PRODUCTS => array( Rules::PRODUCT, 50 ),
		Rules::ORDERS   => array( Rules::ORDER, 250 ),
	);

	/**
	 * The rules.
	 *
	 * @var Core
	 */
	private $core;

	/**
	 * Reads the shop.
	 *
	 * @var Snapshots
	 */
	private $snapshots;

	/**
	 * The owner's choices.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Builds it.
	 *
	 * @param Core      $core      The rules.
	 * @param Snapshots $snapshots Reads the shop.
	 * @param Settings  $settings  What may go out about shoppers.
	 */
	public function __construct( Core $core, Snapshots $snapshots, Settings $settings ) {
		$this->core      = $core;
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
		);
		$mode  = array( 'mode' => $this->settings->consent() );
		$batch = $this->snapshots->$kind( $ids );
		// Before the core needs memory, too.
		Snapshots::forget();
		foreach ( $ids as $id ) {
			if ( isset( $batch->snapshots[ $id ] ) ) {
				$this->map( $kind, $id, $batch, $about + array( 'consent' => $mode + ( $batch->consents[ $id ] ?? array() ) ), $round );
			} else {
				$round->add( $id, array(), array( 'faults' => array_filter( array( $batch->failures[ $id ] ?? self::missing( $kind, $id ) ) ) ), 0 );
			}
		}
	}

	/**
	 * Why an object is not found; null where it is gone.
	 *
	 * @param string $kind Kind.
	 * @param int    $id   Object id.
	 */
	private static function missing( string $kind, int $id ): ?string {
		return ObjectPages::is_gone( Rules::RECORDS[ $kind ], $id ) ? null : 'WooCommerce does not find it, but it is there.';
	}

	/**
	 * Maps one object.
	 *
	 * @param string              $kind     Kind.
	 * @param int                 $id       Object id.
	 * @param SnapshotBatch       $batch    What was read; loses the object's snapshot, for a big one takes memory.
	 * @param array<string,mixed> $about    About the run.
	 * @param SyncRound           $round    Gets the object.
	 */
	private function map( string $kind, int $id, SnapshotBatch $batch, array $about, SyncRound $round ): void {
		try {
			$text   = $this->core->answer(
				array(
					self::KINDS[ $kind ][0] => array(
						'snapshot' => $batch->take( $id ),
						'run'      => $about,
					),
				)
			);
			$answer = json_decode( $text, true );
			$mapped = $answer['mapped'] ?? $answer['refused'];
			$round->add(
				$id,
				$mapped['items'] ?? array(),
				array(
					'skipped' => $mapped['skipped'] ?? array(),
					'faults'  => Messages::faults( $mapped['issues'] ),
				),
				strlen( $text )
			);
		} catch ( CoreFailure $failure ) {
			$round->add( $id, array(), array( 'faults' => array( $failure->getMessage() ) ), 0 );
		}
	}
}
