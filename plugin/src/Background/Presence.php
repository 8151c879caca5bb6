<?php
/**
 * Whether the plugin is at work here.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Connection\Authorization;

/**
 * Tells the backend that the plugin is deactivated, is back, or is being deleted, which ends the connection (C8). Best
 * effort: whoever clicked waits for some seconds at most, and whatever goes wrong keeps nobody from it.
 */
final class Presence {

	/** Seconds that a request may take, and after which nobody is told on further sites of a network. */
	const SECONDS = 5;

	private Heartbeat $heartbeat;
	private Authorization $authorization;

	/**
	 * When it began to tell, nanoseconds of this process' steady clock; null where it has not.
	 */
	private ?int $began = null;

	/**
	 * @param Heartbeat     $heartbeat     Says how the store is.
	 * @param Authorization $authorization Ends the connection.
	 */
	public function __construct( Heartbeat $heartbeat, Authorization $authorization ) {
		$this->heartbeat     = $heartbeat;
		$this->authorization = $authorization;
	}

	/**
	 * The plugin is being deactivated.
	 */
	public function pause(): void {
		$this->try( fn() => $this->heartbeat->pause() );
	}

	/**
	 * The plugin is active again.
	 */
	public function resume(): void {
		$this->try( fn() => $this->heartbeat->beat() );
	}

	/**
	 * The plugin is being deleted. A copy of the site leaves the connection of the original alone (C10).
	 */
	public function end(): void {
		$this->try( fn() => $this->authorization->disconnect( true ) );
	}

	/**
	 * Says something, if there is time left.
	 *
	 * @param callable $say What.
	 */
	private function try( callable $say ): void {
		$this->began ??= hrtime( true );
		if ( hrtime( true ) - $this->began > self::SECONDS * 1e9 ) {
			return;
		}
		try {
			$say();
		} catch ( \Throwable $failure ) {
			// Neither the core nor the database nor anybody else's code may be in the way.
			unset( $failure );
		}
	}
}
