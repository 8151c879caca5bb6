<?php
/**
 * What the plugin leaves in WooCommerce's own tables.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Setup;

use Storewire\Cart\CartHooks;
use Storewire\Recording\OptIn;
use Storewire\Recording\OrderHooks;
use Storewire\Shop\CartReader;
use Storewire\Shop\ShopperConsent;
use Storewire\Support\Database;

/**
 * Notes: of a cart in its shopper's session, and with orders of that cart, of a shopper's consent, of what a checkout's field
 * said of it, and of a cancelled order that was taken up again; the consent with the user, too. They go when the plugin is deleted (C8). By SQL, for WooCommerce may be gone by then.
 */
final class Traces {

	/** Sessions read at once. */
	const SLICE = 200;

	/**
	 * Removes them from this site.
	 */
	public static function remove(): void {
		global $wpdb;
		delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . ShopperConsent::USER, '', true );
		foreach ( array( CartReader::ORDER_META, OptIn::BLOCK_META, ShopperConsent::META, OrderHooks::TAKEN_UP, OrderHooks::COMPLETED_BEFORE ) as $note ) {
			delete_metadata( 'post', 0, $note, '', true );
			if ( self::has_table( $wpdb->prefix . 'wc_orders_meta' ) ) {
				$wpdb->delete( $wpdb->prefix . 'wc_orders_meta', array( 'meta_key' => $note ) ); // phpcs:ignore WordPress.DB -- once, at deletion.
			}
		}
		if ( self::has_table( $wpdb->prefix . 'woocommerce_sessions' ) ) {
			self::clean_sessions( $wpdb->prefix . 'woocommerce_sessions' );
		}
	}

	/**
	 * Takes the note out of each session that has one.
	 *
	 * @param string $table WooCommerce's sessions.
	 */
	private static function clean_sessions( string $table ): void {
		global $wpdb;
		$last = 0;
		do {
			// phpcs:disable WordPress.DB -- once, at deletion; the table's name is WooCommerce's.
			$rows = Database::rows(
				$wpdb->prepare(
					"SELECT session_id, session_value FROM $table WHERE session_id > %d AND session_value LIKE %s ORDER BY session_id LIMIT %d",
					$last,
					'%"' . $wpdb->esc_like( CartHooks::KEY ) . '"%',
					self::SLICE
				)
			);
			// phpcs:enable
			foreach ( $rows as $row ) {
				$last  = (int) $row['session_id'];
				$value = maybe_unserialize( $row['session_value'] );
				if ( is_array( $value ) ) {
					unset( $value[ CartHooks::KEY ] );
					$wpdb->update( $table, array( 'session_value' => maybe_serialize( $value ) ), array( 'session_id' => $last ) ); // phpcs:ignore WordPress.DB
				}
			}
		} while ( count( $rows ) === self::SLICE );
	}

	/**
	 * Whether a table is there.
	 *
	 * @param string $table Name.
	 */
	private static function has_table( string $table ): bool {
		global $wpdb;
		return Database::value( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) === $table;
	}
}
