<?php
/**
 * What deliveries go by.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Connection\Connection;
use Storewire\Connection\Settings;
use Storewire\Generated\Rules;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\Outbox;
use Storewire\Shop\CopySpans;
use Storewire\Support\ReadFailure;

/**
 * The owner's choices, since when the store is connected (E8), and over which connection, as they are when a tick begins; and
 * what the core is told of them with each row.
 */
final class DeliveryRules {

	/**
	 * Which types and events are synced.
	 *
	 * @var array<string,bool>
	 */
	private array $sync;

	/** What may go out about shoppers (E7). */
	private string $consent;

	/**
	 * Since when each of these lets through, milliseconds since 1970 UTC.
	 *
	 * @var array<string,int>
	 */
	private array $since;

	/** Since when what is recorded counts, milliseconds since 1970 UTC. */
	private int $connected_at;

	/** The highest id that an order had by then. */
	private int $last_order;

	/** Since when the ids of orders' events have a mark, milliseconds since 1970 UTC; null where all have. */
	private ?int $marked_since;

	/**
	 * When the store was a copy whose orders are left out.
	 *
	 * @var array<int,array{from:int,to:int}>
	 */
	private array $on_copy;

	/** The connection that these are of: over another one nothing goes that was claimed for it. */
	public string $over;

	/** When reading began, milliseconds since 1970 UTC. */
	public int $read_at = 0;

	/**
	 * @param Settings   $settings   The owner's choices.
	 * @param Connection $connection With whom, and since when.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function __construct( Settings $settings, Connection $connection ) {
		$choices            = $settings->rules();
		$this->sync         = $choices['sync'];
		$this->consent      = $choices['consent'];
		$this->since        = $choices['since'];
		$this->connected_at = $connection->recorded_since() * 1000;
		$this->last_order   = $connection->last_order();
		$this->marked_since = $connection->marked_since();
		$this->on_copy      = CopySpans::left_out()->all();
		$this->over         = $connection->episode();
	}

	/**
	 * The same for what is read from a moment on.
	 *
	 * @param int $moment Milliseconds since 1970 UTC.
	 */
	public function read_at( int $moment ): self {
		$rules          = clone $this;
		$rules->read_at = $moment;
		return $rules;
	}

	/**
	 * What every call that maps takes.
	 *
	 * @param ClaimedRow $row The row.
	 * @return array<string,mixed>
	 */
	public function run( ClaimedRow $row ): array {
		return array(
			'revision' => $row->revision,
			'readAt'   => $this->read_at,
			'consent'  => $this->consent,
			'onCopy'   => $this->on_copy,
		) + $this->sync;
	}

	/**
	 * What calls for facts take, too.
	 *
	 * @param ClaimedRow $row     A fact's row.
	 * @param bool       $derived Whether it is a fact that nobody saw happen.
	 * @return array<string,mixed>
	 */
	public function fact( ClaimedRow $row, bool $derived ): array {
		return array(
			'fact'        => Rules::TOPICS[ $row->topic ]['fact'],
			'key'         => Outbox::ONCE === $row->transition ? null : $row->transition,
			'occurredAt'  => $row->recorded_at,
			'connectedAt' => $this->connected_at,
			'lastOrder'   => $this->last_order,
			'markedSince' => $this->marked_since,
			'since'       => $this->since,
			'derived'     => $derived,
		);
	}
}
