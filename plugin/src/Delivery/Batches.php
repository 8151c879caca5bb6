<?php
/**
 * Items in requests.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Core\Item;

/**
 * The requests that are yet to go, in order. What comes of one object stays in one request, for each item follows what it
 * refers to; only more than a request may hold is cut. An item that several objects yield, such as a buyer of two orders,
 * goes once.
 */
final class Batches {

	/**
	 * Each a request's items.
	 *
	 * @var array<int,array<int,Item|SignupRequest>>
	 */
	private array $queue = array();

	/**
	 * Puts items into requests.
	 *
	 * @param array<int,Item[]> $groups Items by object.
	 * @param int               $limit  Items in a request, at most.
	 * @param int               $bytes  A request is closed before it has more than this as JSON.
	 */
	public function __construct( array $groups, int $limit, int $bytes ) {
		$batch  = array();
		$size   = 0;
		$placed = array();
		foreach ( $groups as $group ) {
			$mine    = array_diff_key( array_column( $group, null, 'id' ), $placed );
			$more    = array_sum( array_map( 'strlen', array_column( $mine, 'json' ) ) );
			$placed += array_fill_keys( array_keys( $mine ), true );
			if ( array() !== $batch && ( count( $batch ) + count( $mine ) > $limit || $size + $more > $bytes ) ) {
				$this->queue[] = $batch;
				$batch         = array();
				$size          = 0;
			}
			array_push( $batch, ...array_values( $mine ) );
			$size += $more;
			while ( count( $batch ) > $limit ) {
				$this->queue[] = array_splice( $batch, 0, $limit );
			}
		}
		if ( array() !== $batch ) {
			$this->queue[] = $batch;
		}
	}

	/**
	 * Lets shoppers' requests go before all of it, each alone.
	 *
	 * @param SignupRequest[] $requests The requests.
	 */
	public function put_first( array $requests ): void {
		array_unshift( $this->queue, ...array_chunk( $requests, 1 ) );
	}

	/** Whether all are gone. */
	public function is_empty(): bool {
		return array() === $this->queue;
	}

	/**
	 * Takes the next one; there has to be one.
	 *
	 * @return array<int,Item|SignupRequest>
	 */
	public function next(): array {
		return array_shift( $this->queue );
	}

	/**
	 * Takes the next ones.
	 *
	 * @param int $count At most so many.
	 * @return array<int,array<int,Item|SignupRequest>>
	 */
	public function take( int $count ): array {
		return array_splice( $this->queue, 0, $count );
	}

	/**
	 * One that was too much goes again, in smaller ones, before the others.
	 *
	 * @param array<int,Item|SignupRequest> $batch Its items.
	 * @param int                           $limit Items in a request, at most.
	 */
	public function put_back( array $batch, int $limit ): void {
		array_unshift( $this->queue, ...array_chunk( $batch, $limit ) );
	}
}
