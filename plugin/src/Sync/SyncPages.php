<?php
/**
 * Reads the pages of a sync.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Core\Mapped;
use Storewire\Delivery\Attempts;
use Storewire\Delivery\ReadingPlace;
use Storewire\Generated\Rules;
use Storewire\Shop\ObjectPages;
use Storewire\Shop\ProductReader;
use Storewire\Support\TickBudget;

/**
 * Fills rounds with objects, page by page, and survives objects whose reading ends the process: see `Attempts`.
 */
final class SyncPages {

	/**
	 * Reads and maps.
	 *
	 * @var SyncReader
	 */
	private $reader;

	/**
	 * Pages.
	 *
	 * @var ObjectPages
	 */
	private $tables;

	/**
	 * The sync's row.
	 *
	 * @var SyncState
	 */
	private $row;

	/**
	 * Whether the kind of object is at its end.
	 *
	 * @var bool
	 */
	private $ended = false;

	/**
	 * Builds it.
	 *
	 * @param SyncReader $reader Reads and maps.
	 * @param ObjectPages $tables Pages.
	 * @param SyncState  $row    The sync's row; this process holds its lease.
	 */
	public function __construct( SyncReader $reader, ObjectPages $tables, SyncState $row ) {
		$this->reader = $reader;
		$this->tables = $tables;
		$this->row    = $row;
	}

	/**
	 * Whether the last round reached the end of its kind.
	 */
	public function is_at_end(): bool {
		return $this->ended;
	}

	/**
	 * Reads pages until a round is full. Where something failed before, a round has one page, for what is settled of it should
	 * not have to be read again when the next one ends the process.
	 *
	 * @param SyncRound           $round  Gets the objects.
	 * @param array<string,mixed> $state  State of the run.
	 * @param int                 $limit  How many items may wait.
	 * @param TickBudget              $budget Time and memory.
	 * @return array<string,mixed>|null The state after that; null where another process goes on with the run.
	 */
	public function fill( SyncRound $round, array $state, int $limit, TickBudget $budget ): ?array {
		list( 'kind' => $kind, 'cursor' => $at, 'last' => $last, 'from' => $from, 'to' => $until ) = $state['passes'][0];
		do {
			$place = ReadingPlace::from( $state );
			$tries = $place->tries( $at );
			$page  = $state['failures'] > 0 ? 1 : Attempts::page( SyncReader::KINDS[ $kind ][1], $tries );
			$to    = $place->last( $at, $last );
			$found = $this->tables->page( $kind, $at, $to, $page, $from, $until );
			$ids   = Rules::PRODUCTS === $kind ? ProductReader::portion( $found ) : $found;
			$whole = count( $ids ) === count( $found );
			if ( array() !== $ids && ! $this->read( $kind, $ids, $at, $tries, $state, $round ) ) {
				return null;
			}
			if ( array() === $ids && $tries > 0 ) {
				// What failed there is gone.
				$state = ( new ReadingPlace( $to, $to, 0 ) )->in( $state );
			}
			$at          = $whole && count( $ids ) < $page ? $to : end( $ids );
			$this->ended = $at >= $last;
			if ( $round->is_empty() ) {
				// There is nothing to settle up to here, so nothing else would move the cursor.
				$state['passes'][0]['cursor'] = $at;
			}
		} while ( ! $this->ended && $whole && 0 === $tries && 0 === $state['failures'] && ! $round->is_full( $limit ) && ! $budget->is_over() );
		return $state;
	}

	/**
	 * Reads objects. Before that the row says so, and how often it was begun.
	 *
	 * @param string              $kind  Kind.
	 * @param int[]               $ids   Ids.
	 * @param int                 $after The id before the first.
	 * @param int                 $tries How often one of them has failed.
	 * @param array<string,mixed> $state State of the run.
	 * @param SyncRound           $round Gets the objects.
	 * @return bool False where another process goes on with the run.
	 */
	private function read( string $kind, array $ids, int $after, int $tries, array $state, SyncRound $round ): bool {
		if ( Attempts::are_spent( $tries ) ) {
			$round->add( $ids[0], Mapped::failed( array( Attempts::ended( SyncReader::KINDS[ $kind ][0], (string) $ids[0] ) ) ) );
			return true;
		}
		if ( ! $this->row->write( ReadingPlace::from( $state )->begun( $after, end( $ids ) )->in( $state ), true ) ) {
			return false;
		}
		$this->reader->read( $kind, $ids, array_fill_keys( $state['passes'][0]['types'], true ), $state['run'], $round );
		return true;
	}
}
