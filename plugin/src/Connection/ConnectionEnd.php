<?php
/**
 * What ends with a connection.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Outbox\Leftovers;

/**
 * However a connection ends here (the owner disconnects, dismisses what was set aside, says that this is a copy, or connects
 * another company), the same things end with it: all that was recorded, noted or scheduled for it. The owner's choices stay
 * (C8). Plugin.php has the one list of them.
 */
final class ConnectionEnd {

	/**
	 * What forgets each.
	 *
	 * @var array<int,callable>
	 */
	private array $parts;

	/**
	 * Builds it.
	 *
	 * @param array<int,callable> $parts What forgets each thing that ends.
	 */
	public function __construct( array $parts ) {
		$this->parts = $parts;
	}

	/**
	 * Ends it all.
	 *
	 * @return int How much still waited to be sent and was thrown away.
	 */
	public function run(): int {
		foreach ( $this->parts as $forget ) {
			$forget();
		}
		return Leftovers::drop();
	}
}
