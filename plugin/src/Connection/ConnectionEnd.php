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
 * another company), the same things end with it: all that was recorded, noted or scheduled for it. Some end with its token
 * already, where the same company is connected again and the connection goes on. The owner's choices stay (C8). Plugin.php
 * has the one list of them.
 */
final class ConnectionEnd {

	/**
	 * What forgets each thing that ends with the token.
	 *
	 * @var array<int,callable>
	 */
	private array $of_token;

	/**
	 * What forgets each thing that ends with the connection.
	 *
	 * @var array<int,callable>
	 */
	private array $of_connection;

	/**
	 * @param array<int,callable> $of_token      What forgets each thing that ends with the token.
	 * @param array<int,callable> $of_connection What forgets each thing that ends with the connection.
	 */
	public function __construct( array $of_token, array $of_connection ) {
		$this->of_token      = $of_token;
		$this->of_connection = $of_connection;
	}

	/**
	 * The connection has another token: ends what was the former's.
	 */
	public function of_token(): void {
		foreach ( $this->of_token as $forget ) {
			$forget();
		}
	}

	/**
	 * Ends it all.
	 *
	 * @return int How much still waited to be sent and was thrown away.
	 */
	public function run(): int {
		$this->of_token();
		foreach ( $this->of_connection as $forget ) {
			$forget();
		}
		return Leftovers::drop();
	}
}
