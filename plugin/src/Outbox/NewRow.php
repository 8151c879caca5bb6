<?php
/**
 * A row that is to be written.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Generated\Rules;
use Storewire\Support\Clock;
use Storewire\Support\Database;
use Storewire\Support\Transactions;

/**
 * One row of the outbox, as a hook told it: an object that changed, or a fact.
 */
final class NewRow {

	/** The columns that sql() fills. */
	const COLUMNS = 'topic, object, transition, revision, anonymous, recorded_at, due_at, payload';

	/** Of `Rules::TOPICS`. */
	public string $topic;

	/** Id of what it is about. */
	public string $object;

	/** Tells a fact from others of the same topic and object; '' for a state row. */
	public string $transition;

	/** JSON, where nothing else remembers it. */
	public ?string $payload;

	/** Whether it comes from a visitor who is not logged in. */
	public bool $is_anonymous;

	/** When it happened, milliseconds since 1970 UTC; null for when it was told. */
	private ?int $at;

	/** When it was told, by this process' steady clock. */
	private int $told;

	/** The transaction in which it was told; 0 for none. */
	public int $transaction;

	/**
	 * @param string      $topic        Of `Rules::TOPICS`.
	 * @param string      $object       Id of what it is about.
	 * @param string      $transition   Tells a fact from others; '' for a state row.
	 * @param string|null $payload      JSON.
	 * @param bool        $is_anonymous Whether it comes from a visitor who is not logged in.
	 * @param int|null    $at           When it happened, milliseconds since 1970 UTC; now by default.
	 */
	public function __construct( string $topic, string $object, string $transition = '', ?string $payload = null, bool $is_anonymous = false, ?int $at = null ) {
		$this->topic        = $topic;
		$this->object       = $object;
		$this->transition   = $transition;
		$this->payload      = $payload;
		$this->is_anonymous = $is_anonymous;
		$this->at           = $at;
		$this->told         = hrtime( true );
		$this->transaction  = Transactions::open();
	}

	/** Whether it says only that an object changed. */
	public function is_state(): bool {
		return '' === $this->transition;
	}

	/** What it is about; no two rows of the table share that. */
	public function key(): string {
		return "$this->topic:$this->object" . ( $this->is_state() ? '' : ":$this->transition" );
	}

	/** Its values, as SQL. Escaped here: wpdb's own preparation of so many places takes longer than all that the hooks did. */
	public function sql(): string {
		$texts   = "'" . implode( "', '", esc_sql( array( $this->topic, $this->object, $this->transition ) ) ) . "', '" . Database::random() . "'";
		$payload = null === $this->payload ? 'NULL' : "'" . esc_sql( $this->payload ) . "'";
		$moment  = null === $this->at ? Clock::moment( $this->told ) : $this->at;
		return "($texts, " . (int) $this->is_anonymous . ", $moment, UNIX_TIMESTAMP() + " . Rules::SETTLE_SECONDS . ", $payload)";
	}
}
