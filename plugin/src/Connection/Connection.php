<?php
/**
 * What this site remembers of its connection.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Core\Messages;
use Storewire\Outbox\OutboxTable;
use Storewire\Shop\CopySpans;
use Storewire\Shop\ObjectPages;
use Storewire\Support\Clock;
use Storewire\Support\ReadFailure;
use Storewire\Support\StoredOption;
use Storewire\Support\Vault;

/**
 * The stored state, without any HTTP: which company, since when, with which token. How a connection comes about and
 * ends is `Authorization`.
 *
 * States: `none` · `connected` · `reconnect` (the backend refuses the token, or it cannot be decrypted any more: nothing
 * is sent until the owner reconnects) · `locked` (the site has another address than the one that was connected, see
 * `CloneLock`, or the backend hears another site with the same connection, see `Places`, or a copy has taken the original's
 * place: nothing is sent until the owner says whether the store moved or this is a copy).
 */
final class Connection {

	const OPTION = 'storewire_connection';

	private CloneLock $lock;
	private ConnectionEnd $end;

	/**
	 * The token that this process handed out last, encrypted; '' where it has handed out none.
	 */
	private string $used = '';

	/**
	 * Builds it.
	 *
	 * @param CloneLock     $lock Tells this site from a copy of it.
	 * @param ConnectionEnd $end  Ends what ends with a connection.
	 */
	public function __construct( CloneLock $lock, ConnectionEnd $end ) {
		$this->lock = $lock;
		$this->end  = $end;
	}

	/**
	 * `none`, `connected`, `reconnect` or `locked`. The lock comes first: a copy of a site has no business reconnecting.
	 */
	public function state(): string {
		return $this->state_of( self::stored() );
	}

	/**
	 * The state that follows from what is stored.
	 *
	 * @param array<string,mixed> $stored What is stored.
	 */
	private function state_of( array $stored ): string {
		if ( ! isset( $stored['token'] ) ) {
			return 'none';
		}
		if ( ! $this->is_own( $stored ) ) {
			return 'locked';
		}
		return null === $this->token_of( $stored ) ? 'reconnect' : 'connected';
	}

	/**
	 * The installation token; null unless connected.
	 */
	public function token(): ?string {
		return $this->token_of( self::stored() );
	}

	/**
	 * The token in what is stored; null where it cannot be used.
	 *
	 * @param array<string,mixed> $stored What is stored.
	 */
	private function token_of( array $stored ): ?string {
		$usable = isset( $stored['token'] ) && '' === $stored['problem'] && $this->is_own( $stored );
		$token  = $usable ? Vault::open( $stored['token'] ) : null;
		if ( null !== $token ) {
			$this->used = $stored['token'];
		}
		return $token;
	}

	/**
	 * The company that the store is connected to, or was last, if the backend ended that.
	 *
	 * @return array{id:string,name:string}
	 */
	public function company(): array {
		$company = self::stored()['company'] ?? array();
		return array(
			'id'   => (string) ( $company['id'] ?? '' ),
			'name' => (string) ( $company['name'] ?? '' ),
		);
	}

	/**
	 * Whether there is a connection from this very address, usable or not. A copy's belongs to the original.
	 */
	public function is_here(): bool {
		$stored = self::stored();
		return isset( $stored['token'] ) && $this->is_own( $stored );
	}

	/**
	 * Whether a connection is this very site's, as far as anybody knows.
	 *
	 * @param array<string,mixed> $stored What is stored.
	 */
	private function is_own( array $stored ): bool {
		return '' === $this->lock_of( $stored );
	}

	/**
	 * Why the clone lock is closed: `address`, `twin` (the backend hears another site with the same connection), `promoted` (a
	 * copy has taken the original's place); '' where it is open.
	 *
	 * @param array<string,mixed> $stored What is stored.
	 */
	private function lock_of( array $stored ): string {
		if ( $this->lock->holds( (string) ( $stored['siteHash'] ?? '' ) ) ) {
			return 'address';
		}
		if ( $stored['twin'] ?? false ) {
			return 'twin';
		}
		return Places::here() === ( $stored['apart'] ?? Places::here() ) ? '' : 'promoted';
	}

	/**
	 * Background work found the clone lock closed for the site's address, or open: notes at which place. Where the address is
	 * back at the same place, it was changed only for a while; at another place, this database was a copy's until now.
	 */
	public function apart(): void {
		$why = null;
		self::option()->change(
			function ( $stored ) use ( &$why ): ?array {
				$stored = self::whole( $stored );
				$why    = isset( $stored['token'] ) ? $this->lock_of( $stored ) : null;
				if ( '' === $why && isset( $stored['apart'] ) ) {
					return array_diff_key( $stored, array( 'apart' => true ) );
				}
				if ( 'address' !== $why ) {
					return null;
				}
				$why = $this->lock->is_stored( $stored['siteHash'] ) ? $why : null;
				return null === $why ? null : array( 'apart' => Places::here() ) + $stored;
			}
		);
		if ( null !== $why ) {
			CopySpans::follow( $why );
		}
	}

	/**
	 * Whether the owner has said that the store moved here, and the backend has not heard of it.
	 */
	public function has_moved(): bool {
		return self::stored()['moved'] ?? false;
	}

	/**
	 * The token to take leave with, though it may be accepted no more; null where there is none that can be read, or it is
	 * not this site's to end.
	 */
	public function parting_token(): ?string {
		return $this->is_here() ? Vault::open( self::stored()['token'] ) : null;
	}

	/**
	 * Since when what is recorded counts, seconds since 1970 UTC. A store that the backend disconnected is connected anew,
	 * but what it recorded before is still to be told.
	 */
	public function recorded_since(): int {
		$stored = self::stored();
		return (int) ( $stored['recordedSince'] ?? $stored['connectedAt'] ?? 0 );
	}

	/**
	 * The highest id that an order had when the store was connected: one with a higher id, but a date from before, was
	 * imported since (E8).
	 */
	public function last_order(): int {
		return $this->noted()['lastOrder'];
	}

	/**
	 * Since when orders are placed whose events have ids with a mark (see the core's event.rs), milliseconds since 1970 UTC;
	 * null where all have. A connection that an older version made has told of orders under ids without.
	 */
	public function marked_since(): ?int {
		$since = $this->noted()['markedSince'];
		return 0 === $since ? null : $since * 1000;
	}

	/**
	 * What is stored, with what an older version did not note.
	 *
	 * @return array<string,mixed>
	 */
	private function noted(): array {
		$stored = self::stored();
		if ( ! isset( $stored['lastOrder'], $stored['markedSince'] ) ) {
			$stored += array(
				'lastOrder'   => ObjectPages::last_order(),
				'markedSince' => Clock::seconds(),
			);
			$this->change( array_intersect_key( $stored, array_flip( array( 'lastOrder', 'markedSince' ) ) ) );
		}
		return $stored;
	}

	/**
	 * The secrets that the backend may sign its requests with (D7); none unless connected.
	 *
	 * @return string[]
	 */
	public function secrets(): array {
		$stored = self::stored();
		$secret = null === $this->token_of( $stored ) ? null : Vault::open( $stored['secret'] ?? null );
		return null === $secret ? array() : array( $secret );
	}

	/**
	 * What may be shown; no secrets.
	 *
	 * @return array{state:string,company:string,lock:string,connectedAt:int,lastSeenAt:int,heartbeatAt:int,problem:string} Times in seconds
	 *         since 1970 UTC, 0 where nobody knows. `lock` says why it is locked, as lock_of(); `problem` says why the owner has to reconnect, why the backend ended the
	 *         connection, or why the site has no address.
	 */
	public function facts(): array {
		$stored  = self::stored();
		$state   = $this->state_of( $stored );
		$problem = (string) ( $stored['problem'] ?? '' );
		if ( 'reconnect' === $state && '' === $problem ) {
			$problem = __( 'The stored access key can no longer be read: the security keys of this site were changed, or its database was copied.', 'storewire' );
		} elseif ( 'locked' === $state ) {
			$problem = '' === $this->lock->hash() ? Elsewhere::words( (string) get_option( 'home' ) ) : '';
		}
		return array(
			'state'       => $state,
			'company'     => (string) ( $stored['company']['name'] ?? '' ),
			'lock'        => 'locked' === $state ? $this->lock_of( $stored ) : '',
			'connectedAt' => 'none' === $state ? 0 : (int) ( $stored['connectedAt'] ?? 0 ),
			'lastSeenAt'  => (int) ( $stored['lastSeenAt'] ?? 0 ),
			'heartbeatAt' => (int) ( $stored['heartbeatAt'] ?? 0 ),
			'problem'     => $problem,
		);
	}

	/**
	 * Stores a new connection in place of any older one. Where the same company is connected again without a disconnect in
	 * between, the connection goes on: since the same moment, so that what happened while it was broken is told (D3, E8).
	 * Where the backend had disconnected the store, what waited is sent, but nothing of the time between is made up.
	 *
	 * @param string               $token     Installation token.
	 * @param string               $secret    Signing secret.
	 * @param array<string,string> $company   `id` and `name`.
	 * @param string               $site_hash Hash of the store's URL (C10).
	 * @return int How much waited for another connection and was thrown away.
	 */
	public function establish( string $token, string $secret, array $company, string $site_hash ): int {
		// A new site of a network was never activated by itself.
		OutboxTable::install();
		$before  = self::stored();
		$goes_on = ( $before['company']['id'] ?? '' ) === $company['id'] && ( $before['siteHash'] ?? '' ) === $site_hash;
		$left    = $goes_on ? 0 : $this->end->run();
		$now     = Clock::seconds();
		$since   = $goes_on && isset( $before['token'] ) ? $before['connectedAt'] : $now;
		$noted   = $goes_on ? array_intersect_key( $before, array_flip( array( 'lastOrder', 'markedSince' ) ) ) : array(
			'lastOrder'   => ObjectPages::last_order(),
			'markedSince' => 0,
		);
		$kept    = $goes_on ? (int) ( $before['recordedSince'] ?? $before['connectedAt'] ?? $now ) : $now;
		$state   = array(
			'token'       => Vault::seal( $token ),
			'secret'      => Vault::seal( $secret ),
			'company'     => $company,
			'siteHash'    => $site_hash,
			'connectedAt' => $since,
			'lastSeenAt'  => $now,
			'heartbeatAt' => $now,
			'problem'     => '',
		) + $noted + ( $kept < $since ? array( 'recordedSince' => $kept ) : array() );
		self::option()->change( static fn(): array => $state );
		return $left;
	}

	/**
	 * Acts on the core's word about a reply: `reconnect` pauses sending, `disconnected` ends the connection, and sets what
	 * waits aside until the owner connects again or dismisses it (D4), `copy` closes the clone lock (C10). A late word on a token that has been replaced since
	 * changes nothing.
	 *
	 * @param array<string,mixed> $verdict A verdict or an outcome.
	 */
	public function heed( array $verdict ): void {
		$why = Messages::of( $verdict );
		if ( 'disconnected' === $verdict['state'] ) {
			$this->change( array( 'problem' => $why ), array( 'token', 'secret' ) );
		} elseif ( 'reconnect' === $verdict['state'] ) {
			$why = '' === $why ? __( 'The backend no longer accepts this connection.', 'storewire' ) : $why;
			$this->change( array( 'problem' => $why ) );
		} elseif ( 'copy' === $verdict['state'] ) {
			$this->change( array( 'twin' => true ) );
		}
	}

	/**
	 * Notes that the backend answered, at most once a minute.
	 */
	public function seen(): void {
		if ( time() - (int) ( self::stored()['lastSeenAt'] ?? 0 ) >= MINUTE_IN_SECONDS ) {
			$this->change( array( 'lastSeenAt' => time() ) );
		}
	}

	/**
	 * Notes that the backend answered a heartbeat.
	 */
	public function beaten(): void {
		$this->change( array_fill_keys( array( 'lastSeenAt', 'heartbeatAt' ), time() ), array( 'moved' ) );
	}

	/**
	 * The owner says that the store has moved: the connection is bound to its address of now (C10).
	 *
	 * @param bool $leave_out Whether to leave out what was ordered while this was a copy (U2).
	 * @return bool False where that address is none that could be connected.
	 */
	public function move( bool $leave_out ): bool {
		$hash   = $this->lock->hash();
		$stored = self::stored();
		if ( '' === $hash || ! isset( $stored['token'] ) ) {
			return false;
		}
		// First: where it ends here, the question is still there.
		CopySpans::answer( $leave_out );
		return self::option()->change( static fn( $stored ): ?array => isset( $stored['token'] ) ? array(
			'siteHash' => $hash,
			'moved'    => true,
		) + array_diff_key( $stored, array_flip( array( 'twin', 'apart' ) ) ) : null );
	}

	/**
	 * A text that stands for this connection in this state: for what is said to the owner once for each.
	 */
	public function episode(): string {
		$stored = self::stored();
		return hash( 'sha256', $this->state_of( $stored ) . ' ' . ( $stored['token'] ?? '' ) );
	}

	/**
	 * Clears the connection, and with it what `ConnectionEnd` lists.
	 *
	 * @return int How much still waited and was thrown away.
	 */
	public function forget(): int {
		delete_option( self::OPTION );
		return $this->end->run();
	}

	/**
	 * Whether the database has a connection.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function is_stored(): bool {
		return isset( self::stored()['token'] );
	}

	/**
	 * What is stored.
	 *
	 * @return array<string,mixed> Empty where there is nothing.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private static function stored(): array {
		return self::whole( self::option()->read() );
	}

	/**
	 * Where it is stored.
	 */
	private static function option(): StoredOption {
		return new StoredOption( self::OPTION );
	}

	/**
	 * What is stored, where it is a connection.
	 *
	 * @param mixed $stored What the database has.
	 * @return array<string,mixed>
	 */
	private static function whole( $stored ): array {
		return is_array( $stored ) && isset( $stored['problem'] ) ? $stored : array();
	}

	/**
	 * Changes parts of the connection, if it still is the one that this process used.
	 *
	 * @param array<string,mixed> $changes By key.
	 * @param string[]            $without Keys to be taken away.
	 */
	private function change( array $changes, array $without = array() ): void {
		self::option()->change(
			function ( $stored ) use ( $changes, $without ): ?array {
				$stored = self::whole( $stored );
				$is_it  = isset( $stored['token'] ) && $stored['token'] === $this->used;
				return $is_it ? $changes + array_diff_key( $stored, array_flip( $without ) ) : null;
			}
		);
	}
}
