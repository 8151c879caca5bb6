<?php
/**
 * What the backend asks for.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Core\Messages;
use Storewire\Sync\Sync;

/**
 * Commands come as signed requests (D7), or with the answer to a heartbeat where the backend cannot reach the store. Both
 * are read by the core and each is done once, whichever way it came first.
 *
 * The backend waits for the answer: choices and a disconnect take effect at once, a sync is only begun and goes on in the
 * background.
 */
final class Commands {

	/** Larger bodies are refused unread. */
	const LARGEST = 65536;

	private Core $core;
	private Connection $connection;
	private Settings $settings;
	private Sync $sync;

	/**
	 * @param Core       $core       Judges signatures and reads commands.
	 * @param Connection $connection Has the secrets.
	 * @param Settings   $settings   Changed on request.
	 * @param Sync       $sync       Begun on request.
	 */
	public function __construct( Core $core, Connection $connection, Settings $settings, Sync $sync ) {
		$this->core       = $core;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->sync       = $sync;
	}

	/**
	 * Whether a request comes from the backend, in time and for the first time.
	 *
	 * @param \WP_REST_Request $request Request.
	 * @return true|\WP_Error
	 */
	public function verify( \WP_REST_Request $request ) {
		if ( strlen( $request->get_body() ) > self::LARGEST ) {
			return new \WP_Error( 'storewire_too_large', 'A command has at most 64 KiB.', array( 'status' => 413 ) );
		}
		$belief = $this->judge( $request, TakenCommands::has( (string) $request->get_header( 'webhook-id' ) ) );
		return $belief['accepted'] ? true : self::refusal( $belief );
	}

	/**
	 * Takes the command of a request that is believed.
	 *
	 * @param \WP_REST_Request $request Request.
	 * @return array<string,mixed>|\WP_Error
	 */
	public function take( \WP_REST_Request $request ) {
		$answer = $this->core->call( array( 'command' => json_decode( $request->get_body(), true ) ) );
		if ( ! isset( $answer['command'] ) ) {
			return new \WP_Error( 'storewire_command', Messages::of_issues( $answer ), array( 'status' => 422 ) );
		}
		$id     = (string) $request->get_header( 'webhook-id' );
		$belief = $this->judge( $request, false );
		if ( ! $belief['accepted'] ) {
			return self::refusal( $belief );
		}
		$done = $this->once( $id, (int) ceil( $belief['rememberUntil'] / 1000 ), $answer['command'] );
		return null === $done ? self::refusal( $this->judge( $request, true ) ) : array( 'taken' => $id ) + $done;
	}

	/**
	 * Takes a command that came with the answer to a heartbeat. One that is not understood stays at the backend.
	 *
	 * @param mixed $command What came.
	 */
	public function receive( $command ): void {
		$id     = is_array( $command ) ? ( $command['id'] ?? null ) : null;
		$answer = $this->core->call( array( 'command' => $command ) );
		if ( is_string( $id ) && isset( $answer['command'] ) && null !== $this->connection->token() ) {
			$this->once( $id, time() + HOUR_IN_SECONDS, $answer['command'] );
		}
	}

	/**
	 * The core's word on a request.
	 *
	 * @param \WP_REST_Request $request Request.
	 * @param bool             $seen    Whether its id was taken before.
	 * @return array<string,mixed>
	 */
	private function judge( \WP_REST_Request $request, bool $seen ): array {
		$signed   = $request->get_header( 'webhook-id' ) . '.' . $request->get_header( 'webhook-timestamp' ) . '.' . $request->get_body();
		$expected = array();
		foreach ( $this->connection->secrets() as $secret ) {
			$key        = base64_decode( preg_replace( '/^whsec_/', '', $secret ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- as Standard Webhooks writes keys.
			$expected[] = base64_encode( hash_hmac( 'sha256', $signed, $key, true ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- as Standard Webhooks writes signatures.
		}
		return $this->core->call(
			array(
				'signature' => array(
					'id'        => $request->get_header( 'webhook-id' ),
					'timestamp' => $request->get_header( 'webhook-timestamp' ),
					'signature' => $request->get_header( 'webhook-signature' ),
					'expected'  => $expected,
					'seen'      => $seen,
					'now'       => (int) ( microtime( true ) * 1000 ),
				),
			)
		)['signature'];
	}

	/**
	 * Does a command unless it was taken before. One that fails is given back.
	 *
	 * @param string              $id      Its id.
	 * @param int                 $until   Until when it could come again, seconds since 1970 UTC.
	 * @param array<string,mixed> $command As the core reads it.
	 * @return array<string,mixed>|null What to say of it; null where it was taken before.
	 * @throws \Throwable What went wrong while doing it.
	 */
	private function once( string $id, int $until, array $command ): ?array {
		if ( ! TakenCommands::claim( $id, $until ) ) {
			return null;
		}
		try {
			return $this->run( $command );
		} catch ( \Throwable $error ) {
			TakenCommands::release( $id );
			throw $error;
		}
	}

	/**
	 * Does a command.
	 *
	 * @param array<string,mixed> $command As the core reads it.
	 * @return array<string,mixed> What to say of it: `sync`, where it met a sync that was under way (A12).
	 */
	private function run( array $command ): array {
		$said = array();
		switch ( $command['type'] ) {
			case 'sync':
				$status = $this->sync->start( $command['types'], $command['from'], $command['to'] );
				$said   = array( 'sync' => array_intersect_key( $status, array_flip( array( 'joined', 'added', 'underWay' ) ) ) );
				break;
			case 'settings':
				$this->settings->change(
					array(
						'imports' => array_column( $command['imports'], 'on', 'name' ),
						'sync'    => array_column( $command['sync'], 'on', 'name' ),
					)
				);
				break;
			case 'reconnect':
				ReconnectRequest::keep( $command['draftId'] );
				break;
			case 'disconnect':
				$this->connection->apply( 'disconnected', __( 'The store was disconnected at the backend.', 'storewire' ) );
		}
		Schedule::follow( $this->connection->state() );
		return $said;
	}

	/**
	 * Why a request is not believed. For the backend's log, so not translated.
	 *
	 * @param array<string,mixed> $belief The core's word.
	 */
	private static function refusal( array $belief ): \WP_Error {
		return new \WP_Error( 'storewire_' . $belief['code'], $belief['message'], array( 'status' => $belief['status'] ) );
	}
}
