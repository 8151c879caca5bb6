<?php
declare(strict_types=1);

namespace Storewire\Tests\Setup;

use Storewire\Connection\Schedule;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\RelayProcess;

/**
 * The plugin is deleted, or its files are replaced, while something of it is at work.
 */
final class FilesGoneTest extends OutboxTestCase {

	/** @var int[] Ids of the orders that were there before. */
	private array $orders = array();

	protected function setUp(): void {
		parent::setUp();
		$this->orders = self::orders();
	}

	protected function tearDown(): void {
		foreach ( array_diff( self::orders(), $this->orders ) as $id ) {
			wc_get_order( $id )->delete( true );
		}
		parent::tearDown();
	}

	/** @return array<string,array{string}> */
	public static function ticks(): array {
		return array(
			'relay'     => array( Schedule::RELAY_HOOK ),
			'sync'      => array( Schedule::SYNC_HOOK ),
			'sweep'     => array( Schedule::SWEEP_HOOK ),
			'heartbeat' => array( Schedule::HEARTBEAT_HOOK ),
		);
	}

	/**
	 * X5: what runs in the background stops, and leaves nothing.
	 *
	 * @dataProvider ticks
	 */
	public function test_x5_nothing_comes_back_by_a_tick_under_which_the_plugin_is_deleted( string $hook ): void {
		$this->connect();
		if ( Schedule::SWEEP_HOOK === $hook ) {
			( new \Storewire\Sync\SyncState() )->remove();
			$this->site()->sweep()->start();
		} else {
			$this->outbox()->changed( 'product', $this->product() );
			$this->outbox()->changed( 'product', $this->product( 'Cup' ) );
			$this->settle();
			( new \Storewire\Sync\SyncState() )->remove();
			$this->site()->sync()->start( array( 'products' ) );
		}
		$this->assertSame( 'ended', ( new RelayProcess( 'run-deleted.php', array( 'WHAT' => $hook ) ) )->result() );
		$this->assertSame( array(), $this->traces() );
	}

	/** X5: the request of a shopper ends well and leaves nothing, whatever it had recorded. */
	public function test_x5_nothing_comes_back_by_a_request_under_which_the_plugin_is_deleted(): void {
		$this->connect();
		$command = PHP_BINARY . ' -c ' . php_ini_loaded_file() . ' ' . dirname( __DIR__, 2 ) . '/lab/php/run.php ' . untrailingslashit( ABSPATH ) . ' ' . dirname( __DIR__ ) . '/scripts/delete-plugin.php 2>&1';
		$this->assertSame( 'saved', $this->request( "wc_create_order(); exec( '$command', \$lines, \$status ); if ( 0 !== \$status ) { echo implode( \$lines ); } WITHOUT_FILES wc_create_order();" ) );
		$this->assertSame( array(), $this->traces() );
	}

	/** X6: an order is saved though the plugin's classes cannot be had; that it could not be recorded is counted. */
	public function test_x6_a_hook_ends_well_without_files(): void {
		$this->connect();
		$this->assertSame( 'saved', $this->request( 'WITHOUT_FILES wc_create_order();' ) );
		$this->assertSame( array(), $this->rows() );
		$this->assertGreaterThan( 0, \Storewire\Outbox\Caps::counts()['unrecorded'] );
	}

	/** X6: what was recorded before is written at the request's end. */
	public function test_x6_what_is_held_is_written_without_files(): void {
		$this->connect();
		$this->assertSame( 'saved', $this->request( "\$product = wc_get_product( PRODUCT ); \$product->set_name( 'Mug' ); \$product->save(); WITHOUT_FILES" ) );
		$this->assertSame( array( 'product' ), array_column( $this->rows(), 'topic' ) );
	}

	/** X6: nor does a tick end what else WP-Cron has due in the same process. */
	public function test_x6_a_tick_ends_well_without_files(): void {
		$this->connect();
		$this->assertSame( 'saved', $this->request( "WITHOUT_FILES do_action( 'storewire_relay_tick' );" ) );
	}

	/** @return int[] Ids of all orders. */
	private static function orders(): array {
		wp_cache_flush();
		return array_map( 'intval', wc_get_orders( array( 'limit' => -1, 'return' => 'ids' ) ) );
	}

	/** What a visitor's request says that does something. */
	private function request( string $code ): string {
		$code = strtr(
			$code,
			array(
				'PRODUCT'       => $this->product(),
				'WITHOUT_FILES' => 'require ' . var_export( dirname( __DIR__ ) . '/scripts/without-files.php', true ) . ';',
			)
		);
		( new \Storewire\Recording\Recorder( $this->outbox() ) )->follow();
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
		$remove = MuPlugin::add( 'files', MuPlugin::QUIET . "add_action( 'wp_loaded', static function () { if ( isset( \$_GET['storewire_files'] ) ) { $code exit( 'saved' ); } } );" );
		try {
			return ( new Browser() )->open( home_url( '/?storewire_files' ) )->body;
		} finally {
			$remove();
		}
	}

	/** @return string[] What the plugin has stored or scheduled, and its tables. */
	private function traces(): array {
		global $wpdb;
		wp_cache_flush();
		$options = $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%storewire%' AND option_name NOT LIKE 'storewire\\_lab\\_%'" );
		$events  = array_merge( ...array_values( array_map( 'array_keys', array_filter( (array) _get_cron_array(), 'is_array' ) ) ) );
		return array_merge( $options, array_values( preg_grep( '/storewire/', $events ) ), $wpdb->get_col( "SHOW TABLES LIKE '%storewire%'" ) );
	}
}
