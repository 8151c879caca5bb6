<?php
declare(strict_types=1);

namespace Storewire\Tests\Background;

use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Support\LeasedOption;
use Storewire\Support\Urls;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Support\StoreTestCase;

/**
 * The events by which everything in the background runs: whatever becomes of the option in which WordPress keeps them, they
 * come back, each once, and at their hour.
 */
final class ScheduleTest extends StoreTestCase {

	const ALWAYS = array( Schedule::RELAY_HOOK, Schedule::HEARTBEAT_HOOK, Schedule::NIGHT_HOOK );

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
	}

	protected function tearDown(): void {
		update_option( 'timezone_string', '' );
		parent::tearDown();
	}

	/** @return array<string,array{string}> */
	public static function ticks(): array {
		$hooks = array_keys( Schedule::SCHEDULES );
		return array_combine( $hooks, array_map( static fn( string $hook ): array => array( $hook ), $hooks ) );
	}

	/**
	 * R19: whatever tick is left puts the others back.
	 *
	 * @dataProvider ticks
	 */
	public function test_r19_any_tick_puts_back_what_was_lost( string $hook ): void {
		$this->site()->sync()->forget();
		Schedule::stop();
		do_action( $hook );
		foreach ( self::ALWAYS as $needed ) {
			$this->assertNotFalse( wp_next_scheduled( $needed ), $needed );
		}
	}

	/** R19: so does opening the plugin's page, also for a sync and a comparison that are under way. */
	public function test_r19_opening_the_page_puts_all_back(): void {
		Schedule::stop();
		self::sign_in( 'administrator' )->open( Urls::admin_page() );
		wp_cache_flush();
		foreach ( array_keys( Schedule::SCHEDULES ) as $hook ) {
			$this->assertNotFalse( wp_next_scheduled( $hook ), $hook );
		}
	}

	/**
	 * R19: Health looks at every one of them, at those of a sync and a comparison while these are under way.
	 *
	 * @dataProvider ticks
	 */
	public function test_r19_health_sees_what_is_missing( string $hook ): void {
		$this->assertSame( 'running', $this->site()->sync()->status()['state'] );
		$this->assertSame( array( 'well' ), $this->codes() );
		wp_clear_scheduled_hook( $hook );
		$this->assertSame( array( 'unscheduled' ), $this->codes() );
		$this->site()->sync()->forget();
		( new LeasedOption( Sweep::OPTION ) )->remove();
		$this->assertSame( in_array( $hook, self::ALWAYS, true ) ? array( 'unscheduled' ) : array( 'well' ), $this->codes() );
	}

	/** R19: and at how long ago the last heartbeat and the last comparison were. */
	public function test_r19_health_sees_what_does_not_run(): void {
		$report = $this->site()->health()->report();
		$this->assertLessThan( 60, time() - $report->connection['heartbeatAt'] );
		$report->sweep->kinds = array();
		$this->assertSame( array( 'well' ), array_column( $this->findings( $report ), 'code' ) );

		$silent = clone $report;

		$silent->connection['heartbeatAt'] -= 4 * HOUR_IN_SECONDS;
		$this->assertSame( array( 'heartbeat' ), array_column( $this->findings( $silent ), 'code' ) );
		$this->assertStringContainsString( '4 hours', $this->findings( $silent )[0]->text );

		$report->connection['connectedAt'] -= 3 * DAY_IN_SECONDS;
		$report->sweep->started_at         -= 3 * DAY_IN_SECONDS;
		$this->assertSame( array( 'night' ), array_column( $this->findings( $report ), 'code' ) );
	}

	/** R19: what the relay or a sync hears of the backend is no heartbeat. */
	public function test_r19_only_a_heartbeat_counts_as_one(): void {
		$stored = get_option( Connection::OPTION );
		update_option( Connection::OPTION, array( 'heartbeatAt' => 1000, 'lastSeenAt' => 1000 ) + $stored, false );
		$connection = $this->site()->connection();
		$connection->token();
		$connection->seen();
		$this->assertSame( 1000, $connection->facts()['heartbeatAt'] );
		$this->site()->heartbeat()->beat();
		$this->assertGreaterThan( 1000, $connection->facts()['heartbeatAt'] );
	}

	/** X15: somebody else schedules the heartbeat after this process has read the schedule, in which it was missing. */
	public function test_x15_two_that_meet_schedule_one_event(): void {
		global $wpdb;
		$with = $wpdb->get_var( "SELECT option_value FROM {$wpdb->options} WHERE option_name = 'cron'" );
		wp_clear_scheduled_hook( Schedule::HEARTBEAT_HOOK );
		$this->assertFalse( wp_next_scheduled( Schedule::HEARTBEAT_HOOK ) );
		$wpdb->update( $wpdb->options, array( 'option_value' => $with ), array( 'option_name' => 'cron' ) );
		Schedule::follow( 'connected' );
		wp_cache_flush();
		$this->assertSame( 1, self::events( Schedule::HEARTBEAT_HOOK ) );
	}

	/**
	 * X15: where two met all the same, the next tick leaves one; what was scheduled to run once stays.
	 *
	 * @dataProvider ticks
	 */
	public function test_x15_of_two_events_one_is_left( string $hook ): void {
		wp_schedule_event( time() + 30, Schedule::SCHEDULES[ $hook ], $hook );
		wp_schedule_event( time() + 40, Schedule::SCHEDULES[ $hook ], $hook );
		$this->assertGreaterThanOrEqual( 2, self::events( $hook ) );
		$this->site()->ticks()->relay_tick();
		$this->assertSame( 1, self::events( $hook ) );
	}

	/** X12: the night is the shop's, wherever it moves. */
	public function test_x12_the_sweep_follows_the_sites_time_zone(): void {
		foreach ( array( 'Asia/Tokyo', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Auckland' ) as $zone ) {
			update_option( 'timezone_string', $zone );
			$this->site()->ticks()->relay_tick();
			$this->assertSame( 1, self::events( Schedule::NIGHT_HOOK ) );
			$next = wp_next_scheduled( Schedule::NIGHT_HOOK );
			$this->assertContains( (int) wp_date( 'G', $next ) * 60 + (int) wp_date( 'i', $next ), range( 120, 240 ), $zone );
			$this->assertLessThanOrEqual( 26 * HOUR_IN_SECONDS, $next - time() );
			$this->site()->ticks()->relay_tick();
			$this->assertSame( $next, wp_next_scheduled( Schedule::NIGHT_HOOK ), 'and stays' );
		}
	}

	/** X12's sibling: a comparison that was to begin at once, by day, still does. */
	public function test_x12_what_begins_at_once_stays(): void {
		wp_schedule_single_event( time() + 100, Schedule::NIGHT_HOOK );
		$single = wp_next_scheduled( Schedule::NIGHT_HOOK );
		update_option( 'timezone_string', 'Asia/Tokyo' );
		$this->site()->ticks()->relay_tick();
		update_option( 'timezone_string', 'America/Los_Angeles' );
		$this->site()->ticks()->relay_tick();
		$this->assertSame( 1, self::events( Schedule::NIGHT_HOOK ) );
		$this->assertLessThanOrEqual( $single, wp_next_scheduled( Schedule::NIGHT_HOOK ) );
	}

	/** How many events of a hook recur. */
	private static function events( string $hook ): int {
		$count = 0;
		foreach ( (array) _get_cron_array() as $hooks ) {
			$count += count( array_filter( $hooks[ $hook ] ?? array(), static fn( array $event ): bool => false !== $event['schedule'] ) );
		}
		return $count;
	}

	/** @return string[] Codes of the findings. */
	private function codes(): array {
		return array_column( $this->findings(), 'code' );
	}
}
