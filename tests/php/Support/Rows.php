<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use Storewire\Outbox\OutboxTable;

/**
 * The outbox, as tests look at it.
 */
final class Rows {

	/** Empties it, and lets this process read the shop anew. */
	public static function clear(): void {
		global $wpdb;
		$wpdb->query( 'DELETE FROM ' . OutboxTable::name() );
		wp_cache_flush();
	}

	/**
	 * Rows as `topic object transition`.
	 *
	 * @return string[] In order of topic.
	 */
	public static function all( string $topics = '%' ): array {
		global $wpdb;
		return $wpdb->get_col( $wpdb->prepare( "SELECT TRIM(CONCAT(topic, ' ', object, ' ', transition)) FROM " . OutboxTable::name() . ' WHERE topic LIKE %s ORDER BY topic, id', $topics ) );
	}
}
