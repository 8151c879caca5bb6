<?php
/**
 * What is stored of the connection.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Support\ReadFailure;
use Storewire\Support\StoredOption;

/**
 * The option as it was at one moment, read past all caches, and the one way to write it. Times are in seconds since 1970 UTC,
 * 0 where nobody knows. Where the backend has ended the connection, all is there but token and secret.
 */
final class StoredConnection {

	/** The installation token, encrypted; '' where there is none. */
	public string $token;

	/** The signing secret, encrypted; '' where there is none. */
	public string $secret;

	/** Why the token cannot be used, or why the backend ended the connection, in words for the owner; or ''. */
	public string $problem;

	/** The backend's id of the company that the store is connected to, or was last; or ''. */
	public string $company_id;

	/** Its name. */
	public string $company_name;

	/** Hash of the address that was connected; '' where what is stored is damaged. */
	public string $site_hash;

	/** Whether the backend hears another site with the same connection, and heard it first. */
	public bool $has_twin;

	/** The place at which this site last had another address; null where it has had none. See `Places`. */
	public ?string $apart;

	/** Whether the owner has said that the store moved here, and the backend has not heard of it. */
	public bool $has_moved;

	/** Since when the store is connected. */
	public int $connected_at;

	/** Since when what is recorded counts. */
	public int $recorded_since;

	/** When the backend answered last. */
	public int $last_seen_at;

	/** When it answered a heartbeat last. */
	public int $heartbeat_at;

	/** The highest id that an order had when the store was connected; null where an older version did not note it. */
	public ?int $last_order;

	/** Since when the ids of events have a mark, 0 for ever; null where an older version did not note it. */
	public ?int $marked_since;

	/**
	 * Reads what is there.
	 *
	 * @param array<string,mixed> $stored Of whole().
	 */
	private function __construct( array $stored ) {
		$this->token          = (string) ( $stored['token'] ?? '' );
		$this->secret         = (string) ( $stored['secret'] ?? '' );
		$this->problem        = (string) ( $stored['problem'] ?? '' );
		$this->company_id     = (string) ( $stored['company']['id'] ?? '' );
		$this->company_name   = (string) ( $stored['company']['name'] ?? '' );
		$this->site_hash      = (string) ( $stored['siteHash'] ?? '' );
		$this->has_twin       = (bool) ( $stored['twin'] ?? false );
		$this->apart          = isset( $stored['apart'] ) ? (string) $stored['apart'] : null;
		$this->has_moved      = (bool) ( $stored['moved'] ?? false );
		$this->connected_at   = (int) ( $stored['connectedAt'] ?? 0 );
		$this->recorded_since = (int) ( $stored['recordedSince'] ?? $this->connected_at );
		$this->last_seen_at   = (int) ( $stored['lastSeenAt'] ?? 0 );
		$this->heartbeat_at   = (int) ( $stored['heartbeatAt'] ?? 0 );
		$this->last_order     = isset( $stored['lastOrder'] ) ? (int) $stored['lastOrder'] : null;
		$this->marked_since   = isset( $stored['markedSince'] ) ? (int) $stored['markedSince'] : null;
	}

	/**
	 * What is stored now.
	 *
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function read(): self {
		return new self( self::whole( self::option()->read() ) );
	}

	/** Whether there is a connection, usable or not. */
	public function has_token(): bool {
		return '' !== $this->token;
	}

	/**
	 * Writes what follows from what is there, whoever else writes.
	 *
	 * @param callable $change Gets it, and the option's array, empty where there is none; gives another array, or null to
	 *                         leave it.
	 * @return bool Whether it is what it should be.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function change( callable $change ): bool {
		return self::option()->change(
			static function ( $stored ) use ( $change ): ?array {
				$whole = self::whole( $stored );
				return $change( new self( $whole ), $whole );
			}
		);
	}

	/** Forgets all of it. */
	public static function forget(): void {
		delete_option( Connection::OPTION );
	}

	/**
	 * Where it is stored.
	 */
	private static function option(): StoredOption {
		return new StoredOption( Connection::OPTION );
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
}
