<?php
/**
 * From snapshots to items.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Core\Mapped;

/**
 * Has the core map one snapshot, for the relay and for the sync.
 */
final class ItemMapper {

	private Core $core;

	/**
	 * @param Core $core The rules.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * Maps one object or fact.
	 *
	 * @param string              $call     The core's call, such as `order`.
	 * @param array<string,mixed> $snapshot What was read.
	 * @param array<string,mixed> $run      `revision`, `readAt`, `onCopy`, `consent` (what the owner asks for), and which
	 *                                      types are wanted.
	 * @param array<string,mixed> $consent  What is known of the shopper's consent.
	 * @param array<string,mixed> $fact     Of a fact: what else its call takes; see src/core/snapshot/fact.rs.
	 * @throws CoreFailure When the core cannot run here or stopped in the middle.
	 */
	public function map( string $call, array $snapshot, array $run, array $consent, array $fact = array() ): Mapped {
		$run['consent'] = array( 'mode' => $run['consent'] ) + $consent;

		$asked = array(
			'snapshot' => $snapshot,
			'run'      => $run,
		);
		return Mapped::from( $this->core->call( array( $call => $asked + $fact ) ) );
	}
}
