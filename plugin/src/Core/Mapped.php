<?php
/**
 * What comes of an object or a fact.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * The core's answer to a snapshot; see src/core/mapping/mapped.rs.
 */
final class Mapped {

	/**
	 * To send, each after what it refers to.
	 *
	 * @var Item[]
	 */
	public array $items = array();

	/**
	 * What was left out on purpose: `{type, id, reason, text}`.
	 *
	 * @var array<int,array<string,string>>
	 */
	public array $skipped = array();

	/**
	 * Why it cannot be sent, or not all of it.
	 *
	 * @var string[]
	 */
	public array $faults = array();

	/** When to ask again, milliseconds since 1970 UTC; null where it is done with. */
	public ?int $retry_at = null;

	/**
	 * What is to be counted before a visitor's cart is sent.
	 *
	 * @var Limit[]
	 */
	public array $limits = array();

	/**
	 * Reads the core's answer.
	 *
	 * @param array<string,mixed> $answer Of a call that maps.
	 */
	public static function from( array $answer ): self {
		$said = $answer['mapped'] ?? $answer['refused'];
		$self = self::failed( Messages::faults( $said['issues'] ) );
		foreach ( $said['items'] ?? array() as $item ) {
			$self->items[] = new Item( $item['id'], $item['type'], $item['json'] );
		}
		$self->skipped  = $said['skipped'] ?? array();
		$self->retry_at = $said['retryAt'] ?? null;
		$self->limits   = Limit::all( $said );
		return $self;
	}

	/**
	 * Where there is nothing to send.
	 *
	 * @param string[] $faults Why; none where it is gone.
	 */
	public static function failed( array $faults ): self {
		$self         = new self();
		$self->faults = $faults;
		return $self;
	}
}
