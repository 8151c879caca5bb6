<?php
declare(strict_types=1);

namespace Storewire\Tests\Setup;

use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * C8: deactivating keeps everything and stops everything; deleting leaves nothing.
 */
final class InstallerTest extends StoreTestCase {

	public function test_deactivation_stops_what_runs_and_activation_resumes_it(): void {
		$this->connect();
		\Storewire\plugin()->installer()->deactivate();
		$this->assertFalse( wp_next_scheduled( 'storewire_sync_tick' ) );
		$this->assertFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'all data stays' );
		\Storewire\plugin()->installer()->activate();
		$this->assertNotFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
		$this->assertNotFalse( wp_next_scheduled( 'storewire_sync_tick' ), 'the sync that ran goes on' );
	}

	/** A11: deactivating says "paused", activating says that the store is back. */
	public function test_a11_the_backend_hears_of_deactivation_and_activation(): void {
		$this->connect();
		$this->assertStringNotContainsString( '>Paused<', $this->backend->settings_page() );
		\Storewire\plugin()->installer()->deactivate();
		$this->assertStringContainsString( '>Paused<', $this->backend->settings_page() );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		\Storewire\plugin()->installer()->activate();
		$this->assertStringNotContainsString( '>Paused<', $this->backend->settings_page() );
		$this->assertStringContainsString( '>Connected<', $this->backend->settings_page() );
	}

	/** A11: deleting ends the connection there, too; of a copy it does not (C10). */
	public function test_a11_deleting_ends_the_connection(): void {
		$this->connect();
		$stored = get_option( 'storewire_connection' );
		add_filter( 'option_home', $copy = static fn(): string => 'https://copy.example.com' );
		\Storewire\plugin()->installer()->uninstall();
		$this->assertStringContainsString( '>Connected<', $this->backend->settings_page() );
		remove_filter( 'option_home', $copy );
		\Storewire\plugin()->installer()->activate();
		update_option( 'storewire_connection', $stored, false );
		\Storewire\plugin()->installer()->uninstall();
		$this->assertStringContainsString( '>Disconnected<', $this->backend->settings_page() );
		$this->assertSame( array(), $this->traces() );
	}

	/** A11: a backend that does not answer is in nobody's way; the request waits for no longer than five seconds. */
	public function test_a11_a_backend_that_hangs_is_in_nobodys_way(): void {
		$this->connect();
		$waits = array();
		add_filter( 'http_request_args', $hurry = static function ( array $request ) use ( &$waits ): array {
			$waits[] = $request['timeout'];
			return array( 'timeout' => 1 ) + $request;
		} );
		$this->backend->fault( 'hang' );
		\Storewire\plugin()->installer()->deactivate();
		\Storewire\plugin()->installer()->activate();
		\Storewire\plugin()->installer()->deactivate();
		\Storewire\plugin()->installer()->uninstall();
		remove_filter( 'http_request_args', $hurry );
		$this->assertNotSame( array(), $waits );
		$this->assertLessThanOrEqual( 5, max( $waits ) );
		$this->assertSame( array(), $this->traces() );
	}

	/** X4: in the request that activates the plugin nothing of it is registered yet. */
	public function test_activation_schedules_all_in_a_request_of_its_own(): void {
		$this->connect();
		\Storewire\plugin()->installer()->deactivate();
		$script = 'require getenv( "WP_DIR" ) . "/wp-load.php"; require_once ABSPATH . "wp-admin/includes/plugin.php";'
			. ' $failure = activate_plugin( "storewire/storewire.php" ); exit( is_wp_error( $failure ) ? 1 : 0 );';
		$plugins = get_option( 'active_plugins' );
		update_option( 'active_plugins', array_values( array_diff( $plugins, array( 'storewire/storewire.php' ) ) ) );
		try {
			exec( 'WP_DIR=' . escapeshellarg( untrailingslashit( ABSPATH ) ) . ' ' . PHP_BINARY . ' -r ' . escapeshellarg( $script ) . ' 2>&1', $lines, $status );
		} finally {
			wp_cache_flush();
			update_option( 'active_plugins', $plugins );
		}
		$this->assertSame( 0, $status, implode( "\n", $lines ) );
		foreach ( array( 'storewire_relay_tick', 'storewire_sync_tick', 'storewire_sweep_tick', 'storewire_heartbeat', 'storewire_night' ) as $hook ) {
			$this->assertNotFalse( wp_next_scheduled( $hook ), $hook );
		}
	}

	public function test_activation_without_a_connection_schedules_nothing(): void {
		\Storewire\plugin()->installer()->activate();
		$this->assertSame( array( \Storewire\Support\Database::MARK ), $this->traces() );
	}

	public function test_deletion_leaves_nothing(): void {
		// A tick that is at work meanwhile, in a process of WP-Cron, would schedule the next one.
		$this->awake = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		\Storewire\Outbox\OutboxTable::drop();
		\Storewire\Support\RateCounters::drop();
		\Storewire\Outbox\Ledger::drop();
		\Storewire\Outbox\LeftOut::drop();
		$before = $this->whole_site();
		\Storewire\plugin()->installer()->activate();
		$this->connect();
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$this->site()->actions()->connect( array(), '' );
		$this->site()->sync()->step( 1 );
		$owner = self::sign_in( 'administrator' );
		$owner->open( \Storewire\Support\Urls::admin_page() . '&storewire_state=guess' );
		wp_cache_flush();
		$this->assertNotSame( array(), $this->traces(), 'there is something to delete' );

		\Storewire\plugin()->installer()->deactivate();
		\Storewire\plugin()->installer()->uninstall();
		wp_cache_flush();
		$this->assertSame( array(), $this->traces() );
		$this->assertSame( $before, $this->whole_site() );
	}

	public function test_deletion_leaves_nothing_on_any_site_of_a_network(): void {
		$this->network( 'install' );
		list( $before, $after ) = json_decode( $this->network( 'delete' ), true );
		$this->assertCount( 2, $before );
		foreach ( $before as $names ) {
			$this->assertSame( array( '_transient_storewire_notice_1', '_transient_timeout_storewire_notice_1', 'cron', 'storewire_connection', 'storewire_pending', 'storewire_settings', 'storewire_sync' ), $names );
		}
		$this->assertSame( array( array(), array() ), $after );
	}

	/** R22's sibling: of a site that was deleted where the plugin was not active, nobody could drop the tables then. */
	public function test_deletion_finds_the_tables_of_sites_that_are_gone(): void {
		$this->network( 'install' );
		list( $before, $after ) = json_decode( $this->network( 'delete-orphans' ), true );
		$this->assertSame( array( 'network_7_storewire_outbox', 'network_7_storewire_signups', 'network_other_storewire_outbox' ), $before );
		$this->assertSame( array( 'network_other_storewire_outbox' ), $after, 'what is not a site of this network stays' );
	}

	/** R22: a site of the network is deleted, while the plugin is active or after that. */
	public function test_deleting_a_site_of_a_network_takes_its_tables_along(): void {
		$this->network( 'install' );
		list( $before, $after ) = json_decode( $this->network( 'delete-site' ), true );
		$this->assertCount( 4, $before, 'two tables on each of two sites' );
		$this->assertSame( array( 'network_storewire_outbox', 'network_storewire_signups' ), $after, 'the other site keeps its own' );
	}

	/** Runs a step of multisite.php, in which uninstall.php has to load what it needs by itself. */
	private function network( string $step ): string {
		$ini = php_ini_loaded_file();
		exec( PHP_BINARY . ( $ini ? ' -c ' . escapeshellarg( $ini ) : '' ) . ' -d display_errors=1 ' . escapeshellarg( dirname( __DIR__ ) . '/scripts/multisite.php' ) . ' ' . escapeshellarg( untrailingslashit( ABSPATH ) ) . " $step 2>&1", $lines, $status );
		$this->assertSame( 0, $status, implode( "\n", $lines ) );
		return implode( "\n", $lines );
	}

	/** @return string[] What the plugin has stored or scheduled. */
	private function traces(): array {
		global $wpdb;
		$options = $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%storewire%' AND option_name NOT LIKE 'storewire\\_lab\\_%'" );
		$cron    = array();
		foreach ( (array) _get_cron_array() as $events ) {
			$cron = array_merge( $cron, preg_grep( '/storewire/', array_keys( $events ) ) );
		}
		return array_merge( $options, $cron );
	}

	/** @return array<string,mixed> Everything by which the site could differ. */
	private function whole_site(): array {
		global $wpdb;
		return array(
			'tables'    => $wpdb->get_col( 'SHOW TABLES' ),
			'traces'    => $this->traces(),
			'user meta' => $wpdb->get_col( "SELECT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE '%storewire%'" ),
			'post meta' => $wpdb->get_col( "SELECT meta_key FROM {$wpdb->postmeta} WHERE meta_key LIKE '%storewire%'" ),
			'terms'     => $wpdb->get_col( "SELECT slug FROM {$wpdb->terms} WHERE slug LIKE '%storewire%'" ),
			'files'     => glob( wp_upload_dir()['basedir'] . '/*storewire*' ),
		);
	}

	protected function setUp(): void {
		global $wpdb;
		$this->lab = $wpdb->get_results( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE 'storewire\\_lab\\_%'" );
		parent::setUp();
	}

	protected function tearDown(): void {
		if ( null !== $this->awake ) {
			( $this->awake )();
		}
		parent::tearDown();
		foreach ( $this->lab as $option ) {
			update_option( $option->option_name, $option->option_value, false );
		}
	}

	/** @var object[] The lab's own notes, which the deletion takes along. */
	private array $lab = array();

	/** @var callable|null Lets WP-Cron work again. */
	private $awake = null;
}
