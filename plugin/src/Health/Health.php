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
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
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
use Storewire\Sync\Sync;
use Storewire\Sync\SyncWords;

/**
 * Gathers the figures, without the core; and asks the core what about them needs a look.
 */
final class Health {

	/** So many errors are told at most. */
	const ERRORS = 5;

	private Core $core;
	private Connection $connection;
	private Sync $sync;

	/**
	 * @param Core       $core       Knows what needs a look.
	 * @param Connection $connection Its state.
	 * @param Sync       $sync       Its state.
	 */
	public function __construct( Core $core, Connection $connection, Sync $sync ) {
		$this->core       = $core;
		$this->connection = $connection;
		$this->sync       = $sync;
	}

	/**
	 * What needs a look, the worst first; or that nothing does.
	 *
	 * @param HealthReport $report The figures.
	 * @return Finding[]
	 */
	public function findings( HealthReport $report ): array {
		try {
			$said = $this->core->call( array( 'health' => $report->facts() ) )['findings'];
		} catch ( CoreFailure $failure ) {
			return array( HealthFindings::without_core( $failure ) );
		}
		return array_map( array( HealthFindings::class, 'finding' ), $said );
	}

	/**
	 * The figures.
	 */
	public function report(): HealthReport {
		$sync   = $this->sync->status();
		$report = new HealthReport();

		$report->connection     = $this->connection->facts();
		$report->waiting        = Outbox::size();
		$report->oldest_seconds = Outbox::age();
		$report->undeliverable  = BuriedRows::count();
		$report->lost           = Caps::counts();
		$report->left_out       = LeftOut::sums();
		$report->outage         = OutageGate::outage();
		$report->waitlist       = OutageGate::outage( Lane::WAITLIST );
		$report->sync           = array(
			'state'       => $sync['state'],
			'message'     => $sync['message'],
			'headline'    => SyncWords::describe( $sync )['headline'],
			'idleSeconds' => $sync['idleSeconds'],
		);
		$report->sweep          = Sweep::status();
		$report->form_is_closed = FormSettings::places() && ! ( get_option( Settings::OPTION )['sync'][ Rules::PRODUCTS ] ?? true );
		$report->proxy          = RateCounters::unnamed_proxy();
		$report->errors         = self::errors( $report, $sync );
		$report->versions       = StoreAddress::versions() + self::versions();
		$report->cron           = new CronFigures( in_array( $sync['state'], array( 'running', 'waiting' ), true ), ! $report->sweep->is_ended() );
		$report->loopback       = Loopback::last();
		$report->elsewhere      = Elsewhere::last();
		$report->core           = CoreTrust::status();
		return $report;
	}

	/**
	 * The last errors, the latest first.
	 *
	 * @param HealthReport        $report Knows outage and comparison.
	 * @param array<string,mixed> $sync   Of Sync Store.
	 * @return ReportedError[]
	 */
	private static function errors( HealthReport $report, array $sync ): array {
		$errors = array();
		foreach ( BuriedRows::page( self::ERRORS ) as $row ) {
			$errors[] = new ReportedError( intdiv( $row['buriedAt'], 1000 ), "{$row['topic']} {$row['object']}", $row['reason'] );
		}
		if ( array() !== $report->outage ) {
			$errors[] = new ReportedError( (int) $report->outage['failedAt'], 'delivery', (string) $report->outage['message'] );
		}
		foreach ( array_filter( array_column( $sync['types'], 'lastError' ) ) as $message ) {
			$errors[] = new ReportedError( (int) $sync['finishedAt'], 'sync', $message );
		}
		foreach ( $report->sweep->unread as $order ) {
			$errors[] = new ReportedError( $report->sweep->started_at, "order {$order['id']}", $order['message'] );
		}
		usort( $errors, static fn( ReportedError $one, ReportedError $other ): int => $other->at <=> $one->at );
		return array_slice( $errors, 0, self::ERRORS );
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
}
