<?php
/**
 * What a reply of the backend means.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Backend\Response;
use Storewire\Core\Core;
use Storewire\Core\Messages;

/**
 * The core's word on a reply while connecting, and to a heartbeat, an inventory or a disconnect; see
 * src/core/backend/reply.rs. Where it is `ok`, the body holds what the step needs.
 */
final class Outcome {

	/** What came of the step. */
	public string $code;

	/** What becomes of the connection; see `Connection::apply()`. */
	public string $state;

	/** In words for the owner; '' where all is well. */
	public string $message;

	/**
	 * What `connect` has begun; empty for other steps, and where it failed.
	 *
	 * @var array{connectionId?:string,authorizeUrl?:string,interval?:int,expiresAt?:int}
	 */
	public array $attempt;

	/** What `token` was answered with; null for other steps, and where it failed. */
	public ?Grant $grant;

	/**
	 * Reads the core's answer.
	 *
	 * @param array<string,mixed> $said     The outcome.
	 * @param Response            $response What came back.
	 */
	private function __construct( array $said, Response $response ) {
		$this->code    = $said['code'];
		$this->state   = $said['state'];
		$this->message = Messages::text( $said );
		$this->attempt = $said['attempt'] ?? array();
		$this->grant   = isset( $said['grant'] ) ? new Grant( $said['grant'], (array) $response->body ) : null;
		if ( 'refused' === $this->code && '' !== $response->error_text() ) {
			/* translators: %s: what the backend said, in its own words. */
			$this->message .= ' ' . sprintf( __( 'The backend says: %s', 'storewire' ), $response->error_text() );
		}
	}

	/**
	 * Asks the core.
	 *
	 * @param Core     $core     The core.
	 * @param string   $step     `connect`, `poll`, `token`, `heartbeat`, `inventory` or `disconnect`.
	 * @param Response $response What came back.
	 */
	public static function judge( Core $core, string $step, Response $response ): self {
		$reply = array(
			'step'     => $step,
			'response' => $response->snapshot(),
			'body'     => $response->body,
			'now'      => time() * 1000,
		);
		return new self( $core->call( array( 'reply' => $reply ) )['outcome'], $response );
	}

	/**
	 * Whether to go on.
	 */
	public function is_ok(): bool {
		return 'ok' === $this->code;
	}

	/**
	 * As an error.
	 */
	public function error(): \WP_Error {
		return new \WP_Error( 'storewire_' . $this->code, $this->message, array( 'status' => 502 ) );
	}
}
