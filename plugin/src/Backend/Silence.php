<?php
/**
 * A backend that does not answer.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

use Storewire\Outbox\Lane;

/**
 * Remembers in this process on which lanes the last request had no answer: it may be others' turn to run. By the process'
 * steady clock.
 */
final class Silence {

	/** Seconds after a request without an answer in which this process makes no other. */
	const SECONDS = 60;

	/**
	 * Why there was no answer, by lane.
	 *
	 * @var array<string,string>
	 */
	private array $why = array();

	/**
	 * Until when that counts, by lane.
	 *
	 * @var array<string,float>
	 */
	private array $until = array();

	/**
	 * A request had no answer.
	 *
	 * @param string $lane Of `Lane`.
	 * @param string $why  In plain words.
	 */
	public function note( string $lane, string $why ): void {
		$this->why[ $lane ]   = $why;
		$this->until[ $lane ] = hrtime( true ) / 1e9 + self::SECONDS;
	}

	/**
	 * Why the last request on a lane had no answer, if that was a short while ago; else ''. Silence at the door for items
	 * counts for all.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function why( string $lane ): string {
		foreach ( array( $lane, Lane::ITEMS ) as $which ) {
			if ( hrtime( true ) / 1e9 < ( $this->until[ $which ] ?? 0 ) ) {
				return $this->why[ $which ];
			}
		}
		return '';
	}
}
