<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

/**
 * All that the site stores.
 */
final class Stored {

	/** What keeps changing while nobody asks for anything: WordPress' and the shop's notes to themselves. */
	const RESTLESS = array( '_transient_', '_site_transient_', 'action_scheduler_', 'jetpack_' );

	/**
	 * Options by name, the scheduled events among them, and a checksum for each other table.
	 *
	 * @return array<string,string>
	 */
	public static function now(): array {
		global $wpdb;
		$stored = array();
		foreach ( $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options ORDER BY option_name" ) as $row ) {
			if ( $row->option_name === str_replace( self::RESTLESS, '', $row->option_name ) ) {
				$stored[ "option $row->option_name" ] = $row->option_value;
			}
		}
		foreach ( self::tables() as $table ) {
			$stored[ "table $table" ] = (string) $wpdb->get_row( "CHECKSUM TABLE $table", ARRAY_A )['Checksum'];
		}
		return $stored;
	}

	/**
	 * Where something stands.
	 *
	 * @return string[] Tables and columns.
	 */
	public static function places_of( string $text ): array {
		global $wpdb;
		$places = array();
		foreach ( array_merge( self::tables(), array( $wpdb->options ) ) as $table ) {
			foreach ( $wpdb->get_results( "SHOW COLUMNS FROM $table" ) as $column ) {
				$found = preg_match( '/char|text|blob|binary/', $column->Type ) ? $wpdb->get_var( $wpdb->prepare( "SELECT `$column->Field` FROM $table WHERE `$column->Field` LIKE %s LIMIT 1", '%' . $wpdb->esc_like( $text ) . '%' ) ) : null;
				if ( null !== $found ) {
					$places[] = "$table.$column->Field: " . substr( $found, 0, 300 );
				}
			}
		}
		return $places;
	}

	/** @return string[] All tables but that of the options. */
	private static function tables(): array {
		global $wpdb;
		return array_values( array_diff( $wpdb->get_col( "SHOW TABLES LIKE '" . $wpdb->esc_like( $wpdb->prefix ) . "%'" ), array( $wpdb->options ) ) );
	}
}
