<?php
/**
 * From rows of the outbox to items.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Reads what claimed rows are about, all objects of a topic at once, and has the core make items of it. The row's
 * revision is part of the items' ids: the same on every retry, another one when the object changed again.
 */
final class RelayReader {

	/**
	 * The rules.
	 *
	 * @var Core
	 */
	private $core;

	/**
	 * Reads the shop.
	 *
	 * @var Snapshots
	 */
	private $snapshots;

	/**
	 * Builds it.
	 *
	 * @param Core      $core      The rules.
	 * @param Snapshots $snapshots Reads the shop.
	 */
	public function __construct( Core $core, Snapshots $snapshots ) {
		$this->core      = $core;
		$this->snapshots = $snapshots;
	}

	/**
	 * Reads rows, in the order of their topics.
	 *
	 * @param array<int,array<string,string|null>> $rows  Rows of a claim.
	 * @param array<string,mixed>                  $rules `sync`, `consent`, and `connectedAt` in milliseconds.
	 * @param RelayBatch                           $batch Gets what there is to deliver.
	 * @return array<int,string> Why rows could not be read, by row id; it may work another time.
	 */
	public function read( array $rows, array $rules, RelayBatch $batch ): array {
		$failures = array();
		foreach ( OutboxTopics::TABLE as $topic => list( , $method ) ) {
			$of = array_filter( $rows, static fn( array $row ): bool => $row['topic'] === $topic );
			if ( array() === $of ) {
				continue;
			}
			$rows = array_diff_key( $rows, $of );
			$read = '' === $method ? new SnapshotBatch() : $this->snapshots->$method( array_values( array_unique( array_map( 'intval', array_column( $of, 'object' ) ) ) ) );
			foreach ( $of as $row ) {
				$id      = (int) $row['id'];
				$payload = (array) json_decode( (string) $row['payload'], true );
				$object  = $payload['snapshot'] ?? $read->snapshots[ $row['object'] ] ?? self::gone( $row );
				try {
					if ( isset( $read->failures[ $row['object'] ] ) ) {
						$failures[ $id ] = $read->failures[ $row['object'] ];
					} elseif ( null === $object ) {
						$batch->add( $id, array(), array(), 0 );
					} else {
						$this->map( $row, $object, $payload['consent'] ?? array(), $rules, $batch );
					}
				} catch ( CoreFailure $failure ) {
					$failures[ $id ] = $failure->getMessage();
				}
			}
		}
		Snapshots::forget();
		foreach ( $rows as $row ) {
			$failures[ (int) $row['id'] ] = 'This version of Storewire does not know "' . $row['topic'] . '".';
		}
		return $failures;
	}

	/**
	 * What there is to say of an object that is gone: a product is not published any more (S6, S8), all else stays at the
	 * backend as it was.
	 *
	 * @param array<string,string|null> $row The row.
	 * @return array<string,mixed>|null
	 */
	private static function gone( array $row ): ?array {
		return 'product' !== $row['topic'] ? null : array(
			'id'     => $row['object'],
			'type'   => 'simple',
			'status' => 'trash',
		);
	}

	/**
	 * Maps one object.
	 *
	 * @param array<string,string|null> $row      The row.
	 * @param array<string,mixed>       $snapshot What was read.
	 * @param array<string,bool>        $consent  What the host saw of the shopper's consent.
	 * @param array<string,mixed>       $rules    As for read().
	 * @param RelayBatch                $batch    Gets the items.
	 */
	private function map( array $row, array $snapshot, array $consent, array $rules, RelayBatch $batch ): void {
		list( $call, $fact ) = explode( ':', OutboxTopics::TABLE[ $row['topic'] ][0] . ':' );

		$now   = (int) ( microtime( true ) * 1000 );
		$asked = array(
			'snapshot' => $snapshot,
			'run'      => array(
				'revision' => $row['revision'],
				'readAt'   => $now,
			) + $rules['sync'],
		);
		if ( '' !== $row['transition'] ) {
			$asked += array(
				'fact'        => $fact,
				'key'         => OutboxTopics::ONCE === $row['transition'] ? null : $row['transition'],
				'occurredAt'  => (int) $row['recorded_at'],
				'connectedAt' => $rules['connectedAt'],
				'consent'     => array( 'mode' => $rules['consent'] ) + $consent,
			);
		}
		$text   = $this->core->answer( array( $call => $asked ) );
		$answer = json_decode( $text, true );
		$mapped = $answer['mapped'] ?? $answer['event'] ?? $answer['refused'];
		$faults = array();
		foreach ( $mapped['issues'] as $issue ) {
			if ( $issue['fatal'] ) {
				$faults[] = '' === $issue['path'] ? $issue['message'] : $issue['path'] . ': ' . $issue['message'];
			}
		}
		if ( isset( $mapped['retryAt'] ) ) {
			$batch->unripe[ (int) $row['id'] ] = (int) ceil( ( $mapped['retryAt'] - $now ) / 1000 );
		} else {
			$batch->add( (int) $row['id'], $mapped['items'] ?? array(), $faults, strlen( $text ) );
		}
	}
}
