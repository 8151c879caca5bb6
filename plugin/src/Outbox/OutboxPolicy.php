<?php
/**
 * What the outbox is kept by.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Support\Clock;
use Storewire\Support\ReadFailure;

/**
 * The core's policy (src/core/backend/outbox.rs). Its moments are seconds before now here, so that clocks need not agree.
 */
final class OutboxPolicy {

	/** Whether only a probe may go out. */
	public bool $is_probe;

	/** Items of a request, at most. */
	public int $batch_items;

	/** A claim holds for so many seconds. */
	public int $lease;

	/** For so long buried rows are kept, and so many of them. */
	public int $buried_seconds;
	public int $buried_rows;

	/** So many facts of visitors' carts may wait, and for so long one is worth more than others. */
	public int $cart_rows;
	public int $cart_seconds;

	/** So many of visitors' requests for the waitlist may wait. */
	public int $waitlist_rows;

	/** For so long deliveries stay in the ledger, and so many of them. */
	public int $ledger_seconds;
	public int $ledger_rows;

	/** For so long what was left out stays counted, and of so much the ids are kept. */
	public int $left_out_seconds;
	public int $left_out_rows;

	/**
	 * @param array<string,mixed> $said The core's answer.
	 * @param int                 $now  The moment for which it was asked, milliseconds since 1970 UTC.
	 */
	public function __construct( array $said, int $now ) {
		$this->is_probe         = $said['probe'];
		$this->batch_items      = $said['batchItems'];
		$this->lease            = intdiv( $said['leasedUntil'] - $now, 1000 );
		$this->buried_seconds   = intdiv( $now - $said['buriedBefore'], 1000 );
		$this->buried_rows      = $said['buriedRows'];
		$this->cart_rows        = $said['cartRows'];
		$this->cart_seconds     = intdiv( $now - $said['cartBefore'], 1000 );
		$this->waitlist_rows    = $said['waitlistRows'];
		$this->ledger_seconds   = intdiv( $now - $said['ledgerBefore'], 1000 );
		$this->ledger_rows      = $said['ledgerRows'];
		$this->left_out_seconds = intdiv( $now - $said['leftOutBefore'], 1000 );
		$this->left_out_rows    = $said['leftOutRows'];
	}

	/**
	 * Asks the core what holds now.
	 *
	 * @param Core $core     The rules.
	 * @param int  $failures How many deliveries in a row have failed.
	 * @throws CoreFailure Where the core cannot run here.
	 * @throws ReadFailure Where the database does not say what time it is.
	 */
	public static function now( Core $core, int $failures ): self {
		$now = Clock::milliseconds();
		return new self(
			$core->call(
				array(
					'outbox' => array(
						'now'      => $now,
						'failures' => $failures,
					),
				)
			)['outbox'],
			$now
		);
	}
}
