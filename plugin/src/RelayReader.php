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
				$object  = $payload['snapshot'] ?? $read->snapshots[ $row['object'] ] ?? null;
				if ( isset( $payload['recovery'] ) ) {
					$object['recoveryUrl'] = CartRecovery::link( ...$payload['recovery'] );
				}
				$consent = $payload['consent'] ?? $read->consents[ $row['object'] ] ?? array();
				try {
					if ( OutboxTopics::SIGNUP === $topic ) {
						$batch->add( $id, array( self::signup( $row, (array) $object ) ), array(), strlen( (string) $row['payload'] ) );
					} elseif ( isset( $read->failures[ $row['object'] ] ) ) {
						$failures[ $id ] = $read->failures[ $row['object'] ];
					} elseif ( null !== $object ) {
						$this->map( $row, OutboxTopics::TABLE[ $topic ][0], $object, $consent, $rules, $batch );
					} elseif ( '' !== $row['transition'] ) {
						$batch->add( $id, array(), array(), 0 );
					} elseif ( ShopTables::is_gone( $topic, (int) $row['object'] ) ) {
						$this->map( $row, 'gone', array( 'type' => $topic, 'id' => $row['object'] ), array(), $rules, $batch );
					} else {
						$failures[ $id ] = 'WooCommerce does not find it, but it is there.';
					}
				} catch ( \Throwable $failure ) {
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
	 * A shopper's request, as an item that goes alone.
	 *
	 * @param array<string,string|null> $row     The row.
	 * @param array<string,mixed>       $request What the core made of it.
	 * @return array<string,mixed>
	 */
	private static function signup( array $row, array $request ): array {
		return array(
			'id'   => "$row[topic]:$row[object]:$row[transition]",
			'type' => OutboxTopics::SIGNUP,
			'data' => $request,
		);
	}

	/**
	 * Maps one object.
	 *
	 * @param array<string,string|null> $row      The row.
	 * @param string                    $call     The core's call, with its word for the fact where it has one.
	 * @param array<string,mixed>       $snapshot What was read.
	 * @param array<string,mixed>       $consent  What is known of the shopper's consent.
	 * @param array<string,mixed>       $rules    As for read().
	 * @param RelayBatch                $batch    Gets the items.
	 */
	private function map( array $row, string $call, array $snapshot, array $consent, array $rules, RelayBatch $batch ): void {
		list( $call, $fact ) = explode( ':', "$call:" );

		$now   = (int) ( microtime( true ) * 1000 );
		$asked = array(
			'snapshot' => $snapshot,
			'run'      => array(
				'revision' => $row['revision'],
				'readAt'   => $now,
				'consent'  => array( 'mode' => $rules['consent'] ) + $consent,
			) + $rules['sync'],
		);
		if ( '' !== $row['transition'] ) {
			$asked += array(
				'fact'        => $fact,
				'key'         => OutboxTopics::ONCE === $row['transition'] ? null : $row['transition'],
				'occurredAt'  => (int) $row['recorded_at'],
				'connectedAt' => $rules['connectedAt'],
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
