<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Tests\Support\StoreTestCase;

/**
 * C6, C7: the owner's choices, changed from either side.
 */
final class SettingsTest extends StoreTestCase {

	public function test_everything_is_on_until_it_is_switched_off(): void {
		$all = $this->site()->settings()->all();
		$this->assertSame( array( 'imports', 'sync' ), array_keys( $all ) );
		$this->assertCount( 4, array_filter( $all['imports'] ) );
		$this->assertCount( 6, array_filter( $all['sync'] ) );
		$this->assertFalse( get_option( 'storewire_settings' ), 'looking stores nothing' );
	}

	public function test_a_change_leaves_other_choices_alone_and_loads_on_no_page(): void {
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$this->site()->settings()->change( array( 'imports' => array( 'products' => false ), 'nonsense' => 1 ) );
		$all = $this->site()->settings()->all();
		$this->assertFalse( $all['sync']['orders'] );
		$this->assertFalse( $all['imports']['products'] );
		$this->assertCount( 8, array_filter( array_merge( array_values( $all['imports'] ), array_values( $all['sync'] ) ) ) );
		$this->assertArrayNotHasKey( 'storewire_settings', wp_load_alloptions( true ) );
	}

	/** X11: two requests at once change different choices: both are kept. */
	public function test_x11_two_changes_at_once_are_both_kept(): void {
		$this->site()->settings()->change( array() );
		$this->before_writing( 'storewire_settings', fn() => $this->site()->settings()->change( array( 'sync' => array( 'products' => false ), 'consent' => 'subscribers' ) ) );
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$all = $this->site()->settings()->all();
		$this->assertSame( array( 'products', 'orders' ), array_values( array_intersect( array( 'products', 'orders' ), array_keys( $all['sync'], false, true ) ) ) );
		$this->assertSame( 'subscribers', $this->site()->settings()->consent() );
	}

	/** X11's sibling: a page that was opened before somebody else's change undoes nothing of it. */
	public function test_x11_a_page_that_is_older_undoes_nothing(): void {
		$this->connect();
		$one = self::sign_in( 'administrator' )->open( \Storewire\Support\Urls::admin_page() );
		$two = self::sign_in( 'administrator' )->open( \Storewire\Support\Urls::admin_page() );

		$one->body = str_replace( 'name="sync[orders]" value="1" checked=\'checked\'', 'name="sync[orders]" value="1"', $one->body );
		$one->press( 'Save' );
		$two->press( 'Save', array( 'sync[deletions]' => '1' ) );
		$all = $this->site()->settings()->all();
		$this->assertSame( array( false, true ), array( $all['sync']['orders'], $all['sync']['deletions'] ) );
	}

	public function test_a_damaged_option_counts_as_none(): void {
		foreach ( array( 'nonsense', 5, array( 'sync' => 'all' ), array( 'sync' => array( 'orders' => 'maybe' ) ) ) as $damaged ) {
			update_option( 'storewire_settings', $damaged );
			$this->assertTrue( $this->site()->settings()->all()['sync']['orders'] );
		}
	}

	public function test_c7_a_change_here_reaches_the_backend_at_once(): void {
		$this->connect();
		$this->site()->actions()->change_settings( array( 'sync' => array( 'orders' => false ) ) );
		$requests = $this->backend->requests();
		$this->assertSame( '/api/woocommerce/heartbeat', end( $requests )['path'] );
		$this->assertSame( 200, end( $requests )['status'] );
		$this->assertStringNotContainsString( 'sync.orders" checked', $this->backend->settings_page() );
		$this->assertStringContainsString( 'sync.contacts" checked', $this->backend->settings_page() );
	}

	public function test_c7_a_change_at_the_backend_arrives_with_the_next_heartbeat(): void {
		$this->connect();
		$this->backend->save_choices( array( 'sync.products' ) );
		$this->site()->ticks()->heartbeat_tick();
		$all = $this->site()->settings()->all();
		$this->assertFalse( $all['sync']['products'] );
		$this->assertTrue( $all['sync']['orders'] );
		$this->site()->settings()->change( array( 'sync' => array( 'products' => true ) ) );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertTrue( $this->site()->settings()->all()['sync']['products'], 'a command is done once' );
	}

	public function test_s9_the_backend_can_ask_for_a_sync(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$this->backend->press( 'Sync Store' );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertContains( $this->site()->sync()->status()['state'], array( 'running', 'done' ) );
		$this->assertNotFalse( wp_next_scheduled( 'storewire_sync_tick' ) );
	}

	public function test_c8_the_backend_can_disconnect(): void {
		$this->connect();
		$this->backend->press( 'Disconnect this store' );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertSame( 'none', $this->site()->connection()->state() );
		$this->assertFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
	}
}
