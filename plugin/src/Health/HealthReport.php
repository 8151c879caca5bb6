<?php
/**
 * How the store's connection does, in figures.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\Sweep\SweepState;

/**
 * What the plugin's screen, Site Health, `wp storewire status` and the heartbeat say (D5). Figures only, and no secrets.
 * Moments are seconds since 1970 UTC, 0 where nobody knows.
 */
final class HealthReport {

	/**
	 * Of Connection::facts().
	 *
	 * @var array{state:string,company:string,lock:string,connectedAt:int,lastSeenAt:int,heartbeatAt:int,problem:string}
	 */
	public array $connection;

	/** How many rows of the outbox wait. */
	public int $waiting;

	/** For how many seconds the oldest does. */
	public int $oldest_seconds;

	/** How many are buried. */
	public int $undeliverable;

	/**
	 * Of Caps::counts().
	 *
	 * @var array<string,int>
	 */
	public array $lost;

	/**
	 * Of LeftOut::sums().
	 *
	 * @var array<string,int>
	 */
	public array $left_out;

	/**
	 * Of OutageGate::outage(): that the backend takes nothing.
	 *
	 * @var array<string,mixed>
	 */
	public array $outage;

	/**
	 * The same of shoppers' requests.
	 *
	 * @var array<string,mixed>
	 */
	public array $waitlist;

	/**
	 * Sync Store.
	 *
	 * @var array{state:string,message:string,headline:string,idleSeconds:int}
	 */
	public array $sync;

	/** The nightly comparison. */
	public SweepState $sweep;

	/** Whether the back-in-stock form is switched on and leads nowhere. */
	public bool $form_is_closed;

	/** Of RateCounters::unnamed_proxy(). */
	public string $proxy;

	/**
	 * The last ones, the latest first.
	 *
	 * @var ReportedError[]
	 */
	public array $errors;

	/**
	 * What the store runs on.
	 *
	 * @var array<string,string>
	 */
	public array $versions;

	/** What runs in the background. */
	public CronFigures $cron;

	/**
	 * Of Loopback::last().
	 *
	 * @var array{ok:bool|null,message:string,checkedAt:int}
	 */
	public array $loopback;

	/** Of Elsewhere::last(). */
	public ?string $elsewhere;

	/**
	 * Of CoreTrust::status().
	 *
	 * @var array{at:int,php:string,problem:string}
	 */
	public array $core;

	/**
	 * As the backend is told of it.
	 *
	 * @return array<string,mixed>
	 */
	public function to_array(): array {
		return array(
			'connection' => $this->connection,
			'queue'      => array(
				'waiting'       => $this->waiting,
				'oldestSeconds' => $this->oldest_seconds,
				'undeliverable' => $this->undeliverable,
			),
			'lost'       => $this->lost,
			'leftOut'    => $this->left_out,
			'outage'     => $this->outage,
			'waitlist'   => $this->waitlist,
			'sync'       => $this->sync,
			'sweep'      => array(
				'startedAt'   => $this->sweep->started_at,
				'ended'       => $this->sweep->is_ended(),
				'openSeconds' => $this->sweep->open_seconds(),
				'repaired'    => $this->sweep->repaired,
				'left'        => $this->sweep->left,
				'unread'      => $this->sweep->unread,
			),
			'form'       => array(
				'closed' => $this->form_is_closed,
				'proxy'  => $this->proxy,
			),
			'errors'     => array_map( 'get_object_vars', $this->errors ),
			'versions'   => $this->versions,
			'cron'       => $this->cron->to_array(),
			'loopback'   => $this->loopback,
			'elsewhere'  => $this->elsewhere,
			'core'       => $this->core,
		);
	}

	/**
	 * As the core is asked what of it needs a look; see src/core/backend/health.rs.
	 *
	 * @return array<string,mixed>
	 */
	public function facts(): array {
		return array(
			'now'           => 1000 * time(),
			'state'         => $this->connection['state'],
			'company'       => $this->connection['company'],
			'lock'          => $this->connection['lock'],
			'problem'       => $this->connection['problem'],
			'connectedAt'   => $this->connection['connectedAt'],
			'heartbeatAt'   => $this->connection['heartbeatAt'],
			'waiting'       => $this->waiting,
			'oldestSeconds' => $this->oldest_seconds,
			'undeliverable' => $this->undeliverable,
			'outage'        => $this->outage['message'] ?? null,
			'outageSince'   => $this->outage['since'] ?? 0,
			'waitlist'      => $this->waitlist['message'] ?? null,
			'waitlistSince' => $this->waitlist['since'] ?? 0,
			'idleSeconds'   => $this->sync['idleSeconds'],
			'syncMessage'   => $this->sync['message'],
			'sweptAt'       => $this->sweep->started_at,
			'swept'         => $this->sweep->is_ended(),
			'openSeconds'   => $this->sweep->open_seconds(),
			'left'          => $this->sweep->left,
			'formClosed'    => $this->form_is_closed,
			'proxy'         => $this->proxy,
			'byServer'      => $this->cron->is_disabled,
			'lateSeconds'   => $this->cron->late_seconds,
			'aheadSeconds'  => $this->cron->ahead_seconds,
			'unscheduled'   => implode( ', ', $this->cron->missing ),
			'reachesItself' => $this->loopback['ok'],
			'unreached'     => $this->loopback['message'],
			'elsewhere'     => $this->elsewhere,
			'coreProblem'   => $this->core['problem'],
		);
	}
}
