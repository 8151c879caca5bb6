<?php
/**
 * Writes rows into the outbox.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

/**
 * Puts rows into the table, all by one statement, and knows what it wrote. Where the database refuses a row, the loss is
 * counted.
 */
final class OutboxWriter {

	/** One in so many rows looks at the caps of anonymous visitors' rows, so that it holds where no relay ever runs. */
	const EVERY = 256;

	/** SQL: whether a row that is there already waits anew: a state row, or a fact of what was not there. */
	const ANEW = "transition = '' OR reason <=> '\"" . Outbox::NOT_FOUND . "\"'";

	/**
	 * What becomes of a row that is there already: a state row waits anew, a fact stays as it is. Whatever a relay holds loses
	 * its claim: what that relay read may be older than this, and would be taken for all there is to say.
	 *
	 * Databases assign from left to right. What waits anew has the new revision, which no other row has; the rest goes by that,
	 * for every text that a shopper's INSERT carries is read while the shopper waits.
	 */
	const AGAIN = 'revision = IF(' . self::ANEW . ", VALUES(revision), revision),
		due_at = IF(revision = VALUES(revision) OR claim <> '', LEAST(COALESCE(due_at, VALUES(due_at)), VALUES(due_at)), due_at),
		attempts = IF(revision = VALUES(revision), 0, IF(claim <> '' AND attempts > 0, attempts - 1, attempts)), claim = '',
		recorded_at = IF(transition <> '' AND revision = VALUES(revision), VALUES(recorded_at), recorded_at),
		payload = IF(revision = VALUES(revision), VALUES(payload), payload),
		buried_at = IF(revision = VALUES(revision), NULL, buried_at), reason = IF(revision = VALUES(revision), NULL, reason)";

	/** How many rows the database refused. */
	private int $refused = 0;

	/**
	 * State rows that were written since anybody else last asked the database something, by table and key.
	 *
	 * @var array<string,array<string,NewRow>>
	 */
	private array $written = array();

	/** How many queries others had made by then. */
	private int $others = 0;

	/** How many queries this object has made. */
	private int $queries = 0;

	/** How many rows the database has refused so far. */
	public function refused(): int {
		return $this->refused;
	}

	/**
	 * Whether a state row was written that nobody can have taken since. It counts only as long as nobody asks the database
	 * anything: it may be rolled back, and what changes later may be committed after the row was sent.
	 *
	 * @param string $table Table.
	 * @param string $key   Of the row.
	 */
	public function has_just_written( string $table, string $key ): bool {
		return isset( $this->written[ $table ][ $key ] ) && $this->queries_of_others() === $this->others;
	}

	/**
	 * Writes rows, in the order of their keys, so that requests which write the same rows wait for each other and do not lock
	 * each other out.
	 *
	 * @param string               $table Table.
	 * @param array<string,NewRow> $rows  Rows by key.
	 * @return bool Whether the database took all of them.
	 */
	public function write( string $table, array $rows ): bool {
		if ( array() === $rows ) {
			return true;
		}
		global $wpdb;
		ksort( $rows, SORT_STRING );
		$queries        = $wpdb->num_queries;
		$written        = OutboxTable::write( self::insert( $table, $rows ) );
		$this->queries += $wpdb->num_queries - $queries;
		if ( null === $written ) {
			return $this->write_each( $table, $rows );
		}
		if ( $wpdb->num_queries > $queries ) {
			$this->remember( $table, $rows );
		}
		if ( array() !== array_filter( array_column( $rows, 'is_anonymous' ) ) ) {
			self::keep_caps( count( $rows ) );
		}
		return true;
	}

	/**
	 * The database refused rows: one of them may be what it does not like, and must not cost the others.
	 *
	 * @param string               $table Table.
	 * @param array<string,NewRow> $rows  Rows by key.
	 * @return bool Whether it took all of them now.
	 */
	private function write_each( string $table, array $rows ): bool {
		if ( 1 === count( $rows ) ) {
			++$this->refused;
			Caps::count( Caps::UNRECORDED, 1 );
			return false;
		}
		$taken = true;
		foreach ( $rows as $key => $row ) {
			$taken = $this->write( $table, array( $key => $row ) ) && $taken;
		}
		return $taken;
	}

	/**
	 * The statement that inserts rows.
	 *
	 * @param string               $table Table.
	 * @param array<string,NewRow> $rows  Rows.
	 */
	private static function insert( string $table, array $rows ): string {
		$values = array_map( static fn( NewRow $row ): string => $row->sql(), $rows );
		return "INSERT INTO $table (" . NewRow::COLUMNS . ') VALUES ' . implode( ', ', $values ) . ' ON DUPLICATE KEY UPDATE ' . self::AGAIN;
	}

	/**
	 * Remembers state rows that were just written.
	 *
	 * @param string               $table Table.
	 * @param array<string,NewRow> $rows  Rows by key.
	 */
	private function remember( string $table, array $rows ): void {
		if ( $this->queries_of_others() !== $this->others ) {
			$this->others  = $this->queries_of_others();
			$this->written = array();
		}
		$states                  = array_filter( $rows, static fn( NewRow $row ): bool => $row->is_state() );
		$this->written[ $table ] = $states + ( $this->written[ $table ] ?? array() );
	}

	/** How many queries others than this object have made. */
	private function queries_of_others(): int {
		global $wpdb;
		return $wpdb->num_queries - $this->queries;
	}

	/**
	 * Rows of anonymous visitors were written: looks at their caps now and then.
	 *
	 * @param int $rows How many rows the last INSERT had.
	 */
	private static function keep_caps( int $rows ): void {
		global $wpdb;
		if ( intdiv( $wpdb->insert_id + $rows - 1, self::EVERY ) > intdiv( $wpdb->insert_id - 1, self::EVERY ) ) {
			Caps::trim_carts();
			Caps::trim_waitlist();
		}
	}
}
