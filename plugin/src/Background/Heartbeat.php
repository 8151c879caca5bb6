<?php
/**
 * Tells the backend how the store is, and hears what it asks for.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Backend\Client;
use Storewire\Connection\Connection;
use Storewire\Connection\Outcome;
use Storewire\Connection\Places;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Health\Health;
use Storewire\Shop\StoreAddress;
use Storewire\Sync\CatchUp;

/**
 * One request (D5). It says where the store is, for it may have moved (C10). The answer may carry commands, for stores that
 * the backend cannot reach by itself.
 */
final class Heartbeat {

	const PATH = '/api/woocommerce/heartbeat';

	private Core $core;
	private Client $client;
	private Connection $connection;
	private Settings $settings;
	private Health $health;
	private Commands $commands;

	/**
	 * @param Core       $core       Judges the reply.
	 * @param Client     $client     Talks to the backend.
	 * @param Connection $connection Has the token.
	 * @param Settings   $settings   Told.
	 * @param Health     $health     Told.
	 * @param Commands   $commands   Does what the backend asks for.
	 */
	public function __construct( Core $core, Client $client, Connection $connection, Settings $settings, Health $health, Commands $commands ) {
		$this->core       = $core;
		$this->client     = $client;
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
		$response = $this->client->report( self::PATH, $this->report(), $token );
		$outcome  = Outcome::judge( $this->core, 'heartbeat', $response );
		$this->connection->apply( $outcome->state, $outcome->message );
		if ( ! $outcome->is_ok() ) {
			return;
		}
		$this->connection->heartbeat_sent();
		foreach ( $response->body['commands'] as $command ) {
			$this->commands->receive( $command );
		}
	}

	/**
	 * The last beat for now: the plugin is being deactivated (C8). Whether it arrives is not waited for longer than the
	 * client's time, and nothing is done about it.
	 */
	public function pause(): void {
		$token = $this->connection->token();
		if ( null !== $token ) {
			$this->client->report( self::PATH, array( 'paused' => true ) + $this->report(), $token );
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
			StoreAddress::addresses( $this->core ),
			array(
				'health' => array_diff_key( $this->health->report()->to_array(), array( 'connection' => true ) ),
				'done'   => TakenCommands::done(),
				'missed' => CatchUp::missed( $this->settings ),
				'site'   => Places::listed() + ( $this->connection->has_moved() ? array( 'moved' => true ) : array() ),
			)
		);
	}
}
