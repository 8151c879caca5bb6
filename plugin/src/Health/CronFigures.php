<?php
/**
 * How background work goes.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\Connection\Schedule;

/**
 * What WP-Cron has of the plugin's work.
 */
final class CronFigures {

	/** Whether WordPress does not start it by itself. */
	public bool $is_disabled;

	/** How late the plugin's tick is, in seconds; null where it is not scheduled. */
	public ?int $late_seconds;

	/** For how long something is put off because it was scheduled by a wrong clock, in seconds. */
	public int $ahead_seconds;

	/**
	 * What has lost its event.
	 *
	 * @var string[]
	 */
	public array $missing;

	/**
	 * Reads them.
	 *
	 * @param bool $syncs  Whether a sync is under way.
	 * @param bool $sweeps Whether a comparison is.
	 */
	public function __construct( bool $syncs, bool $sweeps ) {
		$ahead               = Schedule::seconds_ahead( Schedule::RELAY_HOOK );
		$this->is_disabled   = defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON;
		$this->late_seconds  = null === $ahead ? null : max( 0, -$ahead );
		$this->ahead_seconds = Schedule::too_far_ahead();
		$this->missing       = Schedule::missing( $syncs, $sweeps );
	}

	/**
	 * As they are reported.
	 *
	 * @return array{disabled:bool,lateSeconds:int|null,aheadSeconds:int,missing:string[]}
	 */
	public function to_array(): array {
		return array(
			'disabled'     => $this->is_disabled,
			'lateSeconds'  => $this->late_seconds,
			'aheadSeconds' => $this->ahead_seconds,
			'missing'      => $this->missing,
		);
	}
}
