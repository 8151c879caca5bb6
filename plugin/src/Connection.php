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

	/**
	 * Encrypts and decrypts.
	 *
	 * @var Vault
	 */
	private $vault;

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
		if ( array() === $stored ) {
			return 'none';
		}
		return '' === $stored['reconnect'] && null !== $this->vault->open( $stored['token'] ) ? 'connected' : 'reconnect';
	}

	/**
	 * The installation token; null unless connected.
	 */
	public function token(): ?string {
		$stored = $this->stored();
		return array() !== $stored && '' === $stored['reconnect'] ? $this->vault->open( $stored['token'] ) : null;
	}

	/**
	 * What may be shown: no secrets.
	 *
	 * @return array{state:string,company:string,connectedAt:int,lastSeenAt:int,problem:string} Times in seconds since 1970 UTC.
	 */
	public function facts(): array {
		$stored  = $this->stored();
		$state   = $this->state();
		$problem = (string) ( $stored['reconnect'] ?? '' );
		if ( 'reconnect' === $state && '' === $problem ) {
			$problem = __( 'The stored access key can no longer be read, because the security keys of this site were changed or the database was copied from another site.', 'storewire' );
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
				'reconnect'   => '',
			)
		);
	}

	/**
	 * Acts on the core's word about a reply: `reconnect` pauses sending, `disconnected` forgets the connection.
	 *
	 * @param array<string,mixed> $verdict A verdict or an outcome: `state`, `message` and, for an outcome, `code`.
	 */
	public function heed( array $verdict ): void {
		if ( 'disconnected' === $verdict['state'] ) {
			$this->forget();
		} elseif ( 'reconnect' === $verdict['state'] ) {
			$this->pause( Messages::text( (string) ( $verdict['code'] ?? '' ), (string) ( $verdict['message'] ?? '' ) ) );
		}
	}

	/**
	 * Notes that the backend answered, at most once a minute.
	 */
	public function seen(): void {
		$stored = $this->stored();
		if ( array() !== $stored && time() - (int) $stored['lastSeenAt'] >= MINUTE_IN_SECONDS ) {
			$stored['lastSeenAt'] = time();
			$this->store( $stored );
		}
	}

	/**
	 * Clears the connection; the owner's settings stay (C8).
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * Enters reconnect mode.
	 *
	 * @param string $why In words for the owner.
	 */
	private function pause( string $why ): void {
		$stored = $this->stored();
		if ( array() !== $stored ) {
			$stored['reconnect'] = '' === $why ? __( 'The backend no longer accepts this connection.', 'storewire' ) : $why;
			$this->store( $stored );
		}
	}

	/**
	 * What is stored, empty when there is no connection.
	 *
	 * @return array<string,mixed>
	 */
	private function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) && isset( $stored['token'], $stored['reconnect'] ) ? $stored : array();
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
