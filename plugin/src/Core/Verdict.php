<?php
/**
 * What to do after a delivery.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * The core's word on the reply to a request with items; see src/core/backend/verdict.rs.
 */
final class Verdict {

	// What to do next. The core says what each means, and knows more of them.
	const DELIVERED = 'delivered';
	const RETRY     = 'retry';
	const SPLIT     = 'split';
	const UNCLEAR   = 'unclear';
	const SUSPECT   = 'suspect';

	/** What to do next. */
	public string $state;

	/**
	 * Ids that are done.
	 *
	 * @var string[]
	 */
	public array $acked;

	/**
	 * Ids of those that the backend had no use for.
	 *
	 * @var string[]
	 */
	public array $unused;

	/**
	 * Why items will never be taken, by id.
	 *
	 * @var array<string,string>
	 */
	public array $buried;

	/**
	 * Ids of those that the backend passed over.
	 *
	 * @var string[]
	 */
	public array $unanswered;

	/** Not before this moment, milliseconds since 1970 UTC; null for at once, or until reconnected. */
	public ?int $retry_at;

	/** The most items that requests may have from now on; null where that stays as it is. */
	public ?int $limit;

	/** Whether a heartbeat is due, which tells the backend where the store is. */
	public bool $heartbeat;

	/** What happened, in plain words; '' where all is well. */
	public string $message;

	/**
	 * Reads the core's answer.
	 *
	 * @param array<string,mixed> $said The verdict.
	 */
	public function __construct( array $said ) {
		$this->state      = $said['state'];
		$this->acked      = $said['acked'];
		$this->unused     = $said['unused'] ?? array();
		$this->buried     = array_map( static fn( array $issues ): string => implode( ' ', $issues ), array_column( $said['buried'], 'issues', 'id' ) );
		$this->unanswered = $said['unanswered'] ?? array();
		$this->retry_at   = $said['retryAt'];
		$this->limit      = $said['limit'] ?? null;
		$this->heartbeat  = $said['heartbeat'];
		$this->message    = $said['message'];
	}

	/**
	 * Whether all or some of it is settled.
	 */
	public function is_progress(): bool {
		return self::DELIVERED === $this->state || array() !== $this->acked || array() !== $this->buried;
	}

	/**
	 * Seconds until something may be sent again.
	 *
	 * @param int $now Milliseconds since 1970 UTC.
	 */
	public function wait( int $now ): int {
		return null === $this->retry_at ? 0 : max( 0, (int) ceil( ( $this->retry_at - $now ) / 1000 ) );
	}
}
