<?php
/**
 * The one row that a sync keeps.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Support\LeasedOption;

/**
 * A sync's state, however many objects are synced, and the lease of the process that goes on with it.
 */
final class SyncState extends LeasedOption {

	const OPTION = 'storewire_sync';

	/** Builds it. */
	public function __construct() {
		parent::__construct( self::OPTION );
	}

	/**
	 * Reads the row.
	 *
	 * @return array<string,mixed> The state; empty where there is none.
	 */
	public function read(): array {
		return OlderRun::renewed( parent::read() );
	}

	/**
	 * Removes the row.
	 */
	public static function forget(): void {
		( new self() )->remove();
	}
}
