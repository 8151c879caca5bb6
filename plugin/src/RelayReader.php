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
	 * @param array<int,array<string,string|null>> $rows   Rows of a claim.
	 * @param array<string,bool>                   $wanted What the owner wants to be kept in step.
	 * @param RelayBatch                           $batch  Gets what there is to deliver.
	 * @return array<int,string> Why rows could not be read, by row id; it may work another time.
	 */
	public function read( array $rows, array $wanted, RelayBatch $batch ): array {
		$failures = array();
		foreach ( OutboxTopics::TABLE as $topic => list( $call, $method ) ) {
			$of = array_filter( $rows, static fn( array $row ): bool => $row['topic'] === $topic );
			if ( array() === $of ) {
				continue;
			}
			$rows = array_diff_key( $rows, $of );
			$read = $this->snapshots->$method( array_values( array_unique( array_map( 'intval', array_column( $of, 'object' ) ) ) ) );
			foreach ( $of as $row ) {
				$id     = (int) $row['id'];
				$object = (int) $row['object'];
				try {
					if ( isset( $read->failures[ $object ] ) ) {
						$failures[ $id ] = $read->failures[ $object ];
					} elseif ( isset( $read->snapshots[ $object ] ) ) {
						$this->map( $call, $row, $read->snapshots[ $object ], $wanted, $batch );
					} else {
						$batch->add( $id, array(), array(), 0 );
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
	 * Maps one object.
	 *
	 * @param string                    $call     The core's call.
	 * @param array<string,string|null> $row      The row.
	 * @param array<string,mixed>       $snapshot What was read.
	 * @param array<string,bool>        $wanted   What the owner wants to be kept in step.
	 * @param RelayBatch                $batch    Gets the items.
	 */
	private function map( string $call, array $row, array $snapshot, array $wanted, RelayBatch $batch ): void {
		$text   = $this->core->answer(
			array(
				$call => array(
					'snapshot' => $snapshot,
					'run'      => array(
						'revision' => $row['revision'],
						'readAt'   => (int) ( microtime( true ) * 1000 ),
					) + $wanted,
				),
			)
		);
		$answer = json_decode( $text, true );
		$mapped = $answer['mapped'] ?? $answer['refused'];
		$faults = array();
		foreach ( $mapped['issues'] as $issue ) {
			if ( $issue['fatal'] ) {
				$faults[] = '' === $issue['path'] ? $issue['message'] : $issue['path'] . ': ' . $issue['message'];
			}
		}
		$batch->add( (int) $row['id'], $mapped['items'] ?? array(), $faults, strlen( $text ) );
	}
}
