<?php
/**
 * A row that a relay holds.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Generated\Rules;

/**
 * One row of the outbox, as it was when it was claimed.
 */
final class ClaimedRow {

	/** What of the table it is made of. */
	const COLUMNS = 'id, topic, object, transition, revision, recorded_at, attempts, payload';

	public int $id;

	/** Of `Rules::TOPICS`. */
	public string $topic;

	/** Id of what it is about. */
	public string $object;

	/** Tells a fact from others of the same topic and object; '' for a state row. */
	public string $transition;

	/** Part of the items' ids. */
	public string $revision;

	/** Milliseconds since 1970 UTC. */
	public int $recorded_at;

	/** How often it was claimed, this time included. */
	public int $attempts;

	/** JSON. */
	public ?string $payload;

	/**
	 * @param array<string,string|null> $row COLUMNS.
	 */
	public function __construct( array $row ) {
		$this->id          = (int) $row['id'];
		$this->topic       = (string) $row['topic'];
		$this->object      = (string) $row['object'];
		$this->transition  = (string) $row['transition'];
		$this->revision    = (string) $row['revision'];
		$this->recorded_at = (int) $row['recorded_at'];
		$this->attempts    = (int) $row['attempts'];
		$this->payload     = $row['payload'];
	}

	/** The lane that it goes on. */
	public function lane(): string {
		return Rules::BACK_IN_STOCK === $this->topic ? Lane::WAITLIST : Lane::ITEMS;
	}

	/** How often it has failed before. */
	public function tries(): int {
		return max( 1, $this->attempts ) - 1;
	}
}
