<?php
declare(strict_types=1);

namespace Storewire\Tests\Background;

use Storewire\Background\ReconnectRequest;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * A3, C8: Reconnect while connected, from either side.
 */
final class ReconnectRequestTest extends StoreTestCase {

	/** @var callable Lets WP-Cron work again. */
	private $loud;

	protected function setUp(): void {
		parent::setUp();
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		$this->connect();
	}

	protected function tearDown(): void {
		( $this->loud )();
		parent::tearDown();
	}

	/** Pressed at the backend: one notice with one primary button, choices arrive, and the former token is ended. */
	public function test_a3_reconnect_at_the_backend_arrives_with_its_choices(): void {
		$former = $this->site()->connection()->token();
		$this->chosen_at_the_backend( array( 'sync.products', 'imports.orders' ) );
		$draft = $this->waits_for_a_draft();
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'Nothing changes until the owner goes on.' );
		$page = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$this->assertSame( 1, substr_count( $page->body, 'data-reconnect' ) );
		$this->assertSame( 1, preg_match( '#<section[^>]*data-reconnect>.*?</section>#s', $page->body, $card ) );
		$this->assertSame( 1, substr_count( $card[0], 'button-primary' ) );
		$this->assertSame( 1, substr_count( $page->body, 'button-primary' ), 'One thing to do next on the whole page.' );
		$this->assertStringContainsString( 'value="' . $draft . '"', $card[0] );
		$this->assertStringStartsWith( STOREWIRE_BACKEND_URL . '/authorize/', $page->press( 'Reconnect' )->location );
		$this->assertSame( '', ReconnectRequest::draft() );
		wp_cache_flush();
		$query = $this->approved();
		$this->assertNotWPError( $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$this->assertNotWPError( $this->site()->actions()->confirm() );
		$choices = $this->site()->settings()->all();
		$this->assertSame( array( false, true ), array( $choices['sync']['products'], $choices['sync']['orders'] ) );
		$this->assertSame( array( false, true ), array( $choices['imports']['orders'], $choices['imports']['contacts'] ) );
		$browser = new Browser();
		$browser->json( 'POST', STOREWIRE_BACKEND_URL . '/api/woocommerce/heartbeat', array( 'health' => array() ), array( "Authorization: Bearer $former" ) );
		$this->assertSame( 410, $browser->status );
	}

	/** The browser brought the draft along, though the command did not arrive. */
	public function test_a3_the_link_from_the_backend_is_enough(): void {
		$page = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire&storewire_draft=abc' ) );
		$this->assertStringContainsString( 'data-reconnect', $page->body );
		$this->assertStringContainsString( 'value="abc"', $page->body );
		$page->press( 'Not now' )->follow();
		$this->assertStringNotContainsString( 'data-reconnect', $page->body );
	}

	/** What the owner does not want now is put away; what is too old is not shown. */
	public function test_a3_not_now_and_too_late(): void {
		$this->chosen_at_the_backend( array() );
		$this->waits_for_a_draft();
		$page = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$page->press( 'Not now' )->follow();
		$this->assertStringNotContainsString( 'data-reconnect', $page->body );
		wp_cache_flush();
		$this->assertSame( '', ReconnectRequest::draft() );
		ReconnectRequest::keep( 'abc' );
		$kept = get_option( ReconnectRequest::OPTION );
		update_option( ReconnectRequest::OPTION, array( 'until' => time() - 1 ) + $kept );
		$this->assertSame( '', $this->site()->actions()->status()['draft'] );
	}

	/** The store offers Reconnect while connected, too; a try that is cancelled leaves the connection as it is. */
	public function test_a3_the_plugin_offers_reconnect_while_connected(): void {
		$token = $this->site()->connection()->token();
		$page  = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$this->assertStringStartsWith( STOREWIRE_BACKEND_URL . '/authorize/', $page->press( 'Reconnect now' )->location );
		wp_cache_flush();
		$this->assertSame( 'waiting', $this->site()->actions()->status()['screen'] );
		$this->assertSame( 'connected', $this->site()->actions()->cancel()['screen'] );
		$this->assertSame( $token, $this->site()->connection()->token() );
	}

	/** Nobody but the backend can bring the notice about, and nothing in it can become markup. */
	public function test_a3_a_draft_is_an_id_and_nothing_else(): void {
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'reconnect', 'draftId' => '"><script>' ) ) );
		$this->assertSame( 422, $sent['answers'][0]['status'] );
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'reconnect', 'draftId' => 'abc' ), 'variant' => 'unsigned' ) );
		$this->assertSame( 401, $sent['answers'][0]['status'] );
		wp_cache_flush();
		$this->assertSame( '', ReconnectRequest::draft() );
	}

	/** B4: a ping changes nothing, and is answered only where this connection is. */
	public function test_b4_a_ping(): void {
		$before = $this->site()->settings()->all();
		$sent   = $this->backend->command( array( 'command' => array( 'type' => 'ping' ) ) );
		$this->assertSame( array( 200, array( 'taken' => $sent['id'] ) ), array( $sent['answers'][0]['status'], json_decode( $sent['answers'][0]['body'], true ) ) );
		$this->assertSame( $before, $this->site()->settings()->all() );
		$again = $this->backend->command( array( 'command' => array( 'type' => 'ping' ), 'variant' => 'wrong_secret' ) );
		$this->assertSame( 401, $again['answers'][0]['status'] );
	}

	/**
	 * The owner presses Reconnect at the backend and chooses.
	 *
	 * @param string[] $off Boxes to leave without a tick.
	 */
	private function chosen_at_the_backend( array $off ): void {
		$browser = $this->backend->settings();
		$this->assertSame( 1, preg_match( '#/settings/integrations/connect\?store=\d+#', $browser->body, $link ) );
		$browser->open( STOREWIRE_BACKEND_URL . $link[0] )->press( 'Next' );
		foreach ( $off as $name ) {
			$browser->body = str_replace( 'name="' . $name . '" checked', 'name="' . $name . '"', $browser->body );
		}
		$this->assertSame( 1, preg_match( '#<button class="primary">([^<]+)</button>#', $browser->body, $button ) );
		$browser->press( trim( $button[1] ) );
		$this->assertStringContainsString( 'storewire_draft=', $browser->location );
	}

	/** The draft's id, as soon as the command has arrived. */
	private function waits_for_a_draft(): string {
		for ( $try = 0; $try < 40; $try++ ) {
			wp_cache_flush();
			$draft = $this->site()->actions()->status()['draft'];
			if ( '' !== $draft ) {
				return $draft;
			}
			usleep( 250000 );
		}
		$this->fail( 'No command arrived.' );
	}
}
