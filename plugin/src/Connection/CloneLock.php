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
use Storewire\Shop\StoreAddress;
use Storewire\Support\Database;

/**
 * The clone lock (C10): it holds where the site's address is another than the one that was connected. It is worked out
 * anew each time and stored nowhere, so it closes by itself on a copy and opens by itself where the address comes back; but
 * not where it comes back at another place, for that is a copy that takes the original's place (U2, see `Connection::apart()`).
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
	 * Builds it.
	 *
	 * @param Core $core Reads addresses.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * Whether nothing may be sent from this address.
	 *
	 * @param string $site_hash Hash of the address that was connected; '' where what is stored is damaged, of which the
	 *                          token, not readable either, tells.
	 */
	public function holds( string $site_hash ): bool {
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
	public function is_stored( string $site_hash ): bool {
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
