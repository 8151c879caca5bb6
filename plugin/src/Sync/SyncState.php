<?php
/**
 * The one row that a sync keeps.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Support\LeasedOption;
use Storewire\Support\ReadFailure;

/**
 * The latest run, however many objects it is about, and the lease of the process that goes on with it.
 */
final class SyncState extends LeasedOption {

	const OPTION = 'storewire_sync';

	/** The row of this site. */
	public function __construct() {
		parent::__construct( self::OPTION );
	}

	/**
	 * Reads the run.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function load(): SyncRun {
		return SyncRun::load( $this->read() );
	}

	/** The run as this process last read or stored it. */
	public function latest_run(): SyncRun {
		return SyncRun::load( $this->latest() );
	}

	/**
	 * Stores the run in place of what this process last read or stored.
	 *
	 * @param SyncRun $run  The run.
	 * @param bool    $hold Whether this process goes on; else its lease ends.
	 * @return bool False where somebody else wrote in between: it is theirs now.
	 */
	public function store( SyncRun $run, bool $hold ): bool {
		return $this->write( $run->stored(), $hold );
	}

	/** Whether some process was at it when the run was last read or stored. */
	public function is_leased(): bool {
		return null !== ( $this->latest()['lease'] ?? null );
	}

	/**
	 * Removes the row.
	 */
	public static function forget(): void {
		( new self() )->remove();
	}
}
