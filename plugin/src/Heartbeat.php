<?php
/**
 * Tells the backend how the store is, and hears what it asks for.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * One request (D5). It says where the store is, for it may have moved (C10). The answer may carry commands, for stores that
 * the backend cannot reach by itself.
 */
final class Heartbeat {

	const PATH = '/api/woocommerce/heartbeat';

	private Core $core;
	private Publisher $publisher;
	private Connection $connection;
	private Settings $settings;
	private Health $health;
	private Commands $commands;

	/**
	 * Builds it.
	 *
	 * @param Core       $core       Judges the reply.
	 * @param Publisher  $publisher  Talks to the backend.
	 * @param Connection $connection Has the token.
	 * @param Settings   $settings   Told.
	 * @param Health     $health     Told.
	 * @param Commands   $commands   Does what the backend asks for.
	 */
	public function __construct( Core $core, Publisher $publisher, Connection $connection, Settings $settings, Health $health, Commands $commands ) {
		$this->core       = $core;
		$this->publisher  = $publisher;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->health     = $health;
		$this->commands   = $commands;
	}

	/**
	 * One beat, and what the backend asks for in return.
	 */
	public function beat(): void {
		$token = $this->connection->token();
		if ( null === $token ) {
			return;
		}
		$response = $this->publisher->report( self::PATH, $this->report(), $token );
		$outcome  = $this->core->call(
			array(
				'reply' => array(
					'step'     => 'heartbeat',
					'response' => $response->snapshot(),
					'complete' => is_array( $response->body['commands'] ?? null ),
				),
			)
		)['outcome'];
		$this->connection->heed( array( 'state' => 'revoked' === $outcome['code'] ? 'reconnect' : $outcome['code'] ) + $outcome );
		if ( 'ok' !== $outcome['code'] ) {
			return;
		}
		$this->connection->beaten();
		foreach ( is_array( $response->body['commands'] ?? null ) ? $response->body['commands'] : array() as $command ) {
			$this->commands->handed( $command );
		}
	}

	/**
	 * How the store is.
	 *
	 * @return array<string,mixed>
	 */
	private function report(): array {
		return array_merge(
			$this->settings->all(),
			Store::addresses( $this->core ),
			array(
				'health' => array_diff_key( $this->health->report(), array( 'connection' => true ) ),
				'done'   => CommandBook::done(),
				'missed' => CatchUp::missed( $this->settings ),
			)
		);
	}
}
