<?php
declare(strict_types=1);

namespace Storewire\Tests\Background;

use Storewire\Background\TakenCommands;
use Storewire\Generated\Rules;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * D7: what the backend asks of the store by signed requests, over HTTP; and what the store refuses.
 */
final class CommandsTest extends StoreTestCase {

	/** @var callable Lets WP-Cron work again. */
	private $loud;

	/** WP-Cron, which every request may start, asks for no commands meanwhile. */
	protected function setUp(): void {
		parent::setUp();
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
	}

	public function test_d7_settings_take_effect_at_once_and_others_stay(): void {
		$this->connect();
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'settings', 'sync' => array( 'products' => false ) ) ) );
		$this->assertSame( 200, $sent['answers'][0]['status'], $sent['answers'][0]['body'] );
		$sync = $this->site()->settings()->all()['sync'];
		$this->assertFalse( $sync['products'] );
		$this->assertTrue( $sync['orders'] );
	}

	public function test_d7_a_sync_is_begun_and_goes_on_in_the_background(): void {
		$this->connect();
		$this->site()->sync()->forget();
		wp_clear_scheduled_hook( 'storewire_sync_tick' );
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'sync', 'types' => array( 'products' ) ) ) );
		$this->assertSame( 200, $sent['answers'][0]['status'], $sent['answers'][0]['body'] );
		wp_cache_flush();
		$this->assertSame( array( 'products' ), array_keys( $this->site()->sync()->status()['types'] ) );
		$this->assertIsInt( wp_next_scheduled( 'storewire_sync_tick' ) );
	}

	/** A12, X14: the answer says what became of a request that met a running sync; both take moments. */
	public function test_x14_the_answer_says_what_met_a_running_sync(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$ask   = fn( array $command ): array => json_decode( $this->backend->command( array( 'command' => array( 'type' => 'sync' ) + $command ) )['answers'][0]['body'], true )['sync'];
		$month = array( 'from' => 978307200, 'to' => 980985599 );
		$this->assertSame( array( 'joined' => false, 'added' => array(), 'underWay' => array() ), $ask( array( 'types' => array( 'products' ) ) + $month ) );
		wp_cache_flush();
		$this->assertSame( $month, array_intersect_key( $this->site()->sync()->status(), $month ) );
		$this->assertSame( array( 'joined' => true, 'added' => array( 'orders' ), 'underWay' => array( 'products' ) ), $ask( array( 'types' => array( 'orders', 'products' ) ) + $month ) );
		wp_cache_flush();
		$this->assertSame( array( 'products', 'orders' ), array_keys( $this->site()->sync()->status()['types'] ) );
	}

	/** A12, A13: the owner asks at the backend's page, and reads there what became of it. */
	public function test_a13_a_part_is_asked_for_at_the_backend(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$page = $this->backend->settings()->press( 'Sync Store', array( 'types.orders' => 'on', 'from' => '2001-01-01', 'to' => '2001-01-31' ) );
		wp_cache_flush();
		$status = $this->site()->sync()->status();
		$this->assertSame( array( array( 'orders' ), 978307200, 980985599 ), array( array_keys( $status['types'] ), $status['from'], $status['to'] ) );
		$page = $this->backend->settings()->press( 'Sync Store', array( 'types.contacts' => 'on' ) )->follow();
		$this->assertStringContainsString( 'The store was syncing already. Added to it: Contacts.', $page->text() );
	}

	/** A15: a switch turned on at the backend offers to catch up on both sides, until one of them does. */
	public function test_a15_a_switch_turned_on_at_the_backend_offers_to_catch_up_on_both_sides(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$this->backend->save_choices( array( 'sync.orders' ) );
		wp_cache_flush();
		$this->assertFalse( $this->site()->settings()->all()['sync']['orders'] );
		$this->assertSame( array(), $this->site()->actions()->status()['missed'] );
		$this->backend->settings()->press( 'Save choices', array( 'sync.orders' => 'on' ) );
		wp_cache_flush();
		$this->assertSame( array( 'orders' ), $this->site()->actions()->status()['missed'] );
		$this->assertStringContainsString( 'Sync now: Orders', $this->backend->settings_page() );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertStringContainsString( 'Sync now: Orders', $this->backend->settings_page() );
		$this->site()->sync()->start( array( 'orders' ), 978307200, 980985599 );
		$this->assertSame( array( 'orders' ), $this->site()->actions()->status()['missed'], 'A part is not all.' );
		$this->backend->press( 'Sync now: Orders' );
		wp_cache_flush();
		$this->assertSame( array(), $this->site()->actions()->status()['missed'] );
		$this->assertStringNotContainsString( 'Sync now: Orders', $this->backend->settings_page() );
	}

	/** A15: what was switched here, and less consent that is asked for, is offered there as well; and can be put away. */
	public function test_a15_what_is_turned_on_here_is_offered_there(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$this->site()->actions()->change_settings( array( 'sync' => array( 'products' => false ), 'consent' => 'subscribers' ) );
		$this->assertSame( array(), $this->site()->actions()->status()['missed'] );
		$this->site()->actions()->change_settings( array( 'sync' => array( 'products' => true ), 'consent' => 'all' ) );
		$this->assertSame( Rules::TYPES, $this->site()->actions()->status()['missed'] );
		$this->assertStringContainsString( 'Sync now: Contacts, Products, Orders, Transactions', $this->backend->settings_page() );
		$this->assertSame( array(), $this->site()->actions()->skip_missed()['missed'] );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertStringNotContainsString( 'Sync now:', $this->backend->settings_page() );
	}

	public function test_c8_a_disconnect_ends_the_connection_and_keeps_the_choices(): void {
		$this->connect();
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'disconnect' ) ) );
		$this->assertSame( 200, $sent['answers'][0]['status'], $sent['answers'][0]['body'] );
		$this->assertSame( 'none', $this->site()->connection()->state() );
		$this->assertFalse( $this->site()->settings()->all()['sync']['orders'] );
		$this->assertFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
		$again = $this->backend->command( array( 'command' => array( 'type' => 'sync' ) ) );
		$this->assertSame( 401, $again['answers'][0]['status'], 'no secret, nobody to believe' );
	}

	/** @dataProvider bad */
	public function test_d7_what_is_not_signed_well_is_refused( string $variant, string $says ): void {
		$this->connect();
		$sent = $this->backend->command(
			array(
				'command' => array( 'type' => 'settings', 'sync' => array( 'products' => false ) ),
				'variant' => $variant,
			)
		);
		$this->assertSame( 401, $sent['answers'][0]['status'] );
		$this->assertStringContainsString( $says, $sent['answers'][0]['body'] );
		$this->assertTrue( $this->site()->settings()->all()['sync']['products'] );
		$this->assertFalse( get_option( TakenCommands::OPTION ), 'nobody can use ids up' );
	}

	/** @return array<string,array{string,string}> */
	public static function bad(): array {
		return array(
			'unsigned'        => array( 'unsigned', 'not signed' ),
			'stale'           => array( 'stale', 'five minutes' ),
			'early'           => array( 'early', 'five minutes' ),
			'wrong signature' => array( 'wrong_signature', 'No signature is right' ),
			'wrong secret'    => array( 'wrong_secret', 'No signature is right' ),
			'changed body'    => array( 'changed_body', 'No signature is right' ),
		);
	}

	public function test_d7_a_replay_is_refused(): void {
		$this->connect();
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'settings', 'sync' => array( 'products' => false ) ), 'times' => 2 ) );
		$this->assertSame( array( 200, 409 ), array_column( $sent['answers'], 'status' ) );
		$this->assertStringContainsString( 'taken before', $sent['answers'][1]['body'] );
		$this->site()->settings()->change( array( 'sync' => array( 'products' => true ) ) );
		$this->site()->commands()->receive( array( 'id' => $sent['id'], 'type' => 'settings', 'sync' => array( 'products' => false ) ) );
		$this->assertTrue( $this->site()->settings()->all()['sync']['products'], 'nor does the heartbeat do it again' );
	}

	/** @dataProvider malformed */
	public function test_d7_malformed_bodies_are_refused_and_leave_nothing( string $body ): void {
		$this->connect();
		$before = $this->site()->settings()->all();
		$sent   = $this->backend->command( array( 'command' => $body ) );
		$this->assertContains( $sent['answers'][0]['status'], array( 400, 413, 422 ), $sent['answers'][0]['body'] );
		$this->assertNotEmpty( json_decode( $sent['answers'][0]['body'], true )['message'] );
		$this->assertSame( $before, $this->site()->settings()->all() );
		$this->assertFalse( get_option( TakenCommands::OPTION ) );
	}

	/** @return array<string,array{string}> */
	public static function malformed(): array {
		return array(
			'nothing'         => array( '' ),
			'no JSON'         => array( '{"type":' ),
			'null'            => array( 'null' ),
			'a number'        => array( '5' ),
			'a text'          => array( '"sync"' ),
			'a list'          => array( '["sync"]' ),
			'no type'         => array( '{}' ),
			'unknown type'    => array( '{"type":"explode"}' ),
			'wrong types'     => array( '{"type":"sync","types":["weather"]}' ),
			'a wrong switch'  => array( '{"type":"settings","sync":{"orders":"perhaps"}}' ),
			'very deep'       => array( str_repeat( '[', 600 ) . str_repeat( ']', 600 ) ),
			'very long'       => array( '{"type":"disconnect","x":"' . str_repeat( 'x', 70000 ) . '"}' ),
		);
	}

	public function test_d7_a_store_that_cannot_be_reached_hears_with_its_heartbeat(): void {
		$this->unreachable();
		$this->connect();
		$this->site()->sync()->forget();
		$this->backend->save_choices( array( 'sync.products' ) );
		$this->backend->press( 'Sync Store' );
		$this->assertTrue( $this->site()->settings()->all()['sync']['products'], 'nothing has arrived' );
		$this->assertSame( 'idle', $this->site()->sync()->status()['state'] );
		$this->assertStringContainsString( 'could not be reached', $this->backend->settings_page() );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertFalse( $this->site()->settings()->all()['sync']['products'] );
		$this->assertNotSame( 'idle', $this->site()->sync()->status()['state'] );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertStringNotContainsString( 'could not be reached', $this->backend->settings_page(), 'the store has said that it is done' );
	}

	public function test_d7_what_was_handed_out_twice_is_done_once(): void {
		$this->unreachable();
		$this->connect();
		$this->backend->save_choices( array( 'sync.products' ) );
		$this->site()->ticks()->heartbeat_tick();
		$this->site()->settings()->change( array( 'sync' => array( 'products' => true ) ) );
		// The answer to the second heartbeat is lost, and so the backend hands the command out again.
		$this->backend->fault( '500', '/heartbeat', 1 );
		$this->site()->ticks()->heartbeat_tick();
		$this->site()->ticks()->heartbeat_tick();
		$this->assertTrue( $this->site()->settings()->all()['sync']['products'] );
	}

	public function test_c8_a_store_that_cannot_be_reached_learns_that_it_was_disconnected(): void {
		$this->unreachable();
		$this->connect();
		$this->backend->press( 'Disconnect this store' );
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'nothing has arrived' );
		$this->site()->ticks()->heartbeat_tick();
		$status = $this->site()->actions()->status();
		$this->assertSame( 'none', $status['screen'] );
		$this->assertStringContainsString( 'ended the connection', $status['connection']['problem'] );
		$this->assertFalse( get_option( 'storewire_recording' ) );
	}

	/** Nobody listens where the backend is told to send commands. */
	private function unreachable(): void {
		add_filter( 'rest_url', static fn(): string => home_url( '/no-such-page' ) );
	}

	protected function tearDown(): void {
		( $this->loud )();
		remove_all_filters( 'rest_url' );
		parent::tearDown();
	}

	public function test_d7_of_many_claims_one_wins_and_the_book_stays_small(): void {
		for ( $id = 0; $id < 120; $id++ ) {
			$this->assertTrue( TakenCommands::claim( "old-$id", time() - 1 ) );
		}
		$this->assertLessThanOrEqual( TakenCommands::KEPT, count( TakenCommands::done() ) );
		$this->assertTrue( TakenCommands::claim( '7', time() + 600 ) );
		$this->assertFalse( TakenCommands::claim( '7', time() + 600 ) );
		// Another process writes between this one's reading and writing.
		$slow = new \Storewire\Support\LeasedOption( TakenCommands::OPTION );
		$read = $slow->read();
		$this->assertTrue( TakenCommands::claim( 'fast', time() + 600 ) );
		$this->assertFalse( $slow->write( $read, false ) );
		$this->assertTrue( TakenCommands::has( 'fast' ) );
		TakenCommands::release( 'fast' );
		$this->assertFalse( TakenCommands::has( 'fast' ) );
	}

	public function test_d7_the_same_request_many_times_at_once_is_done_once(): void {
		$this->connect();
		$sealed = get_option( 'storewire_connection' )['secret'];
		$secret = \Storewire\Support\Vault::open( $sealed );
		$body   = '{"type":"settings","sync":{"products":false}}';
		$at     = (string) time();
		$mac    = base64_encode( hash_hmac( 'sha256', "same.$at.$body", base64_decode( substr( $secret, 6 ) ), true ) );
		$one    = array(
			'url'     => rest_url( 'storewire/v1/commands' ),
			'type'    => 'POST',
			'data'    => $body,
			'headers' => array( 'Content-Type' => 'application/json', 'webhook-id' => 'same', 'webhook-timestamp' => $at, 'webhook-signature' => "v1,$mac" ),
		);
		$answers  = \WpOrg\Requests\Requests::request_multiple( array_fill( 0, 8, $one ), array( 'timeout' => 60 ) );
		$statuses = array_count_values( array_column( $answers, 'status_code' ) );
		ksort( $statuses );
		$this->assertSame( array( 200 => 1, 409 => 7 ), $statuses );
	}
}
