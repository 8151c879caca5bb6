<?php
/**
 * What waits to be sent: the side of the relays.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Generated\Rules;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

/**
 * Rows that one relay holds for a limited time. Any number of relays, on any number of web nodes, never hold the same
 * row, without SKIP LOCKED, which MySQL 5.7 and MariaDB 10.4 lack: one UPDATE puts the claim's random name on the rows.
 *
 * A relay that dies holds its rows no longer than the lease, by the database's clock. A row whose object changed again
 * loses the claim's name, so nothing that is done to the claim touches it any more: it waits, to be sent again.
 */
final class Claim {

	/** Put on its rows. */
	private string $name;

	/** How long it holds, in seconds; renewed before every further request. */
	private int $lease;

	/**
	 * Ids of rows whose attempt was given back.
	 *
	 * @var int[]
	 */
	private array $forgiven = array();

	/**
	 * The rows, oldest first.
	 *
	 * @var ClaimedRow[]
	 */
	public array $rows = array();

	/**
	 * Claims what is due; also what is due later than anything can be, for it was written before the clock was put back.
	 *
	 * @param int    $limit At most so many rows.
	 * @param int    $lease For so many seconds.
	 * @param string $lane  Only rows of this `Lane`; '' for all.
	 */
	public static function take( int $limit, int $lease, string $lane = '' ): self {
		global $wpdb;
		$claim        = new self();
		$claim->name  = Database::random();
		$claim->lease = $lease;
		$table        = OutboxTable::name();
		$which        = '' === $lane ? '' : 'AND topic ' . ( Lane::WAITLIST === $lane ? '=' : '<>' ) . " '" . Rules::BACK_IN_STOCK . "'";
		// phpcs:disable WordPress.DB.PreparedSQL -- the table's name, and constants.
		$taken = OutboxTable::write(
			$wpdb->prepare(
				"UPDATE $table SET claim = %s, due_at = UNIX_TIMESTAMP() + %d, attempts = attempts + 1
				WHERE (due_at <= UNIX_TIMESTAMP() OR due_at > UNIX_TIMESTAMP() + %d) $which ORDER BY due_at, id LIMIT %d",
				$claim->name,
				$lease,
				Rules::LONGEST_WAIT_SECONDS,
				$limit
			)
		);
		if ( $taken > 0 ) {
			$claim->read( $taken );
		}
		// phpcs:enable
		return $claim;
	}

	/**
	 * Reads the claimed rows. Fewer than were claimed may have been told again meanwhile, or be a replica's, which lags.
	 *
	 * @param int $taken How many were claimed.
	 * @throws ReadFailure Where the database does not answer. The rows wait as before.
	 */
	private function read( int $taken ): void {
		global $wpdb;
		$sql = $wpdb->prepare( 'SELECT ' . ClaimedRow::COLUMNS . ' FROM ' . OutboxTable::name() . ' WHERE claim = %s ORDER BY id', $this->name ); // phpcs:ignore WordPress.DB.PreparedSQL -- the table's name.
		try {
			$rows       = Database::rows( $sql );
			$rows       = count( $rows ) < $taken ? Database::primary_rows( $sql ) : $rows;
			$this->rows = array_map( static fn( array $row ): ClaimedRow => new ClaimedRow( $row ), $rows );
		} catch ( ReadFailure $failure ) {
			$this->update( "claim = '', attempts = attempts - 1, due_at = UNIX_TIMESTAMP()", null );
			throw $failure;
		}
	}

	/**
	 * Those of the rows that have these ids.
	 *
	 * @param int[] $ids Row ids.
	 * @return ClaimedRow[]
	 */
	public function only( array $ids ): array {
		return array_filter( $this->rows, static fn( ClaimedRow $row ): bool => in_array( $row->id, $ids, true ) );
	}

	/**
	 * Keeps some of the rows, and gives the others back.
	 *
	 * @param ClaimedRow[] $rows Those that it keeps.
	 */
	public function keep( array $rows ): void {
		$this->release( array_column( array_diff_key( $this->rows, $rows ), 'id' ) );
		$this->rows = $rows;
	}

	/** How often the row that failed most has failed, before it was claimed now. */
	public function tries(): int {
		return max( array( 0, ...array_map( static fn( ClaimedRow $row ): int => $row->tries(), array_values( $this->rows ) ) ) );
	}

	/**
	 * Holds the rows for another while.
	 */
	public function renew(): void {
		$this->update( 'due_at = UNIX_TIMESTAMP() + ' . $this->lease, null );
	}

	/**
	 * Removes rows that are delivered, or of which there is nothing to deliver.
	 *
	 * @param int[] $ids Row ids.
	 */
	public function ack( array $ids ): void {
		if ( array() !== $ids ) {
			OutboxTable::write( 'DELETE FROM ' . OutboxTable::name() . ' WHERE ' . $this->mine( $ids ) );
		}
	}

	/**
	 * Rows are read. What happens to this process from here on is not their fault, and costs them no attempt.
	 *
	 * @param int[] $ids Row ids.
	 */
	public function forgive( array $ids ): void {
		$ids            = array_diff( $ids, $this->forgiven );
		$this->forgiven = array_merge( $this->forgiven, $ids );
		$this->update( 'attempts = attempts - 1', $ids );
	}

	/**
	 * Gives rows back. Being claimed for nothing, as in an outage, costs no attempt.
	 *
	 * @param int[] $ids   Row ids.
	 * @param int   $delay Seconds before anybody may claim them again.
	 */
	public function release( array $ids, int $delay = 0 ): void {
		$this->give_back( $ids, 'attempts - 1', 'attempts', $delay );
	}

	/**
	 * Gives rows back with the attempt counted, for it was they that failed.
	 *
	 * @param int[] $ids   Row ids.
	 * @param int   $delay Seconds before anybody may claim them again.
	 */
	public function postpone( array $ids, int $delay ): void {
		$this->give_back( $ids, 'attempts', 'attempts + 1', $delay );
	}

	/**
	 * Gives rows back.
	 *
	 * @param int[]  $ids      Row ids.
	 * @param string $attempts What becomes of their attempts.
	 * @param string $forgiven And where this attempt was taken back already.
	 * @param int    $delay    Seconds before anybody may claim them again.
	 */
	private function give_back( array $ids, string $attempts, string $forgiven, int $delay ): void {
		$rest = "claim = '', due_at = UNIX_TIMESTAMP() + " . min( $delay, Rules::LONGEST_WAIT_SECONDS );
		$this->update( "attempts = $attempts, $rest", array_diff( $ids, $this->forgiven ) );
		$this->update( "attempts = $forgiven, $rest", array_intersect( $ids, $this->forgiven ) );
	}

	/**
	 * Buries a row: it stays, to be looked at and replayed (D6).
	 *
	 * @param int    $id     Row id.
	 * @param string $reason Why, in plain words.
	 */
	public function bury( int $id, string $reason ): void {
		global $wpdb;
		$this->update( $wpdb->prepare( "claim = '', due_at = NULL, buried_at = UNIX_TIMESTAMP(), reason = %s", (string) wp_json_encode( $reason, JSON_PARTIAL_OUTPUT_ON_ERROR ) ), array( $id ) );
	}

	/**
	 * Changes rows of this claim.
	 *
	 * @param string     $set What.
	 * @param int[]|null $ids Row ids; null for all.
	 */
	private function update( string $set, ?array $ids ): void {
		if ( array() !== $ids ) {
			OutboxTable::write( 'UPDATE ' . OutboxTable::name() . " SET $set WHERE " . $this->mine( $ids ) );
		}
	}

	/**
	 * The condition that a row still is this claim's.
	 *
	 * @param int[]|null $ids Row ids; null for all.
	 */
	private function mine( ?array $ids ): string {
		$mine = "claim = '{$this->name}'";
		return null === $ids ? $mine : $mine . ' AND id IN (' . implode( ',', array_map( 'intval', $ids ) ) . ')';
	}
}
