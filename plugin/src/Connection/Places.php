<?php
/**
 * Where this site's database was at work.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Support\StoredOption;

/**
 * A copy whose database still has the original's address cannot be told by that. It is told by what it does not share: its
 * server's name, its folder, the prefix of its tables (U1). The database lists the places at which it was at work, of which
 * web nodes are several; a copy's list has the original's places, too, but not the reverse, and that the backend sees.
 *
 * A place is a hash: the backend learns neither names nor folders.
 */
final class Places {

	const OPTION = 'storewire_places';

	/** For so long a place is listed after it was last at work, in seconds, and at most so many are. */
	const KEPT = 30 * DAY_IN_SECONDS;
	const MOST = 200;

	/**
	 * This place.
	 */
	public static function here(): string {
		global $wpdb;
		return substr( hash( 'sha256', implode( "\0", array( 'storewire place', (string) php_uname( 'n' ), wp_normalize_path( ABSPATH ), $wpdb->base_prefix ) ) ), 0, 16 );
	}

	/**
	 * Notes that the database is at work here, and lists where it was.
	 *
	 * @return array{here:string,known:string[]}
	 */
	public static function listed(): array {
		$here  = self::here();
		$known = array();
		( new StoredOption( self::OPTION ) )->change(
			static function ( $stored ) use ( $here, &$known ): array {
				$recent = array_filter( is_array( $stored ) ? $stored : array(), static fn( $at ): bool => is_int( $at ) && time() - $at < self::KEPT );
				unset( $recent[ $here ] );
				$known = array_slice( array( $here => time() ) + $recent, 0, self::MOST, true );
				return $known;
			}
		);
		return array(
			'here'  => $here,
			'known' => array_map( 'strval', array_keys( $known ) ),
		);
	}
}
