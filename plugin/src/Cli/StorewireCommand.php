<?php
/**
 * The command line: wp storewire.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cli;

use Storewire\Actions\SyncActions;
use Storewire\Backend\OutageGate;
use Storewire\Background\Removal;
use Storewire\Background\Ticks;
use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Delivery\Relay;
use Storewire\Generated\Rules;
use Storewire\Health\Finding;
use Storewire\Health\Health;
use Storewire\Health\HealthFigures;
use Storewire\Health\Loopback;
use Storewire\Outbox\Outbox;
use Storewire\Sync\Sync;
use Storewire\Sync\SyncWords;
use WP_CLI;

/**
 * Delivers, syncs and says how the store's connection does.
 */
final class StorewireCommand {

	/** Seconds of a turn, between two lines of progress. */
	const TURN = 5.0;

	/** Seconds of a delivery, where nothing else is asked for. */
	const SECONDS = 60;

	/** @var callable(): Relay */
	private $relay;

	/** @var callable(): Sync */
	private $sync;

	/** @var callable(): Ticks */
	private $ticks;

	/** @var callable(): Connection */
	private $connection;

	/** @var callable(): Health */
	private $health;

	/** @var callable(): SyncActions */
	private $actions;

	/**
	 * Takes what gives each service when it is needed: this is made whatever command runs.
	 *
	 * @param callable $relay      Gives what delivers.
	 * @param callable $sync       Gives Sync Store.
	 * @param callable $ticks      Gives what runs in the background.
	 * @param callable $connection Gives the connection.
	 * @param callable $health     Gives how it does.
	 * @param callable $actions    Gives what the owner can do about a sync.
	 */
	public function __construct( callable $relay, callable $sync, callable $ticks, callable $connection, callable $health, callable $actions ) {
		$this->relay      = $relay;
		$this->sync       = $sync;
		$this->ticks      = $ticks;
		$this->connection = $connection;
		$this->health     = $health;
		$this->actions    = $actions;
	}

	/**
	 * Does all that WP-Cron would do for Storewire now: delivers what waits, goes on with a sync, compares store and backend
	 * once a night, and reports every hour. What is not due yet is left for the next run.
	 *
	 * ## EXAMPLES
	 *
	 *     # In the server's crontab, for stores with few visits:
	 *     * * * * * wp storewire run --quiet
	 *
	 * @param string[]             $arguments None.
	 * @param array<string,string> $options   Options.
	 */
	public function run( array $arguments, array $options ): void {
		$this->connected();
		$ran = Schedule::run_due();
		/* translators: 1: a number, 2: a number. */
		WP_CLI::success( sprintf( __( '%1$d tasks were due, %2$d rows wait.', 'storewire' ), count( $ran ), Outbox::size() ) );
	}

	/**
	 * Delivers what waits, and does nothing else: no sync goes on, no comparison starts, no report goes out. For all of that
	 * see `wp storewire run`. While the backend does not answer, one probe goes out at a time.
	 *
	 * ## OPTIONS
	 *
	 * [--seconds=<seconds>]
	 * : Ends after so many seconds, or earlier when nothing more is due.
	 * ---
	 * default: 60
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     # Delivers for ten minutes at most, after an import, say:
	 *     wp storewire relay --seconds=600
	 *
	 * @param string[]             $arguments None.
	 * @param array<string,string> $options   Options.
	 */
	public function relay( array $arguments, array $options ): void {
		$this->connected();
		$relay = ( $this->relay )();
		$until = microtime( true ) + (float) ( $options['seconds'] ?? self::SECONDS );
		$total = 0;
		do {
			$done   = $relay->step( min( self::TURN, max( 0.1, $until - microtime( true ) ) ) );
			$total += $done;
		} while ( $done > 0 && microtime( true ) < $until );
		if ( $relay->is_lost() ) {
			( $this->ticks )()->heartbeat_tick();
		}
		Removal::tidy();
		$outage = OutageGate::outage();
		if ( array() !== $outage ) {
			/* translators: %s: an error message. */
			WP_CLI::warning( sprintf( __( 'The backend takes nothing: %s It is tried again by itself.', 'storewire' ), $outage['message'] ) );
		}
		/* translators: 1: a number, 2: a number. */
		WP_CLI::success( sprintf( __( '%1$d rows dealt with, %2$d wait.', 'storewire' ), $total, Outbox::size() ) );
	}

	/**
	 * Says how the connection does; ends with 1 where something is critical.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 * ---
	 *
	 * @param string[]             $arguments None.
	 * @param array<string,string> $options   Options.
	 */
	public function status( array $arguments, array $options ): void {
		Loopback::check();
		$health   = ( $this->health )();
		$report   = $health->report();
		$findings = $health->findings( $report );
		if ( 'json' === ( $options['format'] ?? 'table' ) ) {
			WP_CLI::line( (string) wp_json_encode( array( 'findings' => $findings ) + $report->to_array(), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES ) );
		} else {
			foreach ( HealthFigures::list_all( $report ) as $fact ) {
				WP_CLI::line( "{$fact['label']}: {$fact['text']}" );
			}
			WP_CLI::line();
			foreach ( $findings as $finding ) {
				WP_CLI::line( Finding::GOOD === $finding->level ? $finding->text : "{$finding->level}: {$finding->text}" );
			}
		}
		if ( Finding::CRITICAL === reset( $findings )->level ) {
			WP_CLI::halt( 1 );
		}
	}

	/**
	 * Sends the whole store afresh, or a part of it, and stays until it is done or the backend does not answer; then it
	 * goes on in the background. Where a sync is under way, what it is not about yet is added to it.
	 *
	 * ## OPTIONS
	 *
	 * [--type=<types>]
	 * : Only these: contacts, products, orders, transactions; several with commas between them.
	 *
	 * [--from=<day>]
	 * : Only what was made on this day or later, such as 2026-01-31.
	 *
	 * [--to=<day>]
	 * : Only what was made on this day or earlier.
	 *
	 * ## EXAMPLES
	 *
	 *     wp storewire sync --type=orders,transactions --from=2026-01-01 --to=2026-01-31
	 *
	 * @param string[]             $arguments None.
	 * @param array<string,string> $options   Options.
	 */
	public function sync( array $arguments, array $options ): void {
		$this->connected();
		$types   = isset( $options['type'] ) ? explode( ',', $options['type'] ) : array();
		$unknown = array_diff( $types, Rules::TYPES );
		if ( array() !== $unknown ) {
			/* translators: 1: what was typed, 2: the words that are possible. */
			WP_CLI::error( sprintf( __( 'There is no type %1$s. Types are %2$s.', 'storewire' ), implode( ', ', $unknown ), implode( ', ', Rules::TYPES ) ) );
		}
		$status = ( $this->actions )()->start( $types, $options['from'] ?? '', $options['to'] ?? '' );
		if ( is_wp_error( $status ) ) {
			WP_CLI::error( $status->get_error_message() );
		}
		if ( '' !== $status['view']['asked'] ) {
			WP_CLI::log( $status['view']['asked'] );
		}
		do {
			WP_CLI::log( self::words( $status ) );
			$status = ( $this->sync )()->step( self::TURN );
		} while ( 'running' === $status['state'] );
		foreach ( $status['types'] as $type => $figures ) {
			$unused = $figures['unused'] > 0 ? "{$figures['unused']} not needed there, " : '';
			WP_CLI::line( "$type: {$figures['done']} sent, {$figures['skipped']} left out, $unused{$figures['failed']} refused" );
		}
		if ( 'done' !== $status['state'] ) {
			WP_CLI::error( self::words( $status ) );
		}
		WP_CLI::success( self::words( $status ) );
	}

	/**
	 * How a sync goes.
	 *
	 * @param array<string,mixed> $status Of Sync::status().
	 */
	private static function words( array $status ): string {
		$view = SyncWords::describe( $status );
		return trim( "{$view['headline']} {$view['detail']}" );
	}

	/**
	 * Ends where the store is not connected, and says why.
	 */
	private function connected(): void {
		$facts = ( $this->connection )()->facts();
		if ( 'connected' !== $facts['state'] ) {
			$health   = ( $this->health )();
			$findings = $health->findings( $health->report() );
			WP_CLI::error( reset( $findings )->text );
		}
	}
}
