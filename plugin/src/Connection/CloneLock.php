<?php
/**
 * Tells a site from a copy of it.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Shop\CopySpans;
use Storewire\Shop\StoreAddress;
use Storewire\Support\Database;

/**
 * The clone lock (C10): it holds where the site's address is another than the one that was connected. It is worked out
 * anew each time and stored nowhere, so it closes by itself on a copy and opens by itself where the address comes back; but
 * not where it comes back at another place, for that is a copy that takes the original's place (U2, see `note()`).
 *
 * While it holds, recording goes on and nothing is sent. Should the store have moved, nothing that happened before the
 * owner said so is missing; should this be a copy, all of it is thrown away, unsent.
 */
final class CloneLock {

	private Core $core;

	/**
	 * For each address that was read, its hash; '' where it is none that could be connected.
	 *
	 * @var array<string,string>
	 */
	private array $hashes = array();

	/**
	 * @param Core $core Reads addresses.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * Why nothing may be sent from here: `address`, `twin` (the backend hears another site with the same connection), `promoted`
	 * (a copy has taken the original's place); '' where the lock is open.
	 *
	 * @param StoredConnection $stored What is stored of the connection.
	 */
	public function reason( StoredConnection $stored ): string {
		if ( $this->is_elsewhere( $stored->site_hash ) ) {
			return 'address';
		}
		if ( $stored->has_twin ) {
			return 'twin';
		}
		return null === $stored->apart || Places::here() === $stored->apart ? '' : 'promoted';
	}

	/**
	 * Background work found the lock closed for the site's address, or open: notes at which place. Where the address is back
	 * at the same place, it was changed only for a while; at another place, this database was a copy's until now.
	 */
	public function note(): void {
		$why = null;
		StoredConnection::change(
			function ( StoredConnection $it, array $stored ) use ( &$why ): ?array {
				$why = $it->has_token() ? $this->reason( $it ) : null;
				if ( '' === $why && null !== $it->apart ) {
					return array_diff_key( $stored, array( 'apart' => true ) );
				}
				if ( 'address' !== $why ) {
					return null;
				}
				$why = $this->is_stored( $it->site_hash ) ? $why : null;
				return null === $why ? null : array( 'apart' => Places::here() ) + $stored;
			}
		);
		if ( null !== $why ) {
			CopySpans::follow( $why );
		}
	}

	/**
	 * Whether the site's address is another than the one that was connected.
	 *
	 * @param string $site_hash Hash of that address; '' where what is stored is damaged, of which the token, not readable
	 *                          either, tells.
	 */
	private function is_elsewhere( string $site_hash ): bool {
		try {
			return '' !== $site_hash && $this->hash() !== $site_hash;
		} catch ( CoreFailure $failure ) {
			// Nothing is ever sent without the core, and why it does not run is said elsewhere.
			return false;
		}
	}

	/**
	 * Whether the database says so, too. What wp-config.php makes of the visitor's request, a visitor can choose.
	 *
	 * @param string $site_hash Hash of the address that was connected.
	 * @throws CoreFailure Where the core cannot run.
	 */
	private function is_stored( string $site_hash ): bool {
		global $wpdb;
		$hash = StoreAddress::hash_of( $this->core, (string) Database::value( "SELECT option_value FROM {$wpdb->options} WHERE option_name = 'home'" ) );
		return '' !== $hash && $hash !== $site_hash;
	}

	/**
	 * Hash of the address of now; '' where it is none that could be connected.
	 *
	 * @throws CoreFailure Where the core cannot run.
	 */
	public function hash(): string {
		$address = (string) get_option( 'home' );

		$this->hashes[ $address ] ??= StoreAddress::hash_of_this_site( $this->core );
		return $this->hashes[ $address ];
	}
}
