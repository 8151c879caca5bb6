<?php
/**
 * What one relay sends at a time.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Generated\Rules;
use Storewire\Core\Item;
use Storewire\Core\Mapped;
use Storewire\Core\Verdict;
use Storewire\Outbox\Lane;

/**
 * The claimed rows with their items, and what became of each. A row is done when all its items are. An item that several
 * rows yield, such as a buyer of two orders, is sent once.
 */
final class ClaimedItems {

	/**
	 * Rows by id: `items` (ids), `faults` (why it cannot be delivered as a whole), `skipped` (what was left out of it).
	 *
	 * @var array<int,array<string,mixed>>
	 */
	private array $rows = array();

	/**
	 * Items by id.
	 *
	 * @var array<string,Item|SignupRequest>
	 */
	private array $items = array();

	/**
	 * Ids of items that are settled, taken or refused; for refused ones the reason, else ''.
	 *
	 * @var array<string,string>
	 */
	private array $settled = array();

	/**
	 * Ids of items that the backend had no use for.
	 *
	 * @var array<string,true>
	 */
	private array $unused = array();

	/**
	 * Items that something between refuses: why, by id.
	 *
	 * @var array<string,string>
	 */
	private array $suspects = array();

	/**
	 * Ids of items that the backend passed over, so that it counts against them.
	 *
	 * @var array<string,bool>
	 */
	private array $passed = array();

	/**
	 * Rows that are not complete yet: seconds until they are to be looked at again, by row id.
	 *
	 * @var array<int,int>
	 */
	public array $unripe = array();

	/**
	 * Adds a row.
	 *
	 * @param int    $row    Row id.
	 * @param Mapped $mapped What came of it.
	 */
	public function add( int $row, Mapped $mapped ): void {
		$this->items       += array_column( $mapped->items, null, 'id' );
		$this->rows[ $row ] = array(
			'items'   => array_column( $mapped->items, 'id' ),
			'faults'  => $mapped->faults,
			'skipped' => $mapped->skipped,
		);
	}

	/**
	 * Adds a row that is a shopper's request.
	 *
	 * @param int           $row     Row id.
	 * @param SignupRequest $request The request.
	 */
	public function add_signup( int $row, SignupRequest $request ): void {
		$this->items[ $request->id ] = $request;
		$this->rows[ $row ]          = array(
			'items'   => array( $request->id ),
			'faults'  => array(),
			'skipped' => array(),
		);
	}

	/**
	 * The items, in requests; a shopper's request for the waitlist alone in its own, and before the stock that it may be
	 * waiting for.
	 *
	 * @param int $limit Items in a request, at most.
	 */
	public function requests( int $limit ): Batches {
		$rows    = array_map( fn( array $row ): array => $this->items( $row['items'] ), $this->rows );
		$batches = new Batches( array_filter( $rows, static fn( array $items ): bool => ! self::is_signup( $items ) ), $limit, Rules::BATCH_BYTES );
		$batches->put_first( array_merge( ...array_filter( $rows, array( self::class, 'is_signup' ) ) ) );
		return $batches;
	}

	/**
	 * Items by their ids.
	 *
	 * @param string[] $ids Ids.
	 * @return array<int,Item|SignupRequest>
	 */
	private function items( array $ids ): array {
		return array_map( fn( string $id ): object => $this->items[ $id ], $ids );
	}

	/**
	 * The lane of a request.
	 *
	 * @param array<int,Item|SignupRequest> $items Its items.
	 * @return string Lane::ITEMS or WAITLIST.
	 */
	public static function lane( array $items ): string {
		return self::is_signup( $items ) ? Lane::WAITLIST : Lane::ITEMS;
	}

	/**
	 * Whether a request is a shopper's.
	 *
	 * @param array<int,Item|SignupRequest> $items Its items.
	 */
	private static function is_signup( array $items ): bool {
		return reset( $items ) instanceof SignupRequest;
	}

	/**
	 * Notes what the backend said of items.
	 *
	 * @param Verdict $verdict The core's word.
	 */
	public function settle( Verdict $verdict ): void {
		$this->settled += array_fill_keys( $verdict->acked, '' );
		$this->unused  += array_fill_keys( $verdict->unused, true );
		foreach ( $verdict->buried as $id => $reason ) {
			$this->settled[ $id ] = "$id: $reason";
		}
		$this->passed += array_fill_keys( $verdict->unanswered, true );
	}

	/**
	 * Ids of the rows.
	 *
	 * @return int[]
	 */
	public function rows(): array {
		return array_merge( array_keys( $this->rows ), array_keys( $this->unripe ) );
	}

	/**
	 * Why a row cannot be delivered, or not all of it.
	 *
	 * @param int $row Row id.
	 * @return string[]
	 */
	public function faults( int $row ): array {
		return $this->rows[ $row ]['faults'] ?? array();
	}

	/**
	 * Notes that something between refuses an item.
	 *
	 * @param string $id  The item's id.
	 * @param string $why In plain words.
	 */
	public function suspect( string $id, string $why ): void {
		$this->suspects[ $id ] = $why;
	}

	/**
	 * The lanes on which whole rows were delivered.
	 *
	 * @param int[] $done Rows that are done; of some there was nothing to deliver.
	 * @return array<string,true>
	 */
	public function delivered( array $done ): array {
		$lanes = array();
		foreach ( $done as $row ) {
			$first = reset( $this->rows[ $row ]['items'] );
			if ( false !== $first ) {
				$lanes[ self::lane( array( $this->items[ $first ] ) ) ] = true;
			}
		}
		return $lanes;
	}

	/**
	 * What became of rows that are done, for the ledger.
	 *
	 * @param int[] $done Row ids.
	 * @return array<int,array{id:string,sent:bool,unused:string[],skipped:array<int,array<string,mixed>>}> By row id; `sent`
	 *         where the backend had a use for anything of it, `unused` are types of items.
	 */
	public function delivered_rows( array $done ): array {
		$rows = array();
		foreach ( array_intersect_key( $this->rows, array_flip( $done ) ) as $id => $row ) {
			$unused      = array_intersect_key( $this->unused, array_flip( $row['items'] ) );
			$rows[ $id ] = array(
				'id'      => (string) $id,
				'sent'    => count( $unused ) < count( $row['items'] ),
				'unused'  => array_column( array_intersect_key( $this->items, $unused ), 'type' ),
				'skipped' => $row['skipped'],
			);
		}
		return $rows;
	}

	/** What became of the rows. */
	public function outcome(): ClaimOutcome {
		$outcome = new ClaimOutcome();
		foreach ( $this->rows as $id => $row ) {
			$items   = array_flip( $row['items'] );
			$reasons = array_filter( array_merge( $row['faults'], array_values( array_intersect_key( $this->settled, $items ) ) ) );
			$suspect = array_intersect_key( $this->suspects, $items );
			$left    = array_diff_key( $items, $this->settled );
			if ( array() !== $suspect ) {
				$outcome->suspect[ $id ] = implode( ' ', array_unique( $suspect ) );
			} elseif ( array() !== array_intersect_key( $left, $this->passed ) ) {
				$outcome->passed[] = $id;
			} elseif ( array() !== $left ) {
				$outcome->left[] = $id;
			} elseif ( array() !== $reasons ) {
				$outcome->buried[ $id ] = implode( ' ', $reasons );
			} else {
				$outcome->done[] = $id;
			}
		}
		return $outcome;
	}
}
