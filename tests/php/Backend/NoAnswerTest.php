<?php
declare(strict_types=1);

namespace Storewire\Tests\Backend;

use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Claim;
use Storewire\Recording\Recorder;
use Storewire\Shop\CustomerReader;
use Storewire\Shop\ObjectPages;
use Storewire\Shop\OrderColumns;
use Storewire\Support\Clock;
use Storewire\Support\Database;
use Storewire\Support\ReadFailure;
use Storewire\Sweep\Sweep;
use Storewire\Sync\SyncState;
use Storewire\Tests\Outbox\OutboxTestCase;

/**
 * D11: nothing follows from a question that the database did not answer. What happens where each query of a relay, a sync and
 * a sweep fails: tests/faults/BrokenQueriesTest.php.
 */
final class NoAnswerTest extends OutboxTestCase {

	/** What fails: a part of its SQL. */
	private string $broken = '';

	/** What is sent in its place. */
	private string $instead = 'SELECT storewire_broken';

	private bool $quiet;

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		( new Recorder( $this->outbox() ) )->follow();
		$this->quiet = $GLOBALS['wpdb']->suppress_errors();
		add_filter( 'query', array( $this, 'break' ) );
	}

	protected function tearDown(): void {
		remove_filter( 'query', array( $this, 'break' ) );
		$GLOBALS['wpdb']->suppress_errors( $this->quiet );
		parent::tearDown();
	}

	/** Breaks a query. */
	public function break( string $query ): string {
		return '' !== $this->broken && false !== strpos( $query, $this->broken ) ? $this->instead : $query;
	}

	/** @return array<string,array{0:string,1:string}> The hook, and what of its own state it cannot read. */
	public function ticks(): array {
		return array(
			'X8: a sync'                   => array( Schedule::SYNC_HOOK, "option_name = 'storewire_sync'" ),
			'a sweep'                      => array( Schedule::SWEEP_HOOK, "option_name = 'storewire_sweep'" ),
			'a relay, its outage'          => array( Schedule::RELAY_HOOK, "option_name = 'storewire_relay'" ),
			'a relay, the connection'      => array( Schedule::RELAY_HOOK, "option_name = 'storewire_connection'" ),
			'a sync, the connection'       => array( Schedule::SYNC_HOOK, "option_name = 'storewire_connection'" ),
			'a sweep, the connection'      => array( Schedule::SWEEP_HOOK, "option_name = 'storewire_connection'" ),
			'a heartbeat, the connection'  => array( Schedule::HEARTBEAT_HOOK, "option_name = 'storewire_connection'" ),
			'the night, the connection'    => array( Schedule::NIGHT_HOOK, "option_name = 'storewire_connection'" ),
			'the night, its state'         => array( Schedule::NIGHT_HOOK, "option_name = 'storewire_sweep'" ),
			'a sync, the time'             => array( Schedule::SYNC_HOOK, 'SELECT (UNIX_TIMESTAMP()' ),
		);
	}

	/**
	 * Nothing is unscheduled for want of an answer, and what happens goes on being recorded.
	 *
	 * @dataProvider ticks
	 */
	public function test_x8_nothing_is_unscheduled( string $hook, string $broken ): void {
		$this->site()->sync()->start( array( 'orders' ) );
		Schedule::follow( 'connected' );
		$before = $this->scheduled();
		$this->assertCount( 5, $before );
		$this->broken = $broken;
		wp_cache_flush();
		do_action( $hook );
		$this->broken = '';
		wp_cache_flush();
		$this->assertSame( $before, $this->scheduled() );
		$this->assertNotFalse( get_option( Recorder::OPTION ) );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->assertContains( ( new SyncState() )->read()['state'], array( 'running', 'paused' ) );
	}

	/** The owner's choices are stored while the connection cannot be read: what happens goes on being recorded. */
	public function test_recording_goes_on(): void {
		$this->broken = "option_name = 'storewire_connection'";
		wp_cache_flush();
		try {
			( new Recorder( $this->outbox() ) )->follow();
		} catch ( ReadFailure $failure ) {
			$this->assertNotSame( '', $failure->getMessage() );
		}
		$this->broken = '';
		wp_cache_flush();
		$this->assertNotFalse( get_option( Recorder::OPTION ) );
	}

	/** A shared cache has kept that there is no connection, because once it could not be read. */
	public function test_what_wordpress_remembers_of_a_failure_is_not_believed(): void {
		wp_cache_delete( Connection::OPTION, 'options' );
		wp_cache_set( 'notoptions', array( Connection::OPTION => true ), 'options' );
		$this->assertFalse( get_option( Connection::OPTION ) );
		$this->assertSame( 'connected', ( new \Storewire\Plugin() )->connection()->state() );
	}

	/** What WordPress made of a failed read does not stay in the cache, where the next try would find it. */
	public function test_a_failed_read_leaves_nothing_in_the_cache(): void {
		$product = (int) $this->product();
		wp_cache_flush();
		$this->broken = 'SELECT post_id, meta_key, meta_value';
		try {
			$this->site()->snapshots()->products( array( $product ) );
			$this->fail( 'It reads on.' );
		} catch ( ReadFailure $failure ) {
			$this->assertStringContainsString( 'storewire_broken', $failure->getMessage() );
		}
		$this->broken = '';
		$this->assertFalse( wp_cache_get( $product, 'post_meta' ) );
		$this->assertSame( '12.50', $this->site()->snapshots()->products( array( $product ) )->snapshots[ $product ]['price'] );
	}

	/** @return array<string,array{0:string}> */
	public function failures(): array {
		return array(
			'an error'                   => array( 'SELECT storewire_broken' ),
			'a query that is taken away' => array( '' ),
		);
	}

	/**
	 * WordPress' own loaders: nothing is known of the whole page.
	 *
	 * @dataProvider failures
	 */
	public function test_a_query_of_wordpress( string $instead ): void {
		$product = (int) $this->product();
		wp_cache_flush();
		$this->broken  = "FROM {$GLOBALS['wpdb']->posts} WHERE ID IN";
		$this->instead = $instead;
		$this->expectException( ReadFailure::class );
		$this->site()->snapshots()->products( array( $product ) );
	}

	/** What another plugin asks a table of its own is no part of the shop. */
	public function test_a_query_of_another_plugin(): void {
		$product = (int) $this->product();
		$foreign = static function ( $price ) {
			$GLOBALS['wpdb']->query( 'SELECT * FROM some_table_that_is_not_there' );
			return $price;
		};
		add_filter( 'woocommerce_short_description', $foreign );
		add_filter( 'post_type_link', $foreign );
		$read = $this->site()->snapshots()->products( array( $product ) );
		remove_filter( 'woocommerce_short_description', $foreign );
		remove_filter( 'post_type_link', $foreign );
		$this->assertStringContainsString( 'some_table', wp_json_encode( $GLOBALS['EZSQL_ERROR'] ) );
		$this->assertArrayHasKey( $product, $read->snapshots );
	}

	/** No count, no page and no sum is made of a failure. */
	public function test_no_figure_is_made_of_a_failure(): void {
		$this->instead = '';
		$tables        = new ObjectPages();
		$asked         = array(
			'extent'     => static fn() => $tables->extent( 'orders', null, null ),
			'page'       => static fn() => $tables->page( 'products', 0, 100, 10, null, null ),
			'refunds'    => static fn() => OrderColumns::refunds( array( 1 ) ),
			'renewals'   => static fn() => OrderColumns::renewals( array( 1 ) ),
			'variations' => static fn() => $tables->variations( array( 1 ) ),
			'revenue'    => static fn() => CustomerReader::revenue( array( 1 ) ),
			'expected'   => static fn() => $tables->extent( 'transactions', null, null ),
			'gone'       => static fn() => ObjectPages::is_gone( 'order', 1 ),
			'lines'      => static fn() => new \Storewire\Shop\OrderLineReader( array( 1 ) ),
			'waiting'    => static fn() => \Storewire\Outbox\Outbox::size(),
			'buried'     => static fn() => BuriedRows::count(),
			'sweep'      => static fn() => Sweep::status(),
			'lease'      => static fn() => Clock::seconds(),
			'asked'      => static fn() => \Storewire\Support\RateCounters::has( 'x' ),
		);
		$this->broken = 'SELECT';
		$answered     = array();
		foreach ( $asked as $what => $ask ) {
			try {
				$ask();
				$answered[] = $what;
			} catch ( ReadFailure $failure ) {
				continue;
			}
		}
		$this->broken = '';
		$this->assertSame( array(), $answered );
	}

	/** Pages of wp-admin stay whole, and Site Health says why it cannot say more. */
	public function test_pages_that_cannot_be_filled(): void {
		$this->broken = 'storewire_';
		wp_cache_flush();
		ob_start();
		$this->site()->notices()->show();
		$this->site()->admin_page()->show();
		$page   = (string) ob_get_clean();
		$health = $this->site()->site_health()->result();
		$info   = $this->site()->site_health()->section( array( 'wp-core' => array() ) );
		$this->broken = '';
		$this->assertStringContainsString( 'storewire_broken', $page );
		$this->assertSame( 'recommended', $health['status'] );
		$this->assertStringContainsString( 'could not be read', $health['description'] );
		$this->assertSame( array( 'wp-core' => array() ), $info );
	}

	/** Rows that were claimed and could not be read then are not held till the end of the lease, and have lost no attempt. */
	public function test_a_claim_that_cannot_be_read(): void {
		$this->outbox()->changed( 'product', '101' );
		$this->settle();
		$this->broken = 'SELECT id, topic, object';
		try {
			Claim::take( 10, 300 );
			$this->fail( 'It reads on.' );
		} catch ( ReadFailure $failure ) {
			$this->broken = '';
		}
		$this->assertSame( array( array( '0' ), array( '' ) ), array( array_column( $this->rows(), 'attempts' ), array_column( $this->rows(), 'claim' ) ) );
		$this->assertCount( 1, Claim::take( 10, 300 )->rows );
	}

	/** A table that is not there is empty: an update without activation, a new site of a network. */
	public function test_a_table_that_is_not_there(): void {
		$this->sql( 'DROP TABLE ' . \Storewire\Outbox\OutboxTable::name() );
		$this->assertSame( 0, \Storewire\Outbox\Outbox::size() );
		$this->expectException( ReadFailure::class );
		Database::rows( 'SELECT * FROM some_table_that_is_not_there' );
	}

	/** @return array<string,string|false> Schedules by hook. */
	private function scheduled(): array {
		$hooks = array_keys( Schedule::SCHEDULES );
		return array_filter( array_combine( $hooks, array_map( 'wp_get_schedule', $hooks ) ) );
	}
}
