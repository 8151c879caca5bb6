<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Tests\Support\LyingCache;
use Storewire\Tests\Support\StoreTestCase;

/**
 * D3, D4 and bad input while connecting: whatever the backend answers, the owner reads what is wrong and what to do, the
 * state stays intact, and the next try succeeds.
 */
final class ConnectionTroubleTest extends StoreTestCase {

	/** @return array<string,array{string,string}> */
	public static function faults(): array {
		return array(
			'HTML instead of JSON' => array( 'html', 'storewire_not_a_backend' ),
			'half a response'      => array( 'truncated', 'storewire_unreachable' ),
			'wrong JSON'           => array( 'wrong_json', 'storewire_not_a_backend' ),
			'a redirect'           => array( 'redirect', 'storewire_redirected' ),
			'no answer'            => array( 'hang', 'storewire_unreachable' ),
			'an outage'            => array( 'outage', 'storewire_server_trouble' ),
			'a fault inside'       => array( '500', 'storewire_server_trouble' ),
			'too many requests'    => array( '429', 'storewire_server_trouble' ),
		);
	}

	public function test_connect_meets_a_server_that_is_no_backend(): void {
		foreach ( array( 401, 403, 404, 405, 410, 422 ) as $status ) {
			$this->backend->strike( array( 'mode' => 'html', 'status' => $status ) );
			$error = $this->site()->actions()->connect( array(), '' );
			$this->assertInstanceOf( \WP_Error::class, $error );
			$this->assertSame( 'storewire_not_a_backend', $error->get_error_code(), $error->get_error_message() );
		}
	}

	/** R2: while the owner approves, a page says neither that they did not, nor that it is too late. */
	public function test_r2_a_page_does_not_end_the_attempt(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		foreach ( array( 401, 403, 404, 409, 410 ) as $status ) {
			$this->backend->strike( array( 'mode' => 'html', 'status' => $status ) );
			$this->assertInstanceOf( \WP_Error::class, $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
			$this->assertSame( 'approved', $this->site()->actions()->status()['screen'], "HTTP $status" );
		}
		$this->backend->fault( 'none' );
		$this->assertNotWPError( $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$this->assertNotWPError( $this->site()->actions()->confirm() );
	}

	/** @dataProvider faults */
	public function test_connect_meets_trouble( string $fault, string $code ): void {
		self::hurry();
		$this->backend->fault( $fault );
		$error = $this->site()->actions()->connect( array( 'sync' => array( 'orders' => false ) ), '' );
		$this->assertInstanceOf( \WP_Error::class, $error );
		$this->assertSame( $code, $error->get_error_code(), $error->get_error_message() );
		$this->assertGreaterThan( 30, strlen( $error->get_error_message() ) );
		$this->assertFalse( get_option( 'storewire_pending' ), 'nothing is half done' );
		$this->assertFalse( $this->site()->settings()->all()['sync']['orders'], 'choices are kept' );
		$this->backend->fault( 'none' );
		$this->assertNotWPError( $this->site()->actions()->connect( array(), '' ) );
	}

	/** @dataProvider faults */
	public function test_the_return_from_the_backend_meets_trouble( string $fault ): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		self::hurry();
		$this->backend->fault( $fault, 'token' );
		$this->assertInstanceOf( \WP_Error::class, $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$status = $this->site()->actions()->status();
		$this->assertSame( 'approved', $status['screen'] );
		$this->assertNotSame( '', $status['pending']['message'] );
		$this->backend->fault( 'none' );
		$this->change_pending( array( 'polledAt' => 0 ) );
		$this->assertSame( 'confirm', $this->site()->actions()->poll()['screen'], 'the code was kept and is tried again' );
		$this->assertNotWPError( $this->site()->actions()->confirm() );
	}

	/** @dataProvider faults */
	public function test_confirm_meets_trouble( string $fault ): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$this->site()->actions()->returned( $query['storewire_state'], $query['code'] );
		self::hurry();
		$this->backend->fault( $fault, 'token' );
		$this->assertInstanceOf( \WP_Error::class, $this->site()->actions()->confirm() );
		$this->assertSame( 'confirm', $this->site()->actions()->status()['screen'] );
		$this->backend->fault( 'none' );
		$this->assertNotWPError( $this->site()->actions()->confirm(), 'C1: until its first use the same token comes back' );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
	}

	/** @dataProvider faults */
	public function test_a_heartbeat_meets_trouble( string $fault ): void {
		$this->connect();
		self::hurry();
		$this->backend->fault( $fault, 'heartbeat' );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertSame( 'connected', $this->site()->connection()->state() );
	}

	/** @dataProvider refusals */
	public function test_d3_a_token_that_is_no_longer_accepted_leads_to_reconnect_mode( string $fault ): void {
		$this->connect();
		$this->backend->fault( $fault );
		$this->site()->ticks()->heartbeat_tick();
		$status = $this->site()->actions()->status();
		$this->assertSame( 'reconnect', $status['screen'] );
		$this->assertNotSame( '', $status['connection']['problem'] );
		$this->assertNull( $this->site()->connection()->token(), 'nothing is sent any more' );
		$this->backend->fault( 'none' );
		$this->connect();
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'the way forward' );
	}

	/** @return array<string,array{string}> */
	public static function refusals(): array {
		return array(
			'401' => array( '401' ),
			'403' => array( '403' ),
			'404' => array( '404' ),
		);
	}

	public function test_d4_gone_means_disconnected_and_the_owner_reads_why(): void {
		$this->connect();
		$this->backend->fault( '410' );
		$this->site()->ticks()->heartbeat_tick();
		$status = $this->site()->actions()->status();
		$this->assertSame( 'none', $status['screen'] );
		$this->assertStringContainsString( 'ended the connection', $status['connection']['problem'] );
		$this->assertFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
	}

	public function test_a_late_word_on_a_replaced_token_changes_nothing(): void {
		$this->connect();
		$slow = $this->site();
		$slow->connection()->token();
		$this->connect();
		$slow->connection()->apply( 'reconnect', 'late' );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$slow->connection()->apply( 'disconnected', 'late' );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->site()->actions()->disconnect( false );
		$slow->connection()->seen();
		$this->assertSame( 'none', $this->site()->connection()->state(), 'nor does it bring an ended connection back' );
	}

	/** X10: what is decided on is read past an object cache that keeps what was deleted. */
	public function test_x10_a_cache_that_lies_decides_nothing(): void {
		$true = LyingCache::put_in_place();
		try {
			$this->connect();
			$slow = $this->site();
			$slow->connection()->token();
			get_option( 'storewire_connection' );
			$this->connect();
			$slow->connection()->apply( 'reconnect', 'late' );
			$this->assertSame( 'connected', $this->site()->connection()->state(), 'a late word on the old token' );
			get_option( 'storewire_connection' );
			$this->assertNotWPError( $this->site()->actions()->disconnect( false ) );
			$this->assertSame( array( 'none', null ), array( $this->site()->connection()->state(), $this->site()->connection()->token() ) );
			get_option( 'storewire_settings' );
			$this->connect();
			$this->assertSame( 'connected', $this->site()->connection()->state() );
			$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
			$this->assertFalse( $this->site()->settings()->all()['sync']['orders'] );
		} finally {
			$GLOBALS['wp_object_cache'] = $true;
			wp_cache_flush();
		}
		$this->assertSame( 'connected', $this->site()->connection()->state() );
	}

	/** X10's sibling: the word comes while somebody connects anew, between reading and writing. */
	public function test_x10_a_late_word_meets_a_new_connection(): void {
		$this->connect();
		$slow = $this->site();
		$slow->connection()->token();
		$this->before_writing( 'storewire_connection', fn() => $this->connect() );
		$slow->connection()->apply( 'disconnected', 'late' );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
	}

	public function test_c3_rotated_salts_lead_to_reconnect_mode_and_not_to_a_fatal(): void {
		$this->connect();
		self::rotate_salts();
		$status = $this->site()->actions()->status();
		$this->assertSame( 'reconnect', $status['screen'] );
		$this->assertSame( 'Acme Coffee', $status['connection']['company'] );
		$this->assertStringContainsString( 'security keys', $status['connection']['problem'] );
		$this->site()->ticks()->heartbeat_tick();
		$this->site()->ticks()->sync_tick();
		$this->connect();
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'the way forward' );
	}

	public function test_c3_salts_rotated_while_connecting(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		self::rotate_salts();
		$this->assertError( 'security keys', $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$this->assertNotWPError( $this->site()->actions()->connect( array(), '' ) );
	}

	public function test_c3_a_damaged_option_leads_nowhere_bad(): void {
		foreach ( array( 'nonsense', array(), array( 'problem' => '' ), array( 'problem' => '', 'token' => 5, 'company' => 'x' ), array( 'problem' => '', 'token' => '!!', 'lastSeenAt' => 0 ) ) as $damaged ) {
			update_option( 'storewire_connection', $damaged );
			update_option( 'storewire_pending', $damaged );
			$this->assertContains( $this->site()->actions()->status()['screen'], array( 'none', 'reconnect' ) );
			$this->site()->ticks()->heartbeat_tick();
		}
	}

	public function test_c5_a_store_url_that_cannot_be_connected_is_explained(): void {
		add_filter(
			'option_home',
			static function (): string {
				return 'http://yourstore.com';
			}
		);
		$error = $this->site()->actions()->connect( array(), '' );
		$this->assertError( 'http://yourstore.com', $error );
		$this->assertError( 'https://', $error );
		$this->assertSame( array(), $this->backend->requests() );
	}

	public function test_a_backend_that_refuses_says_why_in_its_own_words(): void {
		add_filter( 'rest_url', $elsewhere = static fn(): string => 'https://elsewhere.example/wp-json/storewire/v1/commands' );
		$error = $this->site()->actions()->connect( array(), '' );
		remove_filter( 'rest_url', $elsewhere );
		$this->assertError( 'commandsUrl', $error );
	}

	/** R27: the browser could not come back, so the owner is told what to change, and the backend is not asked. */
	public function test_r27_wordpress_on_another_host_than_the_store_is_explained(): void {
		$elsewhere = str_replace( '127.0.0.1', 'localhost', (string) get_option( 'siteurl' ) );
		add_filter( 'option_siteurl', $move = static fn(): string => $elsewhere );
		$error = $this->site()->actions()->connect( array(), '' );
		remove_filter( 'option_siteurl', $move );
		$this->assertError( 'Make WordPress Address and Site Address begin alike', $error );
		$this->assertSame( array(), $this->backend->requests() );
	}

	/** R27: behind a proxy WordPress may take its REST routes for http; commands go where the store is. */
	public function test_r27_commands_go_to_the_scheme_of_the_store(): void {
		foreach ( array( 'option_home', 'option_siteurl' ) as $option ) {
			add_filter( $option, static fn(): string => 'http://yourstore.com' );
		}
		$_SERVER['HTTPS'] = 'on';
		$_SERVER['SERVER_NAME'] = 'inner.example';
		$found = \Storewire\Shop\StoreAddress::addresses( $this->site()->core() );
		unset( $_SERVER['HTTPS'], $_SERVER['SERVER_NAME'] );
		remove_all_filters( 'option_siteurl' );
		$this->assertSame( 'https://yourstore.com', $found['storeUrl'] );
		$this->assertStringStartsWith( 'https://yourstore.com/', $found['commandsUrl'] );
	}

	/** The transport waits two seconds, not twenty. */
	private static function hurry(): void {
		add_filter(
			'http_request_args',
			static function ( array $args ): array {
				return array( 'timeout' => 2 ) + $args;
			}
		);
	}

	private static function rotate_salts(): void {
		add_filter(
			'salt',
			static function ( string $salt ): string {
				return "rotated $salt";
			}
		);
	}

	protected function tearDown(): void {
		remove_all_filters( 'http_request_args' );
		parent::tearDown();
	}
}
