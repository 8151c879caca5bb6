<?php
/**
 * Tells the backend how the store is, and hears what it asks for.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * One request (D5). The answer may carry commands, for stores that the backend cannot reach by itself: `settings` and
 * `disconnect` are done here, the types of a `sync` go to the caller.
 */
final class Heartbeat {

	const PATH       = '/api/woocommerce/heartbeat';
	const REMEMBERED = 50;

	private Core $core;
	private Publisher $publisher;
	private Connection $connection;
	private Settings $settings;
	private Sync $sync;

	/**
	 * Builds it.
	 *
	 * @param Core       $core       Judges the reply.
	 * @param Publisher  $publisher  Talks to the backend.
	 * @param Connection $connection Has the token, and remembers commands that were done.
	 * @param Settings   $settings   Told, and changed on request.
	 * @param Sync       $sync       Told.
	 */
	public function __construct( Core $core, Publisher $publisher, Connection $connection, Settings $settings, Sync $sync ) {
		$this->core       = $core;
		$this->publisher  = $publisher;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->sync       = $sync;
	}

	/**
	 * One beat.
	 *
	 * @return array<int,string[]> For each sync that was asked for, the types.
	 */
	public function beat(): array {
		$token = $this->connection->token();
		if ( null === $token ) {
			return array();
		}
		$response = $this->publisher->post( self::PATH, $this->report(), $token );
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
			return array();
		}
		$this->connection->seen();
		return $this->obey( is_array( $response->body['commands'] ?? null ) ? $response->body['commands'] : array() );
	}

	/**
	 * How the store is.
	 *
	 * @return array<string,mixed>
	 */
	private function report(): array {
		$sync = $this->sync->status();
		return array_merge(
			$this->settings->all(),
			array(
				'health' => array(
					'versions' => Store::versions(),
					'sync'     => array(
						'state'   => $sync['state'],
						'message' => $sync['message'],
					),
				),
				'done'   => $this->connection->commands_done(),
			)
		);
	}

	/**
	 * Does what was asked, each command once.
	 *
	 * @param array<int,mixed> $commands Commands of the answer.
	 * @return array<int,string[]> Syncs to start.
	 */
	private function obey( array $commands ): array {
		$done  = $this->connection->commands_done();
		$syncs = array();
		foreach ( $commands as $command ) {
			$id = is_array( $command ) ? ( $command['id'] ?? null ) : null;
			if ( ! is_string( $id ) || in_array( $id, $done, true ) ) {
				continue;
			}
			$done[] = $id;
			switch ( $command['type'] ?? null ) {
				case 'sync':
					$syncs[] = is_array( $command['types'] ?? null ) ? array_values( array_intersect( SyncProgress::TYPES, $command['types'] ) ) : SyncProgress::TYPES;
					break;
				case 'settings':
					$this->settings->change( $command );
					break;
				case 'disconnect':
					$this->connection->heed(
						array(
							'state'   => 'disconnected',
							'message' => __( 'The store was disconnected at the backend.', 'storewire' ),
						)
					);
					return array();
			}
		}
		$this->connection->remember_commands( array_slice( $done, -self::REMEMBERED ) );
		return $syncs;
	}
}
