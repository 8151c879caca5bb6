<?php
/**
 * How the store's connection does.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\Backend\OutageGate;
use Storewire\BackInStock\FormSettings;
use Storewire\Connection\Connection;
use Storewire\Connection\Elsewhere;
use Storewire\Connection\Schedule;
use Storewire\Connection\Settings;
use Storewire\Core\CoreTrust;
use Storewire\Generated\Rules;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Lane;
use Storewire\Outbox\LeftOut;
use Storewire\Outbox\Outbox;
use Storewire\Shop\StoreAddress;
use Storewire\Support\RateCounters;
use Storewire\Sweep\Sweep;
use Storewire\Sweep\SweepState;
use Storewire\Sync\Sync;
use Storewire\Sync\SyncWords;

/**
 * Gathers what the plugin's screen, Site Health, `wp storewire status` and the heartbeat say (D5). Figures only, and no
 * secrets; what they mean is `HealthFindings`.
 */
final class HealthReport {

	/** So many errors are told at most. */
	const ERRORS = 5;

	private Connection $connection;
	private Sync $sync;

	/**
	 * Builds it.
	 *
	 * @param Connection $connection Its state.
	 * @param Sync       $sync       Its state.
	 */
	public function __construct( Connection $connection, Sync $sync ) {
		$this->connection = $connection;
		$this->sync       = $sync;
	}

	/**
	 * All of it: `{connection: as Connection::facts(), queue: {waiting, oldestSeconds, undeliverable}, lost: as
	 * Caps::counts(), leftOut: as LeftOut::sums(), outage and waitlist: as OutageGate::outage() of either lane, sync:
	 * {state, message, headline, idleSeconds}, errors: [{at, about, message}], versions, cron: {disabled, lateSeconds,
	 * aheadSeconds, missing}, loopback: as Loopback::last(), elsewhere: as Elsewhere::last(), sweep: {startedAt, ended, openSeconds, repaired, left, unread}, form:
	 * {closed, proxy: as RateCounters::unnamed_proxy()}, core: as
	 * CoreTrust::status()}`. Moments are seconds since 1970 UTC, 0 where
	 * nobody knows; `lateSeconds` is null where nothing is scheduled.
	 *
	 * @return array<string,mixed>
	 */
	public function report(): array {
		$sync   = $this->sync->status();
		$sweep  = Sweep::status();
		$outage = OutageGate::outage();
		return array(
			'connection' => $this->connection->facts(),
			'queue'      => array(
				'waiting'       => Outbox::size(),
				'oldestSeconds' => Outbox::age(),
				'undeliverable' => BuriedRows::count(),
			),
			'lost'       => Caps::counts(),
			'leftOut'    => LeftOut::sums(),
			'outage'     => $outage,
			'waitlist'   => OutageGate::outage( Lane::WAITLIST ),
			'sync'       => array(
				'state'       => $sync['state'],
				'message'     => $sync['message'],
				'headline'    => SyncWords::of( $sync )['headline'],
				'idleSeconds' => $sync['idleSeconds'],
			),
			'sweep'      => self::sweep( $sweep ),
			'form'       => array(
				'closed' => FormSettings::places() && ! ( get_option( Settings::OPTION )['sync'][ Rules::PRODUCTS ] ?? true ),
				'proxy'  => RateCounters::unnamed_proxy(),
			),
			'errors'     => self::errors( $outage, $sync, $sweep ),
			'versions'   => StoreAddress::versions() + self::versions(),
			'cron'       => self::cron( in_array( $sync['state'], array( 'running', 'waiting' ), true ), ! $sweep->is_ended() ),
			'loopback'   => Loopback::last(),
			'elsewhere'  => Elsewhere::last(),
			'core'       => CoreTrust::status(),
		);
	}

	/**
	 * The nightly comparison.
	 *
	 * @param SweepState $sweep Its state.
	 * @return array<string,mixed>
	 */
	private static function sweep( SweepState $sweep ): array {
		return array(
			'startedAt'   => $sweep->started_at,
			'ended'       => $sweep->is_ended(),
			'openSeconds' => $sweep->open_seconds(),
			'repaired'    => $sweep->repaired,
			'left'        => $sweep->left,
			'unread'      => $sweep->unread,
		);
	}

	/**
	 * The last errors, the latest first.
	 *
	 * @param array<string,mixed> $outage Of the backend.
	 * @param array<string,mixed> $sync   Of Sync Store.
	 * @param SweepState          $sweep  Of the nightly comparison.
	 * @return array<int,array{at:int,about:string,message:string}>
	 */
	private static function errors( array $outage, array $sync, SweepState $sweep ): array {
		$errors = array();
		foreach ( BuriedRows::page( self::ERRORS ) as $row ) {
			$errors[] = self::error( intdiv( $row['buriedAt'], 1000 ), "{$row['topic']} {$row['object']}", $row['reason'] );
		}
		if ( array() !== $outage ) {
			$errors[] = self::error( (int) $outage['failedAt'], 'delivery', (string) $outage['message'] );
		}
		foreach ( array_filter( array_column( $sync['types'], 'lastError' ) ) as $message ) {
			$errors[] = self::error( (int) $sync['finishedAt'], 'sync', $message );
		}
		foreach ( $sweep->unread as $order ) {
			$errors[] = self::error( $sweep->started_at, "order {$order['id']}", $order['message'] );
		}
		usort( $errors, static fn( array $one, array $other ): int => $other['at'] <=> $one['at'] );
		return array_slice( $errors, 0, self::ERRORS );
	}

	/**
	 * An error.
	 *
	 * @param int    $at      When, seconds since 1970 UTC.
	 * @param string $about   What it is about.
	 * @param string $message What happened.
	 * @return array{at:int,about:string,message:string}
	 */
	private static function error( int $at, string $about, string $message ): array {
		return array(
			'at'      => $at,
			'about'   => $about,
			'message' => $message,
		);
	}

	/**
	 * What else the store runs on: the database, and where WooCommerce keeps orders (`tables` of their own or `posts`).
	 *
	 * @return array<string,string>
	 */
	private static function versions(): array {
		global $wpdb;
		$util = \Automattic\WooCommerce\Utilities\OrderUtil::class;
		return array(
			'database' => (string) $wpdb->db_server_info(),
			'orders'   => class_exists( $util ) && $util::custom_orders_table_usage_is_enabled() ? 'tables' : 'posts',
		);
	}

	/**
	 * Whether WordPress starts WP-Cron by itself, how late the plugin's tick is, for how long something is put off because it
	 * was scheduled by a wrong clock, and what has lost its event.
	 *
	 * @param bool $syncs  Whether a sync is under way.
	 * @param bool $sweeps Whether a comparison is.
	 * @return array{disabled:bool,lateSeconds:int|null,aheadSeconds:int,missing:string[]}
	 */
	private static function cron( bool $syncs, bool $sweeps ): array {
		$ahead = Schedule::seconds_ahead( Schedule::RELAY_HOOK );
		return array(
			'disabled'     => defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON,
			'lateSeconds'  => null === $ahead ? null : max( 0, -$ahead ),
			'aheadSeconds' => Schedule::too_far_ahead(),
			'missing'      => Schedule::missing( $syncs, $sweeps ),
		);
	}
}
