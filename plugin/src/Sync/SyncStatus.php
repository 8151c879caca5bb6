<?php
/**
 * Where a run stands.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

/**
 * A run as people and programs outside are told of it.
 */
final class SyncStatus {

	/**
	 * Tells.
	 *
	 * @param SyncRun $run The run.
	 * @return array<string,mixed> As Sync::status() says.
	 */
	public static function describe( SyncRun $run ): array {
		$rates = $run->rates->report( $run );
		$types = array();
		foreach ( $run->types as $type => $tally ) {
			$types[ $type ] = $tally->shown() + $rates['types'][ $type ];
		}
		return array(
			'state'         => $run->state,
			'run'           => $run->id,
			'from'          => $run->from,
			'to'            => $run->to,
			'types'         => $types,
			'ratePerSecond' => $rates['ratePerSecond'],
			'secondsLeft'   => $rates['secondsLeft'],
			'startedAt'     => $run->started_at,
			'finishedAt'    => $run->finished_at,
			'idleSeconds'   => $run->idle_seconds(),
			'retryAt'       => $run->retry_at,
			'message'       => $run->message,
		);
	}
}
