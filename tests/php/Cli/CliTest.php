<?php
declare(strict_types=1);

namespace Storewire\Tests\Cli;

use Storewire\Cli\BuriedCommand;
use Storewire\Cli\StorewireCommand;
use Storewire\Connection\Schedule;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Claim;
use Storewire\Outbox\Outbox;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Outbox\OutboxTestCase;

require_once dirname( __DIR__ ) . '/scripts/wp-cli.php';

/**
 * `wp storewire` (D5, D6).
 */
final class CliTest extends OutboxTestCase {

	protected function setUp(): void {
		parent::setUp();
		\WP_CLI::$said = array();
	}

	/** Every wp-cli command of a site registers these: their services are made when one of them is called. */
	public function test_registering_makes_no_service(): void {
		$plugin = new \Storewire\Plugin();
		$plugin->command();
		$plugin->buried_command();
		$plugin->object_command();
		$this->assertSame( array(), array_filter( (array) $plugin ) );
		$plugin->connection();
		$this->assertNotSame( array(), array_filter( (array) $plugin ) );
	}

	/** What is due goes out, and it is said what waits. */
	public function test_relay_delivers_what_is_due(): void {
		$this->connect();
		$this->outbox()->changed( 'product', $id = $this->product() );
		$this->settle();
		$this->outbox()->changed( 'product', $later = $this->product() );
		$this->run_command( \Storewire\plugin()->command(), 'relay', array( 'seconds' => '10' ) );
		$this->assertArrayHasKey( $id, $this->backend->export()['products'] );
		$this->assertArrayNotHasKey( $later, $this->backend->export()['products'], 'It has not settled.' );
		$this->assertSame( array( 'success: 1 rows dealt with, 1 wait.' ), \WP_CLI::$said );
	}

	/** U3: one command does all that WP-Cron would do, each when it is due. */
	public function test_u3_run_does_what_is_due(): void {
		$id = $this->product();
		$this->connect();
		$this->outbox()->changed( 'product', $changed = $this->product( 'Cup' ) );
		$this->settle();
		wp_clear_scheduled_hook( Schedule::NIGHT_HOOK );
		wp_schedule_event( time() - 5, 'daily', Schedule::NIGHT_HOOK );
		foreach ( array( Schedule::RELAY_HOOK, Schedule::SYNC_HOOK, Schedule::SWEEP_HOOK, Schedule::HEARTBEAT_HOOK ) as $hook ) {
			wp_clear_scheduled_hook( $hook );
			wp_schedule_event( time() - 5, Schedule::SCHEDULES[ $hook ], $hook );
		}
		$beats = $this->heartbeats();
		// A night is only one in the night; that of the test is by the clock of a place where it is.
		add_filter( 'pre_option_gmt_offset', $zone = static fn(): string => (string) ( 3 - (int) gmdate( 'G' ) ) );
		$this->assertSame( 0, $this->run_command( \Storewire\plugin()->command(), 'run' ) );
		remove_filter( 'pre_option_gmt_offset', $zone );
		$this->assertSame( array( 'success: 5 tasks were due, 0 rows wait.' ), \WP_CLI::$said );
		$products = $this->backend->export()['products'];
		$this->assertSame( array( true, true ), array( isset( $products[ $id ] ), isset( $products[ $changed ] ) ), 'The sync and the relay went on.' );
		$this->assertGreaterThan( $beats, $this->heartbeats() );
		$this->assertEqualsWithDelta( time(), Sweep::status()->started_at, 60 );
		foreach ( array( Schedule::RELAY_HOOK, Schedule::HEARTBEAT_HOOK, Schedule::NIGHT_HOOK ) as $hook ) {
			$this->assertGreaterThan( time(), wp_next_scheduled( $hook ), $hook );
		}
		$beats = $this->heartbeats();
		$this->assertSame( 0, $this->run_command( \Storewire\plugin()->command(), 'run' ) );
		$this->assertSame( $beats, $this->heartbeats(), 'It is not due again.' );
	}

	/** U3: what each of the two does is said in its help. */
	public function test_u3_help_tells_relay_from_run(): void {
		$help = static fn( string $command ): string => (string) preg_replace( '/\s*\n\s*\*\s*/', ' ', (string) ( new \ReflectionMethod( StorewireCommand::class, $command ) )->getDocComment() );
		$this->assertStringContainsString( 'and does nothing else', $help( 'relay' ) );
		$this->assertStringContainsString( 'wp storewire run', $help( 'relay' ) );
		$this->assertStringContainsString( 'all that WP-Cron would do', $help( 'run' ) );
	}

	/** How many heartbeats the backend has heard. */
	private function heartbeats(): int {
		return count( array_filter( $this->backend->requests(), static fn( array $request ): bool => '/api/woocommerce/heartbeat' === $request['path'] ) );
	}

	/** During an outage it goes by the schedule of probes, and says so. */
	public function test_relay_says_that_the_backend_does_not_answer(): void {
		$this->connect();
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->backend->fault( 'outage', '/items' );
		$this->run_command( \Storewire\plugin()->command(), 'relay', array( 'seconds' => '10' ) );
		$this->run_command( \Storewire\plugin()->command(), 'relay', array( 'seconds' => '10' ) );
		$this->assertCount( 1, array_filter( $this->backend->requests(), static fn( array $request ): bool => '/api/woocommerce/items' === $request['path'] ) );
		$this->assertStringStartsWith( 'warning: The backend takes nothing:', \WP_CLI::$said[0] );
		$this->assertSame( 'success: 0 rows dealt with, 1 wait.', \WP_CLI::$said[3] );
	}

	/** Where the store is not connected, commands that send end with the reason. */
	public function test_nothing_is_sent_without_a_connection(): void {
		foreach ( array( 'run', 'relay', 'sync' ) as $command ) {
			\WP_CLI::$said = array();
			$this->assertSame( 1, $this->run_command( \Storewire\plugin()->command(), $command ) );
			$this->assertSame( array( 'error: The store is not connected, so nothing is sent.' ), \WP_CLI::$said );
		}
	}

	/** The whole store, and one type of it. */
	public function test_sync_stays_until_all_is_sent(): void {
		$id = $this->product();
		$this->connect();
		$this->site()->sync()->forget();
		$this->assertSame( 0, $this->run_command( \Storewire\plugin()->command(), 'sync', array( 'type' => 'products' ) ) );
		$this->assertArrayHasKey( $id, $this->backend->export()['products'] );
		$this->assertCount( 1, preg_grep( '/^products: [1-9]\d* sent, \d+ left out, 0 refused$/', \WP_CLI::$said ) );
		$this->assertCount( 0, preg_grep( '/^contacts: /', \WP_CLI::$said ) );
		$this->assertStringStartsWith( 'success: The last sync finished on', (string) end( \WP_CLI::$said ) );
	}

	/** A13: several types and days, as on the page; what is no type or day is named. A12: what met a running sync is said. */
	public function test_a13_sync_takes_types_and_days(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$this->assertSame( 0, $this->run_command( \Storewire\plugin()->command(), 'sync', array( 'type' => 'orders,transactions', 'from' => '2001-01-01', 'to' => '2001-01-31' ) ) );
		$row = ( new \Storewire\Sync\SyncState() )->read();
		$this->assertSame( array( 'orders', 'transactions' ), array_keys( $row['types'] ) );
		$this->assertSame( ( new \DateTimeImmutable( '2001-01-31 23:59:59', wp_timezone() ) )->getTimestamp(), $row['to'] );
		$this->assertSame( 1, $this->run_command( \Storewire\plugin()->command(), 'sync', array( 'type' => 'orders,weather' ) ) );
		$this->assertStringStartsWith( 'error: There is no type weather.', (string) end( \WP_CLI::$said ) );
		$this->assertSame( 1, $this->run_command( \Storewire\plugin()->command(), 'sync', array( 'from' => 'yesterday' ) ) );
		$this->assertStringStartsWith( 'error: There is no such day.', (string) end( \WP_CLI::$said ) );
		$this->site()->sync()->forget();
		$this->site()->sync()->start( array( 'products' ) );
		$this->run_command( \Storewire\plugin()->command(), 'sync', array( 'type' => 'products,contacts' ) );
		$this->assertContains( 'log: A sync was under way already. Added to it: Contacts. It was to send already: Products.', \WP_CLI::$said );
	}

	/** A backend that does not answer ends the command; the sync goes on in the background. */
	public function test_sync_does_not_wait_for_a_backend_that_is_down(): void {
		$this->product();
		$this->connect();
		$this->site()->sync()->forget();
		$this->backend->fault( 'outage', '/items' );
		$this->assertSame( 1, $this->run_command( \Storewire\plugin()->command(), 'sync', array( 'type' => 'products' ) ) );
		$this->assertStringStartsWith( 'error: The sync waits and goes on by itself.', (string) end( \WP_CLI::$said ) );
		$this->assertIsInt( wp_next_scheduled( 'storewire_sync_tick' ) );
	}

	/** D5: for people and for programs; its exit code tells monitors. */
	public function test_status(): void {
		$this->connect();
		$this->assertSame( 0, $this->run_command( \Storewire\plugin()->command(), 'status' ) );
		$this->assertContains( 'Connection: connected', \WP_CLI::$said );
		$this->assertContains( 'Waiting to be sent: 0', \WP_CLI::$said );
		$this->assertSame( 'The store is connected to Acme Coffee, and what happens in it is delivered.', end( \WP_CLI::$said ) );

		\WP_CLI::$said = array();
		$option = get_option( 'storewire_connection' );
		update_option( 'storewire_connection', array( 'problem' => 'The backend refuses it.' ) + $option, false );
		$this->assertSame( 1, $this->run_command( \Storewire\plugin()->command(), 'status', array( 'format' => 'json' ) ) );
		$report = json_decode( \WP_CLI::$said[0], true );
		$this->assertSame( array( 'reconnect', 'critical' ), array( $report['findings'][0]['code'], $report['findings'][0]['level'] ) );
		$this->assertSame( 'reconnect', $report['connection']['state'] );
		$this->assertTrue( $report['loopback']['ok'], $report['loopback']['message'] );
	}

	/** D6: what could not be delivered, with its reason, sent again one by one or all at once. */
	public function test_buried(): void {
		foreach ( array( '501', '502', '503' ) as $order ) {
			$this->outbox()->changed( 'order', $order );
		}
		$this->settle();
		$claim = Claim::take( 10, 60 );
		foreach ( $claim->rows as $row ) {
			$claim->bury( $row->id, "No {$row->object}." );
		}
		$this->run_command( new BuriedCommand(), 'list_', array( 'limit' => '2' ) );
		$this->assertCount( 2, \WP_CLI::$said );
		$this->assertMatchesRegularExpression( '/^table: \d+ \| order \| 503 \|  \| \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \| No 503\.$/', \WP_CLI::$said[0] );

		$id = (string) BuriedRows::page( 1 )[0]['id'];
		foreach ( array( 'It waits to be sent again.' => 'success', 'No undeliverable item has this id.' => 'error' ) as $text => $kind ) {
			$this->run_command( new BuriedCommand(), 'replay', array(), array( $id ) );
			$this->assertSame( "$kind: $text", end( \WP_CLI::$said ) );
		}
		foreach ( array( array( array(), array() ), array( array( 'all' => true ), array( $id ) ) ) as list( $options, $arguments ) ) {
			$this->assertSame( 1, $this->run_command( new BuriedCommand(), 'replay', $options, $arguments ) );
		}
		$this->run_command( new BuriedCommand(), 'replay', array( 'all' => true ) );
		$this->assertSame( 'success: 2 wait to be sent again.', end( \WP_CLI::$said ) );
		$this->assertSame( array( 3, 0 ), array( Outbox::size(), BuriedRows::count() ) );
	}

	/**
	 * Runs a command as WP-CLI would.
	 *
	 * @param array<string,mixed> $options   Options.
	 * @param string[]            $arguments Arguments.
	 * @return int The exit code.
	 */
	private function run_command( object $command, string $name, array $options = array(), array $arguments = array() ): int {
		wp_cache_flush();
		try {
			$command->$name( $arguments, $options );
			return 0;
		} catch ( \RuntimeException $end ) {
			return $end->getCode();
		}
	}
}
