<?php
/**
 * Reads the pages of a sync.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Core\Core;
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

	private Core $core;
	private SyncReader $reader;
	private ObjectPages $tables;
	private SyncState $row;

	/** Whether the kind of object is at its end. */
	private bool $ended = false;

	/**
	 * @param Core        $core   The rules.
	 * @param SyncReader  $reader Reads and maps.
	 * @param ObjectPages $tables Pages.
	 * @param SyncState   $row    The sync's row; this process holds its lease.
	 */
	public function __construct( Core $core, SyncReader $reader, ObjectPages $tables, SyncState $row ) {
		$this->core   = $core;
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
	 * @param SyncRound  $round  Gets the objects.
	 * @param SyncRun    $run    The run.
	 * @param int        $limit  How many items may wait.
	 * @param TickBudget $budget Time and memory.
	 * @return bool False where another process goes on with the run.
	 */
	public function fill( SyncRound $round, SyncRun $run, int $limit, TickBudget $budget ): bool {
		$pass = $run->pass();
		$at   = $pass->cursor;
		do {
			$tries = $run->place()->tries( $at );
			$page  = Attempts::page( $this->core, SyncReader::PAGES[ $pass->kind ], $tries, $run->failures );
			$to    = $run->place()->last( $at, $pass->last );
			$found = $this->tables->page( $pass->kind, $at, $to, $page, $pass->from, $pass->to );
			$ids   = Rules::PRODUCTS === $pass->kind ? ProductReader::portion( $found ) : $found;
			$whole = count( $ids ) === count( $found );
			if ( array() !== $ids && ! $this->read( $ids, $at, $tries, $run, $round ) ) {
				return false;
			}
			if ( array() === $ids && $tries > 0 ) {
				// What failed there is gone.
				$run->reading = new ReadingPlace( $to, $to, 0 );
			}
			$at          = $whole && count( $ids ) < $page ? $to : end( $ids );
			$this->ended = $at >= $pass->last;
			if ( $round->is_empty() ) {
				// There is nothing to settle up to here, so nothing else would move the cursor.
				$pass->cursor = $at;
			}
		} while ( ! $this->ended && $whole && 0 === $tries && 0 === $run->failures && ! $round->is_full( $limit ) && ! $budget->is_over() );
		return true;
	}

	/**
	 * Reads objects. Before that the row says so, and how often it was begun.
	 *
	 * @param int[]     $ids   Ids.
	 * @param int       $after The id before the first.
	 * @param int       $tries How often one of them has failed.
	 * @param SyncRun   $run   The run.
	 * @param SyncRound $round Gets the objects.
	 * @return bool False where another process goes on with the run.
	 */
	private function read( array $ids, int $after, int $tries, SyncRun $run, SyncRound $round ): bool {
		$pass = $run->pass();
		if ( Attempts::are_spent( $tries ) ) {
			$first = reset( $ids );
			$round->add( $first, Mapped::failed( array( Attempts::ended( Rules::RECORDS[ $pass->kind ], (string) $first ) ) ) );
			return true;
		}
		if ( ! $this->row->store( $run->reading( $run->place()->begun( $after, end( $ids ) ) ), true ) ) {
			return false;
		}
		$this->reader->read( $pass->kind, $ids, array_fill_keys( $pass->types, true ), (string) $run->id, $round );
		return true;
	}
}
