<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Background\TakenCommands;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * D3, E8, C8: what becomes of what was recorded, when the store is connected again or to somebody else.
 */
final class ReconnectTest extends StoreTestCase {

	/** @var \WC_Order[] */
	private array $orders = array();

	/** @var callable Lets WP-Cron work again. */
	private $loud;

	/** Connected for an hour; WP-Cron delivers nothing meanwhile. */
	protected function setUp(): void {
		parent::setUp();
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		OutboxTable::install();
		OutboxTable::clear();
		$this->connect();
		$stored                = get_option( 'storewire_connection' );
		$stored['connectedAt'] = time() - HOUR_IN_SECONDS;
		update_option( 'storewire_connection', $stored );
		$this->site()->sync()->forget();
		OutboxTable::clear();
	}

	protected function tearDown(): void {
		foreach ( $this->orders as $order ) {
			$order->delete( true );
		}
		( $this->loud )();
		OutboxTable::clear();
		parent::tearDown();
	}

	public function test_d3_what_happened_while_the_token_was_refused_is_told_after_reconnecting(): void {
		$this->backend->fault( '401' );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$id = $this->order();
		$this->backend->fault( 'none' );
		wp_unschedule_hook( 'storewire_sweep_tick' );
		delete_option( 'storewire_sweep' );
		$this->connect();
		$this->assertLessThanOrEqual( time() - HOUR_IN_SECONDS, $this->site()->connection()->facts()['connectedAt'] );
		$this->assertIsInt( wp_next_scheduled( 'storewire_sweep_tick' ), 'what no hook recorded is looked for' );
		$this->assertSame( 'facts', array_slice( ( new \Storewire\Support\LeasedOption( 'storewire_sweep' ) )->read()['kinds'], -1 )[0] );
		$this->site()->sync()->forget();
		$this->deliver();
		$this->assertSame( array( EventId::of_order( 'order_placed', $id ) ), $this->placed() );
		$this->assertSame( 0, Caps::counts()['left'] );
	}

	/** D7: commands were signed for the former token; what waits is the connection's, which goes on. */
	public function test_d7_connected_again_only_what_was_the_tokens_ends(): void {
		$this->order();
		$waited = Outbox::size();
		$this->assertTrue( TakenCommands::claim( 'command-1', time() + HOUR_IN_SECONDS ) );
		$this->connect();
		$this->assertSame( array(), TakenCommands::done() );
		$this->assertSame( 'none', $this->site()->pending()->stage() );
		$this->assertGreaterThanOrEqual( $waited, Outbox::size() );
		$this->assertSame( 0, Caps::counts()['left'] );
	}

	public function test_e8_disconnected_and_connected_again_nothing_of_before_is_told(): void {
		$before = $this->order();
		$waited = Outbox::size();
		$this->assertGreaterThan( 0, $waited );
		$done = $this->site()->actions()->disconnect( false );
		$this->assertSame( $waited, $done['left'] );
		$this->assertSame( 0, Outbox::size() );
		$this->assertSame( $waited, Caps::counts()['left'] );
		$between = $this->order();
		$this->assertSame( 0, Outbox::size(), 'nothing is recorded while not connected' );
		// A request that began before the disconnect may still record something.
		( new Outbox() )->happened( 'order_placed', (string) $between, 'once' );
		$this->connect();
		$this->assertSame( 0, Outbox::size() );
		$this->assertGreaterThanOrEqual( time() - 60, $this->site()->connection()->facts()['connectedAt'] );
		while ( 'running' === $this->site()->sync()->step( 5.0 )['state'] ) {
			continue;
		}
		$this->deliver();
		$this->assertSame( array(), $this->placed(), 'E8: no event' );
		$orders = $this->backend->export()['orders'];
		$this->assertArrayHasKey( $before, $orders, 'the records come by the first sync' );
		$this->assertArrayHasKey( $between, $orders );
	}

	public function test_c8_another_company_gets_nothing_of_what_waited_for_the_former_one(): void {
		$this->order();
		$waited = Outbox::size();
		$done   = $this->connect_beta();
		$this->assertSame( $waited, $done['left'] );
		$this->assertSame( 0, Outbox::size() );
		$this->deliver();
		$counts = $this->backend->counts( 'beta-tea' );
		$this->assertSame( array( 0, 0, 0 ), array( $counts['orders'], $counts['contacts'], $counts['events'] ) );
	}

	/** @dataProvider at_work */
	public function test_c8_what_is_at_work_sends_nothing_to_another_company( string $what ): void {
		$this->order();
		if ( 'sync' === $what ) {
			OutboxTable::clear();
			$this->site()->sync()->start( array( 'orders' ) );
		}
		$replaced = false;
		$replace  = function ( $value ) use ( &$replaced ) {
			if ( ! $replaced ) {
				$replaced = true;
				// In another process, while this one reads: the company is another one before anything went out.
				$this->connect_beta();
			}
			return $value;
		};
		add_filter( 'woocommerce_order_number', $replace );
		if ( 'sync' === $what ) {
			$this->site()->sync()->step( 5.0 );
		} else {
			$this->deliver();
		}
		remove_filter( 'woocommerce_order_number', $replace );
		$this->assertTrue( $replaced );
		$counts = $this->backend->counts( 'beta-tea' );
		$this->assertSame( array( 0, 0, 0 ), array( $counts['orders'], $counts['contacts'], $counts['events'] ) );
	}

	/** @return array<string,array{string}> */
	public static function at_work(): array {
		return array(
			'a relay' => array( 'relay' ),
			'a sync'  => array( 'sync' ),
		);
	}

	public function test_c8_the_page_says_what_was_thrown_away(): void {
		$this->order();
		$waited  = Outbox::size();
		$browser = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$this->assertNotFalse( strpos( $browser->body, "$waited changes still wait to be sent" ), 'before' );
		$browser->press( 'Disconnect now' )->follow();
		$this->assertNotFalse( strpos( $browser->body, "$waited changes still waited to be sent over the former connection" ), 'after' );
	}

	/** An order that was placed half an hour ago. */
	private function order(): int {
		$order = wc_create_order();
		$order->set_props( array( 'billing_email' => 'ann@example.com', 'date_created' => time() - 1800, 'total' => '5.00' ) );
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Fee', 'total' => '5.00' ) );
		$order->add_item( $fee );
		$order->set_status( 'processing' );
		$order->save();
		$this->orders[] = $order;
		return $order->get_id();
	}

	private function deliver(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . OutboxTable::name() . ' SET due_at = LEAST(due_at, UNIX_TIMESTAMP())' );
		$this->site()->relay()->step( 10.0 );
	}

	/** @return string[] Ids of the events of orders placed. */
	private function placed(): array {
		return array_values( preg_grep( '/order_placed/', array_column( $this->backend->events(), 'id' ) ) );
	}
}
