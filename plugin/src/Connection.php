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
	 * The token that this process handed out last, encrypted; '' where it has handed out none.
	 */
	private string $used = '';

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
		$token  = isset( $stored['token'] ) && '' === $stored['problem'] ? $this->vault->open( $stored['token'] ) : null;
		if ( null !== $token ) {
			$this->used = $stored['token'];
		}
		return $token;
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
	 * Acts on the core's word about a reply: `reconnect` pauses sending, `disconnected` forgets the connection. A late
	 * word on a token that has been replaced since changes nothing.
	 *
	 * @param array<string,mixed> $verdict A verdict or an outcome.
	 */
	public function heed( array $verdict ): void {
		$why = Messages::of( $verdict );
		if ( 'disconnected' === $verdict['state'] ) {
			if ( array() !== $this->current() ) {
				$this->store( array( 'problem' => $why ) );
			}
		} elseif ( 'reconnect' === $verdict['state'] ) {
			$why = '' === $why ? __( 'The backend no longer accepts this connection.', 'storewire' ) : $why;
			$this->change( array( 'problem' => $why ) );
		}
	}

	/**
	 * Notes that the backend answered, at most once a minute.
	 */
	public function seen(): void {
		if ( time() - (int) ( $this->stored()['lastSeenAt'] ?? 0 ) >= MINUTE_IN_SECONDS ) {
			$this->change( array( 'lastSeenAt' => time() ) );
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
		if ( $ids !== $this->commands_done() ) {
			$this->change( array( 'commands' => $ids ) );
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
	 * What is stored now, past all caches, if it still is the connection that this process used; else empty.
	 *
	 * @return array<string,mixed>
	 */
	private function current(): array {
		wp_cache_delete( self::OPTION, 'options' );
		$stored = $this->stored();
		return isset( $stored['token'] ) && $stored['token'] === $this->used ? $stored : array();
	}

	/**
	 * Changes parts of the connection that this process used.
	 *
	 * @param array<string,mixed> $changes By key.
	 */
	private function change( array $changes ): void {
		$stored = $this->current();
		if ( array() !== $stored ) {
			$this->store( $changes + $stored );
		}
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
