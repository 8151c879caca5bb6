<?php
/**
 * What this site remembers of its connection.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * The stored state, without any HTTP: which company, since when, with which token. How a connection comes about and
 * ends is `Authorization`.
 *
 * States: `none` · `connected` · `reconnect` (the backend refuses the token, or it cannot be decrypted any more: nothing
 * is sent until the owner reconnects).
 */
final class Connection {

	const OPTION = 'storewire_connection';

	private Vault $vault;

	/**
	 * Builds it.
	 *
	 * @param Vault $vault Encrypts and decrypts.
	 */
	public function __construct( Vault $vault ) {
		$this->vault = $vault;
	}

	/**
	 * `none`, `connected` or `reconnect`.
	 */
	public function state(): string {
		$stored = $this->stored();
		if ( ! isset( $stored['token'] ) ) {
			return 'none';
		}
		return null === $this->token() ? 'reconnect' : 'connected';
	}

	/**
	 * The installation token; null unless connected.
	 */
	public function token(): ?string {
		$stored = $this->stored();
		return isset( $stored['token'] ) && '' === $stored['problem'] ? $this->vault->open( $stored['token'] ) : null;
	}

	/**
	 * What may be shown; no secrets.
	 *
	 * @return array{state:string,company:string,connectedAt:int,lastSeenAt:int,problem:string} Times in seconds since
	 *         1970 UTC. `problem` says why the owner has to reconnect, or why the backend ended the connection.
	 */
	public function facts(): array {
		$stored  = $this->stored();
		$state   = $this->state();
		$problem = (string) ( $stored['problem'] ?? '' );
		if ( 'reconnect' === $state && '' === $problem ) {
			$problem = __( 'The stored access key can no longer be read: the security keys of this site were changed, or its database was copied.', 'storewire' );
		}
		return array(
			'state'       => $state,
			'company'     => (string) ( $stored['company']['name'] ?? '' ),
			'connectedAt' => (int) ( $stored['connectedAt'] ?? 0 ),
			'lastSeenAt'  => (int) ( $stored['lastSeenAt'] ?? 0 ),
			'problem'     => $problem,
		);
	}

	/**
	 * Stores a new connection in place of any older one.
	 *
	 * @param string               $token     Installation token.
	 * @param string               $secret    Signing secret.
	 * @param array<string,string> $company   `id` and `name`.
	 * @param string               $site_hash Hash of the store's URL (C10).
	 */
	public function establish( string $token, string $secret, array $company, string $site_hash ): void {
		$this->store(
			array(
				'token'       => $this->vault->seal( $token ),
				'secret'      => $this->vault->seal( $secret ),
				'company'     => $company,
				'siteHash'    => $site_hash,
				'connectedAt' => time(),
				'lastSeenAt'  => time(),
				'problem'     => '',
			)
		);
	}

	/**
	 * Acts on the core's word about a reply: `reconnect` pauses sending, `disconnected` forgets the connection.
	 *
	 * @param array<string,mixed> $verdict A verdict or an outcome.
	 */
	public function heed( array $verdict ): void {
		$stored = $this->stored();
		if ( ! isset( $stored['token'] ) ) {
			return;
		}
		$why = Messages::of( $verdict );
		if ( 'disconnected' === $verdict['state'] ) {
			$this->store( array( 'problem' => $why ) );
		} elseif ( 'reconnect' === $verdict['state'] ) {
			$why = '' === $why ? __( 'The backend no longer accepts this connection.', 'storewire' ) : $why;
			$this->store( array( 'problem' => $why ) + $stored );
		}
	}

	/**
	 * Notes that the backend answered, at most once a minute.
	 */
	public function seen(): void {
		$stored = $this->stored();
		if ( isset( $stored['token'] ) && time() - (int) $stored['lastSeenAt'] >= MINUTE_IN_SECONDS ) {
			$this->store( array( 'lastSeenAt' => time() ) + $stored );
		}
	}

	/**
	 * Ids of the backend's commands that were done, oldest first.
	 *
	 * @return string[]
	 */
	public function commands_done(): array {
		return $this->stored()['commands'] ?? array();
	}

	/**
	 * Remembers which commands were done.
	 *
	 * @param string[] $ids Ids, oldest first.
	 */
	public function remember_commands( array $ids ): void {
		$stored = $this->stored();
		if ( isset( $stored['token'] ) && $ids !== $this->commands_done() ) {
			$this->store( array( 'commands' => $ids ) + $stored );
		}
	}

	/**
	 * Clears the connection; the owner's settings stay (C8).
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * What is stored, empty when there is nothing.
	 *
	 * @return array<string,mixed>
	 */
	private function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) && isset( $stored['problem'] ) ? $stored : array();
	}

	/**
	 * Stores the state.
	 *
	 * @param array<string,mixed> $state All of it.
	 */
	private function store( array $state ): void {
		update_option( self::OPTION, $state, false );
	}
}
