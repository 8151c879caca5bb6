<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Tests\Support\StoreTestCase;

/**
 * C1–C4, C6, C8, C10, S9, D8: connecting and disconnecting, against the running reference backend over HTTP.
 */
final class ConnectionFlowTest extends StoreTestCase {

	public function test_c1_connect_approve_confirm_starts_the_first_sync(): void {
		$begun = $this->site()->actions()->connect( array( 'imports' => array( 'orders' => false ) ), '' );
		$this->assertNotWPError( $begun );
		$this->assertSame( 'waiting', $begun['screen'] );
		$this->assertStringStartsWith( STOREWIRE_BACKEND_URL . '/authorize/', $begun['pending']['authorizeUrl'] );

		$query = $this->approved();
		$back  = $this->site()->actions()->returned( $query['storewire_state'], $query['code'] );
		$this->assertNotWPError( $back );
		$this->assertSame( 'confirm', $back['screen'] );
		$this->assertSame( 'Acme Coffee', $back['pending']['company'] );
		$this->assertSame( 'none', $back['connection']['state'], 'nothing is connected before the owner confirms' );
		$this->assertFalse( get_option( 'storewire_connection' ) );

		$done = $this->site()->actions()->confirm();
		$this->assertNotWPError( $done );
		$this->assertSame( 'connected', $done['screen'] );
		$this->assertSame( 'Acme Coffee', $done['connection']['company'] );
		$this->assertContains( $done['sync']['state'], array( 'running', 'done' ), 'S9' );
		$this->assertArrayNotHasKey( 'orders', $done['sync']['types'], 'C6: what was not chosen is not imported' );
		$this->assertFalse( get_option( 'storewire_pending' ) );
		$this->assertNotFalse( wp_next_scheduled( 'storewire_sync_tick' ) );
		$this->assertNotFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
	}

	public function test_c1_the_backend_learns_what_the_protocol_asks_for(): void {
		$this->site()->actions()->connect( array(), '' );
		$paths = array_column( $this->backend->requests(), 'path' );
		$this->assertSame( array( '/api/woocommerce/connections' ), $paths );
		$this->assertSame( array( 201 ), array_column( $this->backend->requests(), 'status' ) );
	}

	public function test_c3_no_secret_is_readable_in_the_database_or_on_the_page(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$this->assertStringNotContainsString( $query['storewire_state'], $this->dump(), 'the state is kept as a hash' );
		$this->site()->actions()->returned( $query['storewire_state'], $query['code'] );
		$this->assertStringNotContainsString( $query['code'], $this->dump() );
		$this->site()->actions()->confirm();
		$token = $this->site()->connection()->token();
		$this->assertNotEmpty( $token );
		$this->assertStringNotContainsString( $token, $this->dump() );
		$this->assertStringNotContainsString( 'whsec_', $this->dump() );
		$this->assertStringNotContainsString( $token, (string) wp_json_encode( $this->site()->actions()->status() ) );
		ob_start();
		\Storewire\plugin()->admin_page()->show();
		$this->assertStringNotContainsString( $token, ob_get_clean() );
	}

	public function test_c1_a_link_sent_by_somebody_else_connects_nothing(): void {
		$this->assertError( 'does not belong to a connection that was started here', $this->site()->actions()->returned( 'guess', 'code' ) );

		$this->site()->actions()->connect( array(), '' );
		$this->assertError( 'does not belong', $this->site()->actions()->returned( 'guess', 'code' ) );
		$this->assertSame( 'waiting', $this->site()->actions()->status()['screen'], 'the owner can still go on' );
		$query = $this->approved();
		$this->assertNotWPError( $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
	}

	public function test_c1_only_the_user_who_clicked_connect_can_finish(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$other = self::user( 'shop_manager' );
		wp_set_current_user( $other );
		$this->assertError( 'Another user', $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		wp_set_current_user( 1 );
		$this->site()->actions()->returned( $query['storewire_state'], $query['code'] );
		wp_set_current_user( $other );
		$this->assertError( 'Another user', $this->site()->actions()->confirm() );
		$this->assertFalse( get_option( 'storewire_connection' ) );
		wp_set_current_user( 1 );
		$this->assertNotWPError( $this->site()->actions()->confirm() );
	}

	public function test_c1_a_wrong_code_connects_nothing_and_says_what_to_do(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$this->assertError( 'Click Connect', $this->site()->actions()->returned( $query['storewire_state'], 'wrong' ) );
		$this->assertSame( 'none', $this->site()->actions()->status()['screen'] );
		$this->assertNotWPError( $this->site()->actions()->connect( array(), '' ), 'a second try works' );
	}

	public function test_c1_the_company_is_named_again_before_the_token_is_kept(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$this->site()->actions()->returned( $query['storewire_state'], $query['code'] );
		$this->site()->pending()->name_company( '999', 'Somebody Else' );
		$this->assertError( 'another company', $this->site()->actions()->confirm() );
		$this->assertFalse( get_option( 'storewire_connection' ) );
	}

	public function test_c1_denied(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved( 'Deny' );
		$this->assertArrayNotHasKey( 'code', $query );
		$this->assertError( 'not approved', $this->site()->actions()->returned( $query['storewire_state'], '' ) );
		$status = $this->site()->actions()->status();
		$this->assertSame( 'none', $status['screen'] );
		$this->assertStringContainsString( 'Click Connect', $status['pending']['message'] );
	}

	public function test_c1_polling_sees_the_approval_and_the_denial(): void {
		$this->site()->actions()->connect( array(), '' );
		$this->backend->decide( $this->site()->pending()->authorize_url() );
		$this->poll_is_due();
		$this->assertSame( 'approved', $this->site()->actions()->poll()['screen'] );

		$this->site()->actions()->connect( array(), '' );
		$this->backend->decide( $this->site()->pending()->authorize_url(), 'Deny' );
		$this->poll_is_due();
		$this->assertSame( 'failed', $this->site()->actions()->poll()['pending']['stage'] );
	}

	public function test_c1_polling_keeps_to_the_interval(): void {
		$this->site()->actions()->connect( array(), '' );
		foreach ( range( 1, 5 ) as $again ) {
			$this->site()->actions()->poll();
		}
		$this->assertCount( 1, $this->backend->requests(), 'only the request of Connect itself' );
	}

	/**
	 * R21: a second tab asks the backend, and while it waits for the answer the browser brings the code.
	 */
	public function test_c1_a_slow_poll_leaves_the_code_that_came_meanwhile(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$this->poll_meanwhile(
			function () use ( $query ): void {
				$this->assertNotWPError( $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
			}
		);
		$this->assertSame( 'confirm', $this->site()->pending()->stage() );
		$this->assertTrue( $this->site()->pending()->has_code() );
		$this->assertNotWPError( $this->site()->actions()->confirm() );
	}

	/** R21: what was confirmed or cancelled meanwhile does not come back to life. */
	public function test_c1_a_slow_poll_does_not_bring_back_what_is_over(): void {
		$this->site()->actions()->connect( array(), '' );
		$this->poll_meanwhile( fn() => $this->site()->actions()->cancel() );
		$this->assertSame( 'none', $this->site()->pending()->stage() );
		$this->assertSame( 'none', $this->site()->actions()->status()['screen'] );
	}

	/** R21, the other way round: a poll has noted that it asked, after the page that the browser came back to was begun. */
	public function test_c1_the_code_is_kept_whatever_a_poll_notes_meanwhile(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$late  = $this->site()->actions();
		$this->poll_is_due();
		$this->site()->actions()->poll();
		$this->assertNotWPError( $late->returned( $query['storewire_state'], $query['code'] ) );
		$this->assertSame( 'confirm', $this->site()->pending()->stage() );
	}

	/** R21: of two that connect at the same time the later one counts; the other's poll says nothing of it. */
	public function test_c1_a_slow_poll_of_an_older_attempt_leaves_the_newer_one_alone(): void {
		$this->site()->actions()->connect( array(), '' );
		$older = $this->site()->pending()->id();
		$this->poll_meanwhile( fn() => $this->site()->actions()->connect( array(), '' ) );
		$this->assertNotSame( $older, $this->site()->pending()->id() );
		$this->assertSame( 'waiting', $this->site()->pending()->stage() );
		$this->assertSame( '', $this->site()->pending()->message() );
	}

	/** Polls; something else happens while the backend is asked. */
	private function poll_meanwhile( callable $what ): void {
		$this->poll_is_due();
		$once = function ( array $arguments, string $url ) use ( $what, &$once ): array {
			if ( false !== strpos( $url, '/connections/' ) ) {
				remove_filter( 'http_request_args', $once );
				$what();
			}
			return $arguments;
		};
		add_filter( 'http_request_args', $once, 10, 2 );
		$this->site()->actions()->poll();
		$this->assertFalse( has_filter( 'http_request_args', $once ), 'the backend was asked' );
	}

	public function test_c1_expired(): void {
		$this->site()->actions()->connect( array(), '' );
		$query                = $this->approved();
		$this->change_pending( array( 'expiresAt' => time() - 1 ) );
		$this->assertError( 'took too long', $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$this->assertSame( 'none', $this->site()->actions()->status()['screen'] );
	}

	public function test_c1_cancel_after_the_company_was_named_gives_the_token_back(): void {
		$this->site()->actions()->connect( array(), '' );
		$query = $this->approved();
		$this->site()->actions()->returned( $query['storewire_state'], $query['code'] );
		$this->assertSame( 'none', $this->site()->actions()->cancel()['screen'] );
		$this->assertFalse( get_option( 'storewire_pending' ) );
		$requests = $this->backend->requests();
		$this->assertSame( '/api/woocommerce/disconnect', end( $requests )['path'] );
		$this->assertSame( 200, end( $requests )['status'] );
	}

	public function test_c8_disconnect_tells_the_backend_and_keeps_the_settings(): void {
		$this->connect();
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$done = $this->site()->actions()->disconnect( false );
		$this->assertNotWPError( $done );
		$this->assertSame( 'none', $done['screen'] );
		$requests = $this->backend->requests();
		$this->assertSame( '/api/woocommerce/disconnect', end( $requests )['path'] );
		$this->assertFalse( get_option( 'storewire_connection' ) );
		$this->assertFalse( get_option( 'storewire_sync' ) );
		$this->assertFalse( wp_next_scheduled( 'storewire_sync_tick' ) );
		$this->assertFalse( wp_next_scheduled( 'storewire_heartbeat' ) );
		$this->assertFalse( $this->site()->settings()->all()['sync']['orders'] );
		$this->connect();
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'connecting again works' );
	}

	public function test_c8_disconnect_when_the_backend_cannot_be_told(): void {
		$this->connect();
		$this->backend->fault( 'outage' );
		$this->assertInstanceOf( \WP_Error::class, $this->site()->actions()->disconnect( false ) );
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'nothing is half done' );
		$this->assertNotWPError( $this->site()->actions()->disconnect( true ) );
		$this->assertSame( 'none', $this->site()->connection()->state() );
	}

	public function test_d8_before_connecting_nothing_leaves_the_site(): void {
		$asked = array();
		$spy   = static function ( $answer, $args, $url ) use ( &$asked ) {
			$asked[] = $url;
			return $answer;
		};
		add_filter( 'pre_http_request', $spy, 10, 3 );
		$site = $this->site();
		$site->actions()->status();
		$site->actions()->poll();
		$site->sync_actions()->step();
		$site->actions()->change_settings( array( 'sync' => array( 'orders' => false ) ) );
		$this->assertError( 'not connected', $site->sync_actions()->start( array(), '', '' ) );
		do_action( 'storewire_sync_tick' );
		do_action( 'storewire_heartbeat' );
		$verdicts = $site->sender()->deliver( array( array( new \Storewire\Core\Item( 'order:1:x', 'order', '{}' ) ) ), new \Storewire\Delivery\DeliveryHistory() );
		$this->assertSame( array( array(), array() ), array( $verdicts[0]->acked, $verdicts[0]->buried ), 'It waits.' );
		ob_start();
		\Storewire\plugin()->admin_page()->show();
		ob_end_clean();
		remove_filter( 'pre_http_request', $spy );
		$this->assertSame( array(), $asked );
		$this->assertSame( array(), $this->backend->requests() );
	}

	public function test_c10_only_a_hash_of_the_url_is_kept_and_scheme_and_www_do_not_matter(): void {
		$this->connect();
		$stored = get_option( 'storewire_connection' );
		$this->assertStringNotContainsString( (string) wp_parse_url( home_url(), PHP_URL_HOST ), (string) wp_json_encode( $stored ) );
		$hash = array();
		foreach ( array( 'https://yourstore.com', 'https://www.yourstore.com/', 'https://WWW.YourStore.com:443', 'https://staging.yourstore.com' ) as $url ) {
			add_filter(
				'option_home',
				$filter = static function () use ( $url ): string {
					return $url;
				}
			);
			$hash[] = \Storewire\Shop\StoreAddress::of_this_site( $this->site()->core() )->hash;
			remove_filter( 'option_home', $filter );
		}
		$this->assertSame( $hash[0], $hash[1] );
		$this->assertSame( $hash[0], $hash[2] );
		$this->assertNotSame( $hash[0], $hash[3] );
	}

	private function poll_is_due(): void {
		$this->change_pending( array( 'polledAt' => 0 ) );
	}
}
