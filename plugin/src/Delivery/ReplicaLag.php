<?php
/**
 * Whether what was read is the last state.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Generated\Rules;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;

/**
 * Compares when objects were last changed according to what was read with what the primary database says. A replica that
 * lags gives yesterday's state with today's stamp, and it would win over the true one for good.
 */
final class ReplicaLag {

	/**
	 * Ids of objects that are newer than what was read.
	 *
	 * @var array<int,bool>
	 */
	private $old = array();

	/**
	 * Compares.
	 *
	 * @param string                         $topic     Topic of the outbox.
	 * @param array<int,array<string,mixed>> $snapshots What was read, by id.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public function __construct( string $topic, array $snapshots ) {
		$moments = array() === $snapshots ? array() : self::changed_at( $topic, array_keys( $snapshots ) );
		foreach ( $moments as $id => $moment ) {
			if ( $moment > ( $snapshots[ $id ]['modifiedAt'] ?? PHP_INT_MAX ) ) {
				$this->old[ $id ] = true;
			}
		}
	}

	/**
	 * When orders or products were last changed, as the primary database says it.
	 *
	 * @param string $topic Topic of the outbox.
	 * @param int[]  $ids   Their ids.
	 * @return array<int,int> Seconds since 1970 UTC by id; none of other topics.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private static function changed_at( string $topic, array $ids ): array {
		$source = self::source( Rules::TOPICS[ $topic ]['reader'] );
		try {
			$rows = '' === $source ? array() : Database::primary_rows( "SELECT $source IN (" . implode( ',', array_map( 'intval', $ids ) ) . ')' );
		} catch ( ReadFailure $failure ) {
			if ( Database::TIMED_OUT !== $failure->getCode() ) {
				throw $failure;
			}
			// Somebody is changing one of them, and it is recorded when they have.
			$rows = array();
		}
		return array_map( static fn( ?string $at ): int => (int) strtotime( "$at UTC" ), array_column( $rows, 'at', 'id' ) );
	}

	/**
	 * Columns and table of what has a moment of its last change; '' for what has none.
	 *
	 * @param string $reader What of `Snapshots` reads it.
	 */
	private static function source( string $reader ): string {
		global $wpdb;
		$in_posts = "ID AS id, post_modified_gmt AS at FROM {$wpdb->posts} WHERE ID";
		if ( Rules::ORDERS === $reader && OrderUtil::custom_orders_table_usage_is_enabled() ) {
			return "id, date_updated_gmt AS at FROM {$wpdb->prefix}wc_orders WHERE id";
		}
		return in_array( $reader, array( Rules::ORDERS, Rules::PRODUCTS ), true ) ? $in_posts : '';
	}

	/**
	 * Whether an object is newer than what was read.
	 *
	 * @param string|null $id Its id.
	 */
	public function is_old( ?string $id ): bool {
		return isset( $this->old[ (int) $id ] );
	}
}
