<?php
/**
 * What came before a delivery.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

/**
 * What the core has to know of it to judge the reply; see `Delivery` in src/core/backend/delivery.rs.
 */
final class DeliveryHistory {

	/** How many deliveries in a row have failed. */
	public int $failures;

	/** How often something among the items has failed by itself. */
	private int $tries;

	/** The most items that a request might have; null where that is no matter. */
	private ?int $limit;

	/** Whether all of it comes from one object that others wait for. */
	private bool $alone;

	/**
	 * @param int      $failures How many deliveries in a row have failed.
	 * @param int      $tries    How often something among the items has failed by itself.
	 * @param int|null $limit    The most items that a request might have.
	 * @param bool     $alone    Whether all of it comes from one object that others wait for.
	 */
	public function __construct( int $failures = 0, int $tries = 0, ?int $limit = null, bool $alone = false ) {
		$this->failures = $failures;
		$this->tries    = $tries;
		$this->limit    = $limit;
		$this->alone    = $alone;
	}

	/**
	 * As the core reads it.
	 *
	 * @return array<string,mixed>
	 */
	public function to_array(): array {
		$told = array(
			'failures' => $this->failures,
			'tries'    => $this->tries,
			'alone'    => $this->alone,
		);
		return null === $this->limit ? $told : array( 'limit' => $this->limit ) + $told;
	}
}
