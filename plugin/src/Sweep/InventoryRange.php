<?php
/**
 * Objects whose ids follow each other.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sweep;

/**
 * What the core says of such a range; see src/core/backend/inventory.rs.
 */
final class InventoryRange {

	/** How many hexadecimal digits of SHA-256 a digest has. */
	const DIGEST = 16;

	/** The first id. */
	public int $from;

	/** One line an object. */
	public string $text;

	/**
	 * The last id.
	 *
	 * @var int
	 */
	private int $to;

	/**
	 * How many objects.
	 *
	 * @var int
	 */
	private int $count;

	/**
	 * Reads one of the core's ranges.
	 *
	 * @param array{from:int,to:int,count:int,text:string} $said The range.
	 */
	public function __construct( array $said ) {
		$this->from  = $said['from'];
		$this->to    = $said['to'];
		$this->count = $said['count'];
		$this->text  = $said['text'];
	}

	/**
	 * What the backend is told of it.
	 *
	 * @return array<string,mixed>
	 */
	public function digest(): array {
		return array(
			'from'   => $this->from,
			'to'     => $this->to,
			'count'  => $this->count,
			'digest' => substr( hash( 'sha256', $this->text ), 0, self::DIGEST ),
		);
	}
}
