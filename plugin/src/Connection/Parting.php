<?php
/**
 * How a connection ended.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

/**
 * What the owner has to know of it.
 */
final class Parting {

	/**
	 * How much still waited to be sent and was thrown away.
	 */
	public int $left;

	/**
	 * Whether the backend knows. Else the former access key is still good there.
	 */
	public bool $is_told;

	/**
	 * @param int  $left    How much still waited and was thrown away.
	 * @param bool $is_told Whether the backend knows.
	 */
	public function __construct( int $left, bool $is_told ) {
		$this->left    = $left;
		$this->is_told = $is_told;
	}

	/**
	 * What to do where the backend does not know.
	 */
	public static function words(): string {
		return __( 'The backend could not be told that the former connection has ended: its access key can no longer be read, or the backend did not answer. End it there as well: Settings → Integrations → Disconnect.', 'storewire' );
	}
}
