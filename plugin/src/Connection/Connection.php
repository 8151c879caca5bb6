<?php
/**
 * What this site remembers of its connection.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Shop\ObjectPages;
use Storewire\Support\Clock;
use Storewire\Support\ReadFailure;
use Storewire\Support\Vault;

/**
 * The stored state, without any HTTP: which company, since when, with which token, and what the backend's replies change about
 * it. How a connection begins and ends here is `Lifecycle`, and with the backend `Authorization`.
 *
 * States: `none` · `connected` · `reconnect` (the backend refuses the token, or it cannot be decrypted any more: nothing
 * is sent until the owner reconnects) · `locked` (the site has another address than the one that was connected, see
 * `CloneLock`, or the backend hears another site with the same connection, see `Places`, or a copy has taken the original's
 * place: nothing is sent until the owner says whether the store moved or this is a copy).
 */
final class Connection {

	const OPTION = 'storewire_connection';

	private CloneLock $lock;

	/**
	 * The token that this process handed out last, encrypted; '' where it has handed out none.
	 */
	private string $used = '';

	/**
	 * @param CloneLock $lock Tells this site from a copy of it.
	 */
	public function __construct( CloneLock $lock ) {
		$this->lock = $lock;
	}

	/**
	 * `none`, `connected`, `reconnect` or `locked`. The lock comes first: a copy of a site has no business reconnecting.
	 */
	public function state(): string {
		return $this->state_of( StoredConnection::read() );
	}

	/**
	 * The state that follows from what is stored.
	 *
	 * @param StoredConnection $stored What is stored.
	 */
	private function state_of( StoredConnection $stored ): string {
		if ( ! $stored->has_token() ) {
			return 'none';
		}
		if ( '' !== $this->lock->reason( $stored ) ) {
			return 'locked';
		}
		return null === $this->token_of( $stored ) ? 'reconnect' : 'connected';
	}

	/**
	 * The installation token; null unless connected.
	 */
	public function token(): ?string {
		return $this->token_of( StoredConnection::read() );
	}

	/**
	 * The token in what is stored; null where it cannot be used.
	 *
	 * @param StoredConnection $stored What is stored.
	 */
	private function token_of( StoredConnection $stored ): ?string {
		$token = '' === $stored->problem && $this->is_own( $stored ) ? Vault::open( $stored->token ) : null;
		if ( null !== $token ) {
			$this->used = $stored->token;
		}
		return $token;
	}

	/**
	 * The company that the store is connected to, or was last, if the backend ended that.
	 *
	 * @return array{id:string,name:string}
	 */
	public function company(): array {
		$stored = StoredConnection::read();
		return array(
			'id'   => $stored->company_id,
			'name' => $stored->company_name,
		);
	}

	/**
	 * Whether there is a connection from this very address, usable or not. A copy's belongs to the original.
	 */
	public function is_here(): bool {
		return $this->is_own( StoredConnection::read() );
	}

	/**
	 * Whether there is a connection and it is this very site's, as far as anybody knows.
	 *
	 * @param StoredConnection $stored What is stored.
	 */
	private function is_own( StoredConnection $stored ): bool {
		return $stored->has_token() && '' === $this->lock->reason( $stored );
	}

	/**
	 * Background work found the clone lock closed for the site's address, or open: notes at which place.
	 */
	public function apart(): void {
		$this->lock->note();
	}

	/**
	 * Whether the owner has said that the store moved here, and the backend has not heard of it.
	 */
	public function has_moved(): bool {
		return StoredConnection::read()->has_moved;
	}

	/**
	 * The token to take leave with, though it may be accepted no more; null where there is none that can be read, or it is
	 * not this site's to end.
	 */
	public function parting_token(): ?string {
		$stored = StoredConnection::read();
		return $this->is_own( $stored ) ? Vault::open( $stored->token ) : null;
	}

	/**
	 * Since when what is recorded counts, seconds since 1970 UTC. A store that the backend disconnected is connected anew,
	 * but what it recorded before is still to be told.
	 */
	public function recorded_since(): int {
		return StoredConnection::read()->recorded_since;
	}

	/**
	 * The highest id that an order had when the store was connected: one with a higher id, but a date from before, was
	 * imported since (E8).
	 */
	public function last_order(): int {
		return (int) $this->noted()->last_order;
	}

	/**
	 * Since when orders are placed whose events have ids with a mark (see the core's event.rs), milliseconds since 1970 UTC;
	 * null where all have. A connection that an older version made has told of orders under ids without.
	 */
	public function marked_since(): ?int {
		$since = (int) $this->noted()->marked_since;
		return 0 === $since ? null : $since * 1000;
	}

	/**
	 * What is stored, with what an older version did not note.
	 */
	private function noted(): StoredConnection {
		$stored = StoredConnection::read();
		if ( null === $stored->last_order || null === $stored->marked_since ) {
			$stored->last_order   ??= ObjectPages::last_order();
			$stored->marked_since ??= Clock::seconds();
			$this->change(
				array(
					'lastOrder'   => $stored->last_order,
					'markedSince' => $stored->marked_since,
				)
			);
		}
		return $stored;
	}

	/**
	 * The secrets that the backend may sign its requests with (D7); none unless connected.
	 *
	 * @return string[]
	 */
	public function secrets(): array {
		$stored = StoredConnection::read();
		$secret = null === $this->token_of( $stored ) ? null : Vault::open( $stored->secret );
		return null === $secret ? array() : array( $secret );
	}

	/**
	 * What may be shown; no secrets. Times in seconds since 1970 UTC, 0 where nobody knows. `lock` says why it is locked, as
	 * `CloneLock::reason()`; `problem` why the owner has to reconnect, why the backend ended the connection, or why the site
	 * has no address.
	 *
	 * @return array{state:string,company:string,lock:string,connectedAt:int,lastSeenAt:int,heartbeatAt:int,problem:string}
	 */
	public function facts(): array {
		$stored  = StoredConnection::read();
		$state   = $this->state_of( $stored );
		$problem = $stored->problem;
		if ( 'reconnect' === $state && '' === $problem ) {
			$problem = __( 'The stored access key can no longer be read: the security keys of this site were changed, or its database was copied.', 'storewire' );
		} elseif ( 'locked' === $state ) {
			$problem = '' === $this->lock->hash() ? Elsewhere::words( (string) get_option( 'home' ) ) : '';
		}
		return array(
			'state'       => $state,
			'company'     => $stored->company_name,
			'lock'        => 'locked' === $state ? $this->lock->reason( $stored ) : '',
			'connectedAt' => 'none' === $state ? 0 : $stored->connected_at,
			'lastSeenAt'  => $stored->last_seen_at,
			'heartbeatAt' => $stored->heartbeat_at,
			'problem'     => $problem,
		);
	}

	/**
	 * Acts on the core's word about a reply: `reconnect` pauses sending, `disconnected` ends the connection, and sets what
	 * waits aside until the owner connects again or dismisses it (D4), `copy` closes the clone lock (C10). A late word on a
	 * token that has been replaced since changes nothing.
	 *
	 * @param string $state   The core's word.
	 * @param string $message Why, for the owner.
	 */
	public function apply( string $state, string $message ): void {
		if ( 'disconnected' === $state ) {
			$this->change( array( 'problem' => $message ), array( 'token', 'secret' ) );
		} elseif ( 'reconnect' === $state ) {
			$this->change( array( 'problem' => '' === $message ? __( 'The backend no longer accepts this connection.', 'storewire' ) : $message ) );
		} elseif ( 'copy' === $state ) {
			$this->change( array( 'twin' => true ) );
		}
	}

	/**
	 * Notes that the backend answered, at most once a minute.
	 */
	public function seen(): void {
		if ( time() - StoredConnection::read()->last_seen_at >= MINUTE_IN_SECONDS ) {
			$this->change( array( 'lastSeenAt' => time() ) );
		}
	}

	/**
	 * Notes that the backend answered a heartbeat.
	 */
	public function heartbeat_sent(): void {
		$this->change( array_fill_keys( array( 'lastSeenAt', 'heartbeatAt' ), time() ), array( 'moved' ) );
	}

	/**
	 * A text that stands for this connection in this state: for what is said to the owner once for each.
	 */
	public function episode(): string {
		$stored = StoredConnection::read();
		return hash( 'sha256', $this->state_of( $stored ) . ' ' . $stored->token );
	}

	/**
	 * Whether the database has a connection.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function is_stored(): bool {
		return StoredConnection::read()->has_token();
	}

	/**
	 * Changes parts of the connection, if it still is the one that this process used.
	 *
	 * @param array<string,mixed> $changes By key.
	 * @param string[]            $without Keys to be taken away.
	 */
	private function change( array $changes, array $without = array() ): void {
		StoredConnection::change(
			function ( StoredConnection $it, array $stored ) use ( $changes, $without ): ?array {
				$is_used = $it->has_token() && $it->token === $this->used;
				return $is_used ? $changes + array_diff_key( $stored, array_flip( $without ) ) : null;
			}
		);
	}
}
