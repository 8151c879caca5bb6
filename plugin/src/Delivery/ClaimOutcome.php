<?php
/**
 * What became of claimed rows.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

/**
 * The rows of a claim by what became of their items. A row whose items are not all settled is left, to be sent again as a
 * whole, or was passed over.
 */
final class ClaimOutcome {

	/**
	 * Ids of rows that are delivered, or of which there was nothing to deliver.
	 *
	 * @var int[]
	 */
	public array $done = array();

	/**
	 * Why rows are refused for good, by id.
	 *
	 * @var array<int,string>
	 */
	public array $buried = array();

	/**
	 * Why something between refuses rows, by id.
	 *
	 * @var array<int,string>
	 */
	public array $suspect = array();

	/**
	 * Ids of rows that are to be sent again.
	 *
	 * @var int[]
	 */
	public array $left = array();

	/**
	 * Ids of rows that the backend passed over, which counts against them.
	 *
	 * @var int[]
	 */
	public array $passed = array();

	/** How many rows were dealt with, be it that they failed. */
	public function settled(): int {
		return count( $this->done ) + count( $this->buried ) + count( $this->suspect ) + count( $this->passed );
	}
}
